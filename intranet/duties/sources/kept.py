"""Evidence in the register of agreements and in what the parties settle, report and guard: each from its own records."""

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.agreements import queries as agreements
from intranet.agreements.models import Agreement, AgreementDispute, AgreementDocument, Amendment
from intranet.agreements.rules import AmendmentKind
from intranet.base.actor import Party
from intranet.checkpoints.models import Checkpoint
from intranet.coordination.models import Evaluation, Exchange, Forum, ReferenceImport
from intranet.coordination.rules import EvaluationState, ExchangeState, ForumState
from intranet.duties.rules import Finding, Period, State, backlog, steady, used
from intranet.duties.sources.registry import STATEMENT, happened, source, tally, tally_moments, told
from intranet.identity.models import IdentityCheck
from intranet.privacy.models import DataIncident, Erasure, PortalLookup, RetentionTerm
from intranet.privacy.rules import IncidentState
from intranet.reports.models import UsageReport
from intranet.reports.usage.rules import semester_of
from shared.text import N_

_CLOCK = dt.timedelta(hours=72)  # within which a breach is told (UU PDP 46)
_DAILY = dt.timedelta(days=2)
_YEARLY = N_("Sedikitnya sekali setahun.")
_ONCE = N_("Sedikitnya sekali, paling lambat 90 hari sejak perjanjian berlaku; bila memang nihil, nyatakan.")
_PARTNERS = frozenset({Party.PARTNER, Party.DUKCAPIL})


# In the register --------------------------------------------------------------------------------------------------


@source("task_force", N_("Gugus tugas"), "agreements.task_force", measure=_ONCE, of_agreement=True, takes_statement=True)
def task_force(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Each party has its part of the task force (Jambi 4(2)f, 4(4)g, Kudus 7)."""
    serving = agreements.members_on(session, agreement.id, period.last)
    lacking = {one.party for one in agreement.parties} - {one.party for one in serving} - _PARTNERS
    last = max((one.from_on for one in serving), default=None)
    if serving and lacking:
        return told(State.DUE, N_("%(count)s anggota; salah satu pihak belum menunjuk anggotanya."), len(serving), last)
    return happened(len(serving), last, period, today, N_("%(count)s anggota; terakhir ditunjuk %(last)s."))


@source(
    "terms_of_reference",
    N_("Kerangka acuan kerja atau petunjuk teknis"),
    "agreements.documents",
    measure=_ONCE,
    of_agreement=True,
    takes_statement=True,
)
def terms_of_reference(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The details stand in terms of reference or a technical guide (Jambi 5, Magelang 9(3))."""
    count, last = tally(session, AgreementDocument.signed_on, AgreementDocument.agreement_id == agreement.id)
    return happened(count, last, period, today, N_("%(count)s naskah; terakhir ditandatangani %(last)s."))


@source("legal_basis", N_("Dasar hukum"), "agreements.show", of_agreement=True, takes_statement=True)
def legal_basis(_session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """What the agreement rests upon (the heading of each)."""
    if not agreement.bases:
        return told(State.NEEDED, N_("Dasar hukum belum dicatat pada perjanjian."), 0)
    return told(State.MET, N_("%(count)s dasar hukum tercatat."), len(agreement.bases))


@source("originals", N_("Naskah asli"), "agreements.show", of_agreement=True, takes_statement=True)
def originals(_session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Two stamped originals of equal force, and where they are (Jambi 11, Kudus 16, Magelang 10)."""
    placed = sum(bool(one.original_at) for one in agreement.parties)
    if placed < len(agreement.parties) or not agreement.stamped:
        return told(State.NEEDED, N_("%(count)s naskah asli tercatat tempatnya; meterai dan tempat lainnya belum."), placed)
    return told(State.MET, N_("%(count)s naskah asli bermeterai, tempatnya tercatat."), placed)


@source(STATEMENT, N_("Pernyataan"), "agreements.clause_list", of_agreement=True, takes_statement=True)
def statement(_session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """A clause that an addendum brought, of which no record tells (Jambi 10(3), Kudus 13)."""
    return told(State.NEEDED, N_("Tidak terhitung dari catatan; nyatakan dengan suratnya."))


@source("amendments", N_("Addendum dan perubahan"), "agreements.changes", of_agreement=True, takes_statement=True)
def amendments(session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Changes are made in writing by both (Jambi 6(2), 10(3), Kudus 13, Magelang 9(2))."""
    count, last = tally(session, Amendment.signed_on, Amendment.agreement_id == agreement.id)
    return _if_any(count, last, N_("%(count)s perubahan tertulis; terakhir %(last)s."))


@source("notice", N_("Pemberitahuan pengakhiran"), "agreements.changes", of_agreement=True, takes_statement=True)
def notice(session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Whoever ends it early says so in time; a later day is refused when it is recorded (Jambi 6(3), Kudus 15(3))."""
    early = (Amendment.agreement_id == agreement.id, Amendment.kind == AmendmentKind.EARLY_TERMINATION)
    count, last = tally(session, Amendment.signed_on, *early)
    return _if_any(count, last, N_("%(count)s pemberitahuan pengakhiran; terakhir %(last)s."))


@source("disputes", N_("Musyawarah atas perbedaan"), "agreements.disputes", of_agreement=True, takes_statement=True)
def disputes(session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Differences are deliberated (Jambi 10(2), Kudus 14, Magelang 7)."""
    own = AgreementDispute.agreement_id == agreement.id
    count, last = tally(session, AgreementDispute.raised_on, own)
    unsettled, _last = tally(session, AgreementDispute.raised_on, own, AgreementDispute.settled_on.is_(None))
    text = N_("%(count)s hal dimusyawarahkan, %(unsettled)s belum ada hasilnya.")
    return told(backlog(count, unsettled, 0), text, count, last, unsettled=unsettled)


@source("lapses", N_("Ketentuan yang gugur"), "agreements.clause_list", of_agreement=True, takes_statement=True)
def lapses(_session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """A void clause does not void the rest (Jambi 10(1))."""
    days = [one.lapsed_on for one in agreement.clauses if one.lapsed_on]
    return _if_any(len(days), max(days, default=None), N_("%(count)s pasal dinyatakan gugur; terakhir %(last)s."))


# What the parties settle ------------------------------------------------------------------------------------------


@source("evaluations", N_("Monitoring dan evaluasi"), "coordination.evaluation_list", measure=_YEARLY, takes_statement=True)
def evaluations(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """At least once a year, reported in writing (Jambi 7, Kudus 11, Magelang 8(2))."""
    issued = (Evaluation.agreement_id == agreement.id, Evaluation.state == EvaluationState.ISSUED)
    count, last = tally(session, Evaluation.issued_on, *issued)
    state, due = steady(last, period, today, dt.timedelta(days=365))
    text = N_("%(count)s evaluasi; terakhir diterbitkan %(last)s.") if count else N_("Belum ada evaluasi; paling lambat %(due)s.")
    return told(state, text, count, last, due)


@source("forums", N_("Forum koordinasi"), "coordination.forum_list", measure=_YEARLY, takes_statement=True)
def forums(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Periodic, and incidental when it is urgent (Kudus 11)."""
    own = or_(Forum.agreement_id == agreement.id, Forum.agreement_id.is_(None))
    count, last = tally_moments(session, Forum.starts_at, period, own, Forum.state == ForumState.HELD)
    return happened(count, last, period, today, N_("%(count)s forum terlaksana; terakhir %(last)s."))


@source("exchanges", N_("Catatan pertukaran data"), "coordination.exchange_list", takes_statement=True)
def exchanges(session: Session, _agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """What changes hands is noted, with its four questions answered (Jambi 9(3), the memorandum on information services)."""
    done = (Exchange.state == ExchangeState.DONE, Exchange.done_on.between(period.first, period.last))
    count, last = tally(session, Exchange.done_on, *done)
    return _if_any(count, last, N_("%(count)s pertukaran tercatat; terakhir %(last)s."))


@source("reference_data", N_("Data acuan"), "coordination.reference_list", takes_statement=True)
def reference_data(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Parties and candidates as the election commission publishes them (the memorandum on information services)."""
    count, last = tally_moments(session, ReferenceImport.applied_at, period)
    return happened(count, last, period, today, N_("%(count)s kali diperbarui; terakhir %(last)s."))


# What is reported and guarded -------------------------------------------------------------------------------------


@source("semester_report", N_("Laporan semester"), "reports.usage", takes_statement=True)
def semester_report(session: Session, agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """The semester before this one is reported and delivered (Magelang 8(1))."""
    past = semester_of(today).before
    if past.due_on < agreement.starts_on:
        return told(State.NOT_APPLICABLE, N_("Laporan pertama jatuh tempo %(due)s."), due=semester_of(today).due_on)
    mine = (UsageReport.year == past.year, UsageReport.half == past.half, UsageReport.withdrawn_at.is_(None))
    count, last = tally(session, UsageReport.delivered_on, *mine, UsageReport.delivered_on.is_not(None))
    if count:
        return told(State.MET, N_("Laporan semester lalu diserahkan %(last)s."), count, last)
    return told(State.LATE, N_("Laporan semester lalu belum diserahkan; batasnya %(due)s."), 0, None, past.due_on)


@source("portal", N_("Akses portal web"), "privacy.portal_list", takes_statement=True)
def portal(session: Session, _agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Each look into the registry's portal is noted (Magelang 2(1)b)."""
    count, last = tally_moments(session, PortalLookup.at, period)
    return told(used(count), N_("%(count)s penelusuran tercatat dengan keperluannya; terakhir %(last)s."), count, last)


@source("closed_link", N_("Jaringan tertutup"), "reports.link_log", takes_statement=True)
def closed_link(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """One point calls over the closed network, and each call is timed (Magelang 2(1)c, 3(2))."""
    own = (IdentityCheck.agreement_id == agreement.id, IdentityCheck.started_at.is_not(None))
    count, last = tally_moments(session, IdentityCheck.at, period, *own)
    return told(used(count), N_("%(count)s panggilan lewat satu titik, waktunya tercatat; terakhir %(last)s."), count, last)


@source("incidents", N_("Kebocoran data"), "privacy.incident_list", takes_statement=True)
def incidents(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """A leak is told within three days and mended (Magelang 2(2)i)."""
    open_ = DataIncident.state == IncidentState.OPEN
    count, last = tally_moments(session, DataIncident.discovered_at, period)
    waiting, _last = tally_moments(session, DataIncident.discovered_at, period, open_)
    before = dt.datetime.combine(today, dt.time.min, period.zone).astimezone(dt.UTC) - _CLOCK
    late, _last = tally_moments(session, DataIncident.discovered_at, period, open_, DataIncident.discovered_at < before)
    text = N_("%(count)s insiden, %(waiting)s belum selesai, %(late)s lewat 3x24 jam.")
    return told(backlog(count, waiting, late), text, count, last, waiting=waiting, late=late)


@source("retention", N_("Penyimpanan dan kerahasiaan setelah berakhir"), "privacy.retention", takes_statement=True)
def retention(session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """How long each kind of record is kept is settled, and what is over is erased (Jambi 9(7), Magelang 2(2)j)."""
    settled = session.scalar(select(func.count(RetentionTerm.kind.distinct()))) or 0
    erased = session.scalar(select(func.count(Erasure.id))) or 0
    if not settled:
        return told(State.NEEDED, N_("Masa simpan masih memakai angka bawaan; tetapkan bersama atau nyatakan."), 0)
    return told(State.MET, N_("%(count)s jenis catatan punya masa simpan; %(erased)s kali dimusnahkan."), settled, erased=erased)


@source("checkpoints", N_("Titik periksa jejak"), "checkpoints.listing", takes_statement=True)
def checkpoints(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Every day a checkpoint of the trail is signed (Jambi 9(4), Magelang 2(2)h)."""
    count, last = tally(session, Checkpoint.day, Checkpoint.day.is_not(None))
    if not count:
        return told(State.NEEDED, N_("Belum ada titik periksa jejak."), 0)
    fresh = period.over or (last is not None and today - last <= _DAILY)
    return told(State.MET if fresh else State.LATE, N_("%(count)s titik periksa; terakhir %(last)s."), count, last)


def _if_any(count: int, last: dt.date | None, text: str) -> Finding:
    if not count:
        return told(State.NOT_APPLICABLE, N_("Hanya bila terjadi; belum ada yang dicatat."), 0)
    return told(State.MET, text, count, last)
