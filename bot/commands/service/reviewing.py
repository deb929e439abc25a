"""Nothing is done from one line: what would be done is shown, and waits for a press or a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.commands.model.cards import Card, CardButton, Detail
from bot.commands.model.commands import Asked, Verb
from bot.commands.model.reviews import LASTS, Review, new_code
from bot.commands.service.cards_of_notices import CODE
from bot.commands.service.places import Place
from bot.commands.service.tools import Tools
from bot.commands.store import reviews
from bot.core.clock import DAY, MINUTE
from bot.core.errors import Bilingual, SpacecastError, invalid
from bot.kakaowork.blocks import Block, HeaderStyle
from bot.workspace.model.actors import Actor

# Before the code, on the button by which the asker lets it be.
LET_BE: Final = "-"
# Longer than any callback is told again.
_KEPT: Final = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a review is about and shows; `arguments` go with it to what is done in the end.

    `subject_id` and `version` are of what is acted on, `label` as it is called.
    """

    verb: Verb
    title: Bilingual
    yes: Bilingual
    words: Sequence[Bilingual] = ()
    details: Sequence[Detail] = ()
    preview: tuple[Block, ...] = ()
    subject_id: str = ""
    label: str = ""
    version: int = 0
    arguments: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False


async def review(tools: Tools, actor: Actor, place: Place, shown: Shown, by: str) -> Card:
    """Keep a review of the asker's, once for the callback `by`, and show it."""
    member_id = require_member(actor)
    now = tools.clock.now()
    made = Review(
        id=by,
        code=new_code(),
        member_id=member_id,
        profile_id=place.profile.id,
        verb=shown.verb,
        subject_id=shown.subject_id,
        version=shown.version,
        arguments={**shown.arguments, "label": shown.label},
        created_at=now,
        expires_at=now + LASTS,
    )
    async with tools.database.transaction() as tx:
        await reviews.remove_old(tx, now - _KEPT)
        if not await reviews.add_once(tx, made):
            made = await reviews.find(tx, by) or made
    return _card(made, shown)


async def once(
    tools: Tools,
    actor: Actor,
    place: Place,
    asked: Asked,
    by: str,
    *,
    subject_id: str = "",
    arguments: Mapping[str, Any] | None = None,
) -> Review | None:
    """Mark that the callback `by` does something that needs no review; what it has begun before."""
    now = tools.clock.now()
    async with tools.database.transaction() as tx:
        made = mark(
            actor, place, asked.verb, by, now, subject_id=subject_id, arguments=arguments
        )
        return None if await reviews.add_once(tx, made) else await reviews.find(tx, by)


def mark(
    actor: Actor,
    place: Place,
    verb: Verb,
    by: str,
    now: int,
    *,
    subject_id: str = "",
    arguments: Mapping[str, Any] | None = None,
) -> Review:
    """A review that is used as it is made: nobody can confirm it."""
    return Review(
        id=by,
        code="",
        member_id=require_member(actor),
        profile_id=place.profile.id,
        verb=verb,
        subject_id=subject_id,
        version=0,
        arguments=arguments or {},
        created_at=now,
        expires_at=now,
        used_by=by,
        used_at=now,
    )


def require_member(actor: Actor) -> str:
    """The id of the member who asks."""
    if actor.member is None:
        raise invalid("/actor", "nobody", _NOBODY)
    return actor.member.id


def _card(made: Review, shown: Shown) -> Card:
    minutes = LASTS // MINUTE
    target = f" {made.label}" if made.label else ""
    typed = Bilingual(
        f"/공지 확인{target} {made.code} · {minutes}분 안에",
        f"/notice confirm{target} {made.code} · within {minutes} minutes",
    )
    yes = CardButton(
        label=shown.yes,
        does=Asked(verb=Verb.CONFIRM, subject=made.label, text=made.code),
        main=not shown.urgent,
        urgent=shown.urgent,
    )
    no = CardButton(
        label=Bilingual("그만두기", "Leave it"),
        does=Asked(verb=Verb.CONFIRM, subject=made.label, text=f"{LET_BE}{made.code}"),
    )
    return Card(
        title=shown.title,
        words=tuple(shown.words),
        details=(*shown.details, Detail(term=CODE, text=typed)),
        preview=shown.preview,
        buttons=(yes, no),
        style=HeaderStyle.RED if shown.urgent else HeaderStyle.YELLOW,
    )


class NotReady(SpacecastError):
    """What is asked for needs something that this installation does not have."""

    code = "not_available"
    status = 501
    exit_code = 6


_NOBODY = Bilingual(
    "멤버로 로그인한 사람만 쓸 수 있어요.", "Only members of the workspace can use this."
)
