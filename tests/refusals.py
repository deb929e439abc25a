"""How tests name a refusal: by its code and its words in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core.errors import SpacecastError


@contextmanager
def refused(
    kind: type[SpacecastError], code: str, *, ko: str, en: str
) -> Iterator[pytest.ExceptionInfo[SpacecastError]]:
    """The block must raise `kind` with exactly this code and these words."""
    with pytest.raises(kind) as caught:
        yield caught
    error = caught.value
    assert (error.word, error.text.ko, error.text.en) == (code, ko, en)
