"""What happened, in sentences."""

import pytest

from bot.web.console.timeline import act_of, surface_of
from bot.workspace.model.actors import Surface
from bot.workspace.model.audit import AuditEntry


def _entry(action: str, surface: str) -> AuditEntry:
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
    )


@pytest.mark.parametrize(
    "action",
    ["drafted", "changed", "tested", "scheduled", "sent", "fired", "cancelled", "missed"],
)
def test_every_act_of_a_notice_has_a_sentence(action: str) -> None:
    act = act_of(_entry(f"notice.{action}", "console"))
    assert act.ko.endswith("요")
    assert not act.en.startswith("notice.")


@pytest.mark.parametrize("surface", list(Surface))
def test_every_surface_has_a_name(surface: Surface) -> None:
    assert surface_of(_entry("notice.sent", surface.value)).ko
