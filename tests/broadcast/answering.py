"""Notices that ask for an answer, and people who give it, in one line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.acknowledgements import Answer, Tallies
from bot.broadcast.model.deliveries import DeliveryState, delivery_id
from bot.broadcast.model.notices import Notice, NoticeState, Reminders
from bot.broadcast.service.acknowledgements import Given
from bot.broadcast.store import acknowledgements as store
from bot.broadcast.store import deliveries, notices, shards
from bot.core.clock import HOUR
from tests.builders import CAST, Space, draft

WORDS = {"title": "보안 서약", "body": "읽고 확인해 주세요.", "acknowledge": True}
SURVEY = {"title": "점심 설문", "body": "골라 주세요.", "choices": ["비빔밥", "국수", "샐러드"]}
KEYS = [one.email.partition("@")[0] for one in CAST]
RULE = Reminders(every=2 * HOUR, most=2)
FIRST_TWO, ALL_THREE = (DeliveryState.SENT,) * 2, (DeliveryState.SENT,) * 3


async def asked(
    space: Space,
    variables: Mapping[str, object] | None = None,
    *,
    author: str = "hana",
    reminders: Reminders | None = None,
    ends: Sequence[DeliveryState] = ALL_THREE,
    not_after: int | None = None,
    state: NoticeState = NoticeState.SENT,
) -> Notice:
    """A notice in three shards that asks for an answer; `ends`: what became of each shard."""
    words = variables or WORDS
    template = "survey" if "choices" in words else "plain"
    given = replace(
        draft(variables=words, template=template), reminders=reminders, not_after=not_after
    )
    actor = await space.actor(author)
    made = (await space.notices.draft(actor, given)).notice
    await space.sending.send(actor, made.id)
    return await arrived(space, made, ends=ends, state=state)


async def arrived(
    space: Space,
    notice: Notice,
    *,
    ends: Sequence[DeliveryState] = ALL_THREE,
    state: NoticeState = NoticeState.SENT,
) -> Notice:
    """A notice that is about to be sent, as if it had been."""
    await Fanout(space.database, space.clock, 5).prepare(notice.id)
    async with space.database.transaction() as tx:
        every = (await shards.lock_all(tx, notice.id)).items()
        for (shard, rows), end in zip(every, ends, strict=False):
            moved = await deliveries.end(
                tx, rows, before=DeliveryState.PENDING, after=end, reason="bad_request"
            )
            await shards.change(tx, notice.id, shard, {"pending": -moved, end.value: moved})
        held = await notices.get_locked(tx, notice.id)
        await notices.update(tx, replace(held, state=state))
    return await notices.get(space.database, notice.id)


async def given_by(
    space: Space, notice: Notice, key: str, choice: int | None = None, *, after: int = 0
) -> Given:
    """What the member pressed, `after` ms from now."""
    place = () if choice is None else (str(choice),)
    return Given(
        notice_id=notice.id,
        member_id=await space.id_of(key),
        parts=("ack", notice.id, *place),
        at=space.clock.now() + after,
    )


async def answer(
    space: Space, notice: Notice, key: str, choice: int | None = None, *, after: int = 0
) -> str | None:
    """The member presses; None, or why it does not count."""
    given = await given_by(space, notice, key, choice, after=after)
    (outcome,) = await space.acknowledgements.take(notice.profile_id, [given])
    return outcome


async def answers_of(space: Space, notice: Notice) -> dict[str, Answer]:
    """The answers that are kept, by the member's id; the tallies must equal them."""
    rows = await space.database.fetch(
        "SELECT delivery, member_id, choice, at, changed_at FROM acknowledgements WHERE notice_id = $1",
        notice.id,
    )
    found = [Answer(**dict(row)) for row in rows]
    read = await space.database.fetch_value(
        "SELECT count(*) FROM receipts WHERE notice_id = $1", notice.id
    )
    choices = [one.choice for one in found if one.choice is not None]
    kept = await store.tallies(space.database, notice.id)
    counted = {place: count for place, count in kept.choices.items() if count}
    assert replace(kept, choices=counted) == Tallies(
        read=read,
        acknowledged=len(found),
        choices={place: choices.count(place) for place in set(choices)},
    )
    return {one.member_id: one for one in found}


async def choices_of(space: Space, notice: Notice) -> dict[str, int | None]:
    """What each member has chosen, by the id."""
    return {
        member_id: one.choice for member_id, one in (await answers_of(space, notice)).items()
    }


async def delivery_to(space: Space, notice: Notice, key: str) -> str:
    """The id of the delivery to a member."""
    rows = await store.rows_of(space.database, notice.id, [await space.id_of(key)])
    (row,) = rows.values()
    return delivery_id(notice.id, row)


async def now(space: Space, notice: Notice) -> Notice:
    """The notice as it is kept."""
    return await notices.get(space.database, notice.id)


async def remind(space: Space, notice: Notice, who: str = "hana") -> Notice:
    """Somebody presses [remind]."""
    view = await space.planning.reminding.remind(await space.actor(who), notice.label)
    return view.notice


async def recipients(space: Space, notice: Notice) -> set[str]:
    """The keys of those whom a notice goes to."""
    await Fanout(space.database, space.clock, 5).prepare(notice.id)
    rows = await space.database.fetch(
        "SELECT email FROM deliveries WHERE notice_id = $1", notice.id
    )
    return {row["email"].partition("@")[0] for row in rows}


async def reminders_of(space: Space, notice: Notice) -> list[Notice]:
    """The reminders of a notice, oldest first."""
    every = await notices.page(space.database, limit=1_000)
    return [one for one in every[::-1] if one.reminds == notice.id]


async def close(space: Space, notice: Notice) -> None:
    """Its author lets no answer count any more."""
    await space.acknowledgements.close(await space.actor("hana"), notice.id)


async def all_answer(space: Space, notice: Notice) -> None:
    """Everybody presses."""
    for key in KEYS:
        await answer(space, notice, key)
