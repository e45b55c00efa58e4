"""Verbs of a data subject's request at the counter (UU 27/2022 articles 30-32, 40, 41): who asks, what is done, handed or refused.

A person is tied to their data by the number and check code of a complaint, or by their NIK through its keyed hash while an
officer has the card before them. There is no search by name, and every try is an event by which wrong ones are counted.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases import rights
from intranet.cases.models import Case, Complainant
from intranet.counter import lookups
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act
from intranet.privacy import rules
from intranet.privacy.models import RequestedCase, SubjectRequest
from intranet.privacy.rules import Proof, RequestKind, RequestState
from intranet.privacy.service import note, number, require_keeper, same_version, without_nik, words
from intranet.settings import Settings
from shared.nik import Nik, NikError
from shared.text import N_

SUBJECT = "subject_request"
_SOUGHT = "privacy.subject_sought"
_LONGEST = {"name": 200, "address": 200, "phone": 200, "email": 200}


def by_code(session: Session, actor: Actor, clock: Clock, number: str, code: str) -> list[str]:
    """The case of a complaint's number and check code, or none; the try is noted. Raises Forbidden, or Refused after many."""
    _may_try(session, actor, clock)
    case = lookups.find(session, number, code.upper())
    return _sought(session, actor, clock, Proof.CODE, [case.id] if case else [])


def by_nik(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, nik: str) -> list[str]:
    """The cases whose complainant declared this NIK, or none; the try is noted, the NIK is not. Raises as ``by_code``."""
    _may_try(session, actor, clock)
    try:
        digits = Nik.parse(nik).digits
    except NikError as error:
        raise Refused(error.fault.value, field="nik") from None
    found = select(Complainant.case_id).join(Case, Case.id == Complainant.case_id)
    found = found.where(Complainant.nik_index == keys.index(digits), Case.complaint_no.is_not(None)).order_by(Case.received_at)
    return _sought(session, actor, clock, Proof.NIK, list(session.scalars(found)))


def _may_try(session: Session, actor: Actor, clock: Clock) -> None:
    require_keeper(actor)
    since = clock.now() - dt.timedelta(hours=1)
    tries = trail.latest(session, "staff", actor.id, _SOUGHT, 50)
    if sum(event.at > since and not event.details["found"] for event in tries) >= rules.MISSES_AN_HOUR:
        raise Refused(N_("Terlalu banyak pencarian yang tidak cocok. Tunggu satu jam, atau minta rekan memeriksanya."))


def _sought(session: Session, actor: Actor, clock: Clock, proof: Proof, found: list[str]) -> list[str]:
    trail.record(session, clock, actor, _SOUGHT, "staff", actor.id, {"by": proof.value, "found": len(found)})
    return found


def ask(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    kind: RequestKind,
    proof: Proof,
    case_ids: Collection[str],
) -> SubjectRequest:
    """Take a request in; its clock of 3x24 hours runs from now. ``case_ids``: what ``by_code`` or ``by_nik`` found."""
    require_keeper(actor)
    row_id = new_id()
    row = SubjectRequest(
        id=row_id,
        number=number(session, clock, settings, "PSD", row_id),
        kind=kind,
        state=RequestState.OPEN,
        proof=proof,
        asked_at=clock.now(),
        recorded_by=actor.id,
        cases=[RequestedCase(case_id=case_id) for case_id in case_ids],
    )
    session.add(row)
    session.flush()
    note(session, clock, actor, "request_taken", (SUBJECT, row.id), no=row.number, asked=kind.value, by=proof.value)
    return row


def note_extract(session: Session, actor: Actor, clock: Clock, row_id: str) -> SubjectRequest:
    """Before an extract leaves: that it was made, also in the history of each case. Raises Forbidden or Refused."""
    row = _open(session, actor, row_id)
    if row.kind is not RequestKind.ACCESS:
        raise Refused(N_("Salinan data dibuat hanya untuk permintaan melihat data."))
    for case in row.cases:  # what is another party's secret, that party hands over
        disclosure.require(session, actor, clock, Act.READ, ("case", case.case_id))
    row.acted_at = row.acted_at or clock.now()
    flush(session)
    for case in row.cases:
        trail.record(session, clock, actor, "case.extracted", "case", case.case_id)
    note(session, clock, actor, "extract_made", (SUBJECT, row.id))
    return row


def correct(
    session: Session,
    actor: Actor,
    clock: Clock,
    keys: FieldKeys,
    row_id: str,
    version: int,
    values: Mapping[str, str],
) -> list[str]:
    """Put the person's data right in all cases of the request; empty values change nothing. The old ones are kept nowhere.

    Returns the fields that changed. Raises Forbidden, Conflict, or Refused naming the field at fault.
    """
    row = _open(session, actor, row_id, version)
    if row.kind is not RequestKind.CORRECTION:
        raise Refused(N_("Permintaan ini bukan untuk membetulkan data."))
    given = {name: words(value) for name, value in values.items() if words(value)}
    for name, most in _LONGEST.items():
        if len(given.get(name, "")) > most:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most})
    if "nik" in given:
        try:
            given["nik"] = Nik.parse(given["nik"]).digits
        except NikError as error:
            raise Refused(error.fault.value, field="nik") from None
    changed = sorted({name for case in row.cases for name in rights.correct(session, actor, clock, keys, case.case_id, given)})
    if not changed:
        raise Refused(N_("Belum ada yang berubah: isi data yang benar."), field="name")
    row.acted_at = clock.now()
    flush(session)
    note(session, clock, actor, "corrected", (SUBJECT, row.id), fields=changed)
    return changed


def restrict(session: Session, actor: Actor, clock: Clock, row_id: str, version: int) -> SubjectRequest:
    """Restrict the person's data in all cases of the request: shown for a legal reason only.

    Raises Forbidden, Conflict or Refused.
    """
    row = _open(session, actor, row_id, version)
    if row.kind is not RequestKind.STOP:
        raise Refused(N_("Permintaan ini bukan untuk membatasi pemrosesan."))
    for case in row.cases:
        rights.restrict(session, actor, clock, case.case_id)
    row.acted_at = clock.now()
    flush(session)
    note(session, clock, actor, "restricted", (SUBJECT, row.id))
    return row


def release(session: Session, actor: Actor, clock: Clock, row_id: str, reason: str) -> SubjectRequest:
    """Lift the restriction a request brought; by a head, who says why. Raises Forbidden, NotFound or Refused."""
    row, reason = get(session, row_id), words(reason)
    if not actor.has(*rules.CHIEFS):
        raise Forbidden(N_("Pembatasan dicabut kepala Diskominfo atau pengelola sistem."))
    if row.kind is not RequestKind.STOP or row.acted_at is None:
        raise Refused(N_("Permintaan ini tidak membatasi apa pun."))
    if len(reason) < rules.GROUND:
        raise Refused(N_("Tuliskan alasannya, sedikitnya 10 huruf."), field="reason")
    without_nik(reason=reason)
    for case in row.cases:
        rights.release(session, actor, clock, case.case_id, reason)
    note(session, clock, actor, "released", (SUBJECT, row.id))
    return row


def hand_over(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, handed: str) -> SubjectRequest:
    """End a request that was fulfilled: how the answer was handed over and what proves it. Raises Forbidden, Conflict, Refused."""
    row, handed = _open(session, actor, row_id, version), words(handed)
    if row.acted_at is None:
        raise Refused(N_("Permintaannya belum dipenuhi."), field="handed")
    if not handed:
        raise Refused(N_("Tuliskan cara penyerahan dan buktinya."), field="handed")
    without_nik(handed=handed)
    row.state, row.handed, row.ended_at = RequestState.DONE, handed, clock.now()
    flush(session)
    note(session, clock, actor, "request_done", (SUBJECT, row.id))
    return row


def refuse(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, ground: str) -> SubjectRequest:
    """Refuse a request, on a legal ground alone (UU 27/2022 article 33). Raises Forbidden, Conflict or Refused."""
    row, ground = _open(session, actor, row_id, version), words(ground)
    if len(ground) < rules.GROUND:
        raise Refused(N_("Tuliskan dasar hukumnya, misalnya pasal undang-undang."), field="ground")
    without_nik(ground=ground)
    row.state, row.ground, row.ended_at = RequestState.REFUSED, ground, clock.now()
    flush(session)
    note(session, clock, actor, "request_refused", (SUBJECT, row.id))
    return row


def get(session: Session, row_id: str) -> SubjectRequest:
    """The request, or NotFound."""
    row = session.get(SubjectRequest, row_id)
    if row is None:
        raise NotFound(N_("Permintaan tidak ditemukan."))
    return row


def _open(session: Session, actor: Actor, row_id: str, version: int | None = None) -> SubjectRequest:
    require_keeper(actor)
    row = get(session, row_id)
    if row.state is not RequestState.OPEN:
        raise Refused(N_("Permintaan ini sudah berakhir."))
    if version is not None:
        same_version(row.version, version)
    return row
