"""A real pcscd with two virtual slots, alone in its corner: as many at once as a machine can bear.

How it is kept apart: pcscd's place for its socket is fixed (/run/pcscd), so it runs in a mount namespace of its own in
which that folder is a private one. The private folder is visible outside, and clients find it through
PCSCLITE_CSOCK_NAME, so neither the kiosk nor the test has to enter any namespace. The virtual reader's driver listens
on fixed ports of all interfaces, so pcscd has a network namespace of its own, too: no race for ports, and nothing to be
reached from outside. The cards get in through a thread that enters that namespace, connects, and hands the socket back:
a socket stays in the namespace it was made in. The folder lies under /tmp because the path of a Unix socket may have no
more than 107 bytes.

    with PcscdWithVpcd(tmp_path) as rig:
        source = PcscSource(rig.settings, env=rig.env)       # or start `kiosk run` with rig.env
        rig.tap(load().card("good"))                         # card and the SAM that belongs to it
        rig.card_slot.remove()
        rig.kill_pcscd(); rig.start_pcscd()

Needs root, Debian's pcscd and vsmartcard-vpcd.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from concurrent import futures
from pathlib import Path
from types import TracebackType

from kiosk.card.fake import FakeSam, Slot, VirtualReader, write_secrets
from kiosk.card.fake.vpcd import CARD_READER, DRIVER, SAM_READER, dial
from kiosk.card.pipe import ReaderSettings
from shared.residents import SampleCard

PCSCD = "/usr/sbin/pcscd"
SYSTEM_FOLDER = Path("/run/pcscd")
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP


def missing() -> list[str]:
    """What this machine lacks to run the rig; empty when it can."""
    lacks = [name for name, path in (("pcscd", PCSCD), ("vsmartcard-vpcd", DRIVER)) if not Path(path).exists()]
    if os.geteuid() != 0:
        lacks.append("root")
    if not shutil.which("unshare"):
        lacks.append("util-linux")
    return lacks


class PcscdWithVpcd:
    """pcscd and the virtual reader, started by `with`. A SAM is in its slot from the start."""

    def __init__(self, tmp_path: Path) -> None:
        self._tmp = tmp_path
        self._folder = Path(tempfile.mkdtemp(prefix="pcscd-", dir="/tmp"))
        self._reader: VirtualReader | None = None
        self._pcscd: subprocess.Popen[bytes] | None = None
        self.log = tmp_path / "pcscd.log"
        self.secrets = write_secrets(tmp_path / "sam-secrets")

    @property
    def virtual(self) -> VirtualReader:
        """Both slots."""
        assert self._reader
        return self._reader

    @property
    def card_slot(self) -> Slot:
        """The slot the visitor's card goes into: insert(FakeKtp(...)), remove()."""
        return self.virtual.card_slot

    @property
    def sam_slot(self) -> Slot:
        """The slot the SAM is in: insert(FakeSam(...)), remove()."""
        return self.virtual.sam_slot

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a client finds this pcscd, and the kiosk its SAM secrets and readers."""
        return {
            **os.environ,
            "PCSCLITE_CSOCK_NAME": str(self._folder / "pcscd.comm"),
            "POSKO_KIOSK_READER": "pcsc",
            "POSKO_KIOSK_CARD_READER": CARD_READER,
            "POSKO_KIOSK_SAM_READER": SAM_READER,
            "POSKO_KIOSK_SAM_SECRETS": str(self.secrets),
        }

    @property
    def settings(self) -> ReaderSettings:
        """Reader settings that fit this rig."""
        return ReaderSettings(reader=CARD_READER, sam=SAM_READER, secrets=str(self.secrets))

    def tap(self, sample: SampleCard, *, mute_for: float = 30.0) -> None:
        """Lay a sample card on the reader, with the SAM it is to meet."""
        self.virtual.tap(sample, mute_for=mute_for)

    def start_pcscd(self) -> None:
        """Start pcscd and wait until it takes clients."""
        assert self._pcscd is None, "pcscd already runs"
        conf = self._tmp / "reader.conf"
        conf.write_text(self.virtual.reader_conf(), encoding="ascii")
        SYSTEM_FOLDER.mkdir(exist_ok=True)
        for left in self._folder.iterdir():
            left.unlink()
        script = 'mount --bind "$1" "$2" && exec "$3" --foreground --config "$4"'
        with self.log.open("ab") as log:
            self._pcscd = subprocess.Popen(
                ["unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", script, "sh"]
                + [str(self._folder), str(SYSTEM_FOLDER), PCSCD, str(conf)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + 10
        while not (self._folder / "pcscd.comm").is_socket():
            assert self._pcscd.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def kill_pcscd(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End pcscd, by default without any warning; unshare and sh have become pcscd, so its id is ours."""
        assert self._pcscd
        self._pcscd.send_signal(how)
        self._pcscd.wait(10)
        self._pcscd = None

    def __enter__(self) -> PcscdWithVpcd:
        self._reader = VirtualReader(dialler=self._dial)
        self._reader.sam_slot.insert(FakeSam())
        try:
            self.start_pcscd()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _dial(self, port: int) -> socket.socket:
        """A connection to a port in pcscd's own network."""
        pcscd = self._pcscd
        if pcscd is None:
            raise ConnectionRefusedError
        with futures.ThreadPoolExecutor(1) as thread:
            return thread.submit(_dial_within, pcscd.pid, port).result()

    def close(self) -> None:
        """End pcscd, empty the slots, remove the private folder."""
        if self._pcscd:
            self.kill_pcscd()
        if self._reader:
            self._reader.close()
            self._reader = None
        shutil.rmtree(self._folder, ignore_errors=True)


def _dial_within(pid: int, port: int) -> socket.socket:
    """Enter the network namespace of a process, for this thread only, and connect to a port of its loopback."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{pid}/ns/net", "rb") as namespace:
        if os.fstat(namespace.fileno()).st_ino == os.stat("/proc/thread-self/ns/net").st_ino:
            raise ConnectionRefusedError  # unshare has not come that far yet
        if libc.setns(namespace.fileno(), _NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    return dial(port)
