"""Looking for a part of a text, whatever signs are in it."""

# After every LIKE whose pattern is from `containing`.
ESCAPED = r"ESCAPE '\'"


def containing(text: str) -> str:
    """The pattern of a lower-case text that has `text` in it, `%` and `_` as what they are."""
    found = text.lower()
    for sign in "\\%_":
        found = found.replace(sign, f"\\{sign}")
    return f"%{found}%"
