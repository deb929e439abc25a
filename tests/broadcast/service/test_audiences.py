"""Who is meant by ids, names, paths and e-mail addresses."""

import unicodedata

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.service.audiences import Audiences, AudienceWish
from bot.core.errors import Invalid
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember
from tests.builders import BUILDERS, BUILDERS_OF_APPS, PEOPLE_TEAM, Space, email


def wish(**named: tuple[str, ...]) -> AudienceWish:
    """A wish for those named and nobody else."""
    return AudienceWish(everyone=False, **named)


async def read(space: Space, wanted: AudienceWish) -> Audience:
    """The audience."""
    return await Audiences(space.database).read(wanted)


async def problems(space: Space, wanted: AudienceWish) -> dict[str, tuple[str, str, str]]:
    """Code and both texts by pointer."""
    with pytest.raises(Invalid) as caught:
        await read(space, wanted)
    return {p.pointer: (p.code, p.text.ko, p.text.en) for p in caught.value.problems}


async def test_everyone_needs_no_names(space: Space) -> None:
    assert await read(space, AudienceWish(everyone=True)) == Audience()


@pytest.mark.parametrize(
    "text",
    [
        PEOPLE_TEAM,
        "본사>인사팀",
        "  본사 >인사팀 ",
        "인사팀",
        unicodedata.normalize("NFD", "인사팀"),
    ],
)
async def test_a_department_is_found_by_path_or_by_a_name_of_its_own(
    space: Space, text: str
) -> None:
    department = await space.department(PEOPLE_TEAM)
    assert (await read(space, wish(departments=(text,)))).departments == (department.id,)


async def test_a_department_is_found_by_id_and_counts_once(space: Space) -> None:
    department = await space.department(BUILDERS)
    found = await read(space, wish(departments=(department.id, "개발팀", BUILDERS)))
    assert found == Audience(everyone=False, departments=(department.id,))


async def test_a_name_that_two_departments_have_is_refused_with_both_paths(
    space: Space,
) -> None:
    newcomer = NewMember(email="new@example.com", name="새이", department="지사 > 인사팀")
    await space.member_import.add(machine_actor(), [newcomer])
    assert await problems(space, wish(departments=("인사팀",))) == {
        "/audience/departments/0": (
            "department_ambiguous",
            "'인사팀' 부서가 여러 개예요: '본사 > 인사팀', '지사 > 인사팀'. 전체 경로로 써 주세요.",
            "There are several departments '인사팀': '본사 > 인사팀', '지사 > 인사팀'. "
            "Give the whole path.",
        )
    }
    wanted = wish(departments=("지사 > 인사팀",))
    found = await space.department("지사 > 인사팀")
    assert (await read(space, wanted)).departments == (found.id,)


async def test_members_are_found_by_id_and_address_and_count_once(space: Space) -> None:
    mina, jun = await space.id_of("mina"), await space.id_of("jun")
    found = await read(
        space,
        wish(
            members=(mina, "JUN@example.com"),
            emails=(" Mina@Example.com ",),
            exclude=(email("jun"), jun),
        ),
    )
    assert found == Audience(everyone=False, members=(mina, jun), exclude=(jun,))


async def test_a_long_list_is_read_whole(space: Space) -> None:
    keys = [
        "seulgi",
        "hana",
        "duri",
        "sera",
        "neo",
        "oh",
        "yuna",
        "ilgu",
        "mina",
        "jun",
        "bora",
    ]
    ids = [await space.id_of(key) for key in keys]
    addresses = tuple(email(key) for key in keys)
    found = await read(space, wish(members=tuple(ids), emails=addresses))
    assert found.members == tuple(ids)
    many = tuple(f"nobody{n}@example.com" for n in range(30))
    assert len(await problems(space, wish(emails=many))) == 30


async def test_everything_unknown_is_named_with_its_place(space: Space) -> None:
    mina = await space.id_of("mina")
    found = await problems(
        space,
        wish(
            departments=(BUILDERS_OF_APPS, "없는팀"),
            members=("nobody",),
            emails=(email("mina"), mina, "who@example.com"),
            exclude=("gone@example.com",),
        ),
    )
    assert {pointer: code for pointer, (code, _, _) in found.items()} == {
        "/audience/departments/1": "department_not_found",
        "/audience/members/0": "member_not_found",
        "/audience/emails/1": "member_not_found",
        "/audience/emails/2": "member_not_found",
        "/audience/exclude/0": "member_not_found",
    }
    assert found["/audience/departments/1"][1:] == (
        "'없는팀' 부서를 찾을 수 없어요. 부서 목록에서 이름이나 경로를 확인해 주세요.",
        "There is no department '없는팀'. Look up its name or path in the list of departments.",
    )
    assert found["/audience/emails/2"][1:] == (
        "'who@example.com' 멤버를 찾을 수 없어요. 아이디나 이메일을 확인해 주세요.",
        "There is no member 'who@example.com'. Check the id or e-mail address.",
    )


async def test_who_is_deactivated_is_named_and_not_dropped_silently(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("mina"), active=False)
    assert await problems(space, wish(emails=(email("mina"),))) == {
        "/audience/emails/0": (
            "member_deactivated",
            "서미나(mina@example.com)님은 비활성 멤버라서 받을 수 없어요. 대상에서 빼 주세요.",
            "서미나 (mina@example.com) is deactivated and can't receive this. "
            "Take them out of the audience.",
        )
    }
    found = await read(space, AudienceWish(everyone=True, exclude=(email("mina"),)))
    assert found.exclude == (await space.id_of("mina"),)
