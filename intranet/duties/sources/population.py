"""Evidence of how population data are used under the civil registry's agreement (Magelang 2-3, 9(1))."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.agencies.service import roles_of
from intranet.agreements.models import Agreement
from intranet.base.actor import Role
from intranet.duties.rules import MONTH, Finding, Period, State, backlog, once
from intranet.duties.sources.inventory import equipment, security
from intranet.duties.sources.outreach import guidance_budget, nik_promotion
from intranet.duties.sources.registry import source, tally_moments, told
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState
from shared.elements import Outcome
from shared.text import N_

_ANSWERS = (Outcome.MATCH, Outcome.MISMATCH, Outcome.NOT_FOUND)
_SEND_IN = dt.timedelta(days=1)


@source(
    "register_answers",
    N_("Jawaban layanan web"),
    "identity.usage",
    measure=N_("Ada jawaban dalam 30 hari terakhir bila ada yang ditanyakan."),
)
def register_answers(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The register answers: matches, does not, or not found (Magelang 2(1)a, 3(2)a)."""
    own = IdentityCheck.agreement_id == agreement.id
    count, last = tally_moments(session, IdentityCheck.at, period, own, IdentityCheck.outcome.in_(_ANSWERS))
    failed, tried = tally_moments(session, IdentityCheck.at, period, own, IdentityCheck.outcome == Outcome.UNAVAILABLE)
    if not count and not failed:
        return told(State.NOT_APPLICABLE, N_("Belum ada yang ditanyakan."), 0)
    silent = tried is not None and tried > today - MONTH and (last is None or last <= today - MONTH)
    text = N_("%(count)s jawaban, %(failed)s kali layanan tidak menjawab; jawaban terakhir %(last)s.")
    return told(State.LATE if silent else State.MET, text, count, last, failed=failed)


@source("nik_on_papers", N_("NIK pada dokumen"), "identity.usage")
def nik_on_papers(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Papers carry the NIK when, and only when, the register said it matches (Magelang 2(2)a)."""
    matched = (IdentityCheck.agreement_id == agreement.id, IdentityCheck.outcome == Outcome.MATCH)
    count, last = tally_moments(session, IdentityCheck.at, period, *matched)
    if not count:
        return told(State.NOT_APPLICABLE, N_("Belum ada NIK yang sesuai; dokumen berbunyi NIK belum terverifikasi."), 0)
    text = N_("%(count)s NIK sesuai dan dicantumkan; yang lain berbunyi belum terverifikasi. Terakhir %(last)s.")
    return told(State.MET, text, count, last)


@source("feedback", N_("Data balikan"), "identity.feedback", measure=N_("Terkirim paling lambat sehari sesudah pengaduan."))
def feedback(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Complaint numbers go back to the register (Magelang 2(2)b, 3(1)b)."""
    own = Feedback.check_id.in_(select(IdentityCheck.id).where(IdentityCheck.agreement_id == agreement.id))
    total, last = tally_moments(session, Feedback.queued_at, period, own)
    unsent = Feedback.state != FeedbackState.ACKNOWLEDGED
    waiting, _last = tally_moments(session, Feedback.queued_at, period, own, unsent)
    before = dt.datetime.combine(today - _SEND_IN, dt.time.min, period.zone).astimezone(dt.UTC)
    late, _last = tally_moments(session, Feedback.queued_at, period, own, unsent, Feedback.queued_at < before)
    if not total:
        return told(State.NOT_APPLICABLE, N_("Belum ada NIK yang sesuai, jadi belum ada yang dikembalikan."), 0)
    text = N_("%(count)s nomor, %(waiting)s belum diterima Disdukcapil, %(late)s lebih dari sehari.")
    return told(backlog(total, waiting, late), text, total, last, waiting=waiting, late=late)


@source("access_holder", N_("Pemegang hak akses"), "identity.usage")
def access_holder(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Each check is noted with who asked (Magelang 2(2)c)."""
    own = IdentityCheck.agreement_id == agreement.id
    count, last = tally_moments(session, IdentityCheck.at, period, own)
    within = (own, IdentityCheck.at >= period.since, IdentityCheck.at < period.until)
    people = session.scalar(select(func.count(IdentityCheck.actor_id.distinct())).where(*within)) or 0
    text = N_("%(count)s pemeriksaan, masing-masing tercatat pemakainya (%(people)s petugas atau kios).")
    return told(State.MET, text, count, last, people=people)


@source("any_issuer", N_("Tanpa memandang tempat terbit"), "identity.usage")
def any_issuer(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """No code of a region in a NIK is ever looked at when somebody complains (Magelang 2(2)d)."""
    count, last = tally_moments(session, IdentityCheck.at, period, IdentityCheck.agreement_id == agreement.id)
    text = N_("Penerimaan tidak menguji kode wilayah NIK; %(count)s pemeriksaan dilayani.")
    return told(State.MET, text, count, last)


@source("no_storage", N_("Data tidak disimpan"), "identity.usage")
def no_storage(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Of an answer only the outcome stays (Magelang 2(2)j, 3(1)d); the rows have no place for more."""
    count, last = tally_moments(session, IdentityCheck.at, period, IdentityCheck.agreement_id == agreement.id)
    text = N_("Dari %(count)s pemeriksaan hanya tersimpan hasil keseluruhan, nama unsur, waktu, dan pemakainya.")
    return told(State.MET, text, count, last)


@source("registry_auditor", N_("Pengawas Disdukcapil"), "identity.usage")
def registry_auditor(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The registry's own people may look (Magelang 3(1)a)."""
    roles = session.scalars(select(Staff.roles).where(Staff.active))
    count = sum(Role.DUKCAPIL_AUDITOR in roles_of(spelled) for spelled in roles)
    if count:
        return told(State.MET, N_("%(count)s akun pengawas Disdukcapil."), count)
    state, due = once(0, period, today)
    return told(state, N_("Belum ada akun pengawas Disdukcapil."), 0, due=due)


@source("breaches", N_("Kewajiban yang menjadi syarat"), "duties.compliance", of_agreement=True)
def breaches(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """A breach of 2(2) lets the registry end it all (Magelang 9(1)): how many of those that records tell are late."""
    duties = (nik_on_papers, feedback, access_holder, any_issuer, equipment, guidance_budget, nik_promotion, security, no_storage)
    late = sum(find(session, agreement, period, today).state is State.LATE for find in duties)
    if late:
        return told(State.LATE, N_("%(count)s kewajiban Pasal 2 ayat (2) terlambat."), late)
    return told(State.MET, N_("Tidak ada kewajiban Pasal 2 ayat (2) yang terlambat."), 0)
