"""The personalisation secrets of the SAM, from a file that only its owner may read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

PCID_BYTES = 16
CONF_BYTES = 32
_LONGEST_FILE = 4096


class SecretsError(Exception):
    """The file of SAM secrets cannot be used; the message names the file and the reason, never its content."""


@dataclass(frozen=True, repr=False)
class SamSecrets:
    """PCID (16 bytes) and CONF (32 bytes) of one SAM. Never shown, never logged."""

    pcid: bytes
    conf: bytes

    def __post_init__(self) -> None:
        if len(self.pcid) != PCID_BYTES or len(self.conf) != CONF_BYTES:
            raise SecretsError("PCID must have 16 bytes and CONF 32")

    @property
    def opening(self) -> bytes:
        """The 32 bytes that open the SAM: PCID xor each half of CONF."""
        return bytes(ours ^ theirs for ours, theirs in zip(self.pcid * 2, self.conf, strict=True))

    def __repr__(self) -> str:
        return "<SamSecrets>"


def load(path: Path | str) -> SamSecrets:
    """Read the secrets of a file with the lines `PCID = <32 hex digits>` and `CONF = <64 hex digits>`.

    Raises SecretsError when the file is missing, is no regular file, may be read or written by anybody but its owner,
    or does not hold exactly these two values.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise SecretsError(f"{path}: {error.strerror}") from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise SecretsError(f"{path}: not a regular file")
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise SecretsError(f"{path}: others may read it; its mode must be 0600")
        text = os.read(handle, _LONGEST_FILE).decode("ascii", "replace")
    finally:
        os.close(handle)
    found = _values(text)
    if found is None:
        raise SecretsError(f"{path}: must hold PCID (32 hex digits) and CONF (64 hex digits)")
    return found


def _values(text: str) -> SamSecrets | None:
    found: dict[str, bytes] = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if not sign or line.lstrip().startswith("#"):
            continue
        try:
            found[name.strip().upper()] = bytes.fromhex(value.strip())
        except ValueError:
            return None
    try:
        return SamSecrets(found.pop("PCID"), found.pop("CONF")) if len(found) == 2 else None
    except (KeyError, SecretsError):
        return None
