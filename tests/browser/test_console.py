"""The console's main stories in a real browser."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft
from bot.workspace.model.actors import machine_actor
from tests.browser.conftest import OpenWindow
from tests.browser.screenshots import picture
from tests.builders import SUPER, email, people
from tests.web.conftest import RunningSpace


async def _see_preview(page: Page) -> None:
    """The preview follows what was typed."""
    preview = page.locator("#preview")
    await expect(preview.get_by_text("겨울 연수 안내")).to_be_visible()
    await expect(preview.get_by_text("@이하나")).to_be_visible()
    await expect(preview.get_by_alt_text("눈 덮인 산")).to_be_visible()
    await expect(preview.get_by_role("button", name="신청하기")).to_be_visible()
    await expect(preview.get_by_text("검토할 준비가 됐어요")).to_be_visible()


async def test_from_the_sign_in_link_to_the_card_in_the_chat(
    space: RunningSpace, open_window: OpenWindow, tmp_path: Path
) -> None:
    await space.system.parts.member_import.add(machine_actor(), people(120))
    link = await space.system.parts.sessions.new_link(machine_actor(), email("hana"))
    file = tmp_path / "picture.png"
    file.write_bytes(picture())
    page = await open_window()

    await page.goto(f"/in/{link}")
    await page.get_by_role("button", name="로그인").click()
    await page.get_by_role("main").get_by_role("link", name="새 공지").click()
    await page.get_by_label("발송 프로필").select_option("hr")
    await page.get_by_label("제목 필수").fill("겨울 연수 안내")
    await page.get_by_label("본문").fill("@{member}님, **30일**까지 신청해 주세요.")
    await page.get_by_label("이미지 파일").set_input_files(file)
    await page.get_by_label("이미지 설명").fill("눈 덮인 산")
    await page.get_by_label("버튼 이름").first.fill("신청하기")
    await page.get_by_label("주소", exact=True).first.fill("https://example.com/apply")

    await _see_preview(page)
    await page.keyboard.press("Control+Enter")

    await page.get_by_label("받는 사람 수를 입력해 주세요").fill("120")
    await page.get_by_role("button", name="120명에게 보내기").click()
    await expect(page.locator('[data-number="percent"]')).to_have_text("100", timeout=60_000)
    await expect(page.locator('[data-count="sent"]')).to_have_text("120")
    await expect(page.locator("#state")).to_contain_text("모두 보냄")

    mina = await open_window("mina")
    await mina.goto("/messenger/")
    await mina.get_by_role("link", name=re.compile("hr 알림")).click()
    card = mina.locator(".bk-card")
    await expect(card).to_contain_text("@서미나")
    await expect(card.get_by_role("button", name="신청하기")).to_have_attribute(
        "href", "https://example.com/apply"
    )
    await expect(card.get_by_alt_text(re.compile("."))).to_be_visible()


async def test_a_mistake_is_shown_beside_its_field_and_nothing_typed_is_lost(
    open_window: OpenWindow,
) -> None:
    page = await open_window("hana")
    await page.goto("/notices/new")
    await page.get_by_label("발송 프로필").select_option("hr")
    await page.get_by_label("본문").fill("제목을 잊었어요")
    await page.get_by_role("button", name="검토하기").click()
    summary = page.get_by_role("alert")
    await expect(summary).to_be_focused()
    await summary.get_by_role("link").click()
    await expect(page.get_by_label("제목 필수")).to_be_focused()
    await expect(page.get_by_label("본문")).to_have_value("제목을 잊었어요")


async def test_the_fifth_grant_is_refused_with_the_four_names(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    for key in ("duri", "sera", "neo"):
        await space.system.parts.profiles.grant(machine_actor(), "hr", email(key))
    page = await open_window(SUPER)
    await page.goto("/profiles/hr")
    await expect(page.get_by_role("heading", name="발송 관리자 4/4")).to_be_visible()
    await page.get_by_label("발송 관리자 추가").select_option(label="오다섯 (oh@example.com)")
    await page.get_by_role("button", name="권한 주기").click()
    await expect(page.locator("#member-fault")).to_contain_text(
        "이하나, 박두리, 최세라, 정네오"
    )


async def test_on_the_free_plan_the_review_says_what_to_do(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    draft = NoticeDraft(
        profile_id="hr",
        template="plain",
        variables={"title": "안내", "body": "내용"},
        audience=Audience(),
    )
    parts = space.system.parts
    view = await parts.notices.draft(await space.actor("hana"), draft)
    await parts.workspace.change(machine_actor(), {"plan": "free"})
    page = await open_window("hana")
    await page.goto(f"/notices/{view.notice.id}/review")
    await expect(page.locator("#plan")).to_contain_text("Standard 요금제부터 쓸 수 있어요")
    await expect(page.get_by_role("button", name="12명에게 보내기")).to_be_disabled()


async def test_a_send_admin_without_a_profile_asks_and_is_seen(
    open_window: OpenWindow,
) -> None:
    oh = await open_window("oh")
    await oh.goto("/notices/new")
    await expect(oh.get_by_text("김슬기(슈퍼 관리자)에게 사용 권한을")).to_be_visible()
    await oh.get_by_role("button", name="요청 보내기").click()
    await expect(oh.get_by_role("status")).to_contain_text(
        "김슬기(슈퍼 관리자)에게 요청을 보냈어요"
    )
    admin = await open_window(SUPER)
    await admin.goto("/profiles/hr")
    await admin.get_by_role("button", name="오다섯님에게 권한 주기").click()
    await oh.goto("/notices/new")
    await expect(oh.get_by_label("발송 프로필")).to_have_value("hr")


async def test_a_slow_notice_is_paused_and_goes_on_before_everybodys_eyes(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    parts, actor = space.system.parts, await space.actor(SUPER)
    await parts.profiles.change(actor, "hr", {"rate_ceiling": 0.01})
    draft = NoticeDraft(
        profile_id="hr",
        template="plain",
        variables={"title": "안내", "body": "내용"},
        audience=Audience(),
    )
    key = (await parts.notices.draft(actor, draft)).notice.id
    await parts.sending.send(actor, key)
    page, other = await open_window("hana"), await open_window(SUPER)
    await page.goto(f"/notices/{key}")
    await other.goto(f"/notices/{key}")

    await page.get_by_role("button", name="멈추기").click()
    await expect(page.locator("#state")).to_contain_text("멈춤")
    await expect(other.locator("#state")).to_contain_text("멈춤")
    await other.get_by_text("속도", exact=True).click()
    await other.get_by_label("1초에 보낼 메시지 수").fill("20")
    await other.get_by_role("button", name="속도 바꾸기").click()
    await expect(other.get_by_role("status").first).to_contain_text("1초에 20명까지만")
    await other.get_by_role("button", name="이어서 보내기").click()
    await expect(page.locator("#state")).to_contain_text("보내는 중")
    await expect(page.get_by_role("button", name="멈추기")).to_be_visible()
