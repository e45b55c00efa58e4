"""Invented people whose every word can be recognised, and a search for those words in whatever spelling a leak might have."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

CARD, REGISTER, FORM = (
    "QXKARTUWARGA",
    "QZDATADUKCAPIL",
    "QYTULISANORANG",
)  # in every text of a card, of the register, of what people write
NIK = "33719915"  # every NIK begins so: district code 99, born on the 15th
FAMILY = "33719988"  # every family card number
_CHUNK = 1 << 20


def population(file: Path) -> None:
    """Write the residents and cards the kiosks and the stand-in register read."""
    people = [_person(f"card-{n}", CARD, n) for n in range(6)] + [_person(f"register-{n}", REGISTER, n) for n in range(6)]
    cards = [
        _card("match", "card-0", "card-0"),
        _card("differs", "card-1", "register-1"),
        _card("unknown", "card-2", None, register_code="13"),
        _card("deceased", "card-3", "register-3", register_code="11"),
        _card("slow", "card-4", "register-4", register_delay=4.0),
        _card("damaged", "card-5", "register-5", fault="damaged"),
    ]
    file.write_text(json.dumps({"residents": people, "cards": cards}), encoding="utf-8")


def nik_of(n: int) -> str:
    """The NIK on the n-th card, the same in the register."""
    return f"{NIK}0680{n + 1:04d}"


def _person(key: str, mark: str, n: int) -> dict[str, str]:
    texts = ("name", "birth_place", "marital_status", "occupation", "address", "village", "district", "regency", "religion")
    return {
        "key": key,
        "nik": nik_of(n),
        "kk": f"{FAMILY}0101{n + 1:04d}",
        "birth_date": "1980-06-15",
        "sex": "LAKI-LAKI",
        "rt": "001",
        "rw": "002",
        "province": f"{mark} PROVINSI {n}",
        "blood_group": "-",
        "nationality": "WNI",
        **{text: f"{mark} {text.upper().replace('_', ' ')} {n}" for text in texts},
    }


def _card(key: str, card: str, register: str | None, **more: object) -> dict[str, object]:
    return {"key": key, "label": key, "shows": "", "card": card, "register": register, **more}


def spellings(text: str) -> dict[str, bytes]:
    """``text`` as it may stand in a file."""
    found: dict[str, bytes] = {}
    for name, spelled in {"plain": text, "upper": text.upper(), "lower": text.lower(), "title": text.title()}.items():
        found |= {f"{name} {code}": spelled.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
        found[f"{name} hex"] = spelled.encode().hex().encode()
        found[f"{name} HEX"] = spelled.encode().hex().upper().encode()
        found[f"{name} reversed"] = spelled[::-1].encode()
        found[f"{name} percent"] = "".join(f"%{byte:02X}" for byte in spelled.encode()).encode()
        found[f"{name} quoted"] = quote(spelled).encode()
        for offset in range(3):
            # What of a base64 text is the same whatever stands before and after: whole groups of three bytes.
            body = spelled.encode()[-offset % 3 :]
            found[f"{name} base64 at {offset}"] = base64.b64encode(body[: len(body) // 3 * 3])
    if text.isdigit():
        for sign in (" ", ".", "-"):
            found[f"digits split by {sign!r}"] = sign.join(text).encode()
            found[f"groups split by {sign!r}"] = sign.join(text[at : at + 4] for at in range(0, len(text), 4)).encode()
    return {name: spelled for name, spelled in found.items() if len(spelled) >= 6}


def search(files: Iterable[Path], texts: Iterable[str]) -> list[str]:
    """Every find of one of ``texts`` in ``files``, also inside compressed streams: what, how it is spelled, where."""
    wanted = [(text, how, spelled) for text in texts for how, spelled in spellings(text).items()]
    anything = re.compile(b"|".join(re.escape(spelled) for _text, _how, spelled in wanted))
    finds = []
    for file in files:
        for place, data in _readings(file):
            hits = set(anything.findall(data))
            finds += [f"{text} ({how}) in {place}" for text, how, spelled in wanted if spelled in hits]
    return finds


def _readings(file: Path) -> Iterator[tuple[str, bytes]]:
    """The name and content of a file, and of the streams packed into it."""
    yield f"the name {file}", str(file).encode()
    data = file.read_bytes()
    yield str(file), data
    for start in (found.start() for found in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x9c\xda]", data)):
        for bits in (31, 15):
            try:
                yield f"{file} unpacked at {start}", zlib.decompressobj(bits).decompress(data[start : start + _CHUNK], 8 * _CHUNK)
            except zlib.error:
                continue
