"""The file of SAM secrets: only its owner, only these two values, never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.card import secrets
from kiosk.card.fake import SECRETS, write_secrets


def test_the_secrets_are_read_and_never_shown(tmp_path: Path):
    read = secrets.load(write_secrets(tmp_path / "sam"))
    assert read == SECRETS
    assert repr(read) == str(read) == "<SamSecrets>"


def test_the_opening_is_pcid_xor_each_half_of_conf():
    made = secrets.SamSecrets(bytes(range(16)), b"\x01" * 16 + b"\xf0" * 16)
    assert made.opening == bytes(n ^ 1 for n in range(16)) + bytes(n ^ 0xF0 for n in range(16))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o601])
def test_a_file_that_anybody_else_may_use_is_refused(tmp_path: Path, mode):
    file = write_secrets(tmp_path / "sam")
    file.chmod(mode)
    with pytest.raises(secrets.SecretsError, match="0600"):
        secrets.load(file)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "PCID = 00",
        "PCID = zz\nCONF = zz",
        f"PCID = {'00' * 16}",
        f"PCID = {'00' * 16}\nCONF = {'00' * 31}",
        f"PCID = {'00' * 16}\nCONF = {'00' * 32}\nMORE = 00",
        f"PCID = {'00' * 16}\nOTHER = {'00' * 32}",
    ],
)
def test_a_file_that_holds_anything_else_is_refused_without_naming_its_content(tmp_path: Path, content):
    file = tmp_path / "sam"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(secrets.SecretsError) as caught:
        secrets.load(file)
    assert str(caught.value) == f"{file}: must hold PCID (32 hex digits) and CONF (64 hex digits)"


def test_comments_and_spaces_are_allowed(tmp_path: Path):
    file = tmp_path / "sam"
    file.write_text(f"# SAM = of unit 7\n\n  pcid={'0a' * 16}\nCONF =  {'0b ' * 32}\n")
    file.chmod(0o600)
    assert secrets.load(file).pcid == b"\x0a" * 16


def test_a_missing_file_a_folder_and_a_link_are_refused(tmp_path: Path):
    link = tmp_path / "link"
    link.symlink_to(write_secrets(tmp_path / "sam"))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o600)
    for path in (tmp_path / "none", tmp_path, link, fifo):
        with pytest.raises(secrets.SecretsError):
            secrets.load(path)


@pytest.mark.parametrize(("pcid", "conf"), [(b"", b""), (bytes(16), bytes(31)), (bytes(15), bytes(32))])
def test_secrets_of_another_size_are_refused(pcid, conf):
    with pytest.raises(secrets.SecretsError):
        secrets.SamSecrets(pcid, conf)
