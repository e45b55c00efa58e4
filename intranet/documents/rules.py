"""Which papers there are, whose they are, who signs them, when they are offered, and which form of which law they follow. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from string import Formatter

from intranet.base.actor import Actor, Party, Role
from intranet.calendar.rules import ElectionKind
from intranet.cases.rules import State
from shared.text import N_


class DocumentKind(Enum):
    """The papers; the order is the one they are offered in."""

    COMPLETION_NOTICE = "completion_notice"
    STUDY = "study"
    SUMMONS = "summons"
    CLARIFICATION = "clarification"
    PLENARY = "plenary"
    STATUS_NOTICE = "status_notice"
    RECOMMENDATION = "recommendation"
    TAKEDOWN_PACK = "takedown_pack"
    CONTENT_STATUS = "content_status"
    REFERRAL = "referral"
    DELEGATION = "delegation"
    HANDOVER = "handover"
    FACT_CHECK = "fact_check"

    @property
    def label(self) -> str:
        """The paper as staff call it; also its name on paper."""
        return _KINDS[self]


_KINDS = {
    DocumentKind.COMPLETION_NOTICE: N_("Pemberitahuan kelengkapan laporan"),
    DocumentKind.STUDY: N_("Kajian dugaan pelanggaran"),
    DocumentKind.SUMMONS: N_("Undangan klarifikasi"),
    DocumentKind.CLARIFICATION: N_("Berita acara klarifikasi"),
    DocumentKind.PLENARY: N_("Berita acara rapat pleno"),
    DocumentKind.STATUS_NOTICE: N_("Pemberitahuan status laporan"),
    DocumentKind.RECOMMENDATION: N_("Rekomendasi penanganan konten"),
    DocumentKind.TAKEDOWN_PACK: N_("Permohonan penurunan konten"),
    DocumentKind.CONTENT_STATUS: N_("Pemberitahuan penanganan konten"),
    DocumentKind.REFERRAL: N_("Surat penerusan"),
    DocumentKind.DELEGATION: N_("Surat pelimpahan"),
    DocumentKind.HANDOVER: N_("Berita acara serah terima"),
    DocumentKind.FACT_CHECK: N_("Lembar cek fakta"),
}


class Shape(Enum):
    """How a paper begins: with its numbers and an addressee, or with its own name."""

    LETTER = "letter"
    RECORD = "record"


class DocumentState(Enum):
    """Where a paper stands. Only a draft can change; a number once given stays, also on a paper that was cancelled."""

    DRAFT = "draft"
    ISSUED = "issued"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return {"draft": N_("Konsep"), "issued": N_("Terbit"), "cancelled": N_("Dibatalkan")}[self.value]


@dataclass(frozen=True)
class Spec:
    """One line of the table of papers.

    ``signed_by_chief``: only a head or commissioner issues it. ``personal``: it tells who complained, was asked or is to
    come, so only its own party opens it. ``to_complainant``: it is written to who complained, whose name and address are
    put in when it is issued. ``states``: of a case, in which it is offered first.
    """

    parties: tuple[Party, ...]
    shape: Shape
    states: tuple[State, ...]
    signed_by_chief: bool = True
    personal: bool = False
    to_complainant: bool = False


_BAWASLU, _DISKOMINFO = (Party.BAWASLU,), (Party.DISKOMINFO,)
_BOTH = (Party.BAWASLU, Party.DISKOMINFO)
SPECS: dict[DocumentKind, Spec] = {
    DocumentKind.COMPLETION_NOTICE: Spec(
        _BAWASLU, Shape.LETTER, (State.AWAITING_COMPLETION, State.INITIAL_STUDY), personal=True, to_complainant=True
    ),
    DocumentKind.STUDY: Spec(
        _BAWASLU, Shape.RECORD, (State.INITIAL_STUDY, State.EXAMINATION, State.PLENARY), signed_by_chief=False
    ),
    DocumentKind.SUMMONS: Spec(_BAWASLU, Shape.LETTER, (State.REGISTERED, State.EXAMINATION), personal=True),
    DocumentKind.CLARIFICATION: Spec(_BAWASLU, Shape.RECORD, (State.EXAMINATION,), signed_by_chief=False, personal=True),
    DocumentKind.PLENARY: Spec(_BAWASLU, Shape.RECORD, (State.PLENARY,)),
    DocumentKind.STATUS_NOTICE: Spec(
        _BAWASLU,
        Shape.LETTER,
        (State.REGISTERED, State.DELEGATED, State.REFERRED, State.EARLY_INFORMATION, State.CLOSED),
        personal=True,
        to_complainant=True,
    ),
    # The analysis and what it recommends are Bawaslu's (Jambi 4(2)e); handling is Diskominfo's alone (Jambi 4(4)c4).
    DocumentKind.RECOMMENDATION: Spec(_BAWASLU, Shape.LETTER, (State.ANALYSIS, State.PLENARY, State.HANDLING)),
    DocumentKind.TAKEDOWN_PACK: Spec(_DISKOMINFO, Shape.LETTER, (State.HANDLING,)),
    DocumentKind.CONTENT_STATUS: Spec(
        _DISKOMINFO, Shape.LETTER, (State.MONITORING, State.CLOSED), personal=True, to_complainant=True
    ),
    DocumentKind.REFERRAL: Spec(_BOTH, Shape.LETTER, (State.REFERRED,)),
    DocumentKind.DELEGATION: Spec(_BAWASLU, Shape.LETTER, (State.DELEGATED,)),
    DocumentKind.HANDOVER: Spec(
        _BOTH, Shape.RECORD, (State.TRIAGE, State.HANDLING, State.REFERRED, State.DELEGATED), signed_by_chief=False
    ),
    DocumentKind.FACT_CHECK: Spec(_BOTH, Shape.RECORD, (), signed_by_chief=False),
}
_OFFICERS = {
    Party.BAWASLU: (Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER),
    Party.DISKOMINFO: (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD),
}
CHIEFS = {Party.BAWASLU: Role.BAWASLU_COMMISSIONER, Party.DISKOMINFO: Role.DISKOMINFO_HEAD}


def works_for(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` works on cases for ``party``."""
    return actor.party is party and actor.has(*_OFFICERS.get(party, ()))


def may_make(actor: Actor, kind: DocumentKind) -> bool:
    """Whether ``actor`` may draft a paper of that kind: an officer of a party whose paper it is."""
    return any(works_for(actor, party) for party in SPECS[kind].parties)


def may_issue(actor: Actor, kind: DocumentKind, party: Party) -> bool:
    """Whether ``actor`` may sign ``party``'s paper, and so number it or cancel it."""
    return works_for(actor, party) and (actor.has(CHIEFS[party]) or not SPECS[kind].signed_by_chief)


def may_read(actor: Actor, kind: DocumentKind, party: Party, state: DocumentState) -> bool:
    """Whether ``actor`` may read a paper itself; that there is one, both parties' officers may know."""
    if state is DocumentState.DRAFT or SPECS[kind].personal:
        return works_for(actor, party)
    return any(works_for(actor, one) for one in _OFFICERS)


def may_number(actor: Actor) -> bool:
    """Whether ``actor`` may change letterheads and how numbers are written."""
    return actor.has(Role.ADMIN)


def offered(actor: Actor, state: State, *, complainant: bool, takedowns: bool) -> tuple[list[DocumentKind], list[DocumentKind]]:
    """The papers ``actor`` may make for a case: those that fit ``state``, and all others.

    ``complainant``: whether anybody is known to write to; ``takedowns``: whether a request is open that a pack could carry.
    A fact-check sheet is made from its fact check.
    """
    if state is State.DRAFT:
        return [], []
    elsewhere = {DocumentKind.FACT_CHECK}
    if not takedowns:
        elsewhere.add(DocumentKind.TAKEDOWN_PACK)
    if not complainant:
        elsewhere.update(kind for kind, spec in SPECS.items() if spec.to_complainant)
    open_to = [kind for kind in DocumentKind if may_make(actor, kind) and kind not in elsewhere]
    first = [kind for kind in open_to if state in SPECS[kind].states]
    return first, [kind for kind in open_to if kind not in first]


# Forms ------------------------------------------------------------------------------------------------------------


# The papers for which the annex of a law gives a form; all of them are Bawaslu's (series B in general, A in regional elections).
FORMS = (
    DocumentKind.COMPLETION_NOTICE,
    DocumentKind.STUDY,
    DocumentKind.SUMMONS,
    DocumentKind.CLARIFICATION,
    DocumentKind.STATUS_NOTICE,
    DocumentKind.REFERRAL,
    DocumentKind.DELEGATION,
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The code a paper of a kind carries under a regime, by which source, from when until when; both days are inside."""

    kind: DocumentKind
    regime: ElectionKind
    code: str
    source: str
    valid_from: dt.date
    valid_until: dt.date | None = None

    def overlaps(self, first: dt.date, last: dt.date | None) -> bool:
        """Whether it holds on one of the days from ``first`` to ``last`` (None: without end)."""
        return (last is None or self.valid_from <= last) and (self.valid_until is None or first <= self.valid_until)


def lacking(forms: Iterable[Form], day: dt.date) -> list[tuple[ElectionKind, DocumentKind]]:
    """The papers that carry no code on ``day``, because none of ``forms`` holds for them."""
    known = {(form.regime, form.kind) for form in forms if form.overlaps(day, day)}
    return [(regime, kind) for regime in ElectionKind for kind in FORMS if (regime, kind) not in known]


LONGEST_CODE = 20
REASON, WORDS, LINE = 10, 6000, 300  # letters: of a reason at least; of a text, a line at most


# Numbers ----------------------------------------------------------------------------------------------------------


class Reset(Enum):
    """When a series begins again with 1."""

    YEARLY = "yearly"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        """The habit in words."""
        return {"yearly": N_("Mulai lagi tiap tahun"), "monthly": N_("Mulai lagi tiap bulan")}[self.value]


@dataclass(frozen=True)
class Scheme:
    """How a party numbers its papers. ``width``: digits the running number has at least. ``own``: whether the kind counts by
    itself; else it takes the next number of its party's common series, and only writes it its own way.
    """

    template: str
    reset: Reset = Reset.YEARLY
    width: int = 3
    own: bool = False


FIELDS = ("seq", "month", "roman", "year", "office")
MOST_WIDTH, LONGEST_NUMBER, NUMBER_ROOM = 6, 60, 80
_MINUTES = Scheme("{seq}/BA/{office}/{roman}/{year}", own=True)
# Kind None: all papers of the party that have no line of their own. The office puts its own classes in.
SCHEMES: Mapping[tuple[Party, DocumentKind | None], Scheme] = {
    (Party.BAWASLU, None): Scheme("{seq}/PP/K/{office}/{roman}/{year}"),
    (Party.BAWASLU, DocumentKind.CLARIFICATION): _MINUTES,
    (Party.BAWASLU, DocumentKind.PLENARY): Scheme("{seq}/PLENO/{office}/{roman}/{year}", own=True),
    (Party.BAWASLU, DocumentKind.STUDY): Scheme("{seq}/KAJIAN/{office}/{roman}/{year}", own=True),
    (Party.BAWASLU, DocumentKind.HANDOVER): Scheme("{seq}/BA-ST/{office}/{roman}/{year}", own=True),
    (Party.DISKOMINFO, None): Scheme("{seq}/KOMINFO/{office}/{roman}/{year}"),
    (Party.DISKOMINFO, DocumentKind.HANDOVER): Scheme("{seq}/KOMINFO-BA/{office}/{roman}/{year}", own=True),
}


def scheme_fault(scheme: Scheme) -> tuple[str, str]:
    """The field at fault and what is wrong with a scheme; two empty texts when nothing is.

    A template is plain text with whole fields only: what an administrator writes is never run.
    """
    try:
        parts = list(Formatter().parse(scheme.template))
    except ValueError:
        return "template", N_("Kurung kurawal tidak berpasangan.")
    named = [(name, spec, how) for _text, name, spec, how in parts if name is not None]
    if any(name not in FIELDS or spec or how for name, spec, how in named):
        return "template", N_("Isian yang dikenal: {seq}, {month}, {roman}, {year}, {office}.")
    used = {name for name, _spec, _how in named}
    if not {"seq", "year"} <= used:
        return "template", N_("Tanpa {seq} dan {year} nomor akan berulang.")
    if scheme.reset is Reset.MONTHLY and not {"month", "roman"} & used:
        return "template", N_("Bila mulai lagi tiap bulan, bulannya harus tertulis: {month} atau {roman}.")
    if len(scheme.template) > LONGEST_NUMBER:
        return "template", N_("Paling panjang 60 huruf.")
    if not 1 <= scheme.width <= MOST_WIDTH:
        return "width", N_("Isi 1 sampai 6 angka.")
    return "", ""


def template_of(scheme: Scheme) -> str:
    """The scheme's template with the running number's width written into it."""
    return scheme.template.replace("{seq}", f"{{seq:0{scheme.width}d}}")


def series_of(party: Party, kind: DocumentKind, scheme: Scheme) -> str:
    """The name of the series a paper of that kind counts in."""
    return f"doc.{party.value}.{kind.value}" if scheme.own else f"doc.{party.value}"


def clash(one: Scheme, other: Scheme) -> bool:
    """Whether two series would give the same number some day: from some number on the width tells nothing any more."""
    return one.template == other.template
