"""The shape of the checkout: what lies at the top, how long a file may be, and that nothing names one machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {"intranet", "kiosk", "shared", "migrations", "tests", "pyproject.toml", "README.md", "dev.py", ".ci", ".docs", ".gitignore"}
LONGEST = 450
WRITTEN = {".py", ".html", ".css", ".js", ".toml", ".typ"}


def files() -> list[Path]:
    """Every file that is or would be committed, relative to the checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_files() -> list[tuple[Path, str]]:
    """Those of them that are text, with their text."""
    found = []
    for path in files():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data:
            found.append((path, data.decode("utf-8")))
    return found


def test_the_top_level_is_as_agreed() -> None:
    assert {path.parts[0] for path in files()} == TOP


def test_no_written_file_is_too_long() -> None:
    written = {path.as_posix(): text for path, text in text_files() if path.suffix in WRITTEN}
    lines = {path: text.count("\n") for path, text in written.items() if not path.startswith("migrations/versions/")}
    assert {path: count for path, count in lines.items() if count > LONGEST} == {}


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in files() if path.parts[0] == "tests" and path.suffix == ".py"}
    assert sorted(str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()) == []


@pytest.mark.parametrize("named", [str(ROOT), str(Path.home())], ids=["checkout", "home"])
def test_no_file_names_a_folder_of_this_machine(named: str) -> None:
    assert [str(path) for path, text in text_files() if f"{named}/" in text] == []


def test_no_file_names_a_package_registry() -> None:
    host = re.compile(r"(?i)\b(pypi|npmjs|pythonhosted|nodejs)\.(org|com)\b|\bregistry\.[a-z]+\.[a-z]+")
    assert [str(path) for path, text in text_files() if host.search(text)] == []


def test_nobody_elses_code_is_committed() -> None:
    stray = {"node_modules", "vendor", "dist", "site-packages"}
    packed = (".min.js", ".min.css")
    assert [str(path) for path in files() if stray & set(path.parts) or path.name.endswith(packed)] == []
