"""The history of notices."""

from tests.web.console.conftest import Visit
from tests.web.console.test_compose import FORM


async def test_an_empty_history_says_what_to_do(visit: Visit) -> None:
    page = await visit("hana").get("/notices")
    assert "첫 공지를 써 보세요" in page.text


async def test_the_history_is_narrowed_by_state_and_title_in_the_address(visit: Visit) -> None:
    hana = visit("hana")
    for title in ("봄 소식", "가을 소식", "점검"):
        await hana.post("/notices/new", {**FORM, "v.title": title})
    page = await hana.get("/notices?text=소식&state=draft")
    assert "봄 소식" in page.text
    assert "점검" not in page.text
    assert 'value="소식"' in page.text
    assert "조건에 맞는 공지가 없어요" in (await hana.get("/notices?state=sent")).text
    assert "봄 소식" in (await hana.get("/notices?state=nonsense&before=x")).text


async def test_older_notices_are_a_page_away(visit: Visit) -> None:
    hana = visit("hana")
    for number in range(21):
        await hana.post("/notices/new", {**FORM, "v.title": f"소식 {number}"})
    first = await hana.get("/notices?text=소식")
    assert 'href="/notices?state=&amp;text=%EC%86%8C%EC%8B%9D&amp;before=2"' in first.text
    second = await hana.get("/notices?state=&text=소식&before=2")
    assert "소식 0" in second.text
    assert "소식 1<" not in second.text


async def test_a_draft_is_deleted_and_a_stranger_can_not(visit: Visit) -> None:
    hana = visit("hana")
    notice = (await hana.post("/notices/new", FORM)).to.removesuffix("/edit")
    assert (await visit("duri").post(f"{notice}/delete")).status in {403, 404}
    assert (await hana.post(f"{notice}/delete")).to == "/notices"
    assert (await hana.get(notice)).status == 404
