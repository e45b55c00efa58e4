"""The paper: ESC/POS bytes for a thermal printer, from a ``wire.Receipt`` alone. Pure.

Magelang 2(2)a and 2(2)h: the NIK stands on the paper only when the register confirmed it, and the registration number
is what the office can be asked about. The QR code holds number and check code, nothing else.
"""

import textwrap
import unicodedata
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from shared.wire import Receipt, receipt_qr

COLUMNS = {80: 48, 58: 32}  # characters of font A on each paper width, in millimetres
_ENCODING = "cp850"

INIT = b"\x1b@"
CODE_PAGE = b"\x1bt\x02"  # page 850: Latin letters with accents
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
BOLD, PLAIN = b"\x1bE\x01", b"\x1bE\x00"
FEED_AND_CUT = b"\x1bd\x04\x1dVA\x00"


def escpos(receipt: Receipt, paper_mm: int) -> bytes:
    """The bytes that print ``receipt`` on paper of 80 or 58 mm. Nothing is wider than the paper."""
    columns = COLUMNS[paper_mm]
    zone = ZoneInfo(receipt.zone)
    received = format_datetime(receipt.received_at.astimezone(zone), "EEEE, d MMMM y 'pukul' HH.mm", locale="id")
    parts = [
        INIT,
        CODE_PAGE,
        CENTRE,
        BOLD,
        _lines(receipt.office_name, columns),
        PLAIN,
        _lines(receipt.office_address, columns),
        _rule(columns),
        _lines("TANDA TERIMA PENGADUAN", columns),
        _lines("Nomor pengaduan Anda:", columns),
        _large(receipt.complaint_no, columns),
        _lines(f"Kode cek: {receipt.check_code}", columns),
        b"\n",
        _qr(receipt_qr(receipt.complaint_no, receipt.check_code), 6 if paper_mm == 80 else 5),
        _rule(columns),
        LEFT,
        _pair("Diterima", f"{received} {_zone_name(receipt)}", columns),
        _pair("NIK", receipt.nik or "NIK belum terverifikasi", columns),
        _pair("Identitas", receipt.standing.label, columns),
        _rule(columns),
        BOLD,
        _lines("Apa yang terjadi selanjutnya?", columns),
        PLAIN,
        _lines(
            "Petugas membaca pengaduan Anda paling lambat "
            f"{format_date(receipt.next_by, 'EEEE, d MMMM y', locale='id')}. Sesudah itu tanyakan kabarnya.",
            columns,
        ),
        b"\n",
        BOLD,
        _lines("Bertanya?", columns),
        PLAIN,
        _lines("Sebutkan nomor pengaduan dan kode cek di atas.", columns),
        _lines("Cek di kios mana pun: nomor + kode cek.", columns),
        _lines(f"Telepon: {receipt.office_phone}", columns) if receipt.office_phone else b"",
        _lines(f"Jam layanan: {receipt.office_hours}", columns) if receipt.office_hours else b"",
        b"\n",
        CENTRE,
        _lines("Simpan kertas ini. Jangan berikan kode cek kepada orang lain.", columns),
        FEED_AND_CUT,
    ]
    return b"".join(parts)


def _zone_name(receipt: Receipt) -> str:
    """WIB, WITA or WIT, as people say it; another zone by its distance from UTC."""
    here = receipt.received_at.astimezone(ZoneInfo(receipt.zone))
    offset = here.utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset is not None else 0
    return {7: "WIB", 8: "WITA", 9: "WIT"}.get(hours, f"UTC{hours:+d}")


def _text(text: str) -> bytes:
    """``text`` in the printer's code page; a letter it lacks loses its accent or becomes a question mark."""
    plain = "".join(letter for letter in text if letter.isprintable())
    out = bytearray()
    for letter in plain:
        try:
            out += letter.encode(_ENCODING)
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFKD", letter)[:1]
            out += base.encode("ascii", "replace") or b"?"
    return bytes(out)


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), columns, break_long_words=True, break_on_hyphens=False)


def _lines(text: str, columns: int) -> bytes:
    return b"".join(_text(line) + b"\n" for line in _wrapped(text, columns))


def _pair(label: str, value: str, columns: int) -> bytes:
    """A label and its value; on narrow paper or with a long value one below the other."""
    line = f"{label:<11}{value}"
    if len(line) <= columns:
        return _text(line) + b"\n"
    return _text(label) + b"\n" + b"".join(b"  " + _text(part) + b"\n" for part in _wrapped(value, columns - 2))


def _rule(columns: int) -> bytes:
    return b"-" * columns + b"\n"


def _large(number: str, columns: int) -> bytes:
    """The number in the largest letters in which it fits on one line, at least double height."""
    factor = max(1, min(4, columns // max(1, len(number))))
    size = bytes([(factor - 1) << 4 | max(1, factor - 1)])
    body = b"".join(_text(line) + b"\n" for line in _wrapped(number, columns // factor))
    return b"\x1d!" + size + BOLD + body + PLAIN + b"\x1d!\x00"


def _qr(text: str, dots: int) -> bytes:
    """The printer's own QR code: model 2, ``dots`` per module, error correction M."""
    data = text.encode("ascii", "replace")
    size = len(data) + 3
    return (
        b"\x1d(k\x04\x00\x31\x41\x32\x00"
        + b"\x1d(k\x03\x00\x31\x43"
        + bytes([dots])
        + b"\x1d(k\x03\x00\x31\x45\x31"
        + b"\x1d(k"
        + bytes([size & 0xFF, size >> 8])
        + b"\x31\x50\x30"
        + data
        + b"\x1d(k\x03\x00\x31\x51\x30"
        + b"\n"
    )
