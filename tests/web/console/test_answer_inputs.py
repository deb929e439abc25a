"""The acknowledge button, a survey's answers and the rule of reminders in the composer."""

from collections.abc import Mapping

import pytest

from bot.broadcast.model.notices import Notice, Reminders
from bot.broadcast.model.templates import Field, FieldType
from bot.core.clock import DAY, HOUR
from bot.core.errors import Bilingual, Problem
from bot.web.console.forms import retyped, typed_of, variables_of, with_stand_ins
from bot.web.console.reminder_inputs import rule_in_words
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit
from tests.web.console.test_compose import FORM

_LABEL = Bilingual("칸", "Field")
FLAG = Field(name="acknowledge", type=FieldType.FLAG, label=_LABEL, limit=1)
ON = Field(name="loud", type=FieldType.FLAG, label=_LABEL, limit=1, default=True)
CHOICES = Field(name="choices", type=FieldType.CHOICES, label=_LABEL, limit=5)
FIELDS = [FLAG, ON, CHOICES]
SURVEY = {
    "profile": "hr",
    "template": "survey",
    "audience": "everyone",
    "v.title": "점심 메뉴",
    "v.body": "무엇을 먹을까요?",
    "v.choices.0": "김밥",
    "v.choices.1": "",
    "v.choices.2": "국수",
}


def _url(image_id: str) -> str:
    return image_id


@pytest.mark.parametrize(
    ("variables", "typed"),
    [
        (
            {"acknowledge": True, "loud": False, "choices": ["김밥", "국수"]},
            {"v.acknowledge": "on", "v.choices.0": "김밥", "v.choices.1": "국수"},
        ),
        ({"acknowledge": False, "loud": True, "choices": []}, {"v.loud": "on"}),
    ],
)
def test_flags_and_answers_come_back_as_they_were(
    variables: Mapping[str, object], typed: Mapping[str, str]
) -> None:
    assert typed_of(FIELDS, variables) == typed
    assert variables_of(FIELDS, typed, _url) == variables


def test_an_empty_form_has_the_default_ticked() -> None:
    assert typed_of(FIELDS, {}) == {"v.loud": "on"}


def test_answers_close_their_gaps() -> None:
    typed = {"v.choices.1": " 김밥 ", "v.choices.4": "국수"}
    variables = variables_of([CHOICES], typed, _url)
    assert variables == {"choices": ["김밥", "국수"]}
    assert retyped([CHOICES], typed, variables) == {
        "v.choices.0": "김밥",
        "v.choices.1": "국수",
    }


@pytest.mark.parametrize(
    ("pointer", "left"), [("/choices/1", ["김밥", "국수"]), ("/choices", None)]
)
def test_a_preview_leaves_out_what_is_wrong(pointer: str, left: object) -> None:
    problem = Problem(pointer=pointer, code="choice_twice", text=_LABEL)
    given = {"choices": ["김밥", "김밥", "국수"]}
    assert with_stand_ins([CHOICES], given, [problem], "ko") == {"choices": left}


async def _notice(space: RunningSpace, at: str) -> Notice:
    key = at.split("/")[2]
    return (await space.system.parts.notices.get(await space.actor("hana"), key)).notice


async def test_a_notice_asks_for_answers_and_reminds(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana = visit("hana")
    form = {**SURVEY, "v.acknowledge": "on", "remind": "24h", "remind_times": "2"}
    answer = await hana.post("/notices/new", {**form, "act": "review"})
    assert answer.status == 303, answer.text
    assert "24시간마다 2번까지" in (await hana.get(answer.to)).text
    notice = await _notice(running_space, answer.to)
    assert notice.reminders == Reminders(every=24 * HOUR, most=2)
    assert notice.variables["choices"] == ["김밥", "국수"]
    page = await hana.get(f"/notices/{notice.id}/edit")
    assert 'name="v.acknowledge" value="on" checked' in page.text
    assert 'name="v.choices.1" value="국수"' in page.text
    assert '<option value="24h" selected>' in page.text
    assert '<option value="2" selected>' in page.text


async def test_a_rule_that_was_chosen_elsewhere_is_kept(
    running_space: RunningSpace, visit: Visit
) -> None:
    hana, parts = visit("hana"), running_space.system.parts
    at = (await hana.post("/notices/new", {**FORM, "remind": "24h", "act": "save"})).to
    notice = await _notice(running_space, at)
    assert notice.reminders == Reminders(every=24 * HOUR, most=1)
    async with parts.database.transaction() as tx:
        await tx.execute("UPDATE notices SET remind_every = $1, remind_most = 5", 7 * DAY)
    page = await hana.get(at)
    assert '<option value="7d" selected>7일 뒤' in page.text
    assert '<option value="5" selected>' in page.text
    for remind in ({"remind": "7d", "remind_times": "5"}, {}):
        await hana.post(at, {**FORM, **remind, "act": "save"})
        assert (await _notice(running_space, at)).reminders == Reminders(every=7 * DAY, most=5)
    await hana.post(at, {**FORM, "remind": "", "act": "save"})
    assert (await _notice(running_space, at)).reminders is None


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({"remind": "1m"}, "remind"),
        ({"remind": "24h", "remind_times": "9"}, "remind_times"),
        ({"v.choices.2": "김밥"}, "v.choices.1"),
        ({"v.choices.2": ""}, "v.choices"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_input(
    visit: Visit, given: dict[str, str], target: str
) -> None:
    answer = await visit("hana").post("/notices/new", {**SURVEY, **given, "act": "review"})
    assert answer.status == 422
    assert f'href="#{target}"' in answer.text
    assert f'id="{target}"' in answer.text


@pytest.mark.parametrize(
    ("rule", "ko", "en"),
    [
        (Reminders(every=4 * HOUR, most=1), "4시간 뒤", "after 4 hours"),
        (Reminders(every=3 * DAY, most=3), "3일마다 3번까지", "every 3 days, up to 3 times"),
    ],
)
def test_a_rule_in_words(rule: Reminders, ko: str, en: str) -> None:
    words = rule_in_words(rule)
    assert (words.ko, words.en) == (ko, en)
