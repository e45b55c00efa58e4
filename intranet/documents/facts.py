"""What papers take from the registers: cases, their tracks and evidence, a fact check; read once, never about who complained."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import NotFound
from intranet.calendar import queries as calendar
from intranet.calendar.rules import ElectionKind
from intranet.cases import moving
from intranet.cases.models import Case, CaseNote, Complainant, Track
from intranet.cases.rules import State
from intranet.cases.service import Person
from intranet.cases.tracks import Kind, Stage
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act
from intranet.evidence import queries as evidence
from intranet.oversight.models import FactCheck
from intranet.oversight.rules import FactState
from intranet.settings import Settings
from shared.questions import Platform
from shared.text import N_

CHECKED = (FactState.CONCLUDED, FactState.PUBLISHED)
# What has not come down yet, so that there is something to ask for.
TO_ASK = (Stage.DRAFTED, Stage.APPROVED, Stage.SENT, Stage.ACKNOWLEDGED, Stage.NO_ANSWER, Stage.REFUSED)


@dataclass(frozen=True)
class TrackFacts:
    """A request or a referral of a case."""

    id: str
    kind: Kind
    stage: Stage
    target: str


@dataclass(frozen=True)
class EvidenceFacts:
    """An item of evidence as a paper lists it."""

    id: str
    title: str
    what: str
    size: int
    taken_at: dt.datetime
    captured: bool
    url: str
    sha256: str
    case_no: str


@dataclass(frozen=True)
class CaseFacts:
    """What papers say of a case."""

    id: str
    no: str
    register_no: str
    state: State
    outcome: str
    received_on: dt.date
    due_on: dt.date | None
    happened_on: dt.date | None
    known_on: dt.date | None
    topic: str
    platform: Platform | None
    link: str
    account: str
    place: str
    respondent: str
    narrative: str
    referred_to: str
    legal_basis: str
    said: str
    missing: tuple[str, ...]
    tracks: tuple[TrackFacts, ...]

    @property
    def where(self) -> str:
        """The link or account it is about."""
        return self.link or self.account


@dataclass(frozen=True)
class CheckFacts:
    """What papers say of a fact check."""

    id: str
    number: str
    claim: str
    verdict: str
    first_draft: str
    explanation: str
    sources: str
    state: str


@dataclass(frozen=True)
class Matter:
    """Everything one paper is about; ``today`` is the office's day, ``regime`` that of the first case's reception."""

    today: dt.date
    zone: ZoneInfo
    regime: ElectionKind
    cases: tuple[CaseFacts, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()
    check: CheckFacts | None = None
    track_ids: frozenset[str] = field(default_factory=frozenset)

    @property
    def case(self) -> CaseFacts | None:
        """The case; of several the first."""
        return self.cases[0] if self.cases else None


def gather(
    session: Session,
    actor: Actor,
    settings: Settings,
    clock: Clock,
    *,
    case_ids: Sequence[str],
    check_id: str | None = None,
    track_ids: Collection[str] = (),
) -> Matter:
    """Read everything a paper about these may need, as far as ``actor`` may read it.

    Raises NotFound for what is not there, or a draft still, and Forbidden for a secret that was not disclosed.
    """
    zone = settings.zone
    today = clock.now().astimezone(zone).date()
    check = _check(session, check_id) if check_id else None
    rows = [_case(session, case_id) for case_id in dict.fromkeys(case_ids)]
    for row in rows:
        disclosure.require(session, actor, clock, Act.READ, ("case", row.id))
    cases = tuple(_facts(session, row, zone) for row in rows)
    items = tuple(item for row in rows for item in _evidence(session, actor, clock, row))
    regime = calendar.regime_on(session, cases[0].received_on if cases else today)
    return Matter(today, zone, regime, cases, items, check, frozenset(track_ids))


def complainant(session: Session, case_id: str) -> Person:
    """The complainant's name and address, for the one paper that is addressed to them; never the NIK."""
    row = session.get_one(Complainant, case_id)
    return Person(name=row.name, address=row.address)


def _case(session: Session, case_id: str) -> Case:
    row = session.get(Case, case_id)
    if row is None or row.state is State.DRAFT:
        raise NotFound(N_("Perkara tidak ditemukan."))
    return row


def _check(session: Session, check_id: str) -> CheckFacts:
    row = session.get(FactCheck, check_id)
    if row is None or row.state not in CHECKED:
        raise NotFound(N_("Cek fakta ini belum disimpulkan, jadi belum ada lembarnya."))
    return CheckFacts(
        row.id,
        row.number or "",
        row.claim,
        row.verdict.label if row.verdict else "",
        row.first_draft.label if row.first_draft else "",
        row.public_text,
        row.sources,
        row.state.label,
    )


def _facts(session: Session, row: Case, zone: ZoneInfo) -> CaseFacts:
    lacking = moving.lacking(row, told_name=moving.reporter_known(session, row.id))
    beside = session.scalars(select(Track).where(Track.case_id == row.id).order_by(Track.opened_at, Track.id))
    return CaseFacts(
        id=row.id,
        no=row.complaint_no or "",
        register_no=row.register_no or "",
        state=row.state,
        outcome=row.outcome.label if row.outcome else "",
        received_on=row.received_at.astimezone(zone).date(),
        due_on=row.due_on,
        happened_on=row.happened_on,
        known_on=row.known_on,
        topic=row.topic.label if row.topic else "",
        platform=row.platform,
        link=row.link,
        account=row.account,
        place=row.event_place,
        respondent=row.respondent,
        narrative=row.narrative,
        referred_to=row.referred_to,
        legal_basis=row.legal_basis,
        said=_last_reason(session, row.id),
        missing=tuple(one.label for one in lacking),
        tracks=tuple(TrackFacts(track.id, track.kind, track.stage, track.target) for track in beside),
    )


def _last_reason(session: Session, case_id: str) -> str:
    """What was said when the case last moved; often nothing has to be said anew."""
    moved = trail.latest(session, "case", case_id, "case.moved", 1)
    note = session.get(CaseNote, moved[0].details.get("note", "")) if moved else None
    return note.text if note else ""


def _evidence(session: Session, actor: Actor, clock: Clock, row: Case) -> list[EvidenceFacts]:
    return [
        EvidenceFacts(
            id=line.item.id,
            title=line.item.title,
            what=line.type_label,
            size=line.item.size,
            taken_at=line.item.captured_at or line.item.added_at,
            captured=line.item.captured_at is not None,
            url=line.item.url,
            sha256=line.item.sha256 or "",
            case_no=row.complaint_no or "",
        )
        for line in evidence.of(session, actor, clock, ("case", row.id))
        if isinstance(line, evidence.Line)
    ]
