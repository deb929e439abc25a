"""Plan, workspace and tokens."""

import re

from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit


async def test_a_super_admin_changes_the_workspace(
    running_space: RunningSpace, visit: Visit
) -> None:
    admin = visit(SUPER)
    form = {"name": "새 이름", "timezone": "America/New_York", "language": "en"}
    assert (await admin.post("/settings", form)).to == "/settings"
    assert "새 이름" in (await admin.get("/settings")).text
    assert (await running_space.system.parts.workspace.get()).timezone == "America/New_York"


async def test_an_overdue_workspace_is_told_what_to_do(visit: Visit) -> None:
    admin = visit(SUPER)
    await admin.post("/settings", {"plan": "standard", "billing": "overdue"})
    assert "결제하면 바로 다시 쓸 수 있어요" in (await admin.get("/settings")).text


async def test_a_wrong_zone_is_refused_beside_its_field(visit: Visit) -> None:
    answer = await visit(SUPER).post("/settings", {"name": "이름", "timezone": "Seoul/Asia"})
    assert answer.status == 422
    assert 'id="timezone-fault"' in answer.text
    assert 'value="Seoul/Asia"' in answer.text


async def test_others_see_but_do_not_change(running_space: RunningSpace, visit: Visit) -> None:
    hana = visit("hana")
    page = await hana.get("/settings")
    assert 'name="plan"' not in page.text
    assert (await hana.post("/settings", {"plan": "free"})).status == 403
    assert (await running_space.system.parts.workspace.get()).plan == "standard"


async def test_a_token_is_shown_once_and_revoked(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    form = {"token_name": "게시판", "days": "30", "scope.notices:read": "on"}
    made = await hana.post("/settings/tokens", form)
    found = re.search(r'value="(sc_[^"]+)"', made.text)
    assert found is not None
    secret = found[1]
    page = await hana.get("/settings")
    assert secret not in page.text
    assert "게시판" in page.text
    sessions = running_space.system.parts.sessions
    actor = await sessions.actor_of_token(secret, address="")
    assert actor.scopes == frozenset({"notices:read"})
    token = next(t for t in await sessions.tokens(actor) if t.name == "게시판")
    assert (await visit("mina").post(f"/settings/tokens/{token.id}/revoke")).status == 404
    assert (await hana.post(f"/settings/tokens/{token.id}/revoke")).status == 303
    assert "게시판" not in (await hana.get("/settings")).text
