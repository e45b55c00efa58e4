"""The case list as a file: who takes it, what for, and how many rows are in it stand in the trail before the file leaves."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import SEEK_END
from operator import attrgetter
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, Refused
from intranet.base.ids import new_id
from intranet.cases import queries as cases
from intranet.cases.classes import follow_up
from intranet.cases.models import Case
from intranet.disclosure import queries as disclosure
from intranet.disclosure.rules import Level, level_at
from intranet.reports.files import Cell, CsvWriter, Writer, XlsxWriter, nameless, workspace
from intranet.reports.rules import LONGEST_PURPOSE, MOST_ROWS, PURPOSE, FileKind, Say, clean, file_name, may_export
from shared.text import N_

_TERMS = N_("Untuk keperluan di atas saja. Tidak memuat data pelapor. Jangan diteruskan tanpa izin tertulis.")
_BATCH = 250  # rows read at once, in a transaction of their own: a long read would keep SQLite's writers out
_case, _staff = Case.__table__, Staff.__table__
_ROWS = (
    # Named one by one, so that a new column is never taken along by mistake; nothing of the complainant, whose table is another.
    select(
        *(
            _case.c[name]
            for name in (
                *("id", "complaint_no", "register_no", "source", "channel", "received_at", "state", "outcome", "party"),
                *("topic", "platform", "target", "account", "link", "respondent", "event_place", "happened_on", "known_on"),
                *("narrative", "due_on", "referred_to", "closed_at", "legal_basis"),
            )
        ),
        _staff.c.name.label("officer"),
    )
    .outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id)
    .where(_case.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class Order:
    """What is to be exported: the wish, its filters as they stand in the address and as they are told, kind and purpose."""

    wish: cases.Wish
    filters: Mapping[str, str]
    told: Sequence[tuple[str, str]]
    kind: FileKind
    purpose: str
    agreement: str
    office: str


@dataclass(frozen=True)
class Export:
    """A finished file, to be sent once; closing it is its end."""

    id: str
    file: IO[bytes]
    name: str
    rows: int
    left_out: int
    size: int


def exportable(session: Session, rows: Sequence[Any], now: dt.datetime) -> Sequence[Any]:
    """Those of ``rows`` that may leave in a list: no case that is marked, whoever asks. What stays is counted on the cover.

    A marked case leaves by itself, with a disclosure of its own (see ``intranet.cases.bundle``).
    """
    marks = disclosure.marks_among(session, "case", [row.id for row in rows])
    kept = {case_id for case_id, mark in marks.items() if level_at(mark.level, mark.ends_at, now) is not Level.OPEN}
    return [row for row in rows if row.id not in kept]


def check(actor: Actor, purpose: str) -> str:
    """The purpose as it is kept. Raises Forbidden, or Refused when nothing can be learnt from it."""
    if not may_export(actor):
        raise Forbidden(N_("Peran Anda tidak mengekspor daftar perkara."))
    purpose = " ".join(clean(purpose).split())
    if len(purpose) < PURPOSE:
        raise Refused(N_("Tuliskan keperluannya, sedikitnya 10 huruf."), field="purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise Refused(N_("Keperluan paling panjang %(most)s huruf."), field="purpose", values={"most": LONGEST_PURPOSE})
    return purpose


def ids_of(session: Session, actor: Actor, wish: cases.Wish, now: dt.datetime, zone: ZoneInfo, most: int = MOST_ROWS) -> list[str]:
    """The cases of a wish, at most one more than ``most``, in the order they were received; never a draft."""
    conditions, values = cases.wished(session, actor, wish, now, zone)
    query = select(_case.c.id).where(*conditions, _case.c.complaint_no.is_not(None))
    query = query.order_by(_case.c.received_at.desc(), _case.c.id.desc()).limit(most + 1)
    return list(session.connection().execute(query, values).scalars())


def make(database: Database, actor: Actor, clock: Clock, data_dir: Path, zone: ZoneInfo, order: Order, say: Say) -> Export:
    """Write the file, reading in short transactions; ``record`` must follow before it is sent.

    Raises Forbidden or Refused, also when there is nothing to export or too much.
    """
    purpose, now = check(actor, order.purpose), clock.now()
    with database.read() as session:
        ids = ids_of(session, actor, order.wish, now, zone)
    if not ids:
        raise Refused(N_("Tidak ada perkara yang cocok dengan saringan ini, jadi tidak ada yang diekspor."))
    if len(ids) > MOST_ROWS:
        raise Refused(
            N_("Lebih dari %(most)s perkara cocok, terlalu banyak untuk satu berkas."),
            do=N_("Persempit saringan, misalnya per triwulan dengan tanggal diterima, lalu ekspor satu per satu."),
            values={"most": f"{MOST_ROWS:,}".replace(",", ".")},
        )
    export_id, columns, written = new_id(), _columns(say), 0
    head = [say(title) for title, _cell in columns]
    with workspace(data_dir) as folder:
        out = nameless(folder)
        try:
            writer: Writer
            if order.kind is FileKind.XLSX:
                writer = XlsxWriter(out, folder, (say(N_("Keterangan")), say(N_("Perkara"))), head, zone)
            else:
                writer = CsvWriter(out, head, zone)
            for rows in _batches(database, now, ids):
                for row in rows:
                    writer.row([cell(row) for _title, cell in columns])
                written += len(rows)
            left_out = len(ids) - written
            moment = now.astimezone(zone).strftime("%d/%m/%Y %H:%M %Z")
            mark = f"{order.office} – {actor.name} – {moment} – {purpose} – {export_id}"
            writer.finish(_cover(order, actor, moment, purpose, export_id, written, left_out, say), mark)
        except BaseException:
            out.close()
            raise
    size = out.seek(0, SEEK_END)
    out.seek(0)
    name = file_name(order.kind, now.astimezone(zone), actor.name, purpose, written)
    return Export(export_id, out, name, written, left_out, size)


def record(session: Session, actor: Actor, clock: Clock, order: Order, made: Export) -> None:
    """Note in the trail who took what away and what for. Searched words may be names, so only their number is kept."""
    filters = {name: value for name, value in order.filters.items() if name != "q"}
    data = {
        "kind": order.kind.value,
        "rows": made.rows,
        "left_out": made.left_out,
        "filter": filters,
        "words": len(order.wish.words),
        "purpose": check(actor, order.purpose),
    }
    trail.record(session, clock, actor, "cases.exported", "export", made.id, data)


def _batches(database: Database, now: dt.datetime, ids: Sequence[str]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), _BATCH):
        wanted = ids[start : start + _BATCH]
        place = {case_id: n for n, case_id in enumerate(wanted)}
        with database.read() as session:
            rows: Sequence[Any] = session.connection().execute(_ROWS, {"ids": wanted}).all()
            given = exportable(session, sorted(rows, key=lambda row: place[row.id]), now)
        yield given  # after the read has ended


def _cover(
    order: Order, actor: Actor, moment: str, purpose: str, export_id: str, rows: int, left_out: int, say: Say
) -> list[tuple[str, str]]:
    """What the first sheet tells."""
    party = f", {say(actor.party.label)}" if actor.party else ""
    told = [
        (say(N_("Kantor")), order.office),
        (say(N_("Diekspor oleh")), f"{actor.name}{party}"),
        (say(N_("Waktu")), moment),
        (say(N_("Keperluan")), purpose),
        (say(N_("Saringan")), "\n".join(f"{label}: {value}" for label, value in order.told) or say(N_("Semua perkara"))),
        (say(N_("Jumlah perkara")), str(rows)),
        (say(N_("Perjanjian")), order.agreement),
        (say(N_("Nomor ekspor")), export_id),
        (
            say(N_("Ketentuan")),
            say(N_("Untuk keperluan di atas saja. Tidak memuat data pelapor. Jangan diteruskan tanpa izin tertulis.")),
        ),
    ]
    if left_out:
        told.insert(6, (say(N_("Tidak disertakan karena bertanda rahasia")), str(left_out)))
    return told


def _columns(say: Say) -> list[tuple[str, Callable[[Any], Cell]]]:
    """The columns in the field's terms, and what each shows of a row."""

    @cache
    def told(member: Any) -> str:
        return say(member.label) if member is not None else ""

    def label(name: str) -> Callable[[Any], Cell]:
        found = attrgetter(name)
        return lambda row: told(found(row))

    def plain(name: str) -> Callable[[Any], Cell]:
        return attrgetter(name)

    return [
        (N_("Nomor pengaduan"), plain("complaint_no")),
        (N_("Nomor registrasi Bawaslu"), plain("register_no")),
        (N_("Diterima"), plain("received_at")),
        (N_("Sumber"), label("source")),
        (N_("Cara datang"), label("channel")),
        (N_("Kelas konten"), label("topic")),
        (N_("Platform"), label("platform")),
        (N_("Sasaran konten"), label("target")),
        (N_("Tindak lanjut"), lambda row: told(follow_up(row.state, row.outcome))),
        (N_("Keadaan"), label("state")),
        (N_("Hasil akhir"), label("outcome")),
        (N_("Dipegang"), label("party")),
        (N_("Nama petugas"), plain("officer")),
        (N_("Tenggat"), plain("due_on")),
        (N_("Terlapor"), plain("respondent")),
        (N_("Akun"), plain("account")),
        (N_("Tautan"), plain("link")),
        (N_("Tempat kejadian"), plain("event_place")),
        (N_("Tanggal kejadian"), plain("happened_on")),
        (N_("Tanggal diketahui"), plain("known_on")),
        (N_("Uraian kejadian"), plain("narrative")),
        (N_("Diteruskan kepada"), plain("referred_to")),
        (N_("Ditutup"), plain("closed_at")),
        (N_("Dasar hukum"), plain("legal_basis")),
    ]
