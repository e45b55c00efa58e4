"""Verbs of reference lists: take in a file, see what it would change, apply it or throw it away."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.coordination import queries, rules, tables
from intranet.coordination.models import ReferenceEntry, ReferenceImport
from intranet.coordination.rules import Difference, Entry, ReferenceKind
from intranet.coordination.service import line, not_after, note, party_of, require
from intranet.outreach.rules import PARTIES, holds_nik
from intranet.outreach.service import same_version, today, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "reference_import"
_HEADS = N_("Baris judul tidak ditemukan: harus ada kolom Nama; Nomor, Partai, dan Wilayah bila ada.")
_NIK = N_("Baris %(line)s memuat NIK. Daftar rujukan hanya memuat nomor, nama, partai, dan wilayah.")
_MOST = {"number": 20, "name": 200, "group": 200, "area": 200}


@dataclass(frozen=True, kw_only=True)
class ListInput:
    """A list as it came: whose, of which day, and the file."""

    kind: ReferenceKind
    source: str
    dated_on: dt.date
    file_name: str
    content: bytes


def take_in(session: Session, actor: Actor, clock: Clock, settings: Settings, given: ListInput) -> ReferenceImport:
    """Read a file and keep it beside the list in force, which stays as it is. Raises Forbidden, or Refused with what is wrong."""
    party = party_of(actor)
    source = line(given.source, "source", N_("Tuliskan sumbernya, misalnya nomor keputusan KPU."))
    not_after(given.dated_on, today(clock, settings), "dated_on")
    coming = entries_of(tables.read(given.content))
    row = ReferenceImport(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        kind=given.kind,
        source=source,
        dated_on=given.dated_on,
        file_name=words(given.file_name)[-200:],
        sha256=hashlib.sha256(given.content).hexdigest(),
        lines=len(coming),
        content=json.dumps([asdict(one) for one in coming], ensure_ascii=False),
    )
    session.add(row)
    flush(session)
    note(session, clock, actor, "list_taken_in", (SUBJECT, row.id), of=row.kind.value, lines=row.lines, sha256=row.sha256)
    return row


def entries_of(table: tables.Table) -> list[Entry]:
    """The lines of a list from the rows of a file. Raises Refused naming the row at fault."""
    heads = next((at for at, (_number, cells) in enumerate(table[:10]) if "name" in rules.columns_of(cells)), None)
    if heads is None:
        raise _wrong(_HEADS)
    columns = rules.columns_of(table[heads][1])
    found: dict[str, Entry] = {}
    for number, cells in table[heads + 1 :]:
        parts = {name: cells[column] if column < len(cells) else "" for name, column in columns.items()}
        entry = Entry(**{"number": "", **parts})
        if not entry.name:
            raise _wrong(N_("Baris %(line)s tidak mempunyai nama."), line=number)
        if any(len(text) > _MOST[name] for name, text in parts.items()):
            raise _wrong(N_("Isi sel terlalu panjang pada baris %(line)s."), line=number)
        if any(holds_nik(text) for text in parts.values()):
            raise _wrong(_NIK, line=number)
        if entry.key in found:
            raise _wrong(N_("Baris %(line)s sama dengan baris sebelumnya."), line=number)
        found[entry.key] = entry
    if not found:
        raise _wrong(N_("Tidak ada baris di bawah judulnya."))
    return list(found.values())


def preview(session: Session, row: ReferenceImport) -> Difference:
    """What applying the list would change in the one now in force."""
    present = [Entry(one.number, one.name, one.group, one.area) for one in queries.present(session, row.kind)]
    return rules.difference(present, [Entry(**one) for one in json.loads(row.content)])


def apply(session: Session, actor: Actor, clock: Clock, import_id: str, version: int, seen: str) -> ReferenceImport:
    """Put the list in force. ``seen``: the digest of the preview the actor saw. Raises Forbidden, Conflict or Refused."""
    row = _waiting(session, actor, import_id, version)
    change = preview(session, row)
    if digest(change) != seen:
        raise Refused(
            N_("Daftar yang berlaku sudah berubah sejak Anda melihat perubahan ini."),
            do=N_("Periksa sekali lagi, lalu berlakukan."),
        )
    coming = [Entry(**one) for one in json.loads(row.content)]
    session.execute(delete(ReferenceEntry).where(ReferenceEntry.kind == row.kind))
    session.add_all(ReferenceEntry(id=new_id(), kind=row.kind, key=one.key, import_id=row.id, **asdict(one)) for one in coming)
    row.applied_at, row.content = clock.now(), ""
    row.added, row.changed, row.gone = len(change.added), len(change.changed), len(change.gone)
    flush(session)
    counts = {"added": row.added, "changed": row.changed, "gone": row.gone}
    note(session, clock, actor, "list_applied", (SUBJECT, row.id), **counts)
    return row


def drop(session: Session, actor: Actor, clock: Clock, import_id: str, version: int) -> None:
    """Throw a list away that was not applied. Raises Forbidden, Conflict or Refused."""
    row = _waiting(session, actor, import_id, version)
    row.dropped_at, row.content = clock.now(), ""
    flush(session)
    note(session, clock, actor, "list_dropped", (SUBJECT, row.id))


def digest(change: Difference) -> str:
    """Names a preview, so that what is applied is what was seen."""
    return hashlib.sha256(repr(change).encode()).hexdigest()[:32]


def get(session: Session, import_id: str) -> ReferenceImport:
    """The list as it came, or NotFound."""
    row = session.get(ReferenceImport, import_id)
    if row is None:
        raise NotFound(N_("Daftar ini tidak ditemukan."))
    return row


def _waiting(session: Session, actor: Actor, import_id: str, version: int) -> ReferenceImport:
    require(actor, *PARTIES)
    get(session, import_id)
    row = session.get_one(ReferenceImport, import_id, with_for_update=True, populate_existing=True)
    if row.applied_at or row.dropped_at:
        raise Refused(N_("Daftar ini sudah diberlakukan atau dibuang."))
    same_version(row.version, version)
    return row


def _wrong(message: str, **values: object) -> Refused:
    return Refused(message, do=N_("Perbaiki berkasnya, lalu coba lagi."), field="file", values=values)
