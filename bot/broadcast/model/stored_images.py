"""An uploaded image."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredImage:
    """An uploaded image; whoever has its unguessable id may see it."""

    id: str
    content_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    uploaded_by: str
