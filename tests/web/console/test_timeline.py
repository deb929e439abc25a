"""What happened, in sentences."""

import pytest

from bot.web.console.timeline import act_of, surface_of
from bot.workspace.model.actors import Surface
from bot.workspace.model.audit import AuditEntry


def _entry(action: str, surface: str, **detail: object) -> AuditEntry:
    return AuditEntry(
        id="au_1",
        at=0,
        actor_id="mb_1",
        actor_name="이하나",
        surface=surface,
        address="",
        action=action,
        target_kind="notice",
        target_id="nt_1",
        detail=detail,
    )


@pytest.mark.parametrize(
    "action",
    [
        "drafted",
        "changed",
        "tested",
        "scheduled",
        "sent",
        "fired",
        "cancelled",
        "missed",
        "paused",
        "resumed",
        "retried",
        "resent",
        "rate",
        "corrected",
        "duplicated",
        "finished",
    ],
)
def test_every_act_of_a_notice_has_a_sentence(action: str) -> None:
    act = act_of(_entry(f"notice.{action}", "console", count=1, by="N-2"))
    assert act.ko.removesuffix(" (N-2)").endswith("요")
    assert "{" not in act.ko + act.en
    assert not act.en.startswith("notice.")


@pytest.mark.parametrize("surface", list(Surface))
def test_every_surface_has_a_name(surface: Surface) -> None:
    assert surface_of(_entry("notice.sent", surface.value)).ko


def test_a_repeat_says_how_many_it_was_for() -> None:
    act = act_of(_entry("notice.retried", "console", count=1234))
    assert act.ko == "실패한 1,234명에게 다시 보냈어요"
    assert act.en.endswith("failed: 1,234")


def test_a_profile_that_stops_has_a_sentence() -> None:
    assert act_of(_entry("profile.paused", "system")).ko.endswith("요")
