"""The paper, read back by a small ESC/POS interpreter."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

from kiosk.printer import DevicePrinter, NetworkPrinter, NoPrinter, PrinterFault, printer_of
from kiosk.receipt import COLUMNS, escpos
from kiosk.settings import Settings
from shared.elements import Standing
from shared.wire import Receipt
from tests.kiosk.office import registered

NIK = "3371991203850001"


@dataclass
class Paper:
    """What came out: lines with the width each letter took, QR texts, whether it was cut."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    qr: list[str] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)


def interpret(data: bytes) -> Paper:
    """Carry out ESC/POS commands; an unknown one fails the test."""
    paper, line, at, width, stored = Paper(), "", 0, 1, ""
    assert data.startswith(b"\x1b@")
    while at < len(data):
        code = data[at : at + 2]
        if code == b"\x1b@":
            at, width = at + 2, 1
        elif code in (b"\x1bt", b"\x1ba", b"\x1bE") or code == b"\x1bd":
            at += 3
        elif code == b"\x1d!":
            width = (data[at + 2] >> 4) + 1
            at += 3
        elif code == b"\x1dV":
            paper.cut, at = True, at + 4
        elif code == b"\x1d(":
            size = data[at + 3] + 256 * data[at + 4]
            body = data[at + 5 : at + 5 + size]
            if body[1:2] == b"\x50":
                stored = body[3:].decode("ascii")
            if body[1:2] == b"\x51":
                paper.qr.append(stored)
            at += 5 + size
        elif data[at : at + 1] == b"\n":
            paper.lines.append((line, len(line) * width))
            line, at = "", at + 1
        else:
            assert data[at] >= 0x20, f"unknown command {data[at : at + 3]!r}"
            line, at = line + data[at : at + 1].decode("cp850"), at + 1
    assert line == ""
    return paper


def receipt(**changes: object) -> Receipt:
    return registered(31, nik=NIK).receipt.model_copy(update=changes)


LONG = {
    "office_name": "Dinas Komunikasi, Informatika, Statistik, dan Persandian Kabupaten Contoh Utara Sebelah Tenggara",
    "office_address": "Jalan Jenderal Contoh Nomor 1A Kompleks Perkantoran Terpadu Gedung Rekaan Lantai Tiga",
    "complaint_no": "000123/PENGADUAN-ONLINE/99.99/XII/2026",
    "office_hours": "Senin sampai Kamis 07.30-15.30, Jumat 07.30-14.00, istirahat pukul 12.00-13.00",
}


@pytest.mark.parametrize("changes", [{}, LONG, {"nik": None}, {"office_phone": "", "office_hours": ""}])
@pytest.mark.parametrize("paper_mm", [80, 58])
def test_nothing_is_wider_than_the_paper_and_nothing_is_lost(paper_mm: int, changes: dict[str, object]) -> None:
    given = receipt(**changes)
    paper = interpret(escpos(given, paper_mm))
    assert max(width for _, width in paper.lines) <= COLUMNS[paper_mm]
    flat = "".join(paper.text.split())
    for value in (given.complaint_no, given.check_code, given.office_name, given.office_address, given.office_hours):
        assert "".join(value.split()) in flat
    assert "Jumat,4Desember2026" in flat
    assert "Jumat,20November2026pukul09.30WIB" in flat
    assert paper.cut


@pytest.mark.parametrize("paper_mm", [80, 58])
def test_the_number_is_the_largest_thing_on_the_paper(paper_mm: int) -> None:
    data = escpos(receipt(), paper_mm)
    paper = interpret(data)
    (line,) = [line for line in paper.lines if line[0] == "0031/PGD/XI/2026"]
    assert line[1] > len(line[0])
    assert data.count(b"\x1d!") == 2


def test_the_code_holds_number_and_check_code_and_nothing_else() -> None:
    assert interpret(escpos(receipt(), 80)).qr == ["POSKO:0031/PGD/XI/2026:KX7M-2QPA"]


def test_the_nik_is_printed_only_when_it_was_verified() -> None:
    assert NIK in interpret(escpos(receipt(), 80)).text
    unverified = interpret(escpos(receipt(nik=None, standing=Standing.NOT_VERIFIED), 80)).text
    assert "NIK belum terverifikasi" in unverified
    assert "3371" not in unverified


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Makassar", "10.30 WITA"), ("Asia/Jayapura", "11.30 WIT"), ("UTC", "02.30 UTC+0")]
)
def test_the_time_is_the_offices(zone: str, shown: str) -> None:
    assert shown in " ".join(interpret(escpos(receipt(zone=zone), 80)).text.split())


def test_letters_the_printer_lacks_do_not_stop_it() -> None:
    text = interpret(escpos(receipt(office_name="Kantor Čontoh \x1b@ é 漢"), 80)).text
    assert "Kantor Contoh" in text
    assert "é" in text


def test_the_same_receipt_is_the_same_bytes() -> None:
    assert escpos(receipt(), 80) == escpos(receipt(), 80)
    assert escpos(receipt(received_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), 80) != escpos(receipt(), 80)


def test_a_file_collects_receipts_for_its_owner_only(tmp_path: Path) -> None:
    printer = DevicePrinter(str(tmp_path / "paper.bin"))
    printer.print(b"one")
    printer.print(b"two")
    assert (tmp_path / "paper.bin").read_bytes() == b"onetwo"
    assert (tmp_path / "paper.bin").stat().st_mode & 0o077 == 0


def test_a_device_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PrinterFault, match="No such file"):
        DevicePrinter(str(tmp_path / "none" / "lp0")).print(b"x")


def test_no_printer_says_so() -> None:
    with pytest.raises(PrinterFault):
        NoPrinter().print(b"x")


def test_a_network_printer_gets_every_byte() -> None:
    got: list[bytes] = []
    with create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while part := connection.recv(4096):
                    got.append(part)

        thread = Thread(target=serve)
        thread.start()
        data = escpos(receipt(), 80)
        printer_of(Settings(kiosk_printer=f"tcp://127.0.0.1:{server.getsockname()[1]}")).print(data)
        thread.join(10)
    assert b"".join(got) == data


def test_a_network_printer_that_is_off_is_a_fault() -> None:
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrinterFault, match="refused"):
        NetworkPrinter("127.0.0.1", port).print(b"x")


def test_the_settings_choose_the_printer() -> None:
    assert isinstance(printer_of(Settings()), NoPrinter)
    assert isinstance(printer_of(Settings(kiosk_printer="/dev/usb/lp0")), DevicePrinter)
