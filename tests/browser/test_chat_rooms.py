"""Opening, leading and losing rooms of people in real browser windows."""

import re

from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.screenshots import picture
from tests.browser.talking import call, enter, open_room, say
from tests.web.conftest import RunningSpace

BUBBLES = ".c-message .m-bubble"


async def test_a_group_is_opened_by_the_keyboard_alone(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    page = await open_window("mina")
    await page.goto("/messenger/")
    await page.get_by_role("navigation").get_by_role("button", name="채팅방 개설").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="채팅방 개설")
    await expect(dialog.get_by_role("button", name="1:1 채팅")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    search = dialog.get_by_role("searchbox", name="이름이나 부서로 찾기")
    await expect(search).to_be_focused()
    for key in ("jun", "hana"):
        name = (await space.member(key)).name
        await search.fill(name)
        await expect(dialog.locator(".c-picker li label")).to_have_count(1)
        await expect(dialog.get_by_role("checkbox", name=name)).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Space")
        await expect(dialog.get_by_role("button", name=f"빼기: {name}")).to_be_visible()
        await search.focus()
    start = dialog.get_by_role("button", name="2명과 시작하기")
    await start.focus()
    await page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="메시지를 입력하세요")
    await expect(field).to_be_focused()
    await page.keyboard.type("반가워요")
    await page.keyboard.press("Enter")
    await expect(page.locator(BUBBLES)).to_have_text("반가워요")
    await page.get_by_role("button", name="사이드 바").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="사이드 바")).to_contain_text("대화 상대 3명")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="사이드 바")).to_be_focused()


async def test_the_list_is_searched_by_names_and_never_by_messages(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    lunch = await open_room(space, "mina", "jun", "hana", name="점심 모임")
    await say(space, "mina", lunch, "저녁에는 안 돼요")
    dinner = await open_room(space, "mina", "jun", "hana", name="저녁 모임")
    await say(space, "mina", dinner, "네")
    page = await open_window("mina")
    await page.goto("/messenger/")
    rooms = page.locator("[data-room-link]")
    await expect(rooms).to_have_count(2)
    search = page.get_by_role("searchbox", name="채팅방이나 사람 이름으로 찾기")
    await search.fill("저녁")
    await expect(rooms).to_have_count(1)
    await expect(rooms).to_contain_text("저녁 모임")
    await search.fill("아침")
    await expect(page.get_by_text("이런 이름의 채팅방이 없어요.")).to_be_visible()


async def test_the_owner_leads_the_room_from_its_side_bar(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", "hana", name="모임")
    await say(space, "mina", room, "안녕하세요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await enter(jun, room)
    await enter(mina, room)
    await jun.get_by_role("button", name="사이드 바").click()
    side = jun.get_by_role("dialog", name="사이드 바")
    await expect(side.get_by_text("대화 상대 3명")).to_be_visible()
    for name in ("채팅방 삭제", "채팅방 이름 바꾸기"):
        await expect(side.get_by_role("button", name=name)).to_have_count(0)

    await mina.get_by_role("button", name="사이드 바").click()
    await mina.get_by_role("switch", name="채팅방 초대 허용").uncheck()
    await expect(side.get_by_role("button", name="초대하기")).to_have_count(0)
    name = (await space.member("jun")).name
    await mina.get_by_role("button", name=f"{name} 님 메뉴").click()
    await mina.get_by_role("button", name="내보내기").click()
    question = mina.get_by_role("dialog", name=f"{name} 님을 내보낼까요?")
    await question.get_by_role("button", name="내보내기").click()
    await expect(question).to_have_count(0)
    await expect(jun.get_by_text("이 채팅방은 이제 볼 수 없어요.")).to_be_visible()
    await expect(jun.locator(BUBBLES)).to_have_count(0)
    await expect(jun.locator("[data-room-link]")).to_have_count(0)
    await expect(mina.get_by_role("dialog", name="사이드 바")).to_contain_text("대화 상대 2명")


async def test_a_room_that_is_deleted_while_it_is_open_is_wiped(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", "hana", name="모임")
    await say(space, "mina", room, "안녕하세요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await enter(jun, room)
    await enter(mina, room)
    await mina.get_by_role("button", name="사이드 바").click()
    await mina.get_by_role("button", name="채팅방 삭제").click()
    question = mina.get_by_role("dialog", name="모두에게서 이 채팅방을 삭제할까요?")
    await expect(question).to_contain_text("복구할 수 없어요")
    await question.get_by_role("button", name="3명의 채팅방 삭제하기").click()
    for page in (mina, jun):
        await expect(page.get_by_text("이 채팅방은 이제 볼 수 없어요.")).to_be_visible()
        await expect(page.locator(BUBBLES)).to_have_count(0)
        await expect(page.locator("[data-room-link]")).to_have_count(0)


async def test_pictures_show_and_files_are_there_to_save(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    page = await open_window("mina")
    field = await enter(page, room)
    files: list[FilePayload] = [
        {"name": "산.png", "mimeType": "image/png", "buffer": picture()},
        {"name": "계획.txt", "mimeType": "text/plain", "buffer": b"plan"},
    ]
    await page.locator("[data-chooser]").set_input_files(files)
    await expect(page.locator(".c-tray-file")).to_have_count(2)
    await expect(page.locator(".c-tray-file progress")).to_have_count(0)
    await field.press("Enter")
    await expect(page.locator(".c-tray-file")).to_have_count(0)
    await expect(page.get_by_role("log").get_by_role("link", name="계획.txt")).to_be_visible()
    await expect(page.locator(BUBBLES)).to_have_count(0)
    await expect(page.locator("[data-rooms]")).to_contain_text("사진")
    await page.get_by_role("button", name="사진 크게 보기: 산.png").click()
    shown = page.get_by_role("dialog", name="산.png").get_by_role("img")
    await expect(shown).to_be_visible()
    assert (
        await shown.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 960
    )


async def _kept(page: Page) -> int:
    return int(await page.evaluate("localStorage.length + sessionStorage.length"))


async def test_what_is_half_written_waits_in_memory_while_another_room_is_open(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    rooms = []
    for name in ("점심 모임", "저녁 모임"):
        rooms.append(await open_room(space, "mina", "jun", "hana", name=name))
        await say(space, "mina", rooms[-1], "안녕하세요")
    page = await open_window("mina")
    field = await enter(page, rooms[0])
    await field.fill("아직 다 못 썼어요")
    await page.get_by_role("link", name=re.compile("저녁 모임")).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("저녁 모임")
    await expect(field).to_have_value("")
    await page.go_back()
    await expect(field).to_have_value("아직 다 못 썼어요")
    assert await _kept(page) == 0


async def test_who_has_not_read_it_is_told_to_its_writer(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", "hana", name="모임")
    seq = await say(space, "mina", room, "읽어 주세요")
    page = await open_window("mina")
    await enter(page, room)
    await page.get_by_role("button", name="2명이 아직 읽지 않았어요").click()
    names = [(await space.member(key)).name for key in ("jun", "hana")]
    dialog = page.get_by_role("dialog", name="아직 읽지 않은 사람")
    for name in names:
        await expect(dialog).to_contain_text(name)
    await page.keyboard.press("Escape")
    await call(space, "jun", "POST", f"/rooms/{room}/read", {"upto": seq})
    await expect(page.get_by_role("button", name="1명이 아직 읽지 않았어요")).to_be_visible()
