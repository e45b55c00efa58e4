"""Verbs of coordination, a file for each thing: ``forums``, ``actions``, ``evaluations``, ``exchanges``, ``costs``, ``reference``.

Here: what they share.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, Refused
from intranet.cases.models import Case
from intranet.coordination import rules
from intranet.outreach.rules import holds_nik, may_work
from intranet.outreach.service import words
from shared.text import N_


def party_of(actor: Actor) -> Party:
    """The party ``actor`` works for; Forbidden for everybody else."""
    if not may_work(actor) or actor.party is None:
        raise Forbidden(N_("Koordinasi dicatat petugas Bawaslu atau Diskominfo."))
    return actor.party


def require(actor: Actor, *parties: Party) -> None:
    """Raises Forbidden unless ``actor`` may change what is ``parties``'."""
    party_of(actor)
    if not rules.may_change(actor, *parties):
        raise Forbidden(N_("Ini milik pihak lain; pihak Anda hanya membacanya."))


def line(text: str, field: str, message: str) -> str:
    """One line that must say something and bears no NIK; raises Refused at ``field``."""
    found = words(text)
    if not found:
        raise Refused(message, field=field)
    return without_nik(found, field)


def body(text: str, field: str, message: str) -> str:
    """Text of several lines that must say something and bears no NIK; raises Refused at ``field``."""
    found = text.strip()
    if not found:
        raise Refused(message, field=field)
    return without_nik(found, field)


def without_nik(text: str, field: str) -> str:
    """``text``, which bears no NIK; raises Refused at ``field``."""
    if holds_nik(text):
        raise Refused(N_("Catatan koordinasi tidak memuat NIK. Sebut nomor pengaduan saja."), field=field)
    return text


def agreement_of(session: Session, agreement_id: str, *, needed: bool = False) -> Agreement | None:
    """The agreement chosen in a form; raises Refused when there is none of that id, or none and one is ``needed``."""
    row = session.get(Agreement, agreement_id) if agreement_id else None
    if row is None and (agreement_id or needed):
        raise Refused(N_("Pilih perjanjian dari daftar."), field="agreement")
    return row


def case_of(session: Session, actor: Actor, number: str) -> Case | None:
    """The case with that complaint number, or none when nothing was typed; raises Refused when there is none for ``actor``."""
    if not words(number):
        return None
    found = session.scalar(select(Case).where(Case.complaint_no == words(number)))
    if found is None:
        raise Refused(N_("Tidak ada perkara dengan nomor pengaduan itu."), field="case_no")
    return found


def note(session: Session, clock: Clock, actor: Actor, kind: str, subject: tuple[str, str], **data: object) -> None:
    """The event of a change; ``subject``: kind and id."""
    trail.record(session, clock, actor, f"coordination.{kind}", *subject, data)


def not_after(day: dt.date, today: dt.date, field: str) -> None:
    """Raises Refused at ``field`` when ``day`` has not come yet."""
    if day > today:
        raise Refused(N_("Tanggalnya belum tiba."), field=field)
