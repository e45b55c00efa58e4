"""Tables as people send them: CSV in UTF-8 and the first sheet of a workbook (XLSX), read without trust.

Nothing is unpacked beyond a bound, no entity is followed, no formula is taken for its value. Every refusal says what to do.
"""

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from intranet.base.errors import Refused
from shared.text import N_

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 5000, 30, 300
MOST_BYTES = 480 * 1024  # of the file as it comes, with room for the form around it
_MOST_UNPACKED = 8 * 1024 * 1024  # of one part of a workbook
_SAVE = N_("Simpan ulang sebagai XLSX, atau sebagai CSV dengan pengodean UTF-8, lalu coba lagi.")
_DAMAGED = N_("Berkas ini bukan buku kerja XLSX yang utuh.")
_FORMULA = N_("Berkas ini memuat rumus (baris %(line)s). Tempelkan sebagai nilai saja, lalu coba lagi.")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

Table = list[tuple[int, list[str]]]  # rows with their number in the file; empty ones are left out


def read(content: bytes) -> Table:
    """The rows of a file that have anything in them. Raises Refused at ``file`` with what is wrong and what to do."""
    if not content.strip():
        raise _refused(N_("Berkasnya kosong."))
    if len(content) > MOST_BYTES:
        raise _refused(N_("Berkas terlalu besar: paling banyak %(most)s KB."), most=MOST_BYTES // 1024)
    rows = _workbook(content) if content[:4] == b"PK\x03\x04" else _comma(content)
    found: Table = []
    for number, cells in rows:
        texts = [" ".join(cell.split()) for cell in cells]
        if not any(texts):
            continue
        if len(found) >= MOST_ROWS:
            raise _refused(N_("Terlalu banyak baris: paling banyak %(most)s baris dalam satu daftar."), most=MOST_ROWS)
        if len(texts) > MOST_COLUMNS:
            raise _refused(N_("Terlalu banyak kolom pada baris %(line)s."), line=number)
        if any(len(text) > MOST_LETTERS for text in texts):
            raise _refused(N_("Isi sel terlalu panjang pada baris %(line)s."), line=number)
        if any(text[0] in "=+@" for text in texts if text):
            raise _refused(_FORMULA, line=number)
        found.append((number, texts))
    if not found:
        raise _refused(N_("Berkasnya kosong."))
    return found


def _refused(message: str, do: str = _SAVE, **values: object) -> Refused:
    return Refused(message, do=do, field="file", values=values)


# CSV --------------------------------------------------------------------------------------------------------------


def _comma(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(N_("Pengodean berkas ini bukan UTF-8, sehingga huruf-hurufnya tidak dapat dipastikan.")) from error
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise _refused(N_("Berkas ini bukan tabel CSV."))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in rows:
            yield rows.line_num, cells
    except csv.Error as error:
        raise _refused(N_("Baris %(line)s tidak dapat dibaca sebagai CSV."), line=rows.line_num) from error


# XLSX -------------------------------------------------------------------------------------------------------------


# What the two libraries raise over a file that is cut, damaged, locked, packed in an odd way, or names what is not there.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, LookupError, RuntimeError, EOFError, OSError, ValueError)


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = set(book.namelist())
            if any(name.endswith("vbaProject.bin") for name in names):
                raise _refused(N_("Buku kerja ini memuat makro."))
            sheet = _tree(book, _first_sheet(book))
            shared = _shared(book) if "xl/sharedStrings.xml" in names else []
    except _BROKEN as error:
        raise _refused(_DAMAGED) from error
    for place, row in enumerate(sheet.iter(f"{_MAIN}row"), 1):
        number = int(row.get("r", "")) if row.get("r", "").isdecimal() and len(row.get("r", "")) < 8 else place
        if row.find(f"{_MAIN}c/{_MAIN}f") is not None:
            raise _refused(_FORMULA, line=number)
        cells: list[str] = []
        for cell in row.iterfind(f"{_MAIN}c"):
            column = _column(cell.get("r", ""), len(cells))
            if not len(cells) <= column < MOST_COLUMNS:
                if _text(cell, shared):
                    raise _refused(N_("Terlalu banyak kolom pada baris %(line)s."), line=number)
                continue
            cells += [""] * (column - len(cells))
            cells.append(_text(cell, shared))
        yield number, cells


def _tree(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """One part of a workbook as a tree: unpacked to a bound, in UTF-8, without a document type."""
    with book.open(name) as part:
        content = part.read(_MOST_UNPACKED + 1)
    if len(content) > _MOST_UNPACKED:
        raise _refused(N_("Isi buku kerja ini terlalu besar."), N_("Hapus lembar, gambar, dan format yang tidak perlu."))
    text = content.decode("utf-8-sig")
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "\x00" in text:
        raise _refused(_DAMAGED)
    try:
        return ElementTree.fromstring(text.encode())  # noqa: S314 - no document type, so no entities to blow up
    except (ElementTree.ParseError, LookupError) as error:
        raise _refused(_DAMAGED) from error


def _first_sheet(book: zipfile.ZipFile) -> str:
    found = _tree(book, "xl/workbook.xml").find(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = found.get(f"{_REL}id") if found is not None else None
    for relation in _tree(book, "xl/_rels/workbook.xml.rels").iter(f"{_PACKAGE}Relationship"):
        if relation.get("Id") == wanted:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise _refused(_DAMAGED)


def _shared(book: zipfile.ZipFile) -> list[str]:
    return [_words(item) for item in _tree(book, "xl/sharedStrings.xml").iterfind(f"{_MAIN}si")]


def _words(item: ElementTree.Element) -> str:
    """The text of a string, of its runs too, but not how it is pronounced."""
    parts = [*item.iterfind(f"{_MAIN}t"), *item.iterfind(f"{_MAIN}r/{_MAIN}t")]
    return "".join(part.text or "" for part in parts)


def _text(cell: ElementTree.Element, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        at = int(value) if value.isdecimal() and len(value) < 9 else -1
        if not 0 <= at < len(shared):
            raise _refused(_DAMAGED)
        return shared[at]
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return _words(inline) if inline is not None else ""
    return value.removesuffix(".0") if kind == "n" else value


def _column(reference: str, following: int) -> int:
    """Which column ``B7`` means, from 0; without a reference the ``following`` one."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return following
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1
