"""Characters that no JSON in UTF-8 and no database can hold."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

_UNFIT = re.compile("[\\0\ud800-\udfff]")


def is_unfit(text: str) -> bool:
    """Whether `text` holds NUL or half a surrogate pair."""
    return _UNFIT.search(text) is not None


def unfit_places(pointer: str, model: object) -> Iterator[str]:
    """The JSON pointers of every text in a block that is unfit, in reading order."""
    if isinstance(model, str):
        if is_unfit(model):
            yield pointer
    elif isinstance(model, tuple):
        for index, item in enumerate(model):
            yield from unfit_places(f"{pointer}/{index}", item)
    elif is_dataclass(model):
        for field in fields(model):
            # Every text has the same name in the models and in the JSON.
            yield from unfit_places(f"{pointer}/{field.name}", getattr(model, field.name))
