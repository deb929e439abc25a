"""What lines of chat become."""

import unicodedata
from collections.abc import Mapping

import pytest

from bot.commands.model.commands import Asked, Verb, Word
from bot.commands.model.grammar import LONGEST, Misread, read_command

V, W = Verb, Word
Words = Mapping[Word, tuple[str, ...]]


def _asked(verb: Verb, subject: str = "", text: str = "", words: Words | None = None) -> Asked:
    return Asked(verb=verb, subject=subject, text=text, words=words or {})


UNDERSTOOD: list[tuple[str, Asked]] = [
    ("/공지", _asked(V.HELP)),
    ("/notice", _asked(V.HELP)),
    ("  /공지  ", _asked(V.HELP)),
    ("/공지?", _asked(V.HELP)),
    ("/공지 ?", _asked(V.HELP)),
    ("/공지 ㄷㅇㅁ", _asked(V.HELP)),
    ("/공지 도움말 예약", _asked(V.HELP, "schedule")),
    ("/notice HELP Stop-All", _asked(V.HELP, "stop-all")),
    ("/공지 도움말 전체 중지", _asked(V.HELP, "stop-all")),
    ("／공지　보내기　Ｎ－４２", _asked(V.SEND, "N-42")),
    ("/NOTICE Send n42", _asked(V.SEND, "N-42")),
    ("/공지 보내기 N–42", _asked(V.SEND, "N-42")),
    ("/공지 보내기 42", _asked(V.SEND, "N-42")),
    ("/공지 보내기 N-0042", _asked(V.SEND, "N-42")),
    ("/공지 N-42 보내기", _asked(V.SEND, "N-42")),
    ("\u200b/공지 발송 N-42", _asked(V.SEND, "N-42")),
    ("/공지 보내기\nN-42", _asked(V.SEND, "N-42")),
    ("/공지 발송 긴급:장애 N-42", _asked(V.SEND, "N-42", words={W.URGENT: ("장애",)})),
    (
        "/공지 보내기 N-42 긴급:“서버 장애”",
        _asked(V.SEND, "N-42", "", {W.URGENT: ("서버 장애",)}),
    ),
    (
        "/공지 보내기 N-42 긴급：「서버 장애」",
        _asked(V.SEND, "N-42", "", {W.URGENT: ("서버 장애",)}),
    ),
    (
        '/공지 보내기 N-42 urgent:“서버 장애"',
        _asked(V.SEND, "N-42", "", {W.URGENT: ("서버 장애",)}),
    ),
    (
        "/notice send N-42 URGENT:‘it's down’",
        _asked(V.SEND, "N-42", "", {W.URGENT: ("it's down",)}),
    ),
    ("/공지 테스트 N-42", _asked(V.TEST, "N-42")),
    ("/notice test N-42 @me", _asked(V.TEST, "N-42", "@me")),
    (
        "/공지 테스트 N-42 @김슬기 park@example.com",
        _asked(V.TEST, "N-42", "@김슬기 park@example.com"),
    ),
    ("/공지 확인 N-42 7f3k", _asked(V.CONFIRM, "N-42", "7F3K")),
    ("/공지 확인 7F3K", _asked(V.CONFIRM, "", "7F3K")),
    ("/공지 확인 ７Ｆ３Ｋ", _asked(V.CONFIRM, "", "7F3K")),
    ("/공지 확인 1234", _asked(V.CONFIRM, "", "1234")),
    ("/공지 예약 N-42 내일 오전 9시", _asked(V.SCHEDULE, "N-42", "내일 오전 9시")),
    ("/공지 N-42 예약 30분 뒤", _asked(V.SCHEDULE, "N-42", "30분 뒤")),
    ("/공지 예약 N-42 매주 월, 수 09:00", _asked(V.SCHEDULE, "N-42", "매주 월, 수 09:00")),
    (
        "/공지 예약 N-42 2026-12-24T09:00+09:00",
        _asked(V.SCHEDULE, "N-42", "2026-12-24T09:00+09:00"),
    ),
    ('/공지 예약 N-42 cron:"0 9 * * 1-5"', _asked(V.SCHEDULE, "N-42", 'cron:"0 9 * * 1-5"')),
    ("/notice schedule N-42 9² 12월", _asked(V.SCHEDULE, "N-42", "9² 12월")),
    (
        "/공지 예약 N-42 내일 오전 7시 긴급:'장애'",
        _asked(V.SCHEDULE, "N-42", "내일 오전 7시", {W.URGENT: ("장애",)}),
    ),
    ("/공지 상태", _asked(V.STATUS)),
    ("/공지 상태 n-7", _asked(V.STATUS, "N-7")),
    ("/공지 목록", _asked(V.LIST)),
    ("/공지 목록 예약, 실패", _asked(V.LIST, "", "scheduled failed")),
    ("/notice list draft,sent,draft", _asked(V.LIST, "", "draft sent")),
    ("/공지 취소 N-42", _asked(V.CANCEL, "N-42")),
    ("/공지 일시 중지 N-42", _asked(V.PAUSE, "N-42")),
    ("/공지 재개 N-42", _asked(V.RESUME, "N-42")),
    ("/공지 재시도 N-42", _asked(V.RETRY, "N-42")),
    ("/공지 재알림 N-42", _asked(V.REMIND, "N-42")),
    ("/notice remind N-42", _asked(V.REMIND, "N-42")),
    ("/공지 회수 N-42", _asked(V.RECALL, "N-42")),
    ("/공지 건너뛰기 s3", _asked(V.SKIP, "S-3")),
    ("/공지 S-3 건너뛰기 12월 7일 오전 9시", _asked(V.SKIP, "S-3", "12월 7일 오전 9시")),
    ("/공지 권한추가 @김슬기 HR", _asked(V.GRANT, "김슬기", "HR")),
    ("/공지 권한 추가 ＠“김 슬기” 인사팀", _asked(V.GRANT, "김 슬기", "인사팀")),
    ("/공지 권한해제 kim@example.com 프로필:hr", _asked(V.REVOKE, "kim@example.com", "hr")),
    (
        "/공지 전체중지 잘못 나가고 있어요\n대상:전체!",
        _asked(V.STOP_ALL, "", "잘못 나가고 있어요\n대상:전체!"),
    ),
    ("/notice stop all wrong notice", _asked(V.STOP_ALL, "", "wrong notice")),
    ("/notice start_all", _asked(V.START_ALL)),
    ("/공지 기록 N-42", _asked(V.AUDIT, "N-42")),
    ("/공지 내 정보", _asked(V.ME)),
    ("/공지 프로필", _asked(V.PROFILES)),
    ("/공지 작성", _asked(V.NEW)),
    ("/공지 작성 🎉 축하해요 👩‍👩‍👧", _asked(V.NEW, "", "🎉 축하해요 👩‍👩‍👧")),
    ("/공지 작성 ①번 ㈜카카오 Ａ", _asked(V.NEW, "", "①번 ㈜카카오 Ａ")),
    ("/공지 작성 첫 줄\n\n  둘째 줄  \n", _asked(V.NEW, "", "첫 줄\n\n  둘째 줄")),
    (
        "/공지 작성 https://example.com/a:b 보세요",
        _asked(V.NEW, "", "https://example.com/a:b 보세요"),
    ),
    (
        "/공지 작성 일시: 12월 18일\n대상: 전 직원",
        _asked(V.NEW, "", "일시: 12월 18일\n대상: 전 직원"),
    ),
    ("/공지 작성\n\n대상:전 직원\n제목: 없음", _asked(V.NEW, "", "대상:전 직원\n제목: 없음")),
    (
        "/공지 작성 제목:안내\r\n\r\n대상:전 직원",
        _asked(V.NEW, "", "대상:전 직원", {W.TITLE: ("안내",)}),
    ),
    ("/공지 작성 안녕\n\n대상:전 직원", _asked(V.NEW, "", "안녕\n\n대상:전 직원")),
    (
        '/공지 작성 프로필:HR 제목:"건강 검진" 이미지:#마지막 꼭 받아요',
        _asked(
            V.NEW,
            "",
            "꼭 받아요",
            {W.PROFILE: ("HR",), W.TITLE: ("건강 검진",), W.IMAGE: ("#last",)},
        ),
    ),
    (
        '/notice new title:Hi\nlink:"Book|https://a.kr/?a=1" link:Map|https://b.kr\nCome.',
        _asked(
            V.NEW,
            "",
            "Come.",
            {W.TITLE: ("Hi",), W.LINK: ("Book|https://a.kr/?a=1", "Map|https://b.kr")},
        ),
    ),
    (
        '/공지 작성 템플릿:event 값:place="3층 의무실" var:"when=12월 18일" 값：n＝1',
        _asked(
            V.NEW,
            "",
            "",
            {W.TEMPLATE: ("event",), W.VAR: ("place=3층 의무실", "when=12월 18일", "n=1")},
        ),
    ),
    (
        '/공지 작성 값:body="한 줄\n두 줄"',
        _asked(V.NEW, "", "", {W.VAR: ("body=한 줄\n두 줄",)}),
    ),
    (
        "/공지 작성 확인:예 선택:참석 선택:불참 재알림:24시간 올해 송년회",
        _asked(
            V.NEW,
            "",
            "올해 송년회",
            {W.ACKNOWLEDGE: ("예",), W.CHOICE: ("참석", "불참"), W.REMIND: ("24시간",)},
        ),
    ),
    ("/공지 작성 제목:'Bob's day' 본문", _asked(V.NEW, "", "본문", {W.TITLE: ("Bob's day",)})),
    ("/공지 작성 제목:㈜카카오", _asked(V.NEW, "", "", {W.TITLE: ("㈜카카오",)})),
]

NO_COMMANDS = [
    "", "   ", "안녕하세요", "//공지 보내기 N-42", "／／공지", "/공지사항이 있어요", "/noticeboard",
    "공지 보내기", "/ 공지", "/help", "보세요: /공지 보내기 N-42", "/공지:보내기", "\x00", "\ud800",
]  # fmt: skip

# A line, what is named for buttons, and words of the answer.
MISREAD: list[tuple[str, tuple[Verb, ...], str]] = [
    ("/공지 보내가 N-42", (V.SEND,), "/공지 보내기"),
    ("/공지 에약 N-42 내일 9시", (V.SCHEDULE,), "/공지 예약"),
    ("/공지 ㅇㅇ", (V.SCHEDULE,), "/공지 예약"),
    ("/공지 ㅂㄴㄱ N-42", (V.SEND,), "/공지 보내기"),
    ("/공지 취", (V.CANCEL,), "/공지 취소"),
    ("/notice sned N-42", (V.SEND,), "/공지 보내기"),
    ("/notice st", (V.STATUS, V.STOP_ALL, V.START_ALL), "전체재개"),
    ("/공지 재", (V.RESUME, V.RETRY, V.REMIND), "/공지 재알림"),
    ("/공지 점심메뉴", (), "/공지 도움말"),
    ("/공지 N-42", (), "앞에 무엇을 할지"),
    ("/공지 제목:안내 본문", (), "앞에 무엇을 할지"),
    ("/공지 도움말 얘약", (V.SCHEDULE,), "예약"),
    ("/공지 도움말 예약 N-42", (), "빼고"),
    ("/공지 보내기", (), "/공지 보내기 N-42"),
    ("/공지 보내기 내일", (), "'내일'"),
    ("/공지 보내기 S-3", (), "어느 공지인지"),
    ("/공지 보내기 N-4²", (), "'N-4²'"),
    ("/공지 보내기 N-0", (), "어느 공지인지"),
    ("/공지 보내기 N-42 N-43", (), "'N-43'"),
    ("/공지 보내기 N-42 내일 9시", (), "'내일 9시'"),
    ("/공지 보내기 N-42 제목:안내", (), "'제목:'을"),
    ("/공지 보내기 N-42 긴금:장애", (), "'긴급:'"),
    ("/공지 보내기 N-42 긴급:", (), "바로 뒤에"),
    ("/공지 상태 몰라", (), "'몰라'"),
    ("/공지 예약 내일 오전 9시", (), "어느 공지인지"),
    ("/공지 예약 N-42", (), "언제인지"),
    ("/공지 확인", (), "코드를"),
    ("/공지 확인 N-42", (), "코드를"),
    ("/공지 확인 N-42 ㅋㅋ", (), "코드를"),
    ("/공지 건너뛰기 3", (), "S-3"),
    ("/공지 권한추가", (), "누구인지"),
    ("/공지 권한추가 @ HR", (), "누구인지"),
    ("/공지 권한추가 @김슬기", (), "어느 프로필"),
    ("/공지 권한추가 @김슬기 HR 프로필:IT", (), "HR IT"),
    ('/공지 권한추가 @"김 슬기 HR', (), "따옴표"),
    ("/공지 목록 몰라", (), "초안"),
    ("/공지 전체중지", (), "이유를"),
    ("/공지 작성 제먹:안내 본문", (), "'제목:'"),
    ("/공지 작성 제목: 안내", (), "바로 뒤에"),
    ("/공지 작성 제목 : 안내", (), "바로 뒤에"),
    ('/공지 작성 제목:""', (), "바로 뒤에"),
    ("/공지 작성 값:place", (), "값:place="),
    ("/공지 작성 제목:하나 제목:둘", (), "두 번"),
    ('/공지 작성 제목:"안내\n본문 "인용" 끝', (), "따옴표"),
    ('/공지 작성 제목:"안내"확인:예', (), "따옴표"),
    ("/공지 작성 안녕 링크:예약|https://a.kr", (), "본문의 '링크:예약|"),
    ("/공지 작성 " + "가" * LONGEST, (), "10,000자"),
]


@pytest.mark.parametrize(("line", "asked"), UNDERSTOOD)
def test_a_line_becomes_what_it_asks_for(line: str, asked: Asked) -> None:
    assert read_command(line) == asked


@pytest.mark.parametrize("line", NO_COMMANDS)
def test_other_messages_are_no_commands(line: str) -> None:
    assert read_command(line) is None


@pytest.mark.parametrize(("line", "nearest", "says"), MISREAD)
def test_what_is_unclear_is_asked_back(line: str, nearest: tuple[Verb, ...], says: str) -> None:
    found = read_command(line)
    assert isinstance(found, Misread)
    assert found.nearest == nearest
    assert says in found.text.ko
    assert len(found.text.ko) <= 500
    assert len(found.text.en) <= 500


def test_letters_sent_apart_are_read_as_syllables() -> None:
    line = unicodedata.normalize("NFD", "/공지 권한추가 @김슬기 HR")
    assert read_command(line) == _asked(V.GRANT, "김슬기", "HR")


def test_the_longest_message_is_read() -> None:
    start = "/공지 작성 "
    body = "가" * (LONGEST - len(start))
    assert read_command(start + body) == _asked(V.NEW, "", body)
