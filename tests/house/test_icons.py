"""Every icon a page names is in the sprite: a name that is not there is an empty place that nobody notices."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"icon\(\s*['\"]([a-z0-9-]+)['\"]|icons\.svg#([a-z0-9-]+)")


def listed() -> set[str]:
    lines = (ROOT / "shared/assets/icons.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def test_every_icon_named_in_a_page_is_in_the_sprite() -> None:
    pages = [path for half in ("intranet", "kiosk") for path in (ROOT / half).rglob("*.html")]
    named = {found[1] or found[2] for page in pages for found in NAMED.finditer(page.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert named - listed() == set()


def test_the_sprite_holds_exactly_the_listed_icons() -> None:
    sprite = (ROOT / "shared/assets/vendor/icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == listed()
