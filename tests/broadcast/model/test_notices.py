import pytest

from bot.broadcast.model.notices import (
    FINAL,
    RUNNING,
    STATE_NAMES,
    Counts,
    NoticeState,
    final_state,
    require_state,
)
from bot.core.errors import Bilingual, WrongState
from tests.broadcast.notice import NOTICE
from tests.refusals import refused


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (Counts(sent=3), NoticeState.SENT),
        (Counts(sent=3, skipped=2), NoticeState.SENT),
        (Counts(sent=3, failed=1), NoticeState.PARTIALLY_SENT),
        (Counts(sent=3, uncertain=1), NoticeState.PARTIALLY_SENT),
        (Counts(sent=3, cancelled=1), NoticeState.PARTIALLY_SENT),
        (Counts(uncertain=1), NoticeState.PARTIALLY_SENT),
        (Counts(failed=4), NoticeState.FAILED),
        (Counts(cancelled=4), NoticeState.FAILED),
        (Counts(), NoticeState.FAILED),
    ],
)
def test_how_a_notice_ends_follows_from_its_counts(counts: Counts, state: NoticeState) -> None:
    assert final_state(counts) is state


def test_counts_are_together_the_audience() -> None:
    counts = Counts(
        pending=1, sending=2, sent=4, failed=8, skipped=16, cancelled=32, uncertain=64
    )
    assert counts.audience == 127
    assert counts.open == 3
    assert sum(counts.by_state().values()) == 127


def test_every_state_has_a_name_and_open_ones_are_not_final() -> None:
    assert set(STATE_NAMES) == set(NoticeState)
    assert not FINAL & RUNNING


def test_people_call_a_notice_by_its_number() -> None:
    assert NOTICE.label == "N-42"


def test_a_wrong_state_is_named() -> None:
    sent = Bilingual("보낼", "sent")
    require_state(NOTICE, frozenset({NoticeState.DRAFT}), sent)
    with refused(
        WrongState,
        "wrong_state",
        ko="N-42 공지는 '작성 중' 상태라서 보낼 수 없어요.",
        en="N-42 is in the state 'Draft', so it can't be sent.",
    ):
        require_state(NOTICE, FINAL, sent)
