import json

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.core.clock import MINUTE
from bot.core.database import Database
from bot.core.errors import Forbidden, Invalid, NotFound, TryLater, WrongState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.fakes import Act, FakePlatform
from tests.builders import Space, build_space, email
from tests.clock import ManualClock
from tests.refusals import refused


@pytest.fixture
async def lab(migrated: Database, clock: ManualClock, platform: FakePlatform) -> Space:
    """A workspace whose tests really arrive; `hr` is granted to 이하나."""
    space = await build_space(migrated, clock, platform=platform)
    await space.profile("hr", granted=["hana"])
    return space


async def test_a_test_goes_to_oneself_is_marked_and_changes_nothing(
    lab: Space, platform: FakePlatform
) -> None:
    made = await lab.notice("hana")
    (trial,) = await lab.trials.send(await lab.actor("hana"), made.id)
    assert (trial.member.name, trial.message_id, trial.reason) == ("이하나", "m1", None)
    ((text,),) = platform.got.values()
    body = json.loads(text)
    assert body["text"].startswith("[테스트]")
    assert body["blocks"][0]["text"] == "[테스트] 점검 안내"
    view = await lab.notices.get(machine_actor(), made.id)
    assert (view.notice, view.counts.audience) == (made, 0)
    assert await lab.actions("notice", made.id) == ["notice.drafted", "notice.tested"]


async def test_a_test_goes_to_those_named_and_says_who_did_not_get_it(
    lab: Space, platform: FakePlatform
) -> None:
    mina = await lab.member("mina")
    platform.script[mina.platform_id] = [Act.NOBODY]
    made = await lab.notice("hana")
    trials = await lab.trials.send(
        await lab.actor("hana"), made.id, [email("mina"), email("jun")]
    )
    assert [(t.member.name, t.reason) for t in trials] == [
        ("서미나", "user_not_found"),
        ("임준", None),
    ]


async def test_a_test_goes_to_five_people_at_most(lab: Space) -> None:
    made = await lab.notice("hana")
    keys = [email(key) for key in ("hana", "duri", "sera", "neo", "oh", "mina")]
    with refused(
        Invalid,
        "too_many",
        ko="테스트는 5명까지 보낼 수 있어요. 받는 사람을 줄여 주세요.",
        en="A test can go to 5 people. Choose fewer.",
    ):
        await lab.trials.send(await lab.actor("hana"), made.id, keys)
    assert len(await lab.trials.send(await lab.actor("hana"), made.id, keys[:5])) == 5


async def test_a_person_tests_three_times_a_minute(lab: Space, clock: ManualClock) -> None:
    made, hana = await lab.notice("hana"), await lab.actor("hana")
    for _ in range(3):
        await lab.trials.send(hana, made.id)
    with refused(
        TryLater,
        "too_many_tests",
        ko="테스트는 1분에 3번까지 보낼 수 있어요. 잠시 뒤에 다시 해 주세요.",
        en="You can send 3 tests a minute. Try again in a moment.",
    ):
        await lab.trials.send(hana, made.id)
    await lab.trials.send(await lab.actor("seulgi"), made.id)
    clock.move(MINUTE)
    await lab.trials.send(hana, made.id)


async def test_the_machine_says_who_receives_the_test(lab: Space) -> None:
    made = await lab.notice("hana")
    with refused(
        Invalid,
        "nobody",
        ko="테스트를 받을 멤버를 정해 주세요.",
        en="Say which member should receive the test.",
    ):
        await lab.trials.send(machine_actor(), made.id)
    with pytest.raises(NotFound):
        await lab.trials.send(machine_actor(), made.id, ["nobody@example.com"])


async def test_who_may_not_send_may_not_test(lab: Space, platform: FakePlatform) -> None:
    made = await lab.notice("hana")
    with pytest.raises(NotFound):
        await lab.trials.send(await lab.actor("duri"), made.id)
    with pytest.raises(Forbidden):
        await lab.trials.send(await lab.actor("mina"), made.id)
    await lab.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    with pytest.raises(WrongState):
        await lab.trials.send(await lab.actor("hana"), made.id)
    assert platform.calls == {}


async def test_an_incomplete_notice_is_not_tested(lab: Space, platform: FakePlatform) -> None:
    made = await lab.notice("hana", variables={"title": "제목"})
    with pytest.raises(Invalid):
        await lab.trials.send(await lab.actor("hana"), made.id)
    assert platform.calls == {}
    assert made.state is NoticeState.DRAFT
