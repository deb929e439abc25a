"""Files that are shipped with Spacecast, and a user's own, which win."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """A file or folder shipped with Spacecast: inside the wheel, or beside the package."""
    inside = _PACKAGE / "defaults" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def template_folders() -> list[Path]:
    """Where templates are: those shipped with Spacecast, then the user's own, which win."""
    own = Path.cwd() / "templates"
    found = [shipped("templates"), *([own] if own.is_dir() else [])]
    return list(dict.fromkeys(folder.resolve() for folder in found))
