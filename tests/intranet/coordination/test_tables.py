"""Files as strangers send them: what is a table is read, everything else refused with what to do."""

import io
import random
import zipfile
from collections import Counter

import openpyxl
import pytest
import xlsxwriter

from intranet.base.errors import Refused
from intranet.coordination import tables


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared(*rows: tuple[object, ...]) -> bytes:
    """A workbook that keeps its texts apart from its cells, as most programs do."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def rewritten(content: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, next((data for key, data in parts.items() if name.endswith(key.replace("_", "."))), old.read(name)))
        for key, data in parts.items():
            if key == "vbaProject_bin":
                new.writestr("xl/vbaProject.bin", data)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        tables.read(content)
    assert caught.value.field == "file"
    assert caught.value.do
    return caught.value.message % caught.value.values


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbfNo;Nama\r\n1;Melati\r\n\r\n2;"Ken;anga"\r\n',
        b"No,Nama\n1,Melati\n\n2,Ken;anga\n",
        b"No\tNama\n1\tMelati\n\n2\tKen;anga\n",
        workbook(("No", "Nama"), (1, "Melati"), (None, None), (2.0, " Ken;anga ")),
        shared(("No", "Nama"), (1, "Melati"), (None, None), (2.0, " Ken;anga ")),
    ],
)
def test_a_table_is_read_with_the_numbers_of_its_rows_and_without_empty_ones(content):
    assert tables.read(content) == [(1, ["No", "Nama"]), (2, ["1", "Melati"]), (4, ["2", "Ken;anga"])]


def test_cells_left_out_of_a_workbook_stay_empty():
    assert tables.read(workbook(("No", "Nama", "Partai"), (None, "Melati", None))) == [
        (1, ["No", "Nama", "Partai"]),
        (2, ["", "Melati"]),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "kosong"),
        (b" \n ;;; \n", "kosong"),
        ("No;Nama\n1;Mélati\n".encode("cp1252"), "bukan UTF-8"),
        ("No;Nama\n1;Melati\n".encode("utf-16"), "bukan UTF-8"),
        (b"No;Nama\n1;Me\x00lati\n", "bukan tabel CSV"),
        (b"%PDF-1.7\n\x01\n", "bukan tabel CSV"),
        (b'No;Nama\n1;"Melati\n', "tidak dapat dibaca"),
        (b"No;Nama\n1;=HYPERLINK(1)\n", "memuat rumus (baris 2)"),
        (b"No;Nama\n1;@SUM(1)\n", "memuat rumus"),
        (b"x" * (tables.MOST_BYTES + 1), "terlalu besar"),
        (b"Nama\n" + b"a\n" * (tables.MOST_ROWS + 1), "Terlalu banyak baris"),
        (b";".join([b"x"] * (tables.MOST_COLUMNS + 1)), "Terlalu banyak kolom"),
        (b"Nama\n" + b"a" * (tables.MOST_LETTERS + 1), "terlalu panjang pada baris 2"),
        (b"PK\x03\x04 not a workbook", "bukan buku kerja"),
        (workbook(("No", "Nama"), (1, "=1+1")), "memuat rumus (baris 2)"),
        (workbook(tuple("x" for _ in range(tables.MOST_COLUMNS + 1))), "Terlalu banyak kolom"),
        (rewritten(workbook(("Nama",)), vbaProject_bin=b"x"), "makro"),
        (rewritten(workbook(("Nama",)), sheet1_xml=b"<a" + b" " * 9_000_000 + b"/>"), "terlalu besar"),
        (rewritten(workbook(("Nama",)), sheet1_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "bukan buku kerja"),
        (rewritten(workbook(("Nama",)), sheet1_xml=b"<a>"), "bukan buku kerja"),
        (rewritten(workbook(("Nama",)), sheet1_xml='<?xml version="1.0"?><a/>'.encode("utf-16")), "bukan buku kerja"),
        (rewritten(shared(("Nama",)), sharedStrings_xml=b"<sst/>"), "bukan buku kerja"),
        (rewritten(workbook(("Nama",)), workbook_xml=b"<workbook/>"), "bukan buku kerja"),
    ],
)
def test_what_is_no_plain_table_is_refused_with_what_to_do(content, says):
    assert says in refusal(content)


def test_a_million_rows_in_a_small_file_are_refused_before_they_are_unpacked():
    rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % at for at in range(1, 400_000))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows
    content = rewritten(workbook(("Nama",)), sheet1_xml=sheet + b"</sheetData></worksheet>")
    if len(content) > tables.MOST_BYTES:
        content = content[: tables.MOST_BYTES]
    assert refusal(content)


def test_a_damaged_workbook_is_read_or_refused_and_never_more():
    whole, rng = shared(*((f"PS{n * 7919 % 1000}", f"Nama {n}") for n in range(300))), random.Random(7)
    ends = Counter()
    for n in range(600):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            tables.read(bytes(damaged[: rng.randrange(len(damaged))] if n % 3 == 0 else damaged))
            ends["read"] += 1
        except Refused:
            ends["refused"] += 1
    assert ends["refused"] > 300
