"""The sentence that the next page says once."""

import pytest

from bot.web.console.flash import FLASH_COOKIE, said
from tests.web.console.conftest import Visit


def test_a_value_is_put_into_both_languages() -> None:
    text = said("granted", "이하나")
    assert text.ko == "이하나님에게 사용 권한을 줬어요."
    assert text.en == "이하나 may use this profile now."


@pytest.mark.parametrize("cookie", ["nonsense.x", "", ".", "__class__.x"])
async def test_a_cookie_of_another_shape_says_nothing(visit: Visit, cookie: str) -> None:
    hana = visit("hana")
    hana.cookies[FLASH_COOKIE] = cookie
    page = await hana.get("/")
    assert page.status == 200
    assert 'class="flash"' not in page.text


async def test_what_the_cookie_holds_is_escaped(visit: Visit) -> None:
    hana = visit("hana")
    hana.cookies[FLASH_COOKIE] = "granted.%3Cimg%20src%3Dx%3E"
    page = await hana.get("/")
    assert "&lt;img src=x&gt;" in page.text
    assert "<img src=x>" not in page.text
