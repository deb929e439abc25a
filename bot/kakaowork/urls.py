"""Which addresses a message may hold."""

import re
from urllib.parse import urlsplit

WEB_SCHEMES = ("http", "https")
LINK_SCHEMES = ("http", "https", "mailto", "tel")

# urlsplit() drops tabs and line breaks silently, so that what it checks isn't what is sent.
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")


def is_web_url(url: str) -> bool:
    """Whether `url` is an absolute http or https address."""
    return _scheme(url) in WEB_SCHEMES


def is_link_url(url: str) -> bool:
    """Whether `url` may stand in a link: http, https, mailto or tel."""
    return _scheme(url) in LINK_SCHEMES


def _scheme(url: str) -> str | None:
    if _UNFIT.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme in WEB_SCHEMES:
        return parts.scheme if host else None
    return parts.scheme if parts.path else None
