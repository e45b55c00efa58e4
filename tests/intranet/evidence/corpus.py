"""Files made to do harm, each with what should become of it. Nothing here is anybody's: all of it is made on the spot.

Every payload that could run asks the office for an address with PWNED in it or opens a dialogue, so that running shows.
"""

import gzip
import io
import struct
import zipfile
import zlib
from base64 import b64decode
from dataclasses import dataclass
from enum import Enum

from tests.intranet.evidence import pdfs

JS = "alert('PWNED');fetch('/PWNED');document.title='PWNED'"
HTML = f'<html><body onload="{JS}"><script>{JS}</script><img src=x onerror="{JS}"></body></html>'.encode()
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{JS}\"><script>{JS}</script></svg>".encode()
SECRET = b"RAHASIA-PWNED"  # what must not come along when a picture is drawn anew
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Fate(Enum):
    """What should become of a file."""

    REFUSED = "not taken, and nothing of it stays"
    KEPT = "kept for download only"
    DRAWN = "kept, and shown as a picture made anew"
    UNDRAWN = "kept as a picture, which is not drawn and says so"


@dataclass(frozen=True)
class Sample:
    """A file as sent: its name, its bytes, and what should become of it."""

    name: str
    content: bytes
    fate: Fate


def png(
    width: int = 8, height: int = 8, *, depth: int = 8, chunks: bytes = b"", behind: bytes = b"", body: bytes | None = None
) -> bytes:
    """A grey PNG; ``chunks`` stand before its picture, ``behind`` after its end."""
    row = b"\0" + b"\x80" * (width * 3 * depth // 8)
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    data = body or zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunks + chunk(b"IDAT", data) + chunk(b"IEND", b"") + behind


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int = 16, height: int = 16, *, components: int = 3, extra: bytes = b"", behind: bytes = b"") -> bytes:
    """A grey JPEG of so many components: every block is empty, so that its whole picture is zero bits."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    ids = range(1, components + 1)
    frame = struct.pack(">BHHB", 8, height, width, components) + b"".join(bytes([n, 0x11, 0]) for n in ids)
    codes = b"".join(segment(0xC4, bytes([table]) + bytes([1] + [0] * 15) + b"\0") for table in (0x00, 0x10))
    scan = bytes([components]) + b"".join(bytes([n, 0]) for n in ids) + b"\0\x3f\0"
    blocks = (min(width, 64) + 7) // 8 * ((min(height, 64) + 7) // 8)
    bits = "0" * (blocks * components * 2)
    bits += "1" * (-len(bits) % 8)
    body = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    parts = segment(0xDB, b"\0" + b"\x10" * 64) + segment(0xC0, frame) + codes + segment(0xDA, scan)
    return b"\xff\xd8" + extra + parts + body + b"\xff\xd9" + behind


def exif() -> bytes:
    """A description as a telephone writes it: who, and where it was."""
    words = SECRET + b"\0"
    first = 8 + 2 + 2 * 12 + 4
    entries = struct.pack("<HHII", 0x010E, 2, len(words), first) + struct.pack("<HHII", 0x8825, 4, 1, first + len(words))
    gps = struct.pack("<HHHI4s", 1, 0x0001, 2, 2, b"S\0\0\0") + struct.pack("<I", 0)
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + words + gps
    data = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, 0xE1, len(data) + 2) + data


def comment(data: bytes) -> bytes:
    """A comment in a JPEG."""
    return struct.pack(">BBH", 0xFF, 0xFE, len(data) + 2) + data


def gif(width: int = 1, height: int = 1, *, frames: int = 1, note: bytes = b"") -> bytes:
    """A GIF of one colour with so many frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x80\x80\x80\xff\xff\xff"
    if frames > 1:
        head += b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    if note:
        head += b"!\xfe" + bytes([len(note)]) + note + b"\0"
    frame = b"!\xf9\x04\0\n\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


WEBP = b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")


def huge_webp() -> bytes:
    """A WebP that says it is as large as one can be."""
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\xff\xff" * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive(**files: bytes) -> bytes:
    """A ZIP; double underscores in names stand for slashes, so that they can be keywords."""
    return zipped({name.replace("__", "/"): data for name, data in files.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def office(main: str, **more: bytes) -> bytes:
    """An office document with whatever else is in it."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/{main}" ContentType="{DOCX}"/></Types>'.encode()
    return zipped({"[Content_Types].xml": types, main: b"<w:document/>", **{f"word/{name}": data for name, data in more.items()}})


def nested(levels: int) -> bytes:
    """An archive in an archive, each full of nothing."""
    content = bytes(1_000_000)
    for level in range(levels):
        content = zipped({f"{n}-{level}.zip" if level else f"{n}.bin": content for n in range(4)})
    return content


MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + HTML
# The words by which scanners are tried out, with one letter changed.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAX-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
_R, _K, _D, _U = Fate.REFUSED, Fate.KEPT, Fate.DRAWN, Fate.UNDRAWN


def samples() -> list[Sample]:
    """All of them."""
    return [Sample(*one) for one in (*_pictures(), *_documents(), *_pretenders(), *_programs(), *_archives(), *_names())]


def _pictures() -> list[tuple[str, bytes, Fate]]:
    """Pictures that hide something, are broken, or are larger than they look."""
    text_bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000), 9))
    profile_bomb = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(20_000_000), 9))
    return [
        ("kosong.png", b"", _R),
        ("biasa.png", png(), _D),
        ("di-belakang.png", png(behind=HTML), _D),
        ("teks-di-dalam.png", png(chunks=chunk(b"tEXt", b"Comment\0" + SECRET + HTML)), _D),
        ("bom-teks.png", png(chunks=text_bomb), _D),
        ("bom-profil.png", png(chunks=profile_bomb), _D),
        ("enam-belas-bit.png", png(depth=16), _D),
        ("bom-piksel.png", png(4, 4)[:16] + struct.pack(">II", 30_000, 30_000) + png(4, 4)[24:], _U),
        ("nol-piksel.png", png(4, 4)[:16] + struct.pack(">II", 0, 4) + png(4, 4)[24:], _U),
        ("bom-isi.png", png(6000, 6000, body=zlib.compress(b"\0" * 100)), _U),
        ("terpotong.png", png(64, 64)[:50], _U),
        ("kepala-saja.png", png()[:8], _U),
        ("foto-telepon.jpg", jpeg(extra=exif()), _D),
        ("catatan.jpeg", jpeg(extra=comment(SECRET + HTML)), _D),
        ("di-belakang.jpg", jpeg(behind=b"<?php system($_GET[0]); ?>" + HTML), _D),
        ("arsip-di-belakang.jpg", jpeg(behind=archive(a__b=HTML)), _D),
        ("empat-warna.jpg", jpeg(components=4), _D),
        ("abu-abu.jpg", jpeg(components=1), _D),
        ("bom-piksel.jpg", jpeg(65_500, 65_500), _U),
        ("terpotong.jpg", jpeg()[:60], _U),
        ("hidup.gif", gif(frames=40), _D),
        ("catatan.gif", gif(note=SECRET), _D),
        ("bom-piksel.gif", gif(65_535, 65_535), _U),
        ("poliglot.gif", b"GIF89a/*" + HTML + b"*/=1;" + JS.encode(), _U),
        ("satu.webp", WEBP, _D),
        ("bom-piksel.webp", huge_webp(), _U),
    ]


def _documents() -> list[tuple[str, bytes, Fate]]:
    """PDFs that run something, hide something, are locked, empty or broken, or are larger than they look."""
    script, launch = f"/S/JavaScript/JS({JS})".encode(), b"/S/Launch/F(cmd.exe)"
    return [
        ("biasa.pdf", pdfs.pdf(), _D),
        ("tiga-halaman.pdf", pdfs.pdf(3), _D),
        ("skrip.pdf", pdfs.pdf(action=script), _D),
        ("luncur.pdf", pdfs.pdf(action=launch), _D),
        ("formulir.pdf", pdfs.pdf(note=b"/Subtype/Widget/FT/Tx/T(PWNED)/Rect[0 0 9 9]/AA<</E<<" + script + b">>>>"), _D),
        ("tautan.pdf", pdfs.pdf(note=b"/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(http://jahat.example/PWNED)>>"), _D),
        ("lampiran.pdf", pdfs.attached(HTML), _D),
        ("di-belakang.pdf", pdfs.pdf(behind=HTML + archive(a__b=HTML)), _D),
        ("kotak-raksasa.pdf", pdfs.pdf(box=b"0 0 9000000 9000000"), _D),
        ("kotak-kosong.pdf", pdfs.pdf(box=b"0 0 0 0"), _D),
        ("setipis-rambut.pdf", pdfs.pdf(box=b"0 0 1 14400"), _D),
        ("sepuluh-ribu.pdf", pdfs.pdf(10_000), _D),
        ("dikunci-pemilik.pdf", pdfs.locked(b""), _D),
        ("dikunci-sandi.pdf", pdfs.locked(b"sandi"), _U),
        ("tanpa-halaman.pdf", pdfs.pdf(0), _U),
        ("berputar.pdf", pdfs.circle(), _U),
        ("bom-garis.pdf", pdfs.bomb(), _U),
        ("bom-bersarang.pdf", pdfs.matryoshka(), _U),
        ("bom-gambar.pdf", pdfs.picture_bomb(), _U),
        ("kepala-saja.pdf", b"%PDF-1.7\n%%EOF", _U),
        ("sampah.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400, _U),
        ("skrip-tanpa-halaman.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<<" + script + b">>>>endobj\ntrailer<</Root 1 0 R>>", _U),
    ]


def _pretenders() -> list[tuple[str, bytes, Fate]]:
    """Files whose name says one thing and whose content another, and documents that run."""
    return [
        ("halaman.html", HTML, _K),
        ("foto.jpg", HTML, _K),
        ("foto.png", SVG, _K),
        ("gambar.svg", SVG, _K),
        ("gambar.svgz", gzip.compress(SVG), _K),
        ("poliglot.html", b"GIF89a<!--" + png() + b"-->" + HTML, _K),
        ("enam-belas.html", HTML.decode().encode("utf-16"), _K),
        ("tujuh.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", _K),
        ("jauh-di-dalam.txt", b"a" * 9000 + HTML, _K),
        ("tersimpan.mht", MHT, _K),
        ("luar.xml", XXE, _K),
        ("gambar.pdf", png(), _K),
        ("video.jpg", b"\0\0\0\x20ftypisom" + HTML, _K),
        ("lagu.mp3", b"ID3\x03\0\0\0\0\0\0" + HTML, _K),
        ("rumus.csv", b"=cmd|' /C calc'!A0,1\n", _K),
        ("uji-pemindai.txt", EICAR, _K),
    ]


def _programs() -> list[tuple[str, bytes, Fate]]:
    """What would run when opened."""
    return [
        ("pasang.exe", b"MZ\x90\0" + bytes(60), _R),
        ("foto.jpg", b"MZ\x90\0" + bytes(60), _R),
        ("jalan", b"\x7fELF\x02\x01\x01" + bytes(60), _R),
        ("naskah.txt", b"#!/bin/sh\nrm -rf /\n", _R),
        ("uji-pemindai.com", EICAR, _R),
        ("halaman.hta", HTML, _R),
        ("kerja.js", JS.encode(), _R),
        ("laman.php", b"<?php phpinfo(); ?>", _R),
        ("pintas.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(60), _R),
        ("arsip.jar", archive(a=b"b"), _R),
        ("foto.jpg.exe", jpeg(), _R),
        ("foto\u202egpj.exe", jpeg(), _R),
    ]


def _archives() -> list[tuple[str, bytes, Fate]]:
    """Archives, which are never unpacked."""
    return [
        ("bom.zip", archive(a=bytes(30_000_000)), _K),
        ("bersarang.zip", nested(3), _K),
        ("keluar.zip", zipped({"../../../etc/cron.d/a": b"* * * * * root id", "C:\\a.exe": b"MZ\0"}), _K),
        ("makro.docx", office("word/document.xml", **{"vbaProject.bin": b"\xd0\xcf\x11\xe0Attribut"}), _K),
        ("makro.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"VBA" * 40, _K),
    ]


def _names() -> list[tuple[str, bytes, Fate]]:
    """Harmless pictures under hostile names."""
    return [
        ("../../../../etc/passwd.png", png(), _D),
        ("..\\..\\windows\\win.png", png(), _D),
        ("laporan\u202egnp.html", HTML, _K),
        ("<img src=x onerror=alert('PWNED')>.png", png(), _D),
        ("'); drop table evidence_item; --.png", png(), _D),
        ("{{ 7 * 7 }}{% raw %}.png", png(), _D),
        ("foto.exe.png", png(), _D),
        ("foto.png.html", png(), _K),
        ("n" * 3000 + ".png", png(), _D),
        (".htaccess", b"AddType text/html .png", _K),
        ("con.png", png(), _D),
        ("foto\u0000.html.png", png(), _D),
        ("e\u0301\u4e2d\u6587\U0001f600.png", png(), _D),
        ("garis\tdan%0d%0aSet-Cookie: a=b.png", png(), _D),
    ]
