"""A case's history as told on its page: the trail's events, newest first, with the officers' own words beside them.

The trail holds no personal data and no texts; notes are joined in by their id. Nothing of an identity check but that
there was one is told here, because both parties read this page (Magelang 2(2)j).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.actor import Party
from intranet.cases.classes import Target
from intranet.cases.models import CaseNote
from intranet.cases.rules import Channel, Event, Outcome, State
from intranet.cases.tracks import Kind, Stage
from intranet.disclosure.rules import Level
from shared.elements import Standing
from shared.text import N_

REVEALED, NOTED, BUNDLED = "case.revealed", "case.noted", "case.bundled"
_SAID = {REVEALED: "reason", BUNDLED: "purpose"}  # where the event itself carries the officer's words
Told = tuple[str, Mapping[str, str | dt.date], Mapping[str, str]]
# How far it rang: with those who work on it, then with the leaders.
_RANG = {
    "case.rang": (N_("Lewat tenggat; petugas diingatkan"), N_("Lama lewat tenggat; pimpinan diberi tahu")),
    "track.rang": (
        N_("Penerusan belum dijawab; kedua pihak diingatkan"),
        N_("Penerusan lama tidak dijawab; pimpinan kedua pihak diberi tahu"),
    ),
}
_PAPERS = {  # what happened to a paper about the case; ``name``: what kind of paper it is
    "document.drafted": N_("%(name)s: konsep dibuat"),
    "document.discarded": N_("%(name)s: konsep dibuang"),
    "document.issued": N_("%(name)s: terbit dengan nomor %(no)s"),
    "document.printed": N_("%(name)s: dibuka atau dicetak (%(no)s)"),
    "document.cancelled": N_("%(name)s: nomor %(no)s dibatalkan"),
}
_ONE_ACT = dt.timedelta(seconds=2)
_NOTES = select(CaseNote.id, CaseNote.text).where(CaseNote.case_id == bindparam("case_id"))
_NAMES = select(Staff.id, Staff.name).where(Staff.id.in_(bindparam("named", expanding=True)))


@dataclass(frozen=True)
class Entry:
    """One line of the history: ``text`` with ``values`` filled in, of which ``labels`` are texts to translate first."""

    at: dt.datetime
    who: str
    party: Party | None
    text: str
    values: Mapping[str, str | dt.date] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


def of(session: Session, case_id: str) -> list[Entry]:
    """The history of a case, newest first."""
    events = _without_short_drafts(trail.of(session, "case", case_id))
    details = [event.details for event in events]
    connection = session.connection()
    written = any("note" in data for data in details)
    notes = {note: text for note, text in connection.execute(_NOTES, {"case_id": case_id})} if written else {}
    named = {data["to"] for event, data in zip(events, details, strict=True) if event.kind == "case.assigned"}
    names = {staff: name for staff, name in connection.execute(_NAMES, {"named": list(named)})} if named else {}
    return [_entry(event, data, notes, names) for event, data in zip(events, details, strict=True)]


def _without_short_drafts(events: list[trail.Past]) -> list[trail.Past]:
    """Leave out a draft that was submitted in the same act: to a reader that is one event."""
    received = next((event.at for event in events if event.kind == "case.received"), None)
    return [event for event in events if event.kind != "case.drafted" or received is None or received - event.at > _ONE_ACT]


def _entry(event: trail.Past, data: dict[str, Any], notes: Mapping[str, str], names: Mapping[str, str]) -> Entry:
    text, values, labels = _told(event.kind, data, names)
    said = data.get(_SAID[event.kind], "") if event.kind in _SAID else notes.get(data.get("note", ""), "")
    party = Party(event.actor_party) if event.actor_party else None
    return Entry(event.at, event.actor_name, party, text, values, labels, said)


def _told(kind: str, data: dict[str, Any], names: Mapping[str, str]) -> Told:
    if kind == "case.received":
        return (
            N_("Didaftarkan dengan nomor %(no)s (%(channel)s)"),
            {"no": data["no"]},
            {"channel": Channel(data["channel"]).label},
        )
    if kind == "case.assigned":
        return N_("Petugas ditunjuk: %(name)s"), {"name": names.get(data["to"], "?")}, {}
    if kind == "case.standing":
        return N_("Identitas pelapor: %(standing)s"), {}, {"standing": Standing(data["to"]).label}
    if kind == "case.targeted":
        if not data["to"]:
            return N_("Sasaran konten dikosongkan"), {}, {}
        return N_("Sasaran konten: %(target)s"), {}, {"target": Target(data["to"]).label}
    if kind == "case.moved":
        return _moved(data)
    if kind == BUNDLED:
        return (
            N_("Berkas penyerahan dibuat untuk %(addressee)s (sidik SHA256SUMS: %(sums)s)"),
            {"addressee": data["addressee"], "sums": data["sums"][:16]},
            {},
        )
    if kind == "track.opened":
        return N_("Dibuka: %(kind)s"), {}, {"kind": Kind(data["kind"]).label}
    if kind == "track.moved":
        return N_("%(kind)s: %(stage)s"), {}, {"kind": Kind(data["kind"]).label, "stage": Stage(data["to"]).label}
    if kind == "case.joined":
        return N_("Pengaduan %(no)s digabungkan ke perkara ini"), {"no": data["no"]}, {}
    if kind in _RANG:
        return _RANG[kind][data["level"] > 1], {}, {}
    if kind == "case.recounted":
        return (
            N_("Tenggat dihitung ulang karena kalender berubah: dari %(before)s menjadi %(after)s"),
            {
                "before": dt.date.fromisoformat(data["from"]),
                "after": dt.date.fromisoformat(data["to"]),
            },
            {},
        )
    if kind == "mark.set":
        text = N_("Tanda perkara: %(level)s") if data["kind"] == "case" else N_("Tanda bukti: %(level)s")
        return text, {}, {"level": Level(data["to"]).label}
    if kind in _PAPERS:
        return _PAPERS[kind], {"no": data["no"]}, {"name": data["name"]}
    plain = {
        "case.drafted": N_("Konsep dibuat"),
        "case.released": N_("Petugasnya keluar; perkara menunggu petugas lain"),
        "case.receipt_printed": N_("Tanda terima dicetak"),
        NOTED: N_("Catatan"),
        "evidence.added": N_("Bukti ditambahkan"),
        "evidence.opened": N_("Bukti dilihat"),
        "evidence.exported": N_("Bukti diunduh"),
        "evidence.checked": N_("Bukti diperiksa: utuh"),
        "evidence.damaged": N_("Bukti ditemukan rusak"),
        "evidence.erased": N_("Bukti dihapus menurut masa simpan"),
        REVEALED: N_("Data pelapor dibuka, dengan alasan"),
        "case.corrected": N_("Data pelapor dibetulkan atas permintaannya"),
        "case.restricted": N_("Pemrosesan data pelapor dibatasi atas permintaannya"),
        "case.unrestricted": N_("Pembatasan data pelapor dicabut"),
        "case.extracted": N_("Salinan data dibuat untuk pelapor"),
        "case.person_erased": N_("Data diri pelapor dihapus menurut masa simpan"),
        "case.texts_erased": N_("Uraian dan catatan dihapus menurut masa simpan"),
        "case.held": N_("Perkara ditahan dari penghapusan"),
        "case.hold_lifted": N_("Penahanan dari penghapusan dicabut"),
        "case.portal_seen": N_("Portal Disdukcapil dilihat petugas; isinya tidak disimpan"),
    }
    return plain.get(kind, N_("Dicatat oleh sistem (%(kind)s)")), {} if kind in plain else {"kind": kind}, {}


def _moved(data: dict[str, Any]) -> tuple[str, dict[str, str], dict[str, str]]:
    labels = {
        "event": Event(data["event"]).label,
        "before": State(data["from"]).label,
        "after": State(data["to"]).label,
    }
    if data["outcome"]:
        return N_("%(event)s: %(outcome)s"), {}, {"event": labels["event"], "outcome": Outcome(data["outcome"]).label}
    if filled := data.get("filled"):
        return N_("%(event)s: dari %(before)s ke %(after)s (isian dilengkapi: %(number)s)"), {"number": str(len(filled))}, labels
    return N_("%(event)s: dari %(before)s ke %(after)s"), {}, labels
