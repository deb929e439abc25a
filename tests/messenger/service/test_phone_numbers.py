from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember
from bot.workspace.service.member_import import MemberImport
from tests.messenger.home import HANA, Home


async def test_a_member_is_found_by_mobile_on_every_database(home: Home) -> None:
    found = await home.parts.members.by_phone_number("+82 10 1234 5678")
    assert found is not None
    assert found.email == HANA
    assert await home.parts.members.by_phone_number("+82 10 1234 5679") is None
    assert await home.parts.members.by_phone_number("none") is None


async def test_nobody_is_found_by_a_number_that_two_share(home: Home) -> None:
    twin = NewMember(email="twin@example.com", name="이두리", mobile="+82 (0)10.1234.5678")
    await MemberImport(home.database, home.clock).add(machine_actor(), [twin])
    assert await home.parts.members.by_phone_number("010-1234-5678") is None
    await home.deactivate("twin@example.com")
    assert await home.parts.members.by_phone_number("010-1234-5678") is not None
