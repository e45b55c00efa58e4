"""Verbs on certificates: issue them for those who attended, withdraw one, check one that somebody shows."""

import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import numbering, papers
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.learning import rules
from intranet.learning.models import AnswerSheet, Attendee, Certificate
from intranet.learning.rules import CODE_LETTERS, Stage
from intranet.learning.service import attendance, locked, record
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pillar, SessionState
from intranet.literacy.service import squeeze
from intranet.literacy.service.letters import Signature, Stationery
from intranet.settings import Settings
from shared.text import N_

TEMPLATE = Path(__file__).parent.parent / "papers" / "certificate.typ"
_CODE = 8  # letters of a check code: forty bits, guessed at by nobody at the pace of the door
_NOTHING = "-" * _CODE


@dataclass(frozen=True)
class Shown:
    """All that a check tells."""

    name: str
    session: str


def issue(
    session: Session, actor: Actor, clock: Clock, settings: Settings, stationery: Stationery, session_id: str, sign: Signature
) -> list[Certificate]:
    """Issue what is still owed to those who attended and, if the office asks for a score, reached it.

    Raises Forbidden, or Refused: the session was not held, or nobody is owed one.
    """
    party = actor.party
    if party is None or not rules.may_certify(actor):
        raise Forbidden(N_("Sertifikat ditandatangani pimpinan masing-masing pihak."))
    row = locked(session, session_id)
    if row.state is not SessionState.HELD:
        raise Refused(
            N_("Sertifikat hanya terbit untuk sesi yang sudah terlaksana."), do=N_("Catat terlaksana dahulu di halaman sesi.")
        )
    title = squeeze(sign.title)
    if not title:
        raise Refused(N_("Tuliskan jabatan penanda tangan."), field="title")
    owed = owing(session, settings, session_id)
    if not owed:
        raise Refused(
            N_("Tidak ada yang masih harus diberi sertifikat."),
            do=N_("Isi daftar hadir dahulu; bila kantor meminta nilai terendah, isi juga tes akhir."),
        )
    head, _version = stationery.letterhead(session, settings, party)
    place = f"{head.place}, " if head.place else ""
    today = clock.now().astimezone(settings.zone).date()
    shared = {
        "agency": {name: getattr(head, name) for name in ("over", "name", "address")},
        "place_date": f"{place}{papers.written_date(today).split(', ', 1)[1]}",
        "signer": {"title": title, "name": actor.name, "nip": squeeze(sign.nip)},
        **_about(row, settings),
    }
    made = [_make(session, actor, clock, settings, row, one, shared) for one in owed]
    flush(session)
    record(session, clock, actor, "certified", session_id, certificates=len(made))
    return made


def cancel(session: Session, actor: Actor, clock: Clock, certificate_id: str, reason: str) -> Certificate:
    """Withdraw a certificate; its number stays given. Raises Forbidden, NotFound or Refused."""
    if not rules.may_certify(actor):
        raise Forbidden(N_("Sertifikat ditandatangani pimpinan masing-masing pihak."))
    row, reason = get(session, certificate_id), squeeze(reason)
    if row.cancelled_at is not None:
        raise Refused(N_("Sertifikat ini sudah dibatalkan."))
    if not 5 <= len(reason) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="reason")
    row.cancelled_at, row.cancel_reason = clock.now(), reason
    flush(session)
    record(session, clock, actor, "certificate_cancelled", row.session_id, no=row.number)
    return row


def check(session: Session, number: str, code: str) -> Shown | None:
    """Name and session of a certificate that stands; None alike for a number unknown, a code that is wrong, one withdrawn."""
    said = " ".join(number.split())
    query = select(Certificate).where(Certificate.number.in_({said, said.upper()}), Certificate.cancelled_at.is_(None))
    row = session.scalars(query).first()
    typed = "".join(code.upper().replace("-", " ").split())
    same = hmac.compare_digest(typed.encode(), (row.check_code if row else _NOTHING).encode())
    if row is None or not same:
        return None
    return Shown(row.name, json.loads(row.data)["told"])


def owing(session: Session, settings: Settings, session_id: str) -> list[Attendee]:
    """Those who have earned a certificate and hold none that stands, by number."""
    stand = set(
        session.scalars(
            select(Certificate.attendee_id).where(Certificate.session_id == session_id, Certificate.cancelled_at.is_(None))
        )
    )
    sheets = select(AnswerSheet).where(AnswerSheet.session_id == session_id, AnswerSheet.stage == Stage.POST)
    scores = {one.number: rules.percent(one.score, one.questions) for one in session.scalars(sheets)}
    least = settings.certificate_least_score
    came = attendance.of(session, session_id)
    return [one for one in came if one.id not in stand and rules.passes(scores.get(one.number), least)]


def of(session: Session, session_id: str) -> list[Certificate]:
    """A session's certificates, withdrawn ones too."""
    return list(session.scalars(select(Certificate).where(Certificate.session_id == session_id).order_by(Certificate.id)))


def get(session: Session, certificate_id: str) -> Certificate:
    """The certificate, or NotFound."""
    row = session.get(Certificate, certificate_id)
    if row is None:
        raise NotFound(N_("Sertifikat tidak ditemukan."))
    return row


def render(rows: list[Certificate], address: str) -> bytes:
    """Certificates as one PDF, a page each; ``address``: where one is checked, without what tells it apart."""
    pages = []
    for row in rows:
        to = f"{address}?number={row.number.replace('/', '%2F')}&code={row.check_code}"
        stamp = "DIBATALKAN" if row.cancelled_at else ""
        pages.append(json.loads(row.data) | {"stamp": stamp, "qr": papers.qr_svg(to), "check_at": address})
    return papers.render(TEMPLATE, {"pages": pages})


def _about(row: LiteracySession, settings: Settings) -> dict[str, object]:
    if row.starts_at is None or row.ends_at is None or row.on_day is None:
        raise Refused(N_("Sesi ini belum punya waktu."))
    start, end = row.starts_at.astimezone(settings.zone), row.ends_at.astimezone(settings.zone)
    day = papers.written_date(row.on_day).split(", ", 1)[1]
    return {
        "kind": row.kind.label.lower(),
        "session": row.title,
        "day": day,
        "hours": f"{start:%H.%M}–{end:%H.%M} {start.tzname()}",
        "place": row.room.venue.name if row.room else row.place or "Daring",
        "pillars": ", ".join(pillar.label for pillar in Pillar if pillar in row.pillars),
        "programme": row.programme.title,
        "told": f"{row.title}, {day}",
    }


def _make(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    row: LiteracySession,
    one: Attendee,
    shared: dict[str, object],
) -> Certificate:
    certificate_id, code = new_id(), "".join(secrets.choice(CODE_LETTERS) for _ in range(_CODE))
    number = numbering.next_number(
        session,
        clock,
        series="certificate",
        template=settings.certificate_number,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=certificate_id,
    )
    data = {**shared, "number": number, "code": code, "name": one.name, "unit": one.unit}
    made = Certificate(
        id=certificate_id,
        session_id=row.id,
        attendee_id=one.id,
        number=number,
        check_code=code,
        name=one.name,
        dated_on=clock.now().astimezone(settings.zone).date(),
        issued_at=clock.now(),
        issued_by=actor.id,
        data=json.dumps(data, ensure_ascii=False),
        cancel_reason="",
    )
    session.add(made)
    return made
