import random

import pytest

from bot.core.clock import MINUTE
from bot.core.errors import Forbidden, Invalid
from bot.messenger.model.rate_limits import TooManyRequests
from bot.messenger.model.simulation import Simulation
from bot.messenger.service.simulator import Simulator
from bot.workspace.model.actors import Actor, Surface, member_actor
from bot.workspace.service.audit import AuditLog
from tests.messenger.home import SENDER, SUPER, Home
from tests.refusals import refused


def _simulator(home: Home, simulation: Simulation) -> Simulator:
    chances = random.Random(simulation.seed)  # noqa: S311 -- the test is about its seed
    return Simulator(home.database, home.parts.members, home.clock, simulation, chances)


async def _actor(home: Home, email: str) -> Actor:
    return member_actor(await home.member(email), Surface.API)


async def test_a_super_admin_changes_it_with_an_audit_entry(home: Home) -> None:
    simulator, boss = _simulator(home, Simulation()), await _actor(home, SUPER)
    after = await simulator.change(boss, {"rate_limit": 60})
    assert after == simulator.simulation == await simulator.told(boss)
    assert after == Simulation(rate_limit=60)
    (entry,) = await AuditLog(home.database).of("messenger", "simulator")
    assert (entry.action, entry.actor_id) == ("messenger.simulator", boss.id)
    assert (entry.detail["rate_limit"], entry.detail["latency"]) == (60, "0s")


async def test_a_send_admin_may_neither_see_nor_change_it(small_home: Home) -> None:
    simulator = _simulator(small_home, Simulation())
    actor = await _actor(small_home, SENDER)
    ko = "슈퍼 관리자만 할 수 있어요. 최고운(슈퍼 관리자)에게 요청해 주세요."
    en = "Only a super admin can do this. Please ask 최고운."
    with refused(Forbidden, "forbidden", ko=ko, en=en):
        await simulator.told(actor)
    with refused(Forbidden, "forbidden", ko=ko, en=en):
        await simulator.change(actor, {"rate_limit": 60})
    assert simulator.simulation == Simulation()
    assert await AuditLog(small_home.database).of("messenger", "simulator") == []


async def test_a_wrong_change_leaves_no_trace(small_home: Home) -> None:
    simulator = _simulator(small_home, Simulation())
    with pytest.raises(Invalid):
        await simulator.change(await _actor(small_home, SUPER), {"rate_limit": 0})
    assert simulator.simulation == Simulation()
    assert await AuditLog(small_home.database).of("messenger", "simulator") == []


async def test_calls_are_counted_bot_by_bot(small_home: Home) -> None:
    simulator = _simulator(small_home, Simulation(rate_limit=60))
    other, _ = await small_home.another_bot()
    simulator.admit(small_home.bot)
    with refused(
        TooManyRequests,
        "too_many_requests",
        ko="요청이 너무 많아요. 1초 뒤에 다시 보내 주세요.",
        en="Too many requests. Try again in 1 s.",
    ):
        simulator.admit(small_home.bot)
    simulator.admit(other)
    small_home.clock.move(MINUTE)
    simulator.admit(small_home.bot)


async def test_a_limit_taken_away_and_set_again_starts_afresh(small_home: Home) -> None:
    simulator = _simulator(small_home, Simulation(rate_limit=1))
    boss = await _actor(small_home, SUPER)
    simulator.admit(small_home.bot)
    for limit in (None, 1):
        await simulator.change(boss, {"rate_limit": limit})
        simulator.admit(small_home.bot)
    with pytest.raises(TooManyRequests):
        simulator.admit(small_home.bot)


async def test_the_same_seed_brings_the_same_chances(small_home: Home) -> None:
    one, two = (_simulator(small_home, Simulation(seed=7)) for _ in range(2))
    assert [one.chance() for _ in range(5)] == [two.chance() for _ in range(5)]
