"""Addresses that come from outside: where to go back to, and links people reported."""

from urllib.parse import urlsplit

from flask import request


def local_path(value: str, fallback: str) -> str:
    """``value`` if it is a path on this site (no host, no scheme, no trick with slashes), else ``fallback``."""
    if not value.startswith("/") or value.startswith("//") or "\\" in value or any(ord(letter) < 32 for letter in value):
        return fallback
    return value


def is_web_link(value: str) -> bool:
    """Whether a reported address may be offered as a link: http or https with a host, nothing that runs."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(letter.isspace() for letter in value)


def here() -> str:
    """The present page's own path, to come back to; the start page when this is not a page one can get."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
