"""People of a running space who answer and read notices."""

import asyncio

from bot.broadcast.model.acknowledgements import ACTION
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import FINAL, Notice, NoticeDraft
from bot.broadcast.service.acknowledgements import Given, ReadReceipt
from tests.web.conftest import RunningSpace


async def asking(space: RunningSpace, **variables: object) -> Notice:
    """A notice with an acknowledge button that has reached everybody, sent by hana."""
    parts, actor = space.system.parts, await space.actor("hana")
    draft = NoticeDraft(
        profile_id="hr",
        template="survey" if "choices" in variables else "plain",
        variables={
            "title": "보안 교육",
            "body": "꼭 들어 주세요.",
            "acknowledge": True,
            **variables,
        },
        audience=Audience(),
    )
    made = (await parts.notices.draft(actor, draft)).notice
    await parts.sending.send(actor, made.id)
    return await ended(space, made.id)


async def ended(space: RunningSpace, notice_id: str) -> Notice:
    """The notice when nothing of it is open any more."""
    actor = await space.actor("seulgi")
    async with asyncio.timeout(30):
        while True:
            notice = (await space.system.parts.notices.get(actor, notice_id)).notice
            if notice.state in FINAL:
                return notice
            await asyncio.sleep(0.01)


async def answer(space: RunningSpace, notice: Notice, **choices: int | None) -> None:
    """Let people answer: `mina=None` presses 확인, `mina=1` the second answer of a survey."""
    parts = space.system.parts
    given = [
        Given(
            notice_id=notice.id,
            member_id=(await space.member(key)).id,
            parts=(ACTION, notice.id) if choice is None else (ACTION, notice.id, str(choice)),
            at=parts.clock.now(),
        )
        for key, choice in choices.items()
    ]
    assert await parts.acknowledgements.take(notice.profile_id, given) == [None] * len(given)


async def read(space: RunningSpace, notice: Notice, *keys: str) -> None:
    """Let people have read a notice."""
    parts, ids = space.system.parts, {(await space.member(key)).id for key in keys}
    found = await parts.notices.deliveries(await space.actor("seulgi"), notice.id)
    receipts = [
        ReadReceipt(delivery_id=one.id, read_at=parts.clock.now())
        for one in found
        if one.member_id in ids
    ]
    await parts.acknowledgements.take_receipts(notice.profile_id, receipts)
