"""Where a request comes from, as browsers say it."""

from urllib.parse import urlsplit


def host_of_origin(origin: str) -> str:
    """The host and port of an Origin header (RFC 6454); empty, which no host is, where it names none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
