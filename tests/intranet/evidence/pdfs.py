"""PDFs made to do harm, written out by hand: each is the least that a reader takes for a document of that kind."""

import hashlib
import struct
import zlib

# 7.6.3.3 of ISO 32000-1: what fills up a short password.
_FILLING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"posko-contoh-pdf"
_WORDS = b"BT /F 24 Tf 72 700 Td (Halo, dokumen contoh) Tj ET"


def document(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1, of which the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def stream(data: bytes, about: bytes = b"") -> bytes:
    """An object that carries data."""
    return b"<</Length %d%s>>\nstream\n" % (len(data), about) + data + b"\nendstream"


def pdf(
    pages: int = 1,
    *,
    box: bytes = b"0 0 595 842",
    content: bytes = stream(_WORDS),
    resources: bytes = b"",
    action: bytes = b"",
    note: bytes = b"",
    more: tuple[bytes, ...] = (),
    behind: bytes = b"",
) -> bytes:
    """Pages of one content; ``action`` when it is opened, ``note`` on each page, ``more`` objects from number 5 on."""
    first = 5 + len(more)
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>%s>>%s>>"
    page %= (box, resources, b"/Annots[<</Type/Annot%s>>]" % note if note else b"")
    root = b"<</Type/Catalog/Pages 2 0 R%s>>" % (b"/OpenAction<<%s>>" % action if action else b"")
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return document([root, tree, content, font, *more, *[page] * pages]) + behind


def attached(file: bytes) -> bytes:
    """A document with a file in it, to be opened by whoever clicks."""
    names = b"<</Type/Filespec/F(PWNED.html)/EF<</F 5 0 R>>>>"
    made = pdf(more=(stream(file, b"/Type/EmbeddedFile"), names))
    return made.replace(b"/Type/Catalog", b"/Type/Catalog/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>")


def circle() -> bytes:
    """A tree of pages that is its own branch."""
    return document([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])


def bomb() -> bytes:
    """Ten million strokes, packed into a few kilobytes."""
    return pdf(content=stream(zlib.compress(b"0 0 m 500 500 l S\n" * 10_000_000, 9), b"/Filter/FlateDecode"))


def matryoshka() -> bytes:
    """Drawings in drawings, ten of the next in each: the tenth layer is drawn ten thousand million times."""
    layers = []
    for number in range(5, 15):
        inner = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)
        layers.append(stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + inner))
    layers.append(stream(b"0 0 500 500 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"))
    return pdf(content=stream(b"/X Do"), resources=b"/XObject<</X 5 0 R>>", more=tuple(layers))


def picture_bomb() -> bytes:
    """A picture of 60,000 by 60,000 points, nearly all of them the same."""
    about = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    data = zlib.compress(bytes(300_000_000), 9)
    return pdf(content=stream(b"500 0 0 500 0 0 cm /I Do"), resources=b"/XObject<</I 5 0 R>>", more=(stream(data, about),))


def locked(password: bytes) -> bytes:
    """A document locked with 40-bit RC4: with an empty password it only forbids to be printed or copied."""
    padded = (password + _FILLING)[:32]
    owner = _rc4(hashlib.md5((b"pemilik" + _FILLING)[:32], usedforsecurity=False).digest()[:5], padded)
    rights = struct.pack("<i", -64)
    key = hashlib.md5(padded + owner + rights + _ID, usedforsecurity=False).digest()[:5]
    own_key = hashlib.md5(key + struct.pack("<I", 3)[:3] + b"\0\0", usedforsecurity=False).digest()[:10]
    made = pdf(content=stream(_rc4(own_key, _WORDS)))
    lock = b"<</Filter/Standard/V 1/R 2/P -64/O<%s>/U<%s>>>" % (owner.hex().encode(), _rc4(key, _FILLING).hex().encode())
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt%s/ID[<%s><%s>]" % (lock, _ID.hex().encode(), _ID.hex().encode()))


def _rc4(key: bytes, data: bytes) -> bytes:
    box, at = list(range(256)), 0
    for n in range(256):
        at = (at + box[n] + key[n % len(key)]) % 256
        box[n], box[at] = box[at], box[n]
    out, one, two = bytearray(), 0, 0
    for letter in data:
        one = (one + 1) % 256
        two = (two + box[one]) % 256
        box[one], box[two] = box[two], box[one]
        out.append(letter ^ box[(box[one] + box[two]) % 256])
    return bytes(out)
