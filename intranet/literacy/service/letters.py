"""Verbs on letters: the invitation of a session and everybody's assignment, issued in one act by each party's chief.

Only a confirmed session has letters: none is ever printed with half its pair. Letterheads come from whoever keeps the
office's stationery (``Stationery``), which this package does not know.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import numbering, papers, trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.inbox.service import tell
from intranet.literacy import rules
from intranet.literacy.models import LiteracyLetter, LiteracySession, Seat, guards
from intranet.literacy.rules import LetterKind, Mode, SessionState
from intranet.literacy.service import same_version, sessions, squeeze
from intranet.literacy.service.bookings import where
from intranet.settings import Settings
from shared.text import N_

TEMPLATE = Path(__file__).parent.parent / "papers" / "letter.typ"
_NUMBER = {Party.BAWASLU: "{seq:03d}/LIT-B/{office}/{roman}/{year}", Party.DISKOMINFO: "{seq:03d}/LIT-D/{office}/{roman}/{year}"}
_SENT = N_("Surat tugas Anda untuk sesi “%(title)s” sudah terbit.")


class Head(Protocol):
    """What stands at the head of a party's papers."""

    @property
    def over(self) -> str:
        """Whose house it is."""

    @property
    def name(self) -> str:
        """The house."""

    @property
    def address(self) -> str:
        """Where it is."""

    @property
    def contact(self) -> str:
        """How it is reached."""

    @property
    def place(self) -> str:
        """What goes before the date."""


class Stationery(Protocol):
    """Who keeps the letterheads."""

    def letterhead(self, session: Session, settings: Settings, party: Party) -> tuple[Head, int]:
        """A party's letterhead and its version."""


@dataclass(frozen=True)
class Signature:
    """Who signs, as printed."""

    title: str
    nip: str = ""


def issue(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    stationery: Stationery,
    session_id: str,
    version: int,
    sign: Signature,
) -> list[LiteracyLetter]:
    """Issue what the actor's party still owes: an assignment for each of its people, and the invitation when it invites.

    Diskominfo invites (Jambi 4(3)c), Bawaslu where it goes alone. Raises Forbidden, Conflict or Refused.
    """
    guards.hold(session)
    row = sessions.get(session, session_id)
    party = actor.party
    if party is None or not rules.may_sign(actor, party):
        raise Forbidden(N_("Surat ditandatangani pimpinan masing-masing pihak."))
    same_version(row, version)
    if row.state is not SessionState.CONFIRMED:
        raise Refused(
            N_("Surat hanya terbit untuk sesi yang sudah terkonfirmasi."), do=N_("Mintalah konfirmasi kedua pihak dahulu.")
        )
    title = squeeze(sign.title)
    if not title:
        raise Refused(N_("Tuliskan jabatan penanda tangan."), field="title")
    live = live_letters(session, row.id)
    owed: list[tuple[LetterKind, Seat | None]] = [
        (LetterKind.ASSIGNMENT, seat)
        for seat in row.live_seats
        if seat.party is party and seat.person_id and all(one.seat_id != seat.id for one in live)
    ]
    invites = Party.DISKOMINFO if Party.DISKOMINFO in row.pair.parties else Party.BAWASLU
    if party is invites and all(one.kind is not LetterKind.INVITATION for one in live):
        owed.insert(0, (LetterKind.INVITATION, None))
    if not owed:
        raise Refused(N_("Semua surat pihak Anda untuk sesi ini sudah terbit."))
    head, _version = stationery.letterhead(session, settings, party)
    made = [
        _make(session, actor, clock, settings, row, head, kind, seat, Signature(title, squeeze(sign.nip))) for kind, seat in owed
    ]
    session.flush()
    people = [seat.person.staff_id for _kind, seat in owed if seat and seat.person and seat.person.staff_id]
    tell(session, clock, people, "letter.issued", "literacy_session", row.id, _SENT, title=row.title)
    for letter in made:
        data = {"letter": letter.id, "kind": letter.kind.value, "no": letter.number}
        trail.record(session, clock, actor, "letter.issued", "literacy_session", row.id, data)
    return made


def cancel(session: Session, actor: Actor, clock: Clock, letter_id: str, reason: str) -> LiteracyLetter:
    """Withdraw a letter; its number stays in the register. Raises Forbidden, NotFound or Refused."""
    letter, reason = get(session, letter_id), squeeze(reason)
    if not rules.may_sign(actor, letter.party):
        raise Forbidden(N_("Surat ditandatangani pimpinan masing-masing pihak."))
    if letter.cancelled_at is not None:
        raise Refused(N_("Surat ini sudah dibatalkan."))
    if not 5 <= len(reason) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="reason")
    letter.cancelled_at, letter.cancel_reason = clock.now(), reason
    session.flush()
    trail.record(session, clock, actor, "letter.cancelled", "literacy_session", letter.session_id, {"no": letter.number})
    return letter


def render(letter: LiteracyLetter) -> bytes:
    """The letter as PDF, the same bytes as on the day of issue; a cancelled one with a stamp across it."""
    data = json.loads(letter.data)
    return papers.render(TEMPLATE, data | {"stamp": "DIBATALKAN"} if letter.cancelled_at else data)


def get(session: Session, letter_id: str) -> LiteracyLetter:
    """The letter, or NotFound."""
    letter = session.get(LiteracyLetter, letter_id)
    if letter is None:
        raise NotFound(N_("Surat tidak ditemukan."))
    return letter


def live_letters(session: Session, session_id: str) -> list[LiteracyLetter]:
    """The letters of a session that stand."""
    query = select(LiteracyLetter).where(LiteracyLetter.session_id == session_id, LiteracyLetter.cancelled_at.is_(None))
    return list(session.scalars(query.order_by(LiteracyLetter.id)))


def _make(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    row: LiteracySession,
    head: Head,
    kind: LetterKind,
    seat: Seat | None,
    sign: Signature,
) -> LiteracyLetter:
    party, letter_id, today = actor.party or Party.DISKOMINFO, new_id(), clock.now().astimezone(settings.zone).date()
    number = numbering.next_number(
        session,
        clock,
        series=f"lit.{party.value}",
        template=_NUMBER[party],
        office=settings.office_code,
        zone=settings.zone,
        subject_id=letter_id,
    )
    addressee = seat.person.name if seat and seat.person else row.host or row.audience or row.segment.label
    data = {
        "kind": kind.value,
        "stamp": "",
        "number": number,
        "agency": {name: getattr(head, name) for name in ("over", "name", "address", "contact")},
        "place_date": f"{head.place}, {_long(today)}" if head.place else _long(today),
        "foot": settings.office_name,
        "subject": f"Undangan {row.kind.label.lower()}: {row.title}",
        "addressee": addressee,
        "basis": _basis(row),
        "person": [["Nama", addressee], *_person(seat)] if seat else [],
        "task": f"{seat.role.label} dalam kegiatan {row.kind.label.lower()} “{row.title}”" if seat else "",
        "when": _when(row, settings),
        "speakers": [[one.person.name, one.role.label, one.party.label] for one in row.live_seats if one.person],
        "signer": {"title": sign.title, "name": actor.name, "nip": sign.nip},
    }
    digest = hashlib.sha256(papers.render(TEMPLATE, data)).hexdigest()
    letter = LiteracyLetter(
        id=letter_id,
        session_id=row.id,
        seat_id=seat.id if seat else None,
        kind=kind,
        party=party,
        number=number,
        addressee=addressee,
        dated_on=today,
        issued_at=clock.now(),
        signer_id=actor.id,
        signer_name=actor.name,
        signer_title=sign.title,
        data=json.dumps(data, ensure_ascii=False),
        sha256=digest,
        cancel_reason="",
    )
    session.add(letter)
    return letter


def _basis(row: LiteracySession) -> list[str]:
    agreement = row.programme.agreement
    numbers = " dan ".join(f"Nomor {one.number}" for one in agreement.parties if one.number)
    return [f"{agreement.kind.label} “{agreement.title}”{f', {numbers}' if numbers else ''}.", f"Program “{row.programme.title}”."]


def _person(seat: Seat) -> list[list[str]]:
    person = seat.person
    if person is None:
        return []
    return [[name, value] for name, value in (("Pangkat/jabatan", person.rank), ("Unit kerja", person.unit)) if value]


def _when(row: LiteracySession, settings: Settings) -> list[list[str]]:
    if row.starts_at is None or row.ends_at is None:
        return []
    start, end = row.starts_at.astimezone(settings.zone), row.ends_at.astimezone(settings.zone)
    place = ", ".join(
        part for part in (where(row), f"Kecamatan {row.district.name}" if row.mode is not Mode.ONLINE else "") if part
    )
    told = [
        ["Hari, tanggal", papers.written_date(start.date())],
        ["Waktu", f"pukul {start:%H.%M} sampai {end:%H.%M} {start.tzname()}"],
        ["Tempat", place or "Daring"],
        ["Tautan", row.link],
        ["Materi", row.topic.name if row.topic else ", ".join(pillar.label for pillar in rules.Pillar if pillar in row.pillars)],
        ["Peserta", ", ".join(part for part in (row.segment.label, row.audience, f"{row.capacity} orang") if part)],
    ]
    return [[name, value] for name, value in told if value]


def _long(day: dt.date) -> str:
    return papers.written_date(day).split(", ", 1)[1]
