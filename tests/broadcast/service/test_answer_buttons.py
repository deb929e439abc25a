"""What a template asks for becomes buttons that are signed when the notice is sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.callbacks import CallbackKey
from bot.broadcast.model.composer import Composed
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.signed_values import read
from bot.broadcast.service.composer import Composer, Frozen
from bot.broadcast.service.template_files import parse_template
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.store import callbacks
from bot.core.clock import HOUR
from bot.core.errors import Invalid
from bot.kakaowork.blocks import Action, Button, SubmitAction
from tests.broadcast.answering import SURVEY, WORDS, asked, now
from tests.broadcast.planning import tick
from tests.builders import Space
from tests.clock import ManualClock

LABEL = {"ko": "엑스", "en": "X"}
BARE = {"title": "안내", "body": "읽어 주세요."}


def spec(content: dict[str, Any], *fields: dict[str, Any]) -> dict[str, Any]:
    """A template with these parts and fields."""
    return {
        "name": LABEL,
        "description": LABEL,
        "fields": [{"label": LABEL, **field} for field in fields],
        "content": {"title": "공지", **content},
    }


def pressed(composed: Composed) -> list[str]:
    """The values of the message's answer buttons."""
    buttons: list[Button] = []
    for block in composed.blocks:
        if isinstance(block, Action):
            buttons += block.elements
        elif isinstance(block, Button):
            buttons.append(block)
    return [one.action.value for one in buttons if isinstance(one.action, SubmitAction)]


async def key_of(space: Space) -> CallbackKey:
    """The key of the profile `hr`."""
    key = await callbacks.find_key(space.database, "hr")
    assert key is not None
    return key


async def signed_in(space: Space, notice: Notice) -> list[tuple[str, ...]]:
    """What the buttons of a sent notice say, their signatures checked."""
    key = (await key_of(space)).value_key
    found = []
    for value in pressed(Frozen(notice.frozen or {}).compose(None)):
        parts = read(value, key)
        assert isinstance(parts, tuple)
        found.append(parts)
    return found


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"acknowledge": True}, None),
        ({"acknowledge": False}, None),
        ({"acknowledge": "ask"}, None),
        ({"choices": "options"}, None),
        ({"acknowledge": "options"}, "/content/acknowledge"),
        ({"acknowledge": "none"}, "/content/acknowledge"),
        ({"acknowledge": 1}, "/content/acknowledge"),
        ({"choices": "ask"}, "/content/choices"),
        ({"choices": True}, "/content/choices"),
        ({"choices": ["예", "아니요"]}, "/content/choices"),
    ],
)
def test_a_template_names_the_field_that_asks_or_always_asks(
    part: dict[str, Any], problem: str | None
) -> None:
    whole = spec(part, {"name": "ask", "type": "flag"}, {"name": "options", "type": "choices"})
    if problem is None:
        assert parse_template("test", whole).content == {"title": "공지", **part}
        return
    with pytest.raises(Invalid) as caught:
        parse_template("test", whole)
    assert [one.pointer for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("part", "variables", "expected"),
    [
        ("acknowledge: true", {}, 1),
        ("acknowledge: false", {}, 0),
        ("acknowledge: ask", {}, 0),
        ("acknowledge: ask", {"ask": "on"}, 1),
        ("acknowledge: ask", {"ask": False}, 0),
        ("choices: options", {}, 0),
        ("choices: options", {"options": ["예", "아니요", "글쎄요"]}, 3),
    ],
)
def test_a_template_of_ones_own_may_ask_too(
    tmp_path: Path, part: str, variables: dict[str, object], expected: int
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "template.yaml").write_text(
        "name: {ko: 것, en: Own}\ndescription: {ko: 것, en: Own}\nfields:\n"
        "  - {name: ask, type: flag, label: {ko: 것, en: It}}\n"
        "  - {name: options, type: choices, label: {ko: 것, en: It}}\n"
        f'content:\n  title: "공지"\n  {part}\n',
        "utf-8",
    )
    composer = Composer(TemplateLibrary([tmp_path]))
    assert composer.check("own", variables) == []
    assert pressed(composer.compose("own", variables, None)) == ["preview"] * expected
    frozen = json.loads(json.dumps(composer.freeze("own", variables)))
    assert len(pressed(Frozen(frozen).compose(None))) == expected


def test_a_required_flag_must_be_said(tmp_path: Path) -> None:
    whole = spec({"acknowledge": "ask"}, {"name": "ask", "type": "flag", "required": True})
    assert parse_template("test", whole).fields[0].required


@pytest.mark.parametrize("template", ["plain", "survey", "event", "maintenance", "urgent",
                                      "image-and-links"])  # fmt: skip
async def test_every_template_of_the_product_may_ask(hr: Space, template: str) -> None:
    names = {field.name for field in hr.library.get(template).fields}
    assert "acknowledge" in names


async def test_buttons_are_signed_when_it_is_sent_and_only_then(hr: Space) -> None:
    made = await hr.notice("hana", variables=WORDS)
    assert made.frozen is None
    sent = (await hr.sending.send(await hr.actor("hana"), made.id)).notice
    assert await signed_in(hr, sent) == [("ack", sent.id)]


async def test_each_choice_says_its_place(hr: Space) -> None:
    notice = await asked(hr, SURVEY)
    assert await signed_in(hr, notice) == [("ack", notice.id, str(n)) for n in range(3)]
    found = answers_in(notice.frozen)
    assert found is not None
    assert found.choices == ("비빔밥", "국수", "샐러드")


async def test_what_asks_nothing_has_no_answers(hr: Space) -> None:
    made = await hr.sent("hana", variables=BARE)
    assert answers_in(made.frozen) is None
    assert pressed(Frozen(made.frozen or {}).compose(None)) == []


async def test_what_a_schedule_sends_is_signed_for_that_notice(
    hr: Space, clock: ManualClock
) -> None:
    made = await hr.notice("hana", variables=WORDS)
    await hr.sending.schedule(await hr.actor("hana"), made.id, clock.now() + HOUR)
    assert answers_in((await now(hr, made)).frozen) is None
    clock.move(HOUR)
    await tick(hr)
    sent = await now(hr, made)
    assert sent.state is NoticeState.PREPARING
    assert await signed_in(hr, sent) == [("ack", made.id)]


async def test_what_was_taken_back_and_changed_asks_what_it_says_then(hr: Space) -> None:
    made, hana = await asked(hr, WORDS, state=NoticeState.PREPARING), await hr.actor("hana")
    await hr.sending.cancel(hana, made.id)
    assert (await now(hr, made)).frozen is None
    copy = await hr.notice("hana", variables=BARE)
    assert answers_in((await hr.sending.send(hana, copy.id)).notice.frozen) is None


@pytest.mark.parametrize(("language", "label"), [("ko", "확인"), ("en", "Got it")])
async def test_the_button_speaks_the_workspaces_language(
    hr: Space, language: str, label: str
) -> None:
    await hr.plan(language=language)
    found = answers_in((await asked(hr)).frozen)
    assert found is not None
    assert found.label == label


async def test_a_preview_has_buttons_that_nobody_can_press(hr: Space) -> None:
    made = await hr.notice("hana", variables=WORDS)
    composed = hr.composer.compose(made.template, made.variables, None)
    assert pressed(composed) == ["preview"]
