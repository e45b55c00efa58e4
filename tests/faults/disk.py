"""A disk of its own, whose power can be cut: what was not on it by then is gone, as in a machine without a battery."""

import contextlib
import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SHUTDOWN, _NOTHING_MORE = 0x8004587D, 2  # ext4's ioctl, and its way of not even writing the journal's rest
_SIZE = 96 * 1024 * 1024


@dataclass
class Disk:
    """An ext4 file system in a file; ``place`` is where it is mounted."""

    image: Path
    place: Path

    def cut(self) -> None:
        """Let the power fail: from now on nothing reaches the disk."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, struct.pack("I", _NOTHING_MORE))
        finally:
            os.close(handle)

    def restart(self) -> None:
        """Forget everything in memory and read the disk anew; whoever had files open must be gone."""
        subprocess.run(["umount", self.place], check=True)
        self.mount()

    def mount(self) -> None:
        """Bring it up; the file system's journal is replayed as after any crash."""
        subprocess.run(["mount", "-o", "loop", self.image, self.place], check=True)


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A new disk in ``folder``."""
    made = Disk(folder / "disk.img", folder / "disk")
    made.place.mkdir()
    with made.image.open("wb") as file:
        file.truncate(_SIZE)
    subprocess.run(["mkfs.ext4", "-q", "-F", made.image], check=True)
    made.mount()
    try:
        yield made
    finally:
        subprocess.run(["umount", "--lazy", made.place], check=True)
