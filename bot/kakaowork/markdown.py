"""The older markdown of a text block: `*bold*` and `[label](url)`."""

import re

from bot.kakaowork.blocks import Inline, Link, Styled
from bot.kakaowork.urls import is_link_url

# Each class leaves out its own opening sign, so that a scan never starts over: linear time.
_MARK = re.compile(r"\*([^*\n]+)\*|\[([^\[\]\n]+)\]\(([^()\s]+)\)")


def markdown_inlines(text: str) -> tuple[Inline, ...]:
    """The inlines that `text` stands for; a link that can't be opened stays as it was written."""
    found: list[Inline] = []
    done = 0
    for match in _MARK.finditer(text):
        bold, label, url = match.groups()
        if url is not None and not is_link_url(url):
            continue
        if match.start() > done:
            found.append(Styled(text=text[done : match.start()]))
        found.append(Styled(text=bold, bold=True) if bold else Link(text=label, url=url))
        done = match.end()
    if done < len(text):
        found.append(Styled(text=text[done:]))
    return tuple(found)
