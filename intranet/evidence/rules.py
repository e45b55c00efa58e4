"""What a file is by its first bytes, which files are not taken, how a name is cleaned, and how large a picture may be.

A type is believed only when content and extension agree; everything else is kept too, but as a file nobody vouches for.
"""

import re
import struct
import unicodedata
from enum import Enum

from shared.text import N_

HEAD = 8192  # how many of a file's first bytes the rules look at
UNKNOWN = "application/octet-stream"
NAME_LETTERS = 150
PIXELS = 40_000_000  # a larger picture is not drawn: a file of a few kilobytes may unfold to gigabytes
TITLE, ADDRESS, ACCOUNT, NOTE = 200, 2000, 200, 1000


class ItemKind(Enum):
    """A file, or a place on the web."""

    FILE = "file"
    LINK = "link"

    @property
    def label(self) -> str:
        """The kind as shown on screen."""
        return {"file": N_("Berkas"), "link": N_("Tautan")}[self.value]


class Act(Enum):
    """What was done with an item."""

    ADDED = "added"
    OPENED = "opened"
    EXPORTED = "exported"
    CHECKED = "checked"
    DAMAGED = "damaged"
    ERASED = "erased"

    @property
    def label(self) -> str:
        """The act as shown on screen."""
        return {
            "added": N_("ditambahkan"),
            "opened": N_("dilihat"),
            "exported": N_("diunduh"),
            "checked": N_("diperiksa, utuh"),
            "damaged": N_("ditemukan rusak"),
            "erased": N_("dihapus menurut masa simpan"),
        }[self.value]


_LABELS = {
    "image/jpeg": N_("Gambar JPEG"),
    "image/png": N_("Gambar PNG"),
    "image/webp": N_("Gambar WebP"),
    "image/gif": N_("Gambar GIF"),
    "application/pdf": N_("Dokumen PDF"),
    "video/mp4": N_("Video MP4"),
    "audio/mp4": N_("Suara M4A"),
    "audio/mpeg": N_("Suara MP3"),
    "audio/ogg": N_("Suara OGG"),
    "audio/wav": N_("Suara WAV"),
    "text/plain": N_("Teks"),
    "text/html": N_("Halaman web"),
    "multipart/related": N_("Halaman web tersimpan"),
    "application/zip": N_("Arsip ZIP"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": N_("Dokumen Word"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": N_("Lembar Excel"),
    UNKNOWN: N_("Jenis tidak dapat dipastikan"),
}
_EXTENSIONS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "txt": "text/plain",
    "csv": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "mht": "multipart/related",
    "mhtml": "multipart/related",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPT = ",".join(f".{extension}" for extension in _EXTENSIONS)
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
PAGED = frozenset({"application/pdf"})  # shown a page at a time
SHOWN = PICTURES | PAGED
_RUNS = re.compile(
    "app|bat|bin|cmd|com|command|cpl|dll|dmg|deb|exe|gadget|hta|inf|jar|apk|jse?|jsp|lnk|msc|msi|msp|php|pif|pl|psm?1|"
    "py|rb|reg|rpm|scr|sh|so|sys|vb|vbe|vbs|ws|wsc|wsf|wsh|xpi"
)
_RUN_STARTS = (
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n03",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)


def label(media_type: str) -> str:
    """A type as shown on screen."""
    return _LABELS.get(media_type, _LABELS[UNKNOWN])


def runs(head: bytes, name: str) -> bool:
    """Whether a file is a program or a script, by its first bytes or its extension: such a file is not taken."""
    if _RUNS.fullmatch(extension(name)) or head.startswith(_RUN_STARTS):
        return True
    return head.startswith(b"MZ") and b"\0" in head  # a text may begin with these two letters


def media_type(head: bytes, name: str) -> str:
    """The type that content and extension agree on, else UNKNOWN."""
    named = _EXTENSIONS.get(extension(name))
    return named if named is not None and named in _by_content(head) else UNKNOWN


def _by_content(head: bytes) -> frozenset[str]:
    """The types a file with these first bytes may have."""
    for found, start in (
        ("image/jpeg", b"\xff\xd8\xff"),
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/gif", b"GIF8"),
        ("application/pdf", b"%PDF-"),
        ("audio/ogg", b"OggS"),
        ("audio/mpeg", b"ID3"),
    ):
        if head.startswith(start):
            return frozenset({found})
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return frozenset({"audio/mpeg"})
    if head[:4] == b"RIFF":
        return frozenset({"image/webp"} if head[8:12] == b"WEBP" else {"audio/wav"} if head[8:12] == b"WAVE" else ())
    if head[4:8] == b"ftyp":
        return frozenset({"video/mp4", "audio/mp4"})
    if head[:4] == b"PK\x03\x04":
        return _zipped(head)
    return _written(head)


def _zipped(head: bytes) -> frozenset[str]:
    """An archive; an office document when its list of contents begins like one."""
    word, sheet = _EXTENSIONS["docx"], _EXTENSIONS["xlsx"]
    if b"word/" in head:
        return frozenset({"application/zip", word})
    if b"xl/" in head:
        return frozenset({"application/zip", sheet})
    return frozenset({"application/zip", word, sheet} if b"[Content_Types].xml" in head else {"application/zip"})


def _written(head: bytes) -> frozenset[str]:
    """Text in UTF-8: a web page, a saved page, or plain text. Markup under the name of a text is no plain text."""
    try:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 4 or len(head) < HEAD:  # a letter may be cut in two where the look ends
            return frozenset()
        text = head[: error.start].decode("utf-8", "replace")
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f" for letter in text):
        return frozenset()
    start = text.lstrip().lower()
    if start.startswith(("<!doctype html", "<html")):
        return frozenset({"text/html"})
    if start.startswith(("from:", "mime-version:")) and "multipart/related" in start:
        return frozenset({"multipart/related"})
    return frozenset() if start.startswith(("<", "%!")) else frozenset({"text/plain"})


def extension(name: str) -> str:
    """The letters after the last dot, small."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def clean_name(name: str) -> str:
    """A file's name without folders, control letters and letters that turn the reading direction; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) > NAME_LETTERS:
        end = f".{extension(shown)}" if 0 < len(extension(shown)) <= 10 else ""
        shown = shown[: NAME_LETTERS - len(end)] + end
    return shown or "berkas"


def size_of_picture(head: bytes) -> tuple[int, int] | None:
    """Width and height as a picture's first bytes state them; None when they do not."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return int(width), int(height)
    if head.startswith(b"GIF8") and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return int(width), int(height)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp(head)
    return _jpeg(head) if head.startswith(b"\xff\xd8") else None


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(length, 2)
    return None


def may_be_drawn(size: tuple[int, int] | None) -> bool:
    """Whether a picture of this size is safe to unfold."""
    return size is not None and 0 < size[0] * size[1] <= PIXELS
