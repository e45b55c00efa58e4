"""The folder of evidence files. A file is written once, under a passing name, and becomes what its SHA-256 says.

Order of events, so that a power cut never leaves a row without its file: write and hash, sync the file, rename, sync the
folders; only then may the row be committed.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from intranet.evidence.rules import HEAD

_BLOCK = 1024 * 1024
_STALE_SECONDS = 3600


class Incoming:
    """A file on its way in, as a form's parser writes it. Beyond ``limit`` bytes it only counts."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self.path = folder / secrets.token_hex(16)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file: int | None = os.open(self.path, flags, 0o600)

    @property
    def too_large(self) -> bool:
        """Whether more came than is taken."""
        return self.size > self.limit

    @property
    def sha256(self) -> str:
        """The hash of what came so far."""
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Keep a piece of the file."""
        self.size += len(data)
        if self.too_large or self._file is None:
            return len(data)
        self._hash.update(data)
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        return len(data)

    def seek(self, _place: int, _from: int = 0) -> int:
        """Asked for by the form's parser when a file is complete; nobody reads here."""
        return 0

    def settle(self) -> None:
        """Bring the file to the disk; may take its time, so do it before a database lock is held."""
        if self._file is None:
            return
        os.fchmod(self._file, 0o400)
        os.fsync(self._file)
        os.close(self._file)
        self._file = None

    def close(self) -> None:
        """Throw away what was not kept."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        with suppress(FileNotFoundError):
            self.path.unlink()


class Store:
    """All evidence files of an office, in ``data_dir/evidence``: one folder for each first two letters of the hash."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "evidence"
        self._passing = self.folder / "incoming"

    def incoming(self, limit: int) -> Incoming:
        """A new file, beside the others so that it can be renamed into its place."""
        self._passing.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Incoming(self._passing, limit)

    def path(self, sha256: str) -> Path:
        """Where the file of that hash is."""
        return self.folder / sha256[:2] / sha256

    def keep(self, file: Incoming) -> None:
        """Give a file its lasting name. The same content has one place; keeping it again heals a damaged one."""
        file.settle()
        place = self.path(file.sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(file.path, place)
        for folder in (place.parent, self.folder, self.folder.parent):
            _sync_folder(folder)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """The content, a piece at a time. Raises OSError when it cannot be read."""
        with self.path(sha256).open("rb") as file:
            while piece := file.read(_BLOCK):
                yield piece

    def intact(self, sha256: str) -> bool:
        """Whether the file is there, readable, and still what its name says."""
        found = hashlib.sha256()
        try:
            for piece in self.pieces(sha256):
                found.update(piece)
        except OSError:
            return False
        return found.hexdigest() == sha256

    def sweep(self) -> None:
        """Throw away files that a killed process left half-way."""
        for left in self._passing.glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    left.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
