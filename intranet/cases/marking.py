"""Marks on cases and their evidence, and asking for a disclosure of them: whose each is, told to the package that decides."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.cases import service, tracking
from intranet.cases.rules import State
from intranet.disclosure import service as disclosure
from intranet.disclosure.models import Disclosure, Mark
from intranet.disclosure.rules import Level
from intranet.disclosure.service import requests
from intranet.disclosure.service.marks import MarkInput, set_mark
from intranet.disclosure.service.requests import Asked, Item
from intranet.evidence import queries as evidence
from intranet.evidence.service import KIND
from intranet.settings import Settings
from shared.text import N_


def mark_case(session: Session, actor: Actor, clock: Clock, settings: Settings, case_id: str, given: MarkInput) -> Mark:
    """Mark a case, or lift its mark; it is of the party that holds it when it is marked. Raises Refused, Forbidden, Conflict."""
    case = service.open_case(session, actor, clock, case_id)
    if case.state is State.DRAFT:
        raise Refused(N_("Daftarkan pengaduan dahulu, lalu pasang tandanya."))
    subject = ("case", case.id)
    mark = set_mark(session, actor, clock, settings, subject, case.id, case.party, given)
    waits = {case.party, *(track.party for track in tracking.running(session, case.id))}
    if given.level is Level.SECRET and not all(disclosure.readable_by(session, clock, party, subject) for party in waits):
        raise Refused(
            N_("Pihak lain masih mengerjakan perkara ini, jadi belum dapat dirahasiakan dari mereka."),
            do=N_("Pakai tanda terbatas, atau tunggu sampai pekerjaan itu rampung."),
            field="level",
        )
    return mark


def mark_evidence(
    session: Session, actor: Actor, clock: Clock, settings: Settings, case_id: str, item_id: str, given: MarkInput
) -> Mark:
    """Mark one item of evidence, or lift its mark; it is of the party whose officer added it."""
    service.open_case(session, actor, clock, case_id)
    place = evidence.places(session, ("case", case_id)).get(item_id)
    if place is None:
        raise NotFound(N_("Bukti tidak ditemukan."))
    _position, giver = place
    return set_mark(session, actor, clock, settings, (KIND, item_id), case_id, giver, given)


def ask(
    session: Session, actor: Actor, clock: Clock, settings: Settings, case_id: str, chosen: Collection[str], asked: Asked
) -> Disclosure:
    """Ask that a case (``chosen`` has its id) and items of its evidence (theirs) be disclosed; also by who may not read them."""
    case = service.get(session, case_id)
    if case.state is State.DRAFT or case.complaint_no is None:
        raise NotFound(N_("Perkara tidak ditemukan."))
    known = {case.id: ("case", 0, case.party)}
    known |= {item_id: (KIND, *place) for item_id, place in evidence.places(session, ("case", case.id)).items()}
    items = []
    for item_id, (kind, position, giver) in known.items():
        if item_id in chosen:
            mark = disclosure.mark_of(session, clock, (kind, item_id))
            owner = mark.owner if mark else giver
            items.append(Item(subject=(kind, item_id), case_id=case.id, no=case.complaint_no, position=position, owner=owner))
    return requests.ask(session, actor, clock, settings, items, asked)
