"""The locks: everything pinned by hash, nothing said about where it comes from, all halves agreeing on one version."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("tests/requirements.txt", "intranet/requirements.txt", "kiosk/requirements.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ \\;]+)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(name: str) -> dict[str, str]:
    """Package and version of every entry of a lock."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for found in map(PIN.match, lines) if found}


@pytest.mark.parametrize("name", [*LOCKS, "tests/bench/requirements.txt"])
def test_every_line_is_a_pin_or_its_hash(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    assert all(HASH.match(after) for line, after in zip(lines, lines[1:], strict=False) if PIN.match(line))


def test_the_halves_agree_with_what_is_tested() -> None:
    tested = pins(LOCKS[0])
    for name in LOCKS[1:]:
        assert {package: tested.get(package) for package in pins(name)} == pins(name)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    serves = {
        "tests/requirements.txt": [need for needs in extras.values() for need in needs],
        "intranet/requirements.txt": extras["intranet"] + extras["planner"] + extras["postgres"],
        "kiosk/requirements.txt": extras["kiosk"],
    }
    for name, needs in serves.items():
        wanted = {re.split(r"[\[<>=~!]", need)[0] for need in needs + project["dependencies"]} - {"posko"}
        assert wanted - pins(name).keys() == set()


def test_what_builds_the_project_is_pinned_exactly() -> None:
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert [need for need in needs if not re.fullmatch(r"[a-z]+==[0-9.]+", need)] == []


def test_the_browser_lock_has_digests_and_no_addresses() -> None:
    lock = json.loads((ROOT / "shared/assets/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
