import pytest

from bot.broadcast.model.notices import (
    FINAL,
    RUNNING,
    STATE_NAMES,
    UNDER_WAY,
    Counts,
    NoticeState,
    correction_title,
    final_state,
    require_rate,
    require_state,
)
from bot.core.errors import Bilingual, Invalid, WrongState
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
    assert not FINAL & (RUNNING | UNDER_WAY)


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


@pytest.mark.parametrize(
    ("title", "corrected"),
    [
        ("점검 안내", "[정정] 점검 안내"),
        ("가" * 15, "[정정] " + "가" * 15),
        ("가" * 16, "[정정] " + "가" * 14 + "…"),
        ("[정정] 점검 안내", "[정정] 점검 안내"),
    ],
)
def test_a_corrections_title_keeps_within_its_limit(title: str, corrected: str) -> None:
    assert correction_title(title, 20) == corrected


@pytest.mark.parametrize("rate", [None, 0.01, 1, 10_000])
def test_a_notice_may_be_slowed_down_to_these(rate: float | None) -> None:
    require_rate(rate)


@pytest.mark.parametrize("rate", [0, -1, 10_000.1, float("inf"), float("nan")])
def test_a_notice_may_not_be_slowed_down_to_these(rate: float) -> None:
    with pytest.raises(Invalid):
        require_rate(rate)
