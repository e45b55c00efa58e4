"""Evidence of content oversight: cases by where they came from, patrols, fact checks, handling, prevention, partners."""

import datetime as dt

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.cases.models import Case, Track
from intranet.cases.rules import OPEN_STATES, Source
from intranet.cases.rules import State as CaseState
from intranet.cases.tracks import Kind, Stage
from intranet.documents.models import Document
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.duties.rules import MONTH, Finding, Period, State, backlog, steady
from intranet.duties.sources.registry import happened, source, tally, tally_moments, told
from intranet.oversight.models import FactCheck, PatrolEntry, PatrolShift
from intranet.oversight.rules import FactState, ShiftResult
from intranet.partners.models import PartnerOrganisation
from intranet.prevention.models import PreventionAct, PropEnforcement
from shared.text import N_

_ENDED = tuple(stage for stage in Stage if stage.ended)
_MONTHLY = N_("Sedikitnya sekali dalam 30 hari.")
_ONCE = N_("Sedikitnya sekali, paling lambat 90 hari sejak perjanjian berlaku; bila memang nihil, nyatakan.")


def _of(*sources: Source) -> tuple[ColumnElement[bool], ...]:
    return Case.source.in_(sources), Case.state != CaseState.DRAFT


def _supplied(session: Session, period: Period, today: dt.date, *sources: Source) -> Finding:
    count, last = tally_moments(session, Case.received_at, period, *_of(*sources))
    return happened(count, last, period, today, N_("%(count)s perkara; terakhir %(last)s."))


@source("supervisory_findings", N_("Temuan pengawasan"), "cases.listing", measure=_ONCE, takes_statement=True)
def supervisory_findings(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """What oversight found (Jambi 4(2)a, 4(3)a)."""
    return _supplied(session, period, today, Source.SUPERVISORY_FINDING)


@source("public_complaints", N_("Aduan warga"), "cases.listing", measure=_ONCE, takes_statement=True)
def public_complaints(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """What the public complained of (Jambi 4(2)b)."""
    return _supplied(session, period, today, Source.PUBLIC_COMPLAINT)


@source("hoax_findings", N_("Temuan hoaks"), "oversight.hoaxes", measure=_ONCE, takes_statement=True)
def hoax_findings(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Hoaxes found (Jambi 4(2)d)."""
    return _supplied(session, period, today, Source.HOAX_FINDING)


@source("intake", N_("Penerimaan aduan"), "cases.listing")
def intake(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Complaints of the public and of agencies are taken in, and taken up in time (Jambi 4(2)c2, 4(4)c2)."""
    return _taken_up(session, period, today, Source.PUBLIC_COMPLAINT, Source.AGENCY_COMPLAINT)


@source("handover", N_("Penyerahan aduan dan hasil patroli"), "cases.listing")
def handover(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Complaints and what patrols found lie open to both, and none waits unseen (Jambi 4(1)b, 4(4)b)."""
    return _taken_up(session, period, today, Source.PUBLIC_COMPLAINT, Source.AGENCY_COMPLAINT, Source.CYBER_PATROL)


def _taken_up(session: Session, period: Period, today: dt.date, *sources: Source) -> Finding:
    total, last = tally_moments(session, Case.received_at, period, *_of(*sources))
    waiting = (*_of(*sources), Case.state == CaseState.RECEIVED)
    late, _last = tally(session, Case.due_on, *waiting, Case.due_on < today)
    if not total:
        return told(State.NOT_APPLICABLE, N_("Belum ada aduan yang masuk."), 0)
    text = N_("%(count)s masuk, %(late)s belum ditelaah padahal lewat waktunya; terakhir %(last)s.")
    state = backlog(total, late, late)
    return told(state, text, total, last, late=late)


@source("handling", N_("Penanganan konten"), "documents.takedowns")
def handling(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Take-down requests are sent and followed (Jambi 4(4)c4)."""
    return _tracks(session, period, today, Kind.TAKEDOWN)


@source("referrals", N_("Penerusan"), "cases.listing")
def referrals(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """What is another's to handle is passed on, and answered (joint oversight 2024)."""
    return _tracks(session, period, today, Kind.REFERRAL)


def _tracks(session: Session, period: Period, today: dt.date, kind: Kind) -> Finding:
    total, last = tally_moments(session, Track.opened_at, period, Track.kind == kind)
    running = (Track.kind == kind, Track.stage.not_in(_ENDED))
    count, _last = tally_moments(session, Track.opened_at, period, *running)
    late, _last = tally_moments(session, Track.opened_at, period, *running, Track.due_on < today)
    if not total:
        return told(State.NOT_APPLICABLE, N_("Belum ada yang perlu ditangani."), 0)
    text = N_("%(count)s seluruhnya, %(running)s berjalan, %(late)s lewat waktu.")
    return told(backlog(total, late, late), text, total, last, running=count, late=late)


@source("recommendations", N_("Rekomendasi penanganan"), "documents.register", measure=_ONCE, takes_statement=True)
def recommendations(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Analyses with a recommendation are given out (Jambi 4(2)e)."""
    return _papers(session, period, today, DocumentKind.RECOMMENDATION)


@source("studies", N_("Kajian"), "documents.register", measure=_ONCE, takes_statement=True)
def studies(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Studies and recommendations of oversight are there to be read (Jambi 4(3)b)."""
    return _papers(session, period, today, DocumentKind.STUDY, DocumentKind.RECOMMENDATION)


def _papers(session: Session, period: Period, today: dt.date, *kinds: DocumentKind) -> Finding:
    count, last = tally_moments(
        session, Document.issued_at, period, Document.kind.in_(kinds), Document.state == DocumentState.ISSUED
    )
    return happened(count, last, period, today, N_("%(count)s surat terbit; terakhir %(last)s."))


@source("crime_decision", N_("Penentuan tindak pidana pemilihan"), "reports.handling")
def crime_decision(session: Session, _agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Each end says whether it was an election crime (joint oversight 2024)."""
    count, last = tally_moments(session, Case.closed_at, period, Case.election_crime.is_not(None))
    if not count:
        return told(State.NOT_APPLICABLE, N_("Belum ada perkara yang selesai dengan penentuan."), 0)
    return told(State.MET, N_("%(count)s perkara selesai dengan penentuan; terakhir %(last)s."), count, last)


@source("nothing_stuck", N_("Tidak ada yang mandek"), "reports.today")
def nothing_stuck(session: Session, _agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """No open case is past its day (joint oversight 2024: clear and clean)."""
    total = session.scalar(select(func.count()).select_from(Case).where(Case.state.in_(OPEN_STATES))) or 0
    late, _last = tally(session, Case.due_on, Case.state.in_(OPEN_STATES), Case.due_on < today)
    text = N_("%(count)s perkara terbuka, %(late)s lewat waktu.")
    return told(State.LATE if late else State.MET, text, total, late=late)


# Watching the net -------------------------------------------------------------------------------------------------


@source("patrol", N_("Patroli siber"), "oversight.shifts", measure=_MONTHLY)
def patrol(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Patrols go on; that one found nothing is a result (Jambi 3(1), 4(2)c3, 4(4)c3; joint patrol 2024)."""
    count, last = tally_moments(session, PatrolShift.closed_at, period)
    state, due = steady(last, period, today, MONTH)
    if not count:
        return told(state, N_("Belum ada patroli yang selesai."), 0, due=due)
    nil, _last = tally_moments(session, PatrolShift.closed_at, period, PatrolShift.result == ShiftResult.NIL)
    text = N_("%(count)s patroli, %(nil)s di antaranya nihil; terakhir %(last)s.")
    return told(state, text, count, last, due, nil=nil)


@source("fact_checks", N_("Cek fakta"), "oversight.fact_check_list", measure=_ONCE, takes_statement=True)
def fact_checks(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Claims are checked, and none is left past its day (Jambi 4(2)c1, 4(4)c1)."""
    count, last = tally_moments(session, FactCheck.opened_at, period)
    if not count:
        return happened(0, None, period, today, "")
    pending = (FactState.OPEN, FactState.VERIFYING)
    late, _last = tally_moments(session, FactCheck.opened_at, period, FactCheck.state.in_(pending), FactCheck.due_on < today)
    text = N_("%(count)s cek fakta, %(late)s lewat waktu; terakhir %(last)s.")
    return told(State.LATE if late else State.MET, text, count, last, late=late)


@source("issue_reports", N_("Pemantauan isu media sosial"), "reports.monitoring", measure=_MONTHLY)
def issue_reports(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """What the monitoring report is made of keeps coming in (Jambi 4(1)a, 4(1)c, 4(4)d)."""
    count, last = tally_moments(session, PatrolEntry.at, period)
    state, due = steady(last, period, today, MONTH)
    if not count:
        return told(state, N_("Belum ada pantauan yang tercatat."), 0, due=due)
    text = N_("%(count)s pantauan di laporan isu; terakhir %(last)s.")
    return told(state, text, count, last, due)


@source("prevention", N_("Tindakan pencegahan"), "prevention.act_list", measure=_ONCE, takes_statement=True)
def prevention(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Warnings and appeals before anything happens (joint oversight 2024)."""
    count, last = tally(session, PreventionAct.done_on, PreventionAct.done_on.between(period.first, period.last))
    return happened(count, last, period, today, N_("%(count)s tindakan; terakhir %(last)s."))


@source("props", N_("Penertiban alat peraga"), "prevention.prop_list", measure=_ONCE, takes_statement=True)
def props(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Campaign props are taken down together (joint oversight 2024)."""
    count, last = tally_moments(session, PropEnforcement.done_at, period)
    return happened(count, last, period, today, N_("%(count)s penertiban; terakhir %(last)s."))


@source("partners", N_("Mitra kerja"), "partners.listing")
def partners(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Who oversees with us, and in which part (joint oversight 2024)."""
    known = PartnerOrganisation
    valid = (known.valid_from <= today, (known.valid_until.is_(None)) | (known.valid_until >= today))
    count = session.scalar(select(func.count()).select_from(known).where(*valid)) or 0
    kinds = session.scalar(select(func.count(known.kind.distinct())).where(*valid)) or 0
    if not count:
        return happened(0, None, period, today, "")
    return told(State.MET, N_("%(count)s mitra kerja dari %(kinds)s jenis lembaga."), count, kinds=kinds)
