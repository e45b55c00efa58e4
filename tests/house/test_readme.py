"""The README says what is: every setting with its sentence, every path it names, every picture, both commands."""

import dataclasses
import re
from pathlib import Path

import pytest

from intranet.settings import Settings
from kiosk.settings import Settings as KioskSettings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIELDS = [field for half in (Settings, KioskSettings) for field in dataclasses.fields(half)]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_setting_is_explained(field):
    row = next((line for line in README.splitlines() if line.startswith(f"| `{field.name}` |")), "")
    assert field.metadata["doc"].rstrip(".").replace("|", "\\|") in row


def test_no_setting_is_explained_that_is_gone():
    rows = re.findall(r"^\| `([a-z_]+)` \|", README, re.MULTILINE)
    assert sorted(rows) == sorted(field.name for field in FIELDS)


def test_every_picture_is_there():
    pictures = re.findall(r"\]\((\.docs/[^)]+)\)", README)
    assert len(pictures) >= 10
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_every_path_named_exists():
    named = set(re.findall(r"`((?:intranet|kiosk|shared|tests|migrations)/[\w/.-]+)`", README))
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_two_commands_are_shown():
    for command in ("python3 dev.py run", "python3 dev.py test"):
        assert command in README
