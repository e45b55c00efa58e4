"""How a hand-over bundle is laid out: a ZIP that the usual programs of any computer open and prove.

Evidence is copied a piece at a time, so that the size of a bundle is a matter of the disk and not of memory. The bytes
that each event's hash is made of are files of their own: SHA-256 of such a file is the event's place in the chain.
"""

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from intranet.base import papers
from intranet.cases.bundle import Contents, Made
from intranet.evidence import queries as evidence
from intranet.evidence.store import Store
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"
_FACTS = ("respondent", "happened_on", "known_on", "platform", "account", "link", "event_place")
_LABELS = {
    "respondent": "Terlapor",
    "happened_on": "Tanggal kejadian",
    "known_on": "Diketahui pelapor",
    "platform": "Di mana",
    "account": "Akun",
    "link": "Tautan",
    "event_place": "Tempat",
}
_TOLD = (
    "complaint_no",
    "register_no",
    "source",
    "channel",
    "state",
    "outcome",
    "party",
    "standing",
    "received_at",
    "closed_at",
    "legal_basis",
    "election_crime",
    "referred_to",
    "main_no",
    "topic",
    "narrative",
    *_FACTS,
)
# What stands in a file of jejak/, in order (see ``trail.preimage``).
_FIELDS = (
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_party",
    "kind",
    "subject_kind",
    "subject_id",
    "data",
    "previous",
)
_DASH = "–"


def file_name(number: str) -> str:
    """The name of a bundle and of the folder in it, from the case's number."""
    return f"berkas-{_plain(number)}"


def pack(out: IO[bytes], store: Store, settings: Settings, contents: Contents) -> Made:
    """Write the bundle to ``out``. Raises OSError when the disk does not take it."""
    found = {line.item.id: line.item.sha256 is None or store.intact(line.item.sha256) for line in contents.evidence}
    places = {
        line.item.id: _place(n, line) for n, line in enumerate(contents.evidence, 1) if line.item.sha256 and found[line.item.id]
    }
    number = contents.case.complaint_no
    with zipfile.ZipFile(out, "w") as packed:
        writer = _Writer(packed, file_name(number), contents.made_at.astimezone(settings.zone))
        for line in contents.evidence:
            if line.item.id in places:
                writer.copy(places[line.item.id], store.pieces(line.item.sha256 or ""), line.item.sha256 or "")
        writer.text("perkara.json", _json(_case(contents)))
        writer.text("perkara.pdf", papers.render(_PAPERS / "bundle.typ", _sheet(contents, settings, found)))
        for link in contents.links:
            writer.text(f"jejak/{link.seq:08}.json", link.preimage)
        writer.text("jejak.json", _json(_trail(contents)))
        writer.text("BACA-SAYA.txt", _readme(contents, settings, found).encode())
        writer.text("manifest.json", _json(_manifest(contents, settings, found, places, writer.files)))
        sums = "".join(f"{one['sha256']}  {one['path']}\n" for one in writer.files).encode()
        writer.text("SHA256SUMS", sums)
    return Made(hashlib.sha256(sums).hexdigest(), found)


class _Writer:
    """Writes files into one folder of the archive and keeps what they came to."""

    def __init__(self, packed: zipfile.ZipFile, folder: str, at: dt.datetime) -> None:
        self._packed, self._folder, self._at = packed, folder, at.timetuple()[:6]
        self.files: list[dict[str, Any]] = []

    def text(self, path: str, content: bytes) -> None:
        """A file of our own, packed small."""
        self._write(path, (content,), zipfile.ZIP_DEFLATED)

    def copy(self, path: str, pieces: Iterable[bytes], sha256: str) -> None:
        """A file as it came; raises OSError when it is not what it was a moment ago."""
        if self._write(path, pieces, zipfile.ZIP_STORED) != sha256:
            raise OSError("a file of evidence changed while it was read")

    def _write(self, path: str, pieces: Iterable[bytes], how: int) -> str:
        info = zipfile.ZipInfo(f"{self._folder}/{path}", self._at)
        info.compress_type, info.external_attr = how, 0o100644 << 16
        found, size = hashlib.sha256(), 0
        with self._packed.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                found.update(piece)
                size += len(piece)
        self.files.append({"path": path, "size": size, "sha256": found.hexdigest()})
        return found.hexdigest()


def _plain(name: str) -> str:
    """A name that every file system takes and that looks like nothing but a name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")


def _place(n: int, line: evidence.Line) -> str:
    stem, dot, end = line.item.original_name.rpartition(".")
    stem, end = (stem, _plain(end)) if dot else (end, "")
    return f"bukti/{n:03}-{_plain(stem)[:80] or 'berkas'}{'.' + end[:10] if end else ''}"


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _value(value: object) -> object:
    """A column as JSON: kinds as their word and their name, days and moments as ISO 8601."""
    if isinstance(value, Enum):
        return {"value": value.value, "label": getattr(value, "label", "")}
    return value.isoformat() if isinstance(value, dt.date) else value


def _case(contents: Contents) -> dict[str, Any]:
    """The facts; never the check code, which opens the case's state to whoever holds it, and never a NIK."""
    person = contents.person
    tracks = [
        {name: _value(getattr(track, name)) for name in ("kind", "stage", "party", "target", "opened_at", "changed_at")}
        for track in contents.tracks
    ]
    told = {name: getattr(person, name) for name in ("name", "address", "phone", "email")} if person else None
    return {**{name: _value(getattr(contents.case, name)) for name in _TOLD}, "tracks": tracks, "complainant": told}


def _trail(contents: Contents) -> dict[str, Any]:
    seq, last = contents.head
    events = [{"seq": link.seq, "hash": link.hash, "file": f"jejak/{link.seq:08}.json"} for link in contents.links]
    return {"head": {"seq": seq, "hash": last}, "fields": _FIELDS, "events": events}


def _manifest(
    contents: Contents, settings: Settings, found: Mapping[str, bool], places: Mapping[str, str], files: list[dict[str, Any]]
) -> dict[str, Any]:
    order, by = contents.order, contents.made_by
    return {
        "format": "posko-bundle-1",
        "case": contents.case.complaint_no,
        "office": settings.office_name,
        "made_at": contents.made_at.isoformat(),
        "made_by": {"name": by.name, "party": by.party.value if by.party else ""},
        "addressee": order.addressee,
        "purpose": order.purpose,
        "complainant_included": contents.person is not None,
        "withheld": contents.withheld,
        "evidence": [_item(line, places.get(line.item.id), found[line.item.id]) for line in contents.evidence],
        "files": list(files),
    }


def _item(line: evidence.Line, place: str | None, sound: bool) -> dict[str, Any]:
    item = line.item
    names = ("title", "original_name", "sha256", "size", "media_type", "url", "account", "captured_at", "added_at", "note")
    acts = [
        {"at": entry.at.isoformat(), "act": entry.act.value, "by": entry.who or "Posko", "detail": entry.detail}
        for entry in line.custody
    ]
    return {
        "path": place,
        "kind": item.kind.value,
        "left_out": "" if sound else "damaged",
        **{name: _value(getattr(item, name)) for name in names},
        "added_by": line.custody[0].who,
        "custody": acts,
    }


def _readme(contents: Contents, settings: Settings, found: Mapping[str, bool]) -> str:
    lost = [line.item.original_name for line in contents.evidence if not found[line.item.id]]
    left_out = "".join(f"  {name}\n" for name in lost)
    return (
        (_PAPERS / "bundle.txt")
        .read_text(encoding="utf-8")
        .format(
            number=contents.case.complaint_no,
            made_at=papers.written_moment(contents.made_at, settings.zone),
            made_by=_who(contents),
            addressee=contents.order.addressee,
            purpose=contents.order.purpose,
            left_out=f"TIDAK DISERTAKAN: rusak, tidak lagi sama dengan saat diterima\n{left_out}\n" if lost else "",
            complainant="Data pelapor disertakan; jaga kerahasiaannya." if contents.person else "Data pelapor tidak disertakan.",
        )
    )


def _who(contents: Contents) -> str:
    by = contents.made_by
    return f"{by.name} ({by.party.label})" if by.party else by.name


def _sheet(contents: Contents, settings: Settings, found: Mapping[str, bool]) -> dict[str, Any]:
    case, zone, person = contents.case, settings.zone, contents.person
    about = [
        ("Nomor registrasi Bawaslu", case.register_no),
        ("Pokok", case.topic),
        ("Keadaan", case.state),
        ("Hasil", case.outcome),
        ("Diterima", case.received_at),
        ("Ditutup", case.closed_at),
        ("Sumber", case.source),
        ("Identitas pelapor", case.standing),
        ("Dasar hukum", case.legal_basis),
        ("Tindak pidana pemilu", case.election_crime),
        ("Diserahkan kepada", contents.order.addressee),
        ("Untuk", contents.order.purpose),
        ("Dibuat", f"{papers.written_moment(contents.made_at, zone)}, {_who(contents)}"),
    ]
    who = [("Nama", person.name), ("Alamat", person.address), ("Telepon", person.phone), ("Surel", person.email)] if person else []
    return {
        "number": case.complaint_no,
        "office_name": settings.office_name,
        "office_address": settings.office_address,
        "about": [(name, _written(value, zone)) for name, value in about if value],
        "facts": [(_LABELS[name], _written(getattr(case, name), zone) or _DASH) for name in _FACTS],
        "narrative": case.narrative,
        "complainant": [(name, value or _DASH) for name, value in who],
        "tracks": [(track.kind.label, f"{track.stage.label}: {track.target}") for track in contents.tracks],
        "evidence": [_shown(line, zone, found[line.item.id]) for line in contents.evidence],
    }


def _shown(line: evidence.Line, zone: ZoneInfo, sound: bool) -> dict[str, Any]:
    item = line.item
    about = (
        item.original_name if item.sha256 else item.url,
        f"{item.size} bita" if item.sha256 else "",
        item.account,
        f"ditambahkan {line.custody[0].who}, {papers.written_moment(item.added_at, zone)}",
        item.note,
    )
    return {
        "title": item.title,
        "about": " · ".join(one for one in about if one),
        "sha256": item.sha256 or "",
        "left_out": not sound,
    }


def _written(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, dt.datetime):
        return papers.written_moment(value, zone)
    return papers.written_date(value) if isinstance(value, dt.date) else str(value or "")
