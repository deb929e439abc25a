"""What an author is told, word for word, within the platform's limits."""

from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.news import News, NewsKind, wait_before_telling_again
from bot.broadcast.model.news_words import SHOWN, Piece, news_message
from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Language
from bot.kakaowork.blocks import Button, Description, Divider, Header, OpenSystemBrowser, Text
from bot.kakaowork.rules import check_blocks, check_message_text

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
NINE = 1_795_219_200_000  # 2026-11-21 00:00 UTC, a Saturday, 09:00 in Seoul
DAY = 24 * HOUR
CONSOLE = "https://notice.example.com"


def news(kind: NewsKind = NewsKind.MISSED, **more: object) -> News:
    """A missed notice, unless told otherwise."""
    given: dict[str, object] = {
        "id": "news_1", "member_id": "mb_1", "profile_id": "hr", "kind": kind,
        "subject_id": "nt_1", "label": "N-42", "title": "주간 점검", "planned_at": NINE,
        "reason": "misfire_grace", "created_at": NINE,
    }  # fmt: skip
    return News(**(given | more))  # type: ignore[arg-type] # keywords are checked there


def said(*pieces: Piece, language: Language = "ko", url: str = CONSOLE) -> str:
    """The message's text, once its limits are checked."""
    composed = news_message(pieces, language, url)
    assert check_blocks(composed.blocks, careful=True) == []
    assert check_message_text(composed.text) == []
    return composed.text


TABLE = [
    (
        Piece(news=news(), zone=SEOUL),
        "보내지 못한 공지가 있어요\n\nN-42 주간 점검\n예정: 2026. 11. 21. (토) 09:00 (서울)\n"
        "이유: 예약한 시각에 서버가 꺼져 있었고, 너무 늦어서 보내지 않았어요.\n"
        "할 일: 지금도 필요하면 다시 보내거나 예약해 주세요.\n"
        "https://notice.example.com/notices/N-42",
        "Not sent as planned\n\nN-42 주간 점검\nPlanned: Sat, 21 Nov 2026 09:00 (Seoul)\n"
        "Why: The server was off at the scheduled time, and it was too late to send.\n"
        "To do: Send it or schedule it again if it still matters.\n"
        "https://notice.example.com/notices/N-42",
    ),
    (
        Piece(
            news=news(label="S-7", since=NINE - 2 * DAY, count=3, reason="coalesced"),
            zone=NEW_YORK,
        ),
        "보내지 못한 공지가 있어요\n\nS-7 주간 점검\n"
        "예정: 2026. 11. 18. (수) 19:00 ~ 2026. 11. 20. (금) 19:00 (뉴욕), 3번\n"
        "이유: 서버가 꺼져 있는 동안 여러 번의 예정 시각이 지나서 마지막 것만 보냈어요.\n"
        "할 일: 앞의 내용도 필요하면 따로 보내 주세요.\n"
        "https://notice.example.com/schedules/S-7",
        "Not sent as planned\n\nS-7 주간 점검\n"
        "Planned: Wed, 18 Nov 2026 19:00 ~ Fri, 20 Nov 2026 19:00 (New York), 3 times\n"
        "Why: Several of its times passed while the server was off; only the last one was sent.\n"
        "To do: If the earlier ones still matter, send them separately.\n"
        "https://notice.example.com/schedules/S-7",
    ),
    (
        Piece(
            news=news(NewsKind.FAILED, count=20, sent=1380, reason="user_not_found"),
            zone=SEOUL,
        ),
        "보내지 못한 공지가 있어요\n\nN-42 주간 점검\n예정: 2026. 11. 21. (토) 09:00 (서울)\n"
        "결과: 1,380명에게 보냈고, 20명에게는 보내지 못했어요.\n"
        "이유: 메신저에 없는 사람이에요.\n"
        "할 일: 퇴사했거나 아직 가입하지 않은 멤버인지 확인해 주세요.\n"
        "https://notice.example.com/notices/N-42",
        "Not sent as planned\n\nN-42 주간 점검\nPlanned: Sat, 21 Nov 2026 09:00 (Seoul)\n"
        "Result: Sent to 1,380, not to 20.\n"
        "Why: The messenger does not know this person.\n"
        "To do: Check whether they have left or not joined yet.\n"
        "https://notice.example.com/notices/N-42",
    ),
    (
        Piece(news=news(NewsKind.FAILED, count=0, sent=0, reason=None), zone=SEOUL),
        "보내지 못한 공지가 있어요\n\nN-42 주간 점검\n예정: 2026. 11. 21. (토) 09:00 (서울)\n"
        "결과: 아무에게도 보내지 못했어요.\nhttps://notice.example.com/notices/N-42",
        "Not sent as planned\n\nN-42 주간 점검\nPlanned: Sat, 21 Nov 2026 09:00 (Seoul)\n"
        "Result: Nobody was sent it.\nhttps://notice.example.com/notices/N-42",
    ),
]


@pytest.mark.parametrize(("piece", "ko", "en"), TABLE)
def test_the_author_reads_what_was_not_sent_when_why_and_what_to_do(
    piece: Piece, ko: str, en: str
) -> None:
    assert said(piece) == ko
    assert said(piece, language="en") == en


def test_the_blocks_say_the_same_under_a_header_with_a_way_there() -> None:
    piece = Piece(news=news(label="S-7"), zone=SEOUL)
    header, name, *rows, button = news_message([piece], "ko", CONSOLE).blocks
    assert header == Header(text="보내지 못한 공지가 있어요")
    assert isinstance(name, Text)
    assert name.text == "S-7 주간 점검"
    assert [row.term for row in rows if isinstance(row, Description)] == [
        "예정",
        "이유",
        "할 일",
    ]
    assert button == Button(
        text="S-7 열기", action=OpenSystemBrowser(value=f"{CONSOLE}/schedules/S-7")
    )


def test_without_an_address_of_the_console_there_is_no_button() -> None:
    blocks = news_message([Piece(news=news(), zone=SEOUL)], "ko", "").blocks
    assert not [block for block in blocks if isinstance(block, Button)]


def test_of_two_hundred_five_are_named_and_the_rest_counted() -> None:
    pieces = [Piece(news=news(label=f"S-{n}"), zone=SEOUL) for n in range(1, 201)]
    assert "S-5 " in said(*pieces)
    assert "S-6 " not in said(*pieces)
    assert said(*pieces).endswith("외 195건이 더 있어요. 콘솔에서 확인해 주세요.")
    assert said(*pieces, language="en").endswith("And 195 more. Look them up in the console.")
    blocks = news_message(pieces, "ko", CONSOLE).blocks
    assert len([block for block in blocks if isinstance(block, Divider)]) == SHOWN
    assert "more" not in said(*pieces[:5], language="en")


@pytest.mark.parametrize("title", ["", "가" * 100])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_longest_reason_and_any_title_keep_the_limits(
    title: str, language: Language
) -> None:
    pieces = [
        Piece(news=news(title=title, label="N-1234567890123", reason="이름 " * 400), zone=SEOUL)
    ] * 9
    assert said(*pieces, language=language)


def test_content_that_can_not_be_sent_is_no_refusal_of_the_messenger() -> None:
    text = said(Piece(news=news(reason="title_too_long"), zone=SEOUL))
    assert "내용을 그대로 보낼 수 없었어요(title_too_long)." in text


def test_who_can_not_be_told_is_tried_again_ever_later_but_every_hour() -> None:
    waits = [wait_before_telling_again(attempts) // MINUTE for attempts in (1, 2, 3, 6, 7, 99)]
    assert waits == [1, 2, 4, 32, 60, 60]
