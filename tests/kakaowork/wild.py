"""Blocks as the models take them: on both sides of every limit, with hostile words in every field."""

from collections.abc import Sequence

from hypothesis import strategies as st

from bot.kakaowork import blocks as b
from tests.kakaowork.strategies import with_exclusive

_HOSTILE = (
    "<script>alert(1)</script>",
    "\"onerror='alert(1)'",
    "--></p></div><img src=x onerror=alert(1)>",
    "&lt;b&gt;&#60;&amp;",
    "{{ 7*7 }}{% raw %}",
    "%(name)s {0}",
    "*a*[b](javascript:alert(1))",
    "\u202e\u2066\u200b\ufeff",
    "가\u1100\u1161각",
    "👨‍👩‍👧‍👦🇰🇷",
    "위\r\n아래\n\r\u2028\u2029\x85\x0b\x0c",
    "\x1b[31m\x7f\t",
    "\0",
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff",
)
_BAD_URLS = (
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " https://example.com/",
    "//example.com/a.png",
    "data:text/html,<script>",
    "https://",
    "http://[::1",
    "https://example.com:99999999/",
    "https://example.com/\0",
    "https://example.com/\ud800",
    "https:\\\\example.com",
    "file:///etc/passwd",
    "ftp://example.com/a",
)
_GOOD_URLS = (
    "https://example.com/",
    "http://example.com/?a=1&b=\"<x>'",
    "https://example.com/공지#'><script>",
    "HTTPS://EXAMPLE.COM",
    "http://[::1]:8080/",
)
_LINK_URLS = ("mailto:a@example.com?subject=<b>", "tel:+82-2-1234", "MAILTO:x", "tel:", "sms:1")

any_sign = st.characters()
words = st.one_of(st.sampled_from(_HOSTILE), st.text(any_sign, max_size=12))


def around(limit: int) -> st.SearchStrategy[str]:
    """Words of any length up to just over `limit`, with a liking for the edges."""
    lengths = st.one_of(
        st.integers(0, 12), st.sampled_from([0, 1, limit - 1, limit, limit + 1, 2 * limit])
    )
    return st.builds(_filled, st.lists(words, min_size=1, max_size=4), lengths)


def _filled(pieces: Sequence[str], length: int) -> str:
    piece = "".join(pieces) or "가"
    return (piece * (length // len(piece) + 1))[:length]


urls = st.one_of(st.sampled_from(_GOOD_URLS), st.sampled_from(_BAD_URLS), words)
mostly_urls = st.one_of(st.sampled_from(_GOOD_URLS), st.sampled_from(_GOOD_URLS), urls)
names = st.one_of(st.none(), words)
sizes = st.one_of(st.none(), st.integers(-2, 2), st.integers())

inlines: st.SearchStrategy[b.Inline] = st.one_of(
    st.builds(
        b.Styled,
        text=around(20),
        bold=st.booleans(),
        italic=st.booleans(),
        strike=st.booleans(),
        color=st.sampled_from(b.Color),
    ),
    st.builds(b.Link, text=words, url=st.one_of(mostly_urls, st.sampled_from(_LINK_URLS))),
    st.builds(b.Mention, text=words, user_id=st.one_of(st.integers(-1, 2), st.integers())),
)
paragraphs = st.builds(
    b.Text,
    text=around(b.TEXT_CHARACTERS),
    inlines=st.one_of(st.just(()), st.lists(inlines, max_size=5).map(tuple)),
    markdown=st.booleans(),
)
single_actions: st.SearchStrategy[b.SingleAction] = st.one_of(
    st.builds(b.OpenSystemBrowser, value=mostly_urls, name=names),
    st.builds(
        b.OpenInappBrowser,
        value=mostly_urls,
        name=names,
        standalone=st.booleans(),
        width=sizes,
        height=sizes,
    ),
    st.builds(b.OpenExternalApp, value=words, name=names),
    st.builds(b.SubmitAction, name=words, value=words),
    st.builds(b.CallModal, value=words, name=names),
)
actions = with_exclusive(single_actions)
buttons = st.builds(
    b.Button,
    text=around(b.BUTTON_CHARACTERS),
    action=actions,
    style=st.sampled_from(b.ButtonStyle),
)
images = st.builds(b.ImageLink, url=mostly_urls)
headers = st.builds(
    b.Header, text=around(b.HEADER_CHARACTERS), style=st.sampled_from(b.HeaderStyle)
)
blocks: st.SearchStrategy[b.Block] = st.one_of(
    headers,
    paragraphs,
    images,
    buttons,
    st.builds(
        b.Action,
        elements=st.lists(buttons, max_size=b.ACTION_BUTTONS_MAX + 1).map(tuple),
    ),
    st.just(b.Divider()),
    st.builds(
        b.Description,
        term=around(b.TERM_CHARACTERS),
        content=paragraphs,
        accent=st.booleans(),
    ),
    st.builds(
        b.Section,
        content=paragraphs,
        accessory=st.one_of(st.none(), images),
        action=st.one_of(st.none(), actions),
    ),
    st.builds(b.Context, content=paragraphs, image=images),
)
messages: st.SearchStrategy[tuple[b.Block, ...]] = st.lists(blocks, max_size=4).map(tuple)
"""Messages that mostly break some limit."""
