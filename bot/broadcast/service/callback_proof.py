"""Whether a call came from our own messenger: Kakao Work signs nothing, so only some calls have to prove it."""

from collections.abc import Mapping

from bot.broadcast.model.callbacks import CallbackKey
from bot.broadcast.store import profiles
from bot.core.clock import SECOND
from bot.core.database import Reader
from bot.core.errors import Bilingual, Unauthorized
from bot.kakaowork import event_signature
from bot.kakaowork.incoming import SIGNED_KINDS, kind_of

_SIGNING = (
    event_signature.ID_HEADER,
    event_signature.TIMESTAMP_HEADER,
    event_signature.SIGNATURE_HEADER,
)


async def require_genuine(
    db: Reader, key: CallbackKey, body: bytes, headers: Mapping[str, str], now: int
) -> None:
    """Raise `bad_signature` where one is wrong, or is missing from what Kakao Work doesn't have.

    `now` in UTC milliseconds.
    """
    signed = {name: headers[name] for name in _SIGNING if name in headers}
    if not signed and kind_of(body) not in SIGNED_KINDS:
        return
    profile = await profiles.find_by_id(db, key.profile_id)
    # What can't be written as ASCII is no signature, and must not be compared as one.
    readable = all(value.isascii() for value in signed.values())
    if profile is None or not readable:
        raise Unauthorized(_NOT_SIGNED, code="bad_signature")
    if not event_signature.verify(profile.app_key, signed, body, now / SECOND):
        raise Unauthorized(_NOT_SIGNED, code="bad_signature")


_NOT_SIGNED = Bilingual(
    ko="서명이 없거나 맞지 않아요. 봇의 App Key로 서명해 다시 보내 주세요.",
    en="The signature is missing or wrong. Sign the call with the bot's App Key.",
)
