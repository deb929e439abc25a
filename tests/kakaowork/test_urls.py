"""Addresses: what may be opened."""

import pytest

from bot.kakaowork.urls import is_link_url, is_web_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTP://EXAMPLE.COM/a?b#c",
        "http://[::1]:8080/",
        "https://example.com/공지",
        "http://localhost:8080/media/1",
    ],
)
def test_absolute_http_and_https_addresses_are_web_addresses(url: str) -> None:
    assert is_web_url(url)
    assert is_link_url(url)


@pytest.mark.parametrize("url", ["mailto:a@example.com", "tel:+82-10-1234-5678"])
def test_mail_and_telephone_are_for_links_only(url: str) -> None:
    assert is_link_url(url)
    assert not is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com",
        "/a.png",
        "https://",
        "https:///a",
        "https:example.com",
        "http://[::1",
        "https://example.com:port/",
        "https://example.com:99999/",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        " https://example.com",
        "https://exa mple.com",
        "https://example.com\n",
        "https:\\\\example.com",
        "mailto:",
        "tel:",
    ],
)
def test_anything_else_is_no_address(url: str) -> None:
    assert not is_web_url(url)
    assert not is_link_url(url)
