import asyncio
import json
from dataclasses import replace

import pytest

from bot.broadcast.delivery import fanout
from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.model.audience import Audience
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.core.clock import SECOND
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.fakes import Act
from tests.clock import ManualClock


async def test_everybody_gets_a_notice_once(each_rig: Rig) -> None:
    rig = each_rig
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.SENT
    assert view.counts == Counts(sent=12)
    assert sorted(rig.platform.messages.values()) == [1] * 12
    assert {row.state for row in await rig.rows(notice)} == {DeliveryState.SENT}
    assert await rig.space.actions("notice", notice.id) == [
        "notice.drafted",
        "notice.finished",
        "notice.sent",
    ]


async def test_a_second_notice_costs_one_call_a_person(rig: Rig) -> None:
    await rig.finished(await rig.space.sent())
    assert rig.platform.calls == {"open": 12, "send": 12}
    await rig.finished(await rig.space.sent())
    assert rig.platform.calls == {"open": 12, "send": 24}


async def test_nothing_goes_out_in_the_grace_time(rig: Rig, clock: ManualClock) -> None:
    notice = await rig.space.sent()
    async with rig.space.database.transaction() as tx:
        later = clock.now() + 10 * SECOND
        await tx.execute("UPDATE notices SET grace_until = $2 WHERE id = $1", notice.id, later)
    await rig.settle()
    assert (await rig.view(notice)).notice.state is NoticeState.PREPARING
    clock.move(10 * SECOND)
    assert (await rig.finished(notice)).counts.sent == 12


async def test_excluded_and_deactivated_members_are_left_out(rig: Rig) -> None:
    space = rig.space
    await space.members.set_active(
        await space.actor("seulgi"), "mina@example.com", active=False
    )
    excluded = await space.id_of("jun")
    notice = await space.sent(audience=Audience(exclude=(excluded,)))
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=10, skipped=1)
    assert view.notice.state is NoticeState.SENT
    assert (await rig.row_of(notice, "jun")).reason == "excluded"
    assert (await space.member("mina")).platform_id not in rig.platform.messages


async def test_a_department_reaches_those_below_it(rig: Rig) -> None:
    builders = await rig.space.department("본사 > 개발팀")
    audience = Audience(everyone=False, departments=(builders.id,))
    notice = await rig.space.sent(audience=audience)
    await rig.finished(notice)
    reached = {row.name for row in await rig.rows(notice)}
    assert reached == {"박두리", "최세라", "서미나", "정네오", "임준", "유보라"}


async def test_each_person_reads_their_own_name(rig: Rig) -> None:
    notice = await rig.space.sent(variables={"title": "인사", "body": "@{member}님 반가워요."})
    await rig.finished(notice)
    for row in await rig.rows(notice):
        (text,) = rig.platform.got[row.platform_id]
        assert str(row.platform_id) in json.dumps(json.loads(text)["blocks"])


async def test_a_message_longer_than_a_name_allows_refuses_before_the_first_delivery(
    rig: Rig,
) -> None:
    notice = await rig.space.sent(variables={"title": "인사", "body": "@{member}님 반가워요."})
    frozen = json.dumps(_broken_for("이하나", dict(notice.frozen or {})))
    async with rig.space.database.transaction() as tx:
        await tx.execute("UPDATE notices SET frozen = $2 WHERE id = $1", notice.id, frozen)
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.FAILED
    assert view.notice.state_reason is not None
    assert "이하나" in view.notice.state_reason
    assert rig.platform.calls == {}


def _broken_for(name: str, frozen: dict[str, object]) -> dict[str, object]:
    too_long = f"{{% if member.name == '{name}' %}}{'길' * 30}{{% else %}}인사{{% endif %}}"
    content = {**json.loads(json.dumps(frozen["content"])), "title": too_long}
    return {**frozen, "uses_member": True, "content": content}


async def test_the_rate_ceiling_paces(rig: Rig, clock: ManualClock) -> None:
    await rig.space.profile("slow", rate_ceiling=4)
    notice = await rig.space.sent(profile="slow")
    before = clock.now()
    await rig.finished(notice)
    # The first goes at once, each other a quarter of a second after it.
    assert 11 * 250 - 100 <= clock.now() - before <= 11 * 250 + 1000


async def test_a_blocked_profile_delays_no_other(rig: Rig) -> None:
    rig.settings = replace(rig.settings, shard_rows=1)
    await rig.space.profile("it")
    blocked = await rig.space.sent(profile="hr")
    rig.platform.hold()
    await rig.look()
    await rig.look()
    await rig.platform.reached.wait()
    other = await rig.space.sent(profile="it")
    await rig.look()
    await rig.look()
    busy = {key[0] for key in rig.engine._running}
    assert busy == {blocked.id, other.id}
    rig.platform.gate.set()
    await rig.finished(blocked)
    await rig.finished(other)


async def test_notices_of_one_profile_take_turns_and_an_urgent_one_waits_for_nobody(
    each_rig: Rig,
) -> None:
    rig = each_rig
    rig.settings = replace(rig.settings, shard_rows=1)
    rig.platform.hold()
    first = await rig.space.sent()
    second = await rig.space.sent()
    await rig.look()
    assert [key[0] for key in rig.engine._running] == [first.id, second.id]
    urgent = await rig.space.sent(urgent="화재")
    await rig.look()
    assert [key[0] for key in rig.engine._running] == [first.id, second.id, urgent.id]
    rig.platform.gate.set()
    for notice in (first, second, urgent):
        assert (await rig.finished(notice)).counts.sent == 12


async def test_slowed_notices_keep_no_worker_from_others(rig: Rig) -> None:
    rig.settings = replace(rig.settings, shard_rows=100, workers_per_profile=2)
    rig.platform.hold()
    slow = [await rig.space.sent() for _ in range(2)]
    await rig.look()
    other = await rig.space.sent()
    await rig.look()
    assert other.id not in {key[0] for key in rig.engine._running}
    for running in rig.engine._running.values():
        running.worker.slowed = True
    await rig.look()
    assert other.id in {key[0] for key in rig.engine._running}
    rig.platform.gate.set()
    for notice in [*slow, other]:
        assert (await rig.finished(notice)).counts.sent == 12


async def test_an_app_key_that_cannot_be_one_pauses_its_profile_and_nobody_elses(
    rig: Rig,
) -> None:
    await rig.space.profile("it")
    broken, sound = await rig.space.sent(profile="it"), await rig.space.sent()
    async with rig.space.database.transaction() as tx:
        await tx.execute("UPDATE profiles SET app_key = 'no key' WHERE id = 'it'")
    assert (await rig.finished(sound)).counts.sent == 12
    profile = (await rig.space.profiles.get(machine_actor(), "it")).profile
    assert (profile.status, profile.status_reason) == (ProfileStatus.PAUSED, "bad_app_key")
    assert (await rig.view(broken)).counts.pending == 12


async def test_a_frozen_text_that_cannot_be_read_any_more_ends_its_notice(rig: Rig) -> None:
    notice = await rig.space.sent()
    await rig.engine._fanout.prepare(notice.id)
    async with rig.space.database.transaction() as tx:
        await tx.execute("UPDATE notices SET frozen = '{}' WHERE id = $1", notice.id)
    view = await rig.finished(notice)
    assert view.notice.state_reason == "not_frozen"
    assert view.counts == Counts(failed=12)
    assert rig.platform.calls == {}


async def test_a_large_audience_is_prepared_in_turns(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "_PAGE", 1)
    large = await rig.space.sent()
    await rig.look()
    view = await rig.view(large)
    assert (view.notice.state, view.counts.pending) == (NoticeState.PREPARING, 5)
    assert rig.engine._woken.is_set()
    assert (await rig.finished(large)).counts.sent == 12


async def test_a_notice_that_is_not_valid_any_more_goes_to_nobody_else(
    rig: Rig, clock: ManualClock
) -> None:
    notice = await rig.space.sent()
    async with rig.space.database.transaction() as tx:
        await tx.execute(
            "UPDATE notices SET not_after = $2 WHERE id = $1", notice.id, clock.now() + SECOND
        )
    clock.move(2 * SECOND)
    view = await rig.finished(notice)
    assert view.counts == Counts(cancelled=12)
    assert {row.reason for row in await rig.rows(notice)} == {"expired"}
    assert rig.platform.calls == {}


async def test_stopping_leaves_no_delivery_in_doubt(real_rig: Rig) -> None:
    rig = real_rig
    notice = await rig.space.sent()
    rig.platform.hold()
    engine = rig.new_engine()
    engine.start()
    await rig.platform.reached.wait()
    stopping = asyncio.create_task(engine.stop())
    await asyncio.sleep(0)
    rig.platform.gate.set()
    await stopping
    assert DeliveryState.SENDING not in await rig.states(notice)
    rig.new_engine()
    assert (await rig.finished(notice)).counts.sent == 12
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_stopping_takes_back_what_waits_for_its_turn(real_rig: Rig) -> None:
    rig = real_rig
    await rig.space.profile("slow", rate_ceiling=0.5)
    notice = await rig.space.sent(profile="slow")
    engine = rig.new_engine()
    engine.start()
    await rig.platform.reached.wait()
    await engine.stop()
    rows = await rig.rows(notice)
    assert [row.attempts for row in rows if row.state is DeliveryState.PENDING] == [0] * 11
    assert (await rig.view(notice)).counts == Counts(pending=11, sent=1)
    assert not any(row.in_doubt for row in rows)


async def test_an_engine_on_its_own_clock_finds_its_work(real_rig: Rig) -> None:
    rig = real_rig
    await rig.script("hana", Act.TOO_MANY)
    engine = rig.new_engine()
    engine.start()
    notice = await rig.space.sent()
    while (await rig.view(notice)).notice.state is not NoticeState.SENT:
        engine.wake()
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_recipients_are_worked_out_only_when_the_directory_is_ready(rig: Rig) -> None:
    answers = [False, True]

    async def may_prepare() -> bool:
        return answers.pop(0)

    engine = LocalEngine(
        rig.space.database,
        rig.clock,
        rig.platform,
        rig.settings,
        on_defect=rig.defects.append,
        may_prepare=may_prepare,
    )
    rig.engines.append(engine)
    notice = await rig.space.sent()
    await engine.turn()
    assert (await rig.view(notice)).notice.state is NoticeState.PREPARING
    await engine.turn()
    assert (await rig.view(notice)).counts.audience == 12
    assert answers == []
