"""The people of the demo: a company one can read."""

import random

from bot.workspace.model.members import NewMember, Role

DEPARTMENTS = (
    "경영지원본부 > 인사팀",
    "경영지원본부 > 재무팀",
    "개발본부 > 플랫폼팀",
    "개발본부 > 서비스팀",
    "영업본부",
    "고객지원팀",
)
_SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍"
_FIRST = "민서지우하윤서연도현예준시은주원지호수아유진현우채원건우다은준서소율태윤"
_POSITIONS = ("사원", "대리", "과장", "차장", "부장")
_KNOWN = (
    ("김슬기", "seulgi.kim", 0, "본부장", Role.SUPER_ADMIN),
    ("박도윤", "doyun.park", 2, "팀장", Role.SUPER_ADMIN),
    ("이하나", "hana.lee", 0, "과장", Role.SEND_ADMIN),
    ("최지훈", "jihun.choi", 2, "차장", Role.SEND_ADMIN),
    ("정유나", "yuna.jung", 4, "과장", Role.SEND_ADMIN),
    ("강민재", "minjae.kang", 5, "대리", Role.SEND_ADMIN),
    ("조서아", "seoa.cho", 1, "과장", Role.SEND_ADMIN),
    ("한새봄", "saebom.han", 3, "사원", Role.SEND_ADMIN),
    ("오은결", "eungyeol.oh", 3, "사원", Role.MEMBER),
)


def demo_people(count: int) -> list[NewMember]:
    """`count` people, the same at every start; the first ones are named in the demo's links."""
    chance = random.Random(312)  # noqa: S311 -- names for a demo
    people = [
        NewMember(
            email=f"{address}@demo.example",
            name=name,
            department=DEPARTMENTS[department],
            position=position,
            role=role,
        )
        for name, address, department, position, role in _KNOWN
    ]
    for number in range(len(people), count):
        syllables = range(0, len(_FIRST), 2)
        given = _FIRST[(start := chance.choice(syllables)) : start + 2]
        people.append(
            NewMember(
                email=f"member{number + 1:03d}@demo.example",
                name=chance.choice(_SURNAMES) + given,
                department=chance.choice(DEPARTMENTS),
                position=chance.choice(_POSITIONS),
            )
        )
    return people[: max(count, len(_KNOWN))]
