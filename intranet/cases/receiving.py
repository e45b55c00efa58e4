"""Reads for a partner: its referrals, what it was told in them, and what was disclosed to it. Nothing else of a case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.cases.models import Case, CaseNote, Track
from intranet.cases.tracks import SHOWN_TO_RECEIVER, WITH_RECEIVER, Kind, Stage
from intranet.disclosure import queries as disclosure
from intranet.disclosure.rules import GIVES, Act
from intranet.evidence.models import EvidenceItem
from intranet.partners.queries import organisations_of


class Received(NamedTuple):
    """A referral in the list."""

    id: str
    complaint_no: str | None
    target: str
    stage: Stage
    changed_at: dt.datetime
    due_on: dt.date | None

    @property
    def waits(self) -> bool:
        """Whether it is the partner's turn."""
        return self.stage in WITH_RECEIVER


def listing(session: Session, actor: Actor) -> list[Received]:
    """The referrals delivered to the organisations of ``actor``: those that wait for it first, then the newest."""
    query = (
        select(Track.id, Case.complaint_no, Track.target, Track.stage, Track.changed_at, Track.due_on)
        .join(Case, Track.case_id == Case.id)
        .where(
            Track.kind == Kind.REFERRAL,
            Track.partner_id.in_(organisations_of(session, actor.id)),
            Track.stage.in_(SHOWN_TO_RECEIVER),
        )
        .order_by(Track.changed_at.desc(), Track.id)
    )
    return sorted((Received(*row) for row in session.execute(query)), key=lambda row: not row.waits)


class Disclosed(NamedTuple):
    """Something the partner was given: a case on paper, or an item of evidence; ``item_id`` when it may be downloaded."""

    number: str
    title: str
    item_id: str


class Done(NamedTuple):
    """What happened to the referral; ``said`` only what the partner itself wrote."""

    at: dt.datetime
    stage: Stage
    who: str
    said: str


@dataclass(frozen=True)
class Sheet:
    """All a partner sees of one referral."""

    track: Track
    complaint_no: str
    items: Sequence[Disclosed]
    history: Sequence[Done]


def sheet(session: Session, clock: Clock, track: Track) -> Sheet:
    """What is shown of ``track`` to the partner it was delivered to."""
    no = session.get_one(Case, track.case_id).complaint_no or ""
    return Sheet(track, no, _items(session, clock, track), _history(session, track))


def _items(session: Session, clock: Clock, track: Track) -> list[Disclosed]:
    found = []
    for row in disclosure.given_to(session, clock, track.partner_id or "", track.case_id):
        for item in row.items:
            evidence = session.get(EvidenceItem, item.subject_id) if item.position else None
            file = evidence is not None and evidence.sha256 and Act.DOWNLOAD in GIVES[row.form]
            title = evidence.title if evidence is not None else ""
            found.append(Disclosed(row.number, title, item.subject_id if file else ""))
    return found


def _history(session: Session, track: Track) -> list[Done]:
    events = [event for event in trail.of(session, "case", track.case_id) if event.kind == "track.moved"]
    mine = [(event, event.details) for event in events if event.details["track"] == track.id]
    wrote = [data["note"] for event, data in mine if event.actor_party == Party.PARTNER.value]
    notes = {note.id: note.text for note in session.scalars(select(CaseNote).where(CaseNote.id.in_(wrote)))}
    shown = [(event, data) for event, data in mine if Stage(data["to"]) in SHOWN_TO_RECEIVER]
    return [Done(event.at, Stage(data["to"]), event.actor_name, notes.get(data["note"], "")) for event, data in shown]
