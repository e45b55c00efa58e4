"""The stamp: a checkout with missing or old assets and texts is refused with the command that repairs it."""

import json
import shutil
from pathlib import Path

import pytest

from shared import stamp

PO = Path("intranet/translations/en/LC_MESSAGES/messages.po")


def write_stamp(root: Path) -> None:
    sources = [*stamp.VENDOR_SOURCES, *stamp.catalogues(root)]
    (root / stamp.STAMP).write_text(json.dumps({path.as_posix(): stamp.digest(root / path) for path in sources}))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout in which everything is made and fits."""
    (tmp_path / stamp.VENDOR).mkdir(parents=True)
    for name in stamp.VENDOR_FILES:
        (tmp_path / stamp.VENDOR / name).write_text(name)
    for path in stamp.VENDOR_SOURCES:
        (tmp_path / path).write_text(path.name)
    (tmp_path / PO).parent.mkdir(parents=True)
    (tmp_path / PO).write_text('msgid ""')
    (tmp_path / PO).with_suffix(".mo").write_text("compiled")
    write_stamp(tmp_path)
    return tmp_path


def test_all_made_and_fitting_passes(root: Path) -> None:
    assert stamp.stale(root) == []
    stamp.check(root)


def test_a_changed_lock_makes_the_assets_stale(root: Path) -> None:
    (root / stamp.VENDOR_SOURCES[0]).write_text("newer")
    assert stamp.stale(root) == [(stamp.VENDOR / name).as_posix() for name in stamp.VENDOR_FILES]


def test_a_missing_asset_is_named(root: Path) -> None:
    (root / stamp.VENDOR / "htmx.min.js").unlink()
    with pytest.raises(stamp.NotBuiltError, match=r"vendor/htmx\.min\.js"):
        stamp.check(root)


def test_a_changed_translation_makes_its_compiled_form_stale(root: Path) -> None:
    (root / PO).write_text('msgid "Nomor"')
    assert stamp.stale(root) == [PO.with_suffix(".mo").as_posix()]


def test_a_missing_compiled_translation_is_named(root: Path) -> None:
    (root / PO).with_suffix(".mo").unlink()
    assert stamp.stale(root) == [PO.with_suffix(".mo").as_posix()]


@pytest.mark.parametrize("broken", ["", "[]", "no json"])
def test_an_unreadable_stamp_counts_as_none(root: Path, broken: str) -> None:
    (root / stamp.STAMP).write_text(broken)
    assert len(stamp.stale(root)) == len(stamp.VENDOR_FILES) + 1


def test_a_removed_assets_folder_is_refused_with_the_repair_of_a_checkout(root: Path) -> None:
    shutil.rmtree(root / stamp.VENDOR)
    (root / "dev.py").touch()
    with pytest.raises(stamp.NotBuiltError, match=r"python3 dev\.py setup"):
        stamp.check(root)


def test_an_installed_copy_names_the_repair_of_an_installation(root: Path) -> None:
    shutil.rmtree(root / stamp.VENDOR)
    with pytest.raises(stamp.NotBuiltError, match="pip install --force-reinstall"):
        stamp.check(root)


def test_this_checkout_is_built() -> None:
    stamp.check()
