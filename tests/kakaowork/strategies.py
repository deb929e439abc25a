"""Blocks that keep every limit, for property tests."""

from hypothesis import strategies as st

from bot.kakaowork import blocks as b

_SIGNS = st.characters(codec="utf-8", exclude_characters="\0")
_ONE_LINE = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))


def texts(most: int) -> st.SearchStrategy[str]:
    """Words of 1 to `most` characters, with what HTML and JSON stumble over."""
    hostile = st.sampled_from(["<script>\"&'", "</p>", "*a*", "[a](b)", "\n", "가나다", "😀"])
    mixed = st.lists(st.one_of(hostile, st.text(_SIGNS, max_size=8)), min_size=1, max_size=6)
    return mixed.map("".join).map(lambda text: text[:most]).filter(bool)


urls = st.sampled_from(
    [
        "https://example.com/",
        'http://example.com/?a=1&b="<x>',
        "https://example.com:8443/공지#'",
        "http://[::1]/",
    ]
)
link_urls = st.one_of(urls, st.sampled_from(["mailto:a@example.com", "tel:+82-2-1234"]))
names = st.one_of(st.none(), texts(20))

styled = st.builds(
    b.Styled,
    text=texts(20),
    bold=st.booleans(),
    italic=st.booleans(),
    strike=st.booleans(),
    color=st.sampled_from(b.Color),
)
inlines: st.SearchStrategy[b.Inline] = st.one_of(
    styled,
    st.builds(b.Link, text=texts(20), url=link_urls),
    st.builds(b.Mention, text=texts(20), user_id=st.integers(1, 10**18)),
)
paragraphs = st.one_of(
    st.builds(b.Text, text=texts(500), markdown=st.booleans()),
    st.builds(b.Text, text=texts(500), inlines=st.lists(inlines, max_size=8).map(tuple)),
)
windows = st.builds(
    b.OpenInappBrowser,
    value=urls,
    name=names,
    standalone=st.just(True),
    width=st.one_of(st.none(), st.integers(1, 4000)),
    height=st.one_of(st.none(), st.integers(1, 4000)),
)
single_actions: st.SearchStrategy[b.SingleAction] = st.one_of(
    st.builds(b.OpenSystemBrowser, value=urls, name=names),
    st.builds(b.OpenInappBrowser, value=urls, name=names),
    windows,
    st.builds(b.OpenExternalApp, value=texts(40), name=names),
    st.builds(b.SubmitAction, name=texts(20), value=texts(40)),
    st.builds(b.CallModal, value=texts(40), name=names),
)


def with_exclusive(
    single: st.SearchStrategy[b.SingleAction],
) -> st.SearchStrategy[b.ButtonAction]:
    """One of these actions, or one of them a device."""
    some = st.one_of(st.none(), single)
    devices = {device.value: some for device in b.Device}
    return st.one_of(single, st.builds(b.Exclusive, default=single, **devices))


actions = with_exclusive(single_actions)
buttons = st.builds(
    b.Button, text=texts(20), action=actions, style=st.sampled_from(b.ButtonStyle)
)
images = st.builds(b.ImageLink, url=urls)
later_blocks: st.SearchStrategy[b.Block] = st.one_of(
    paragraphs,
    images,
    buttons,
    st.builds(b.Action, elements=st.lists(buttons, min_size=1, max_size=3).map(tuple)),
    st.just(b.Divider()),
    st.builds(b.Description, term=texts(10), content=paragraphs, accent=st.booleans()),
    st.builds(
        b.Section,
        content=paragraphs,
        accessory=st.one_of(st.none(), images),
        action=st.one_of(st.none(), actions),
    ),
    st.builds(b.Context, content=paragraphs, image=images),
)
headers = st.builds(
    b.Header,
    text=st.text(_ONE_LINE, min_size=1, max_size=20),
    style=st.sampled_from(b.HeaderStyle),
)
messages: st.SearchStrategy[tuple[b.Block, ...]] = st.builds(
    lambda header, rest: (*header, *rest),
    st.lists(headers, max_size=1),
    st.lists(later_blocks, max_size=6),
)
