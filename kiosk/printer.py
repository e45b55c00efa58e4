"""Brings a finished receipt to the printer: a device or file, or a printer in the network."""

import os
import select
import socket
import time
from typing import Protocol
from urllib.parse import urlsplit

from kiosk.settings import Settings

SECONDS = 8.0
NO_PRINTER = "none"


class PrinterFault(Exception):
    """The paper did not come out; the message says why, without anything that stands on it."""


class Printer(Protocol):
    """Anything that takes ESC/POS bytes."""

    @property
    def label(self) -> str:
        """What it is, for the office's page of devices."""

    def print(self, data: bytes) -> None:
        """Print ``data`` to the end or raise PrinterFault."""


class NoPrinter:
    """This kiosk has no printer: the number stays on the screen."""

    label = NO_PRINTER

    def print(self, data: bytes) -> None:
        """See ``Printer.print``; always raises PrinterFault."""
        raise PrinterFault("no printer is set up")


class DevicePrinter:
    """A printer behind a device file such as /dev/usb/lp0; a plain file collects receipts one after the other."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.label = f"device {os.path.basename(path)}"

    def print(self, data: bytes) -> None:
        """See ``Printer.print``. Opened without waiting, so that a printer that is off is a fault and not a pause."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | (0 if self._path.startswith("/dev/") else os.O_CREAT)
        try:
            handle = os.open(self._path, flags, 0o600)
            try:
                os.set_blocking(handle, False)
                _write_all(handle, data)
            finally:
                os.close(handle)
        except OSError as error:
            raise PrinterFault(f"{self.label}: {error.strerror or type(error).__name__}") from None


class NetworkPrinter:
    """A printer that listens on a TCP port, usually 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self.label = f"tcp {host}:{port}"

    def print(self, data: bytes) -> None:
        """See ``Printer.print``."""
        try:
            with socket.create_connection(self._address, timeout=SECONDS) as connection:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrinterFault(f"{self.label}: {error.strerror or type(error).__name__}") from None


def printer_of(settings: Settings) -> Printer:
    """The printer the settings name."""
    address = settings.kiosk_printer
    if address == NO_PRINTER:
        return NoPrinter()
    if address.startswith("tcp://"):
        parts = urlsplit(address)
        return NetworkPrinter(parts.hostname or "", parts.port or 9100)
    return DevicePrinter(address)


def _write_all(handle: int, data: bytes) -> None:
    """Write everything within ``SECONDS``; raises OSError when the device does not take it."""
    end = time.monotonic() + SECONDS
    while data:
        _, ready, _ = select.select([], [handle], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise TimeoutError(0, "it takes no data")
        data = data[os.write(handle, data) :]
