"""What a file is taken for, which are refused, and how names and sizes are read."""

import struct

import pytest

from intranet.evidence import rules

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "foto.JPG", "image/jpeg"),
        (PNG, "layar.png", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
        (b"GIF89a", "a.gif", "image/gif"),
        (b"%PDF-1.7 /JS (app.alert(1))", "surat.pdf", "application/pdf"),
        (b"\0\0\0\x20ftypisom", "v.mp4", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ", "s.m4a", "audio/mp4"),
        (b"ID3\x04", "s.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90", "s.mp3", "audio/mpeg"),
        (b"OggS", "s.opus", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", "s.wav", "audio/wav"),
        (b"RIFF\0\0\0\0AVI ", "s.wav", rules.UNKNOWN),
        (b"Halo, \xc3\xa9", "a.txt", "text/plain"),
        (b"\xef\xbb\xbfa;b", "a.csv", "text/plain"),
        (b"a" * (rules.HEAD - 1) + b"\xc3", "a.txt", "text/plain"),
        (b"\xff\xfe\x00", "a.txt", rules.UNKNOWN),
        (b"a\0b", "a.txt", rules.UNKNOWN),
        (b" <!DOCTYPE html><p>", "h.html", "text/html"),
        (MHT, "h.mhtml", "multipart/related"),
        (b"PK\x03\x04 a.txt", "a.zip", "application/zip"),
        (b"PK\x03\x04 word/document.xml", "a.docx", DOCX),
        (b"PK\x03\x04 xl/workbook.xml", "a.xlsx", XLSX),
        (b"PK\x03\x04 [Content_Types].xml", "a.xlsx", XLSX),
        (b"PK\x03\x04 a.txt", "a.docx", rules.UNKNOWN),
        (b"<html><script>", "foto.jpg", rules.UNKNOWN),
        (b"<html>", "a.txt", rules.UNKNOWN),
        (b"<svg onload='x'>", "a.svg", rules.UNKNOWN),
        (b"<svg onload='x'>", "foto.jpg", rules.UNKNOWN),
        (PNG, "tanpa-akhiran", rules.UNKNOWN),
    ],
)
def test_a_type_is_believed_when_content_and_extension_agree(head, name, expected):
    assert rules.media_type(head, name) == expected


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"MZ\x90\0", "foto.jpg"),
        (b"\x7fELF", "a"),
        (b"#!/bin/sh", "a.txt"),
        (b"x", "surat.pdf.EXE"),
        (b"x", "a.js"),
        (b"x", "a.ps1"),
    ],
)
def test_programs_and_scripts_are_known(head, name):
    assert rules.runs(head, name)


@pytest.mark.parametrize(("head", "name"), [(b"MZ adalah singkatan", "a.txt"), (PNG, "a.png"), (b"x", "tanpa")])
def test_what_is_no_program_is_not_taken_for_one(head, name):
    assert not rules.runs(head, name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\foto\\a.jpg", "a.jpg"),
        ("a\0b\r\n.png", "ab.png"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("..", "berkas"),
        ("", "berkas"),
        ("x" * 400 + ".jpeg", "x" * 145 + ".jpeg"),
        ("x" * 400, "x" * 150),
    ],
)
def test_a_name_loses_what_misleads(name, expected):
    assert rules.clean_name(name) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PNG, (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), (3, 4)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x09\0\0\x13\0\0", (10, 20)),
        (b"RIFF....WEBPVP8L" + bytes(4) + b"\x2f" + (9 | 19 << 14).to_bytes(4, "little") + bytes(5), (10, 20)),
        (b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 10, 20), (10, 20)),
        (b"RIFF....WEBPJUNK" + bytes(20), None),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x14\0\x0a\x03", (10, 20)),
        (b"\xff\xd8\xff\xe0\0\x04ab", None),
        (b"teks", None),
    ],
)
def test_a_pictures_size_is_read_from_its_first_bytes(head, expected):
    assert rules.size_of_picture(head) == expected


@pytest.mark.parametrize(("size", "may"), [((4000, 3000), True), ((30000, 30000), False), ((0, 5), False), (None, False)])
def test_only_pictures_of_a_sane_size_are_unfolded(size, may):
    assert rules.may_be_drawn(size) is may


def test_every_type_kind_and_act_has_a_name():
    assert all(rules.label(media_type) for media_type in (*rules.PICTURES, "unheard/of"))
    assert all(member.label for member in (*rules.ItemKind, *rules.Act))
    assert ".jpg" in rules.ACCEPT
