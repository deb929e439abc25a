"""Asking for answers, reminding, closing and reporting from a terminal."""

import asyncio
import csv
import io
import json

import pytest

from bot.broadcast.service.composer import Composer
from bot.core.database import open_database
from tests.builders import shipped_templates
from tests.cli.conftest import CONTENT, Terminal

SURVEY = (*CONTENT, "--template", "survey", "--choice", "참석", "--choice", "불참")

_BUTTONS = {"values": ["a", "b"], "label": "확인", "choices": ["참석", "불참"]}
_VARIABLES = {"title": "주간 식단", "body": "이번 주 식단이에요.", "choices": ["참석", "불참"]}


def _kept(terminal: Terminal, *statements: str) -> None:
    """Write into the ledger as if a notice had been sent and answered."""

    async def write() -> None:
        database = await open_database(f"sqlite:///{terminal.config.parent}/spacecast.db")
        try:
            async with database.transaction() as tx:
                for statement in statements:
                    await tx.execute(statement)
        finally:
            await database.close()

    asyncio.run(write())


def _sent(terminal: Terminal) -> str:
    """The label of a survey that mina and hana have got, and mina has answered."""
    _kept(terminal, "UPDATE workspace SET plan = 'standard', billing = 'paid'")
    label: str = terminal.told("send", *SURVEY, "--at", "tomorrow at 9am")["number"]
    frozen = Composer(shipped_templates()).freeze("survey", _VARIABLES)
    kept = json.dumps({**frozen, "answers": _BUTTONS}, ensure_ascii=False).replace("'", "''")
    _kept(
        terminal,
        "UPDATE notices SET state = 'sent', scheduled_at = NULL, started_at = 1,"
        f" frozen = '{kept}'",
        *(
            "INSERT INTO deliveries (id, notice_id, member_id, name, email, platform_id, state,"
            f" attempts, due_at, in_doubt) SELECT {10_000_000 + n}, (SELECT id FROM notices), id, name,"
            f" email, platform_id, 'sent', 1, 0, FALSE FROM members WHERE email = '{who}@example.com'"
            for n, who in enumerate(("mina", "hana"))
        ),
        "INSERT INTO acknowledgements (delivery, notice_id, member_id, choice, at, changed_at)"
        " SELECT id, notice_id, member_id, 1, 5, 5 FROM deliveries WHERE id = 10000000",
        "INSERT INTO tallies (notice_id, name, count)"
        " SELECT id, 'acknowledged', 1 FROM notices UNION SELECT id, 'choice.1', 1 FROM notices",
    )
    return label


def test_a_draft_asks_for_answers_and_reminds(terminal: Terminal) -> None:
    given = ("--acknowledge", "--remind-after", "24h", "--remind-times", "2")
    made = terminal.told("notice", "draft", *CONTENT, *given)
    assert made["state"] == "draft"
    assert made["reminders"] == {"after": "24h", "most": 2}


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (("--remind-after", "soon"), "--remind-after"),
        (("--remind-after", "24h", "--remind-times", "9"), "--remind-times"),
        (("--remind-times", "2"), "--remind-after"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    terminal: Terminal, given: tuple[str, ...], pointer: str
) -> None:
    done = terminal.run("notice", "draft", *CONTENT, *given, "--json")
    assert done.exit_code == 2
    assert f'"pointer": "{pointer}"' in done.stderr


def test_a_report_tells_how_many_and_what(terminal: Terminal) -> None:
    label = _sent(terminal)
    told = terminal.told("notice", "report", label)
    assert (told["acknowledged"], told["remaining"], told["open"]) == (1, 1, True)
    assert told["choices"] == [{"text": "참석", "count": 0}, {"text": "불참", "count": 1}]
    said = terminal.said("notice", "report", label, lang="ko")
    assert "확인함 1 · 확인 안 함 1" in said
    assert "불참: 1" in said


def test_a_report_comes_as_csv(terminal: Terminal) -> None:
    label = _sent(terminal)
    text = terminal.said("notice", "report", label, "--csv", lang="ko")
    assert text.startswith("\ufeff이름,")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [(row["이름"], row["답"]) for row in rows] == [("서미나", "불참"), ("이하나", "")]


def test_a_reminder_goes_to_the_rest(terminal: Terminal) -> None:
    label = _sent(terminal)
    told = terminal.told("notice", "remind", label)
    assert (told["reminded"], told["state"]) == (1, "preparing")
    assert told["title"].startswith("[다시 알림]")
    code, words = terminal.refused("notice", "remind", label)
    assert (code, "still being sent" in words) == (6, True)


def test_a_closed_notice_reminds_nobody(terminal: Terminal) -> None:
    label = _sent(terminal)
    assert terminal.told("notice", "close", label)["open"] is False
    assert "takes no more answers" in terminal.said("notice", "report", label)
    _, words = terminal.refused("notice", "remind", label)
    assert "takes no more answers" in words


@pytest.mark.parametrize("act", ["remind", "close", "report"])
def test_without_the_profile_nothing_is_done(terminal: Terminal, act: str) -> None:
    label = _sent(terminal)
    done = terminal.run("notice", act, label, "--as", "duri@example.com")
    assert done.exit_code != 0
    assert terminal.told("notice", "report", label)["open"] is True


def test_who_reads_is_not_kept_once_it_is_switched_off(terminal: Terminal) -> None:
    _sent(terminal)
    _kept(
        terminal,
        "INSERT INTO receipts (delivery, notice_id, read_at)"
        " SELECT id, notice_id, 5 FROM deliveries",
    )
    assert terminal.told("workspace", "set", "read_tracking=off")["read_tracking"] is False
    assert "read_tracking=off" in terminal.said("workspace", "show")
    (first, _) = csv.DictReader(
        io.StringIO(terminal.said("notice", "report", "N-1", "--csv")[1:])
    )
    assert first["Read"] == ""
    code, words = terminal.refused("workspace", "set", "read_tracking=perhaps")
    assert (code, words) == (2, "read_tracking must be one of on, off.")
