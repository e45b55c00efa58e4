"""The device key and what is remembered of the enrolment."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from kiosk import keys
from shared.settings import SettingsError


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "kiosk"
    first = keys.load_or_make(folder)
    assert keys.load_or_make(folder).public_bytes == first.public_bytes
    assert (folder / keys.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert base64.b64decode(first.public_text) == first.public_bytes


def test_the_fingerprint_is_the_sha_256_in_groups_of_four(tmp_path: Path) -> None:
    key = keys.load_or_make(tmp_path)
    groups = key.fingerprint.split(" ")
    assert len(groups) == 16
    assert "".join(groups) == hashlib.sha256(key.public_bytes).hexdigest().upper()
    assert repr(key) == f"<DeviceKey {key.fingerprint[:9]}>"


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path)
    (tmp_path / keys.KEY_FILE).chmod(0o644)
    with pytest.raises(SettingsError, match="0600"):
        keys.load_or_make(tmp_path)


def test_a_broken_key_is_said_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / keys.KEY_FILE
    path.write_text("nonsense")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="not a device key"):
        keys.load_or_make(tmp_path)
    assert path.read_text() == "nonsense"


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError):
        keys.load_or_make(tmp_path / "file")


def test_the_enrolment_is_remembered(tmp_path: Path) -> None:
    assert keys.load_enrolment(tmp_path) is None
    enrolment = keys.Enrolment("d" * 32, "Kiosk Lobi")
    keys.save_enrolment(tmp_path, enrolment)
    assert keys.load_enrolment(tmp_path) == enrolment
    assert set(json.loads((tmp_path / keys.ENROLMENT_FILE).read_text())) == {"device_id", "name"}
    (tmp_path / keys.ENROLMENT_FILE).write_text("[]")
    assert keys.load_enrolment(tmp_path) is None
