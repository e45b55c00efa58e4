"""Sealed fields: AES-256-GCM bound to table, column and row, and a keyed hash for looking up what cannot be read.

The key file lives outside the data folder, readable by its owner only, and never enters a backup. It holds several keys
so that they can be changed: new values use ``current``, old ones open with the key they name.
"""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealError(Exception):
    """A key file that cannot be used, or a sealed value that does not open where it stands; never shows either."""


class FieldKeys:
    """The office's field keys. Printing it shows nothing."""

    def __init__(self, current: str, keys: dict[str, bytes], index_key: bytes) -> None:
        self._current, self._keys, self._index_key = current, keys, index_key

    @classmethod
    def load(cls, file: Path) -> "FieldKeys":
        """Read a key file; raises SealError if it is missing, malformed, or readable by anybody but its owner."""
        try:
            if file.stat().st_mode & 0o077:
                raise SealError(f"the key file {file} can be read by others; run: chmod 600 {file}")
            content = json.loads(file.read_text(encoding="utf-8"))
            keys = {name: base64.b64decode(key) for name, key in content["keys"].items()}
            return cls(content["current"], keys, base64.b64decode(content["index"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SealError(f"the key file {file} cannot be used ({type(error).__name__})") from error

    @staticmethod
    def create(file: Path) -> None:
        """Write a new key file with mode 0600; raises FileExistsError rather than replace one."""
        content = {"current": "k1", "keys": {"k1": _random_key()}, "index": _random_key()}
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(content, out)
            out.flush()
            os.fsync(out.fileno())

    def seal(self, text: str, *, table: str, column: str, row_id: str) -> str:
        """Encrypt ``text`` for this one place; the result names its key."""
        nonce = os.urandom(12)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, text.encode(), _place(table, column, row_id, self._current))
        return f"{self._current}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, table: str, column: str, row_id: str) -> str:
        """Decrypt what ``seal`` made for the same place; raises SealError for anything else."""
        try:
            key_id, _, body = sealed.partition(":")
            raw = base64.b64decode(body, validate=True)
            return AESGCM(self._keys[key_id]).decrypt(raw[:12], raw[12:], _place(table, column, row_id, key_id)).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise SealError("a sealed value does not open here") from error

    def index(self, text: str) -> str:
        """A keyed hash (HMAC-SHA256, hex): finds equal values, tells nothing to those without the key."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()


def _place(table: str, column: str, row_id: str, key_id: str) -> bytes:
    return "\x1f".join((table, column, row_id, key_id)).encode()


def _random_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()
