from dataclasses import replace

import pytest

from bot.broadcast.model.audience import (
    Audience,
    Selection,
    Verdict,
    audience_json,
    read_audience,
    with_below,
)
from bot.workspace.model.members import Department
from tests.workspace.model.test_members import MEMBER


def _department(key: str, path: str) -> Department:
    name = path.rpartition(" > ")[2]
    return Department(id=key, platform_id=1, parent_id=None, name=name, path=path)


DEPARTMENTS = [
    _department("dp_a", "개발"),
    _department("dp_b", "개발 > 앱"),
    _department("dp_c", "개발2"),
    _department("dp_d", "지사 > 개발"),
]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (("dp_a",), {"dp_a", "dp_b"}),
        (("dp_b",), {"dp_b"}),
        (("dp_a", "dp_d"), {"dp_a", "dp_b", "dp_d"}),
        (("unknown",), set()),
        ((), set()),
    ],
)
def test_a_department_stands_for_those_below_it(
    chosen: tuple[str, ...], found: set[str]
) -> None:
    assert with_below(chosen, DEPARTMENTS) == found


@pytest.mark.parametrize(
    ("audience", "verdict"),
    [
        (Audience(), Verdict.RECIPIENT),
        (Audience(exclude=("mb_1",)), Verdict.EXCLUDED),
        (Audience(everyone=False), Verdict.OUTSIDE),
        (Audience(everyone=False, members=("mb_1",)), Verdict.RECIPIENT),
        (Audience(everyone=False, departments=("dp_a",)), Verdict.RECIPIENT),
        (Audience(everyone=False, departments=("dp_c",)), Verdict.OUTSIDE),
        (
            Audience(everyone=False, departments=("dp_a",), members=("mb_1",)),
            Verdict.RECIPIENT,
        ),
        (Audience(everyone=False, members=("mb_1",), exclude=("mb_1",)), Verdict.EXCLUDED),
        (Audience(everyone=False, exclude=("mb_1",)), Verdict.OUTSIDE),
    ],
)
def test_the_rule_decides_about_each_member(audience: Audience, verdict: Verdict) -> None:
    member = replace(MEMBER, department_id="dp_b")
    selection = Selection(audience, DEPARTMENTS)
    assert selection.verdict(member) is verdict
    assert selection.verdict(replace(member, active=False)) is Verdict.OUTSIDE


def test_a_rule_is_read_as_it_was_kept() -> None:
    audience = Audience(
        everyone=False, departments=("dp_a",), members=("mb_1",), exclude=("mb_2",)
    )
    assert read_audience(audience_json(audience)) == audience
