"""The verb that moves a case along the table of rules, and what each move and each end must bring with it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.cases import clocks, completing, rules, search, tracking, tracks
from intranet.cases.completing import Brought
from intranet.cases.models import Case, CaseNote, Complainant, Track
from intranet.cases.rules import ElectionCrime, Event, Guard, Move, Notice, Outcome, Requirement, State
from intranet.cases.service import fits, flush, officers, open_case, same_version
from intranet.cases.tracks import Kind
from intranet.disclosure import service as disclosure
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.text import N_

_HANDED_OVER = N_("Perkara %(no)s beralih ke pihak Anda dan menunggu petugas.")
_JOINED = N_("Pengaduan %(other)s digabungkan ke perkara %(no)s; beri tahu juga pelapornya bila ada hasil.")
_MOST = {"reason": 4000, "addressee": 200, "legal_basis": 300, "main_no": 80}  # letters, as the page says too
REPORTS, FINDINGS = "report", "finding"
_who = Complainant.__table__.c
_WHO = select(_who.nik_sealed, _who.name, _who.address, _who.phone, _who.email).where(_who.case_id == bindparam("case_id"))


@dataclass(frozen=True)
class Step:
    """What comes with a move; which of it a move needs stands in its line of the table, and in ``_check_end``."""

    reason: str = ""
    addressee: str = ""
    outcome: Outcome | None = None
    crime: ElectionCrime | None = None
    legal_basis: str = ""
    notice: Notice | None = None
    main_no: str = ""
    urgent: bool = False  # content that cannot wait: handled within hours
    brought: Brought = Brought()  # what completes a report


def move(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    case_id: str,
    version: int,
    event: Event,
    step: Step = Step(),
) -> Case:
    """Move a case along the table. Raises Conflict, Forbidden or Refused with what is missing."""
    case = open_case(session, actor, clock, case_id)
    same_version(case, version)
    if event is Event.SUBMIT:
        raise Refused(N_("Konsep didaftarkan dari loket, bukan dari halaman perkara."))
    line, now = _line(actor, case, event), clock.now()
    _check_step(line, step)
    if line.outcomes:
        _check_end(session, case, step)
    missing = rules.unmet(
        line, facts(case, told_name=reporter_known(session, case.id), running=tracking.any_running(session, case.id))
    )
    if missing:
        raise Refused(missing[0].value)
    _check_holder(session, clock, case, line)
    before = case.state
    filled = []
    if event is Event.COMPLETED:
        filled = completing.fill_in(session, case, step.brought, now.astimezone(settings.zone).date())
    _enter(session, actor, clock, settings, case, line, step)
    if filled:
        search.index(session, case)
    note_id = ""
    if step.reason:
        note_id = new_id()
        text = f"{step.addressee}: {step.reason}" if step.addressee else step.reason
        session.add(CaseNote(id=note_id, case_id=case.id, staff_id=actor.id, at=now, text=text))
    data = {
        "note": note_id,
        "event": event.value,
        "from": before.value,
        "to": line.target.value,
        "outcome": step.outcome.value if step.outcome else "",
        **({"filled": filled} if filled else {}),
    }
    trail.record(session, clock, actor, "case.moved", "case", case.id, data)
    if step.outcome is Outcome.DUPLICATE:
        _tell_main(session, actor, clock, case, step.main_no)
    if line.addressee:
        tracking.begin(session, actor, clock, settings, case, Kind.REFERRAL, step.addressee)
    if line.target is State.HANDLING and not tracking.running(session, case.id, Kind.TAKEDOWN):
        target = case.link or case.account or case.respondent or case.complaint_no or ""
        tracking.begin(session, actor, clock, settings, case, Kind.TAKEDOWN, target)
    return case


def act(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    track_id: str,
    version: int,
    what: tracks.Act,
    note: str = "",
    *,
    legal_basis: str = "",
    summary: str = "",
) -> Track:
    """Move a track as ``tracking.act`` does; content that is there again takes its case back to be handled, in the same act."""
    track = tracking.act(session, actor, clock, settings, track_id, version, what, note, legal_basis=legal_basis, summary=summary)
    case = session.get_one(Case, track.case_id)
    if what is not tracks.Act.REAPPEAR or case.state is not State.MONITORING:
        return track
    line = _line(actor, case, Event.REAPPEARED)
    _check_holder(session, clock, case, line)
    _enter(session, actor, clock, settings, case, line, Step())
    data = {"note": "", "event": line.event.value, "from": line.source.value, "to": line.target.value, "outcome": ""}
    trail.record(session, clock, actor, "case.moved", "case", case.id, data)
    return track


def _enter(session: Session, actor: Actor, clock: Clock, settings: Settings, case: Case, line: Move, step: Step) -> None:
    """Let ``case`` stand where ``line`` leads, with its clock, and tell those to whom it goes."""
    holder = case.party
    clocks.enter(session, settings, clock.now(), case, line.target, line.event, urgent=step.urgent, reason=step.reason)
    _apply(session, clock, settings, case, line, step)
    flush(session)
    if case.party is not holder:
        told = [staff_id for staff_id, _ in officers(session, case.party) if staff_id != actor.id]
        tell(session, clock, told, "case.handed_over", "case", case.id, _HANDED_OVER, no=case.complaint_no or "")


def _check_holder(session: Session, clock: Clock, case: Case, line: Move) -> None:
    """No case goes to a party that may not read it: there it would wait for ever."""
    if line.party is None or line.party is case.party or disclosure.readable_by(session, clock, line.party, ("case", case.id)):
        return
    raise Refused(
        N_("Perkara ini bertanda rahasia, jadi pihak yang akan memegangnya tidak dapat membacanya."),
        do=N_("Ungkapkan dahulu kepada pihak itu (bentuk: dibaca di layar), atau turunkan tandanya menjadi terbatas."),
    )


def _tell_main(session: Session, actor: Actor, clock: Clock, case: Case, main_no: str) -> None:
    """Note on the main case that another complaint was joined to it, and let its officer tell that complainant too."""
    main = session.scalars(select(Case).where(Case.complaint_no == main_no)).one()
    trail.record(session, clock, actor, "case.joined", "case", main.id, {"no": case.complaint_no or ""})
    told = [main.officer_id] if main.officer_id and main.officer_id != actor.id else []
    tell(session, clock, told, "case.joined", "case", main.id, _JOINED, no=main_no, other=case.complaint_no or "")


def _check_step(line: Move, step: Step) -> None:
    for name, most in _MOST.items():
        fits(name, getattr(step, name), most)
    if line.addressee and not step.addressee:
        raise Refused(N_("Tuliskan lembaga atau tingkat yang dituju."), field="addressee")
    if line.reason and len(step.reason) < rules.MOVE_REASON:
        raise Refused(N_("Tuliskan alasannya, sedikitnya 10 huruf."), field="reason")
    if line.outcomes and step.outcome not in line.outcomes:
        raise Refused(N_("Pilih hasil akhirnya."), field="outcome")


def _check_end(session: Session, case: Case, step: Step) -> None:
    """No end without legal basis and notice, and none that leaves open whether an election crime is in it."""
    if step.outcome and rules.asks_crime(step.outcome):
        if step.crime is None:
            raise Refused(N_("Jawab dahulu apakah ada tindak pidana pemilu."), field="crime")
        if step.crime is ElectionCrime.OTHER_LAW and not case.referred_to:
            raise Refused(N_("Pelanggaran hukum lain diteruskan dahulu ke kepolisian atau lembaga yang berwenang."), field="crime")
    if step.outcome is Outcome.DUPLICATE:
        main = session.scalar(select(Case.id).where(Case.complaint_no == step.main_no)) if step.main_no else None
        if main is None or main == case.id:
            raise Refused(N_("Tuliskan nomor perkara utama, seperti tertulis di daftar perkara."), field="main_no")
    if len(step.legal_basis) < rules.LEGAL_BASIS:
        raise Refused(N_("Tuliskan dasar hukumnya, misalnya pasal dan peraturannya."), field="legal_basis")
    if step.notice is None:
        raise Refused(N_("Pilih cara pelapor diberi tahu."), field="notice")
    if step.notice is Notice.NOBODY and names_complainant(session, case.id):
        raise Refused(N_("Pelapor menyebut data diri, jadi ia harus diberi tahu hasilnya."), field="notice")


def _apply(session: Session, clock: Clock, settings: Settings, case: Case, line: Move, step: Step) -> None:
    now = clock.now()
    case.state, case.updated_at = line.target, now
    ends = line.target is State.CLOSED
    case.closed_at = now if ends else None
    case.outcome, case.notice = (step.outcome, step.notice) if ends else (None, None)
    case.election_crime, case.legal_basis = (step.crime, step.legal_basis) if ends else (None, "")
    case.main_no = step.main_no if step.outcome is Outcome.DUPLICATE else None
    if line.addressee:
        case.referred_to = step.addressee
    if line.event is Event.EXTEND:
        case.extended = True
    if line.target is State.REGISTERED and case.register_no is None:
        found = line.event is Event.SUBSTANTIATED or not case.source.complained
        case.register_no = next_number(
            session,
            clock,
            series=FINDINGS if found else REPORTS,
            template=settings.finding_number if found else settings.register_number,
            office=settings.office_code,
            zone=settings.zone,
            subject_id=case.id,
        )
    if line.party is not None and line.party is not case.party:
        case.party, case.officer_id = line.party, None


def _line(actor: Actor, case: Case, event: Event) -> Move:
    lines = [line for line in rules.moves_from(case.state) if line.event is event]
    if not lines:
        raise Refused(N_("Langkah itu tidak berlaku untuk keadaan perkara sekarang. Muat ulang halaman."))
    if not actor.roles & lines[0].roles:
        raise Forbidden(N_("Langkah itu wewenang peran lain."))
    return lines[0]


def facts(case: Case | Row[*tuple[Any, ...]], *, told_name: bool, running: bool) -> set[Guard]:
    """The guards that hold for ``case``; ``told_name``: name and address are known; ``running``: a track has not ended."""
    held = {
        Guard.ASSIGNED: case.officer_id is not None,
        Guard.NUMBERED: case.complaint_no is not None,
        Guard.COMPLETE: not lacking(case, told_name=told_name),
        Guard.NOT_EXTENDED: not case.extended,
        Guard.TRACKS_ENDED: not running,
    }
    return {guard for guard, holds in held.items() if holds}


def requirements_of(source: rules.Source) -> list[Requirement]:
    """What a case of this source has to bring: a finding has nobody who reports."""
    return [one for one in Requirement if source.complained or one is not Requirement.REPORTER]


def lacking(case: Case | Row[*tuple[Any, ...]], *, told_name: bool) -> list[Requirement]:
    """What ``case`` still needs to be registered."""
    return rules.missing(
        reporter=told_name or not case.source.complained,
        respondent=case.respondent,
        known_on=case.known_on,
        reported_on=case.received_at.date(),
        happened_on=case.happened_on,
        where=case.event_place or case.link or case.account,
        story=case.narrative,
    )


def names_complainant(session: Session, case_id: str) -> bool:
    """Whether anything at all is kept about who complained: then somebody has to be told what came out."""
    return any(session.connection().execute(_WHO, {"case_id": case_id}).one())


def reporter_known(session: Session, case_id: str) -> bool:
    """Whether the complainant's name and address are known, as a report needs."""
    who = session.connection().execute(_WHO, {"case_id": case_id}).one()
    return bool(who.name and who.address)
