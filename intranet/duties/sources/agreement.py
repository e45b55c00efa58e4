"""Evidence in the agreement itself: its parties, term, approval, and what is left when it ends."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.agreements.models import Agreement
from intranet.agreements.rules import Standing, days_left, standing_on
from intranet.base.actor import Party
from intranet.calendar.models import Election, ElectionStage
from intranet.cases.models import Case
from intranet.cases.rules import OPEN_STATES
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import State as Disclosed
from intranet.duties.rules import EARLIEST, Finding, Period, State, months_before
from intranet.duties.sources.registry import source, told
from intranet.outreach.models import FacilityLoan
from intranet.outreach.rules import LoanState
from shared.text import N_

_NEAR = 90  # days before the end from which an extension is to be talked of


@source("meaning", N_("Pengertian dan tujuan"), "agreements.show", of_agreement=True)
def meaning(_session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Definitions and aims (Jambi 1-2, Kudus 1-2, Magelang 1): nobody owes anything by them."""
    return told(State.NOT_APPLICABLE, N_("Pengertian dan tujuan: dasar membaca pasal lain, tidak ada yang harus dilakukan."))


@source("parties", N_("Para pihak dan nomor naskah"), "agreements.show", of_agreement=True)
def parties(_session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Who agreed, and under which numbers; a number may have been left blank (Jambi, heading)."""
    numbered = sum(one.number is not None for one in agreement.parties)
    text = N_("%(count)s pihak tercatat, %(numbered)s dengan nomor naskah.")
    return told(State.MET, text, len(agreement.parties), numbered=numbered)


@source(
    "term",
    N_("Masa berlaku"),
    "agreements.show",
    of_agreement=True,
    measure=N_("Perpanjangan dibicarakan sejak 90 hari sebelum berakhir."),
)
def term(_session: Session, agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """Whether it is in force (Jambi 6(1), Kudus 15(1), Magelang 4)."""
    how, day = standing_on(agreement.term, today), agreement.ends_on
    if how is Standing.EXPIRED:
        return told(State.LATE, N_("Berakhir pada %(due)s."), due=day)
    if how is Standing.SUSPENDED:
        return told(State.DUE, N_("Dibekukan; berlaku sampai %(due)s."), due=day)
    if days_left(agreement.term, today) <= _NEAR:
        return told(State.DUE, N_("Berlaku sampai %(due)s; perpanjangan perlu dibicarakan."), due=day)
    return told(State.MET, N_("Berlaku sampai %(due)s."), due=day)


@source("renewal", N_("Koordinasi perpanjangan"), "agreements.show", of_agreement=True, takes_statement=True)
def renewal(_session: Session, agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """A renewal is talked of three months before the end (Kudus 15(2)); asked for from four months before."""
    ends_on = max(agreement.ends_on, EARLIEST)
    day = months_before(ends_on, 3)
    if today > day:
        return told(State.LATE, N_("Koordinasi seharusnya paling lambat %(due)s; belum ada yang tercatat."), due=day)
    if today >= months_before(ends_on, 4):
        return told(State.DUE, N_("Koordinasi paling lambat %(due)s."), due=day)
    return told(State.NOT_APPLICABLE, N_("Belum waktunya; koordinasi paling lambat %(due)s."), due=day)


@source("institution", N_("Nama lembaga"), "agreements.show", of_agreement=True)
def institution(session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """The agreement is the institution's; when that changes, it is to be renewed (Jambi 11(1), Magelang 5b)."""
    names = session.scalars(select(Agency.name).where(Agency.party == Party.DISKOMINFO))
    if agreement.institution_name.casefold() in {name.casefold() for name in names}:
        return told(State.MET, N_("Nama Diskominfo pada perjanjian sama dengan nama lembaga sekarang."))
    return told(
        State.DUE, N_("Nama Diskominfo pada perjanjian tidak sama dengan nama lembaga sekarang; periksa apakah perlu diperbarui.")
    )


@source("suspension", N_("Keadaan memaksa"), "agreements.show", of_agreement=True)
def suspension(_session: Session, agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """Force majeure is noted with its reason (Magelang 6)."""
    if standing_on(agreement.term, today) is Standing.SUSPENDED and agreement.suspended_from:
        text = N_("Dibekukan sejak %(last)s: %(reason)s")
        return told(State.MET, text, last=agreement.suspended_from, reason=agreement.suspended_reason)
    return told(State.NOT_APPLICABLE, N_("Tidak ada keadaan memaksa yang dicatat."))


@source("approval_letter", N_("Surat persetujuan pusat"), "agreements.show", of_agreement=True)
def approval_letter(_session: Session, agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """The central approval stands on the agreement (Magelang, legal basis 5); without it nothing is checked."""
    number = agreement.approval_letter_no.strip()
    if number:
        return told(State.MET, N_("Nomor surat persetujuan: %(number)s."), number=number)
    return told(State.LATE, N_("Nomor surat persetujuan pusat belum dicatat; NIK tidak diperiksa."))


@source("calendar", N_("Kalender pemilihan"), "calendar.index")
def calendar(session: Session, _agreement: Agreement, _period: Period, _today: dt.date) -> Finding:
    """Which elections and stages are meant (Jambi 1(1)-(2), Kudus 1(1)-(2))."""
    count = session.scalar(select(func.count(Election.id))) or 0
    stages = session.scalar(select(func.count(ElectionStage.id))) or 0
    if not count:
        return told(State.DUE, N_("Belum ada pemilihan di kalender."), 0)
    return told(State.MET, N_("%(count)s pemilihan dengan %(stages)s tahapan di kalender."), count, stages=stages)


@source("unfinished", N_("Yang belum rampung saat berakhir"), "agreements.show", of_agreement=True)
def unfinished(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """What is open when it ends is settled first (Jambi 6(4), Magelang 5a)."""
    if not period.over:
        return told(State.NOT_APPLICABLE, N_("Diperiksa saat perjanjian berakhir, %(day)s."), day=agreement.ends_on)
    counts = [select(func.count()).select_from(Case).where(Case.state.in_(OPEN_STATES), Case.received_at < period.until)]
    counts.append(
        select(func.count())
        .select_from(FacilityLoan)
        .where(FacilityLoan.state == LoanState.OUT, FacilityLoan.agreement_id == agreement.id)
    )
    waiting = (Disclosed.REQUESTED, Disclosed.CONSENTED, Disclosed.APPROVED)
    counts.append(
        select(func.count()).select_from(Disclosure).where(Disclosure.state.in_(waiting), Disclosure.requested_at < period.until)
    )
    cases, loans, disclosures = (session.scalar(query) or 0 for query in counts)
    total = cases + loans + disclosures
    if not total:
        return told(State.MET, N_("Tidak ada lagi yang terbuka."), 0)
    text = N_("Masih terbuka: %(cases)s perkara, %(loans)s pinjam pakai, %(disclosures)s pengungkapan.")
    return told(State.LATE, text, total, cases=cases, loans=loans, disclosures=disclosures)
