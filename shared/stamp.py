"""Tells whether the made files are there and fit their sources: the front-end assets and the compiled translations.

They are made by the build hook (shared/assets/hatch_build.py) and never committed, so a checkout can lack them or hold
old ones. Both halves ask at start; a page with a missing style sheet or half its texts is worse than a clear refusal.
"""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = Path("shared", "assets")
VENDOR = ASSETS / "vendor"
STAMP = VENDOR / "stamp.json"
VENDOR_SOURCES = (ASSETS / "package-lock.json", ASSETS / "icons.txt", ASSETS / "bootstrap.txt")
# What the hook leaves in shared/assets/vendor, each also as NAME.gz.
VENDOR_FILES = ("bootstrap.min.css", "htmx.min.js", "icons.svg")


class NotBuiltError(RuntimeError):
    """Assets or translations are missing or older than their sources; the message names the command that repairs it."""


def catalogues(root: Path = ROOT) -> list[Path]:
    """The translation sources of both halves, relative to ``root``."""
    halves = [root / half / "translations" for half in ("intranet", "kiosk")]
    return sorted(path.relative_to(root) for half in halves for path in half.glob("*/LC_MESSAGES/*.po"))


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recorded(root: Path = ROOT) -> dict[str, str]:
    """The digests of the sources that the present made files came from; empty when there is no readable stamp."""
    try:
        stamp = json.loads((root / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def stale(root: Path = ROOT) -> list[str]:
    """The made files that are missing or do not fit their sources, relative to ``root``; empty when all is well."""
    stamp = recorded(root)
    made = [VENDOR / name for name in VENDOR_FILES]
    wrong = [path for path in made if not (root / path).is_file()]
    if any(stamp.get(source.as_posix()) != digest(root / source) for source in VENDOR_SOURCES):
        wrong = made
    for source in catalogues(root):
        compiled = source.with_suffix(".mo")
        if stamp.get(source.as_posix()) != digest(root / source) or not (root / compiled).is_file():
            wrong.append(compiled)
    return [path.as_posix() for path in wrong]


def check(root: Path = ROOT) -> None:
    """Raise NotBuiltError when something made by the build is missing or old. Costs the hash of a few small files."""
    wrong = stale(root)
    if wrong:
        developer = (root / "dev.py").is_file()
        repair = "python3 dev.py setup" if developer else "pip install --force-reinstall --no-deps posko"
        raise NotBuiltError(f"missing or out of date: {', '.join(wrong)}. Repair with: {repair}")
