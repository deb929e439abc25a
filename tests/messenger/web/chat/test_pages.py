import re
from pathlib import Path

import pytest

from bot.core.words import Words
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.messenger.home import HANA, ROOT, SENDER, SUPER, Home
from tests.messenger.web.conftest import Client

ALERT = "<script>alert(1)</script>"


async def _page(client: Client, path: str, status: int = 200) -> str:
    response = await client.get(f"/messenger{path}")
    assert response.status == status
    assert response.content_type == "text/html"
    return await response.text()


async def _sign_in(client: Client, home: Home, email: str, language: str = "ko") -> None:
    client.session.cookie_jar.update_cookies(
        {SESSION_COOKIE: await home.sign_in(email), LANGUAGE_COOKIE: language}
    )


async def _send(home: Home, text: str, blocks: str | None = None) -> int:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    await home.parts.messages.send(home.bot, room.id, text, blocks)
    return room.id


async def test_who_is_not_signed_in_is_told_how_to(client: Client) -> None:
    page = await _page(client, "/", 401)
    assert "로그인하면 메시지를 볼 수 있어요" in page
    assert "spacecast login-link" in page


async def test_the_address_without_its_slash_leads_to_the_list(client: Client) -> None:
    response = await client.get("/messenger", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/messenger/")


async def test_the_list_shows_rooms_with_unread_counts(
    client: Client, small_home: Home
) -> None:
    await _send(small_home, "첫 공지")
    room_id = await _send(small_home, "둘째\n공지")
    await _sign_in(client, small_home, HANA)
    page = await _page(client, "/")
    assert f'href="/messenger/rooms/{room_id}"' in page
    assert "둘째 공지" in page
    assert "오전 11:00" in page
    assert re.search(r"안 읽은 메시지: </span>2</span>", page)


async def test_an_empty_list_says_so(client: Client, small_home: Home) -> None:
    await _sign_in(client, small_home, SUPER, "en")
    assert "No messages yet." in await _page(client, "/")


async def test_opening_a_room_marks_it_read(client: Client, small_home: Home) -> None:
    room_id = await _send(small_home, "공지")
    await _sign_in(client, small_home, HANA)
    page = await _page(client, f"/rooms/{room_id}")
    assert '<p class="m-bubble">공지</p>' in page
    assert "2026년 11월 22일 일요일" in page
    assert "m-unread-by" not in page
    assert "m-badge" not in await _page(client, "/")


async def test_a_room_reads_in_english_too(client: Client, small_home: Home) -> None:
    room_id = await _send(small_home, "공지")
    await _sign_in(client, small_home, HANA, "en")
    page = await _page(client, f"/rooms/{room_id}")
    assert "Sunday, 22 November 2026" in page
    assert "11:00 AM" in page
    assert '<html lang="en">' in page


async def test_each_day_has_its_separator(client: Client, small_home: Home) -> None:
    await _send(small_home, "어제")
    small_home.clock.move(86_400_000)
    await _send(small_home, "오늘")
    room_id = await _send(small_home, "오늘 또")
    await _sign_in(client, small_home, HANA)
    page = await _page(client, f"/rooms/{room_id}")
    assert re.findall(r'm-day"><span>([^<]+)<', page) == [
        "2026년 11월 22일 일요일",
        "2026년 11월 23일 월요일",
    ]


async def test_a_notice_shows_as_a_card(client: Client, small_home: Home) -> None:
    blocks = (
        '[{"type":"header","text":"점검 안내"},'
        '{"type":"image_link","url":"https://example.com/a.png"},'
        '{"type":"button","text":"자세히","action":'
        '{"type":"open_system_browser","value":"https://example.com/more"}}]'
    )
    room_id = await _send(small_home, "점검", blocks)
    await _sign_in(client, small_home, HANA)
    page = await _page(client, f"/rooms/{room_id}")
    assert '<div class="bk-card">' in page
    assert 'src="https://example.com/a.png" alt="메시지에 담긴 사진"' in page
    assert 'href="https://example.com/more"' in page


async def test_blocks_that_no_longer_hold_show_as_text(
    client: Client, small_home: Home
) -> None:
    room_id = await _send(small_home, "글로 보여요", '[{"type":"hologram"}]')
    await _sign_in(client, small_home, HANA)
    assert "글로 보여요" in await _page(client, f"/rooms/{room_id}")


async def test_nothing_that_was_sent_becomes_markup(client: Client, small_home: Home) -> None:
    await small_home.parts.bots.rename(small_home.bot.id, ALERT, "")
    card = f'[{{"type":"text","text":"{ALERT}"}},{{"type":"image_link","url":"https://e.example/\\"onerror=alert(1)"}}]'
    await _send(small_home, ALERT)
    room_id = await _send(small_home, ALERT, card)
    await _sign_in(client, small_home, HANA)
    pages = [
        await _page(client, path)
        for path in (
            "/",
            f"/rooms/{room_id}",
            f"/fragments/rooms/{room_id}?after=0",
        )
    ]
    for page in pages:
        assert "<script>" not in page
        assert "onerror=" not in page.replace("&#34;onerror=", "")
        assert "&lt;script&gt;" in page


async def test_pages_run_no_inline_script_and_say_so(client: Client, small_home: Home) -> None:
    room_id = await _send(small_home, "공지")
    await _sign_in(client, small_home, HANA)
    response = await client.get(f"/messenger/rooms/{room_id}")
    page = await response.text()
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert re.findall(r"<script[^>]*>[^<]", page) == []
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("face", ["", "/fragments", "/api"])
async def test_a_foreign_room_answers_like_none(
    client: Client, small_home: Home, face: str
) -> None:
    room_id = await _send(small_home, "비밀")
    await _sign_in(client, small_home, SUPER)
    tail = "/messages" if face == "/api" else ""
    answers = []
    for wanted in (str(room_id), "1", "9" * 30, "x"):
        response = await client.get(f"/messenger{face}/rooms/{wanted}{tail}")
        body = re.sub(r'"rq_\w+"', "", await response.text())
        answers.append((response.status, response.content_type, body))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404


@pytest.mark.parametrize(("email", "shown"), [(SUPER, True), (SENDER, True), (HANA, False)])
async def test_the_admin_menu_shows_for_those_who_may_send(
    client: Client, small_home: Home, email: str, shown: bool
) -> None:
    await _sign_in(client, small_home, email)
    page = await _page(client, "/")
    assert "더보기" in page
    for words in ("관리자 메뉴", "단체 메시지 발송", "/notices/new"):
        assert (words in page) is shown


async def test_a_fragment_brings_only_newer_messages_and_new_days(
    client: Client, small_home: Home
) -> None:
    await _send(small_home, "하나")
    room_id = await _send(small_home, "둘")
    await _sign_in(client, small_home, HANA)
    newer = await _page(client, f"/fragments/rooms/{room_id}?after=1")
    assert re.findall(r'data-seq="(\d+)"', newer) == ["2"]
    assert "m-day" not in newer
    assert "m-unread-by" not in newer
    assert "m-day" in await _page(client, f"/fragments/rooms/{room_id}?after=0")
    assert (await _page(client, f"/fragments/rooms/{room_id}?after=2")).strip() == ""
    assert "m-badge" in await _page(client, "/")


async def test_earlier_messages_are_a_page_away(client: Client, small_home: Home) -> None:
    room_id = 0
    for number in range(1, 54):
        room_id = await _send(small_home, f"공지 {number}")
    await _sign_in(client, small_home, HANA)
    page = await _page(client, f"/rooms/{room_id}")
    assert re.findall(r'data-seq="(\d+)"', page)[0] == "4"
    earlier = await _page(client, f"/rooms/{room_id}?before=4")
    assert re.findall(r'data-seq="(\d+)"', earlier) == ["1", "2", "3"]
    assert "이전 메시지" in page
    assert "이전 메시지" not in earlier


async def test_an_unknown_address_is_a_page(client: Client, small_home: Home) -> None:
    assert "이런 주소가 없어요." in await _page(client, "/nothing", 404)


async def test_a_deactivated_member_is_signed_out(client: Client, small_home: Home) -> None:
    await _sign_in(client, small_home, HANA)
    await small_home.deactivate(HANA)
    await _page(client, "/", 401)


def test_every_text_of_the_pages_has_korean() -> None:
    texts: set[str] = set()
    for file in (ROOT / "templates/messenger").glob("*.html"):
        texts.update(re.findall(r'_\("([^"]+)"\)', file.read_text("utf-8")))
    assert len(texts) > 10
    assert Words.load(Path(ROOT / "bot/locale")).missing(texts) == []
