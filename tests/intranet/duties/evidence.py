"""The table of evidence: for each source, how it stands in an empty office and what each record then makes of it.

``young`` and ``old``: its state with nothing recorded, in an agreement of ten and of two hundred days. ``steps``: records, each
added to those before, and the state they lead to.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import update

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.calendar.models import Election
from intranet.cases.models import Case, Track
from intranet.cases.rules import Channel, ElectionCrime, Outcome, Source
from intranet.cases.rules import State as CaseState
from intranet.cases.tracks import Kind, Stage
from intranet.disclosure.models import Disclosure, Mark
from intranet.disclosure.rules import Form
from intranet.documents.models import Document
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.duties.models import CardReader, Credential, SamCard, SecurityCheck
from intranet.duties.rules import Measure, ReaderStatus, SamStatus, State
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act, ItemKind
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState, Method
from intranet.learning.models import Monitoring
from intranet.literacy.rules import Sector, SessionKind
from intranet.outreach.models import CapacityEvent, CapacityParticipant, Dissemination, Facility, FacilityLoan, JointActivity
from intranet.outreach.rules import ActivityState, CapacityKind, CostBearer, EventState, LoanState, Scope, Target
from intranet.outreach.rules import Topic as Spread
from intranet.oversight.models import FactCheck, PatrolEntry, PatrolShift
from intranet.oversight.rules import FactState, ShiftResult
from intranet.partners.models import PartnerOrganisation
from intranet.prevention.models import PreventionAct, PropEnforcement
from intranet.prevention.rules import ActKind, Audience
from shared.elements import Outcome as Answer
from tests.conftest import NOW
from tests.intranet.duties.conftest import DAY, TODAY, Office

LATE, DUE, MET, NONE = State.LATE, State.DUE, State.MET, State.NOT_APPLICABLE
Do = Callable[[Office], object]


@dataclass(frozen=True)
class Tale:
    """How one source turns."""

    young: State
    old: State
    steps: list[tuple[Do, State]] = field(default_factory=list)
    registry: bool = False


def case(source: Source, days: float, state: CaseState = CaseState.TRIAGE, due: int = 5, **more: object) -> Do:
    def do(office: Office) -> str:
        number = f"P/{office.number()}"
        usual: dict[str, object] = {
            "complaint_no": number,
            "due_on": TODAY + due * DAY,
            "channel": Channel.DESK,
            "party": Party.DISKOMINFO,
        }
        return office.put(Case, days, **{**usual, "source": source, "state": state, **more})  # type: ignore[arg-type]

    return do


def ended(office: Office) -> str:
    how = {"outcome": Outcome.NO_VIOLATION, "closed_at": NOW - DAY, "election_crime": ElectionCrime.NO, "due_on": None}
    return str(case(Source.PUBLIC_COMPLAINT, 3, CaseState.CLOSED, **how)(office))


def track(kind: Kind, stage: Stage, due: int) -> Do:
    def do(office: Office) -> str:
        found = case(Source.CYBER_PATROL, 4)(office)
        return office.put(Track, 3, case_id=found, kind=kind, stage=stage, due_on=None if stage.ended else TODAY + due * DAY)

    return do


def shift(days: float, result: ShiftResult = ShiftResult.NIL) -> Do:
    def do(office: Office) -> str:
        at = NOW - days * DAY
        return office.put(PatrolShift, days, closed_at=at, result=result, ends_at=at + dt.timedelta(hours=1))

    return do


def seen(days: float) -> Do:
    return lambda office: office.put(PatrolEntry, days, shift_id=shift(days)(office))


def fact(state: FactState, due: int | None) -> Do:
    return lambda office: office.put(FactCheck, 5, state=state, due_on=None if due is None else TODAY + due * DAY)


def letter(kind: DocumentKind, days: float = 5, state: DocumentState = DocumentState.ISSUED) -> Do:
    def do(office: Office) -> str:
        at = NOW - days * DAY
        issued = {"number": f"S/{office.number()}", "sha256": "0" * 64, "dated_on": at.date(), "issued_at": at}
        return office.put(Document, days, kind=kind, state=state, **(issued if state is DocumentState.ISSUED else {}))

    return do


def event(
    days: int = 5, kind: CapacityKind = CapacityKind.TECHNICAL_TRAINING, state: EventState = EventState.HELD, **more: object
) -> Do:
    def do(office: Office) -> str:
        under = {"agreement_id": office.known["agreement"], "scope": Scope.CAPACITY} if more.get("under") else {}
        rest = {name: value for name, value in more.items() if name != "under"}
        return office.put(CapacityEvent, days, kind=kind, state=state, **{"party": Party.DISKOMINFO, **under, **rest})

    return do


def spread(topic: Spread = Spread.OVERSIGHT, target: Target | None = None, done: bool = True, ahead: int = 0) -> Do:
    def do(office: Office) -> str:
        under = {"agreement_id": office.known["agreement"], "scope": Scope.DISSEMINATION} if topic is Spread.AGREEMENT else {}
        days = {"planned_on": TODAY + ahead * DAY, "done_on": TODAY - 3 * DAY if done else None}
        return office.put(Dissemination, topic=topic, target=target, **under, **days)

    return do


def loan(days_left: int) -> Do:
    def do(office: Office) -> str:
        out = {"state": LoanState.OUT, "party": Party.BAWASLU, "owner": Party.DISKOMINFO, "reply_no": f"B/{office.number()}"}
        facility = office.put(Facility)
        when = {"starts_at": NOW - 5 * DAY, "ends_at": NOW + days_left * DAY, "handed_at": NOW - 5 * DAY}
        return office.put(FacilityLoan, 6, facility_id=facility, **out, **when)

    return do


def activity(office: Office) -> str:
    both = {"bawaslu_by": office.people.wulan.id, "diskominfo_by": office.people.budi.id, "bawaslu_at": NOW, "diskominfo_at": NOW}
    return office.put(
        JointActivity, 2, agreement_id=office.known["agreement"], state=ActivityState.AGREED, scope=Scope.OTHER, **both
    )


def check(outcome: Answer, days: float) -> Do:
    def do(office: Office) -> str:
        at = NOW - days * DAY
        asked = {"agreement_id": office.known["agreement"], "method": Method.DESK, "outcome": outcome, "finished_at": at}
        return office.put(IdentityCheck, days, **asked)

    return do


def balikan(state: FeedbackState, days: float) -> Do:
    def do(office: Office) -> str:
        done = state is FeedbackState.ACKNOWLEDGED
        rest = {"nik_sealed": None if done else "tersegel", "acknowledged_at": NOW if done else None}
        return office.put(Feedback, days, check_id=check(Answer.MATCH, days)(office), state=state, **rest)

    return do


def opened(office: Office) -> str:
    item = office.put(EvidenceItem, kind=ItemKind.LINK, url="https://contoh.example")
    return office.put(CustodyEntry, 1, item_id=item, act=Act.OPENED)


def disclosure(due: int) -> Do:
    def do(office: Office) -> str:
        return office.put(Disclosure, 3, to_party=Party.DISKOMINFO, form=Form.READ, due_on=TODAY + due * DAY)

    return do


def reader(spec: str = "470/1", status: ReaderStatus = ReaderStatus.IN_USE, *, sam: bool = False) -> Do:
    def do(office: Office) -> str:
        made = office.put(CardReader, spec_document=spec, status=status)
        if sam:
            office.put(SamCard, reader_id=made, status=SamStatus.HELD)
        return made

    return do


def guided(office: Office) -> None:
    row = event(kind=CapacityKind.GUIDANCE)(office)
    office.put(CapacityParticipant, event_id=row, staff_id=office.people.budi.id, came=True, before=None, after=None)


def measures(days: int, *which: Measure) -> Do:
    return lambda office: [office.put(SecurityCheck, days, measure=one) for one in which or tuple(Measure)]


def retire(office: Office) -> None:
    with office.db.write() as session:
        session.execute(update(CardReader).values(status=ReaderStatus.RETIRED, version=2))


def close_custodian(office: Office) -> None:
    office.change(Staff, office.people.budi.id, active=False)


TALES: dict[str, Tale] = {
    "supervisory_findings": Tale(DUE, LATE, [(case(Source.PUBLIC_COMPLAINT, 5), LATE), (case(Source.SUPERVISORY_FINDING, 5), MET)]),
    "public_complaints": Tale(DUE, LATE, [(case(Source.PUBLIC_COMPLAINT, 300), LATE), (case(Source.PUBLIC_COMPLAINT, 5), MET)]),
    "hoax_findings": Tale(DUE, LATE, [(case(Source.HOAX_FINDING, 5), MET)]),
    "intake": Tale(
        NONE,
        NONE,
        [
            (case(Source.AGENCY_COMPLAINT, 1, CaseState.RECEIVED), MET),
            (case(Source.PUBLIC_COMPLAINT, 9, CaseState.RECEIVED, -3), LATE),
        ],
    ),
    "handover": Tale(
        NONE, NONE, [(case(Source.CYBER_PATROL, 2), MET), (case(Source.CYBER_PATROL, 9, CaseState.RECEIVED, -3), LATE)]
    ),
    "handling": Tale(NONE, NONE, [(track(Kind.TAKEDOWN, Stage.SENT, 2), MET), (track(Kind.TAKEDOWN, Stage.SENT, -2), LATE)]),
    "referrals": Tale(
        NONE, NONE, [(track(Kind.REFERRAL, Stage.CONCLUDED, 0), MET), (track(Kind.REFERRAL, Stage.DELIVERED, -1), LATE)]
    ),
    "recommendations": Tale(
        DUE,
        LATE,
        [
            (letter(DocumentKind.STUDY), LATE),
            (letter(DocumentKind.RECOMMENDATION, state=DocumentState.DRAFT), LATE),
            (letter(DocumentKind.RECOMMENDATION), MET),
        ],
    ),
    "studies": Tale(DUE, LATE, [(letter(DocumentKind.SUMMONS), LATE), (letter(DocumentKind.STUDY), MET)]),
    "crime_decision": Tale(NONE, NONE, [(ended, MET)]),
    "nothing_stuck": Tale(MET, MET, [(case(Source.PUBLIC_COMPLAINT, 5), MET), (case(Source.PUBLIC_COMPLAINT, 9, due=-1), LATE)]),
    "patrol": Tale(DUE, LATE, [(shift(100), LATE), (shift(40), DUE), (shift(5), MET)]),
    "fact_checks": Tale(DUE, LATE, [(fact(FactState.VERIFYING, 2), MET), (fact(FactState.OPEN, -1), LATE)]),
    "issue_reports": Tale(DUE, LATE, [(seen(70), LATE), (seen(45), DUE), (seen(10), MET)]),
    "prevention": Tale(DUE, LATE, [(lambda o: o.put(PreventionAct, 4, kind=ActKind.SOCIALISATION, audience=Audience.PUBLIC), MET)]),
    "props": Tale(DUE, LATE, [(lambda o: o.put(PropEnforcement, 4), MET)]),
    "partners": Tale(DUE, LATE, [(lambda o: o.put(PartnerOrganisation, 4), MET)]),
    "calendar": Tale(DUE, DUE, [(lambda o: o.put(Election), MET)]),
    "literacy_sessions": Tale(
        DUE, LATE, [(lambda o: o.held(190), LATE), (lambda o: o.held(120), DUE), (lambda o: o.held(20), MET)]
    ),
    "socialisation": Tale(DUE, LATE, [(lambda o: o.held(20), LATE), (lambda o: o.held(21, kind=SessionKind.SOCIALISATION), MET)]),
    "education": Tale(DUE, LATE, [(lambda o: o.held(20), LATE), (lambda o: o.held(21, kind=SessionKind.EDUCATION), MET)]),
    "literacy_programme": Tale(DUE, LATE, [(lambda o: o.held(20), MET)]),
    "literacy_agreed": Tale(DUE, LATE, [(lambda o: o.held(20), MET), (lambda o: o.held(22, alone=True), LATE)]),
    "resource_persons": Tale(
        DUE,
        LATE,
        [
            (lambda o: o.held(20), LATE),
            (lambda o: o.held(21, Sector.GOVERNMENT), MET),
            (lambda o: o.held(25, Sector.GOVERNMENT, alone=True), LATE),
        ],
    ),
    "companions": Tale(DUE, LATE, [(lambda o: o.held(20), MET)]),
    "literacy_monitoring": Tale(
        DUE,
        LATE,
        [
            (lambda o: o.put(Monitoring, 3, session_id=o.held(4), party=Party.DISKOMINFO), MET),
            (lambda o: o.put(Monitoring, 3, session_id=o.held(2), party=Party.BAWASLU), DUE),
            (lambda o: o.held(9), LATE),
        ],
    ),
    "literacy_sectors": Tale(DUE, LATE, [(lambda o: o.held(20), LATE), (lambda o: o.held(21, Sector.GOVERNMENT), MET)]),
    "trainings": Tale(DUE, LATE, [(event(state=EventState.PLANNED), LATE), (event(), MET)]),
    "trainings_bawaslu": Tale(DUE, LATE, [(event(), LATE), (event(joint=True), MET)]),
    "trainings_diskominfo": Tale(DUE, LATE, [(event(kind=CapacityKind.LOKAKARYA), LATE), (event(), MET)]),
    "guidance": Tale(
        DUE, LATE, [(event(kind=CapacityKind.GUIDANCE), LATE), (event(kind=CapacityKind.GUIDANCE, under=True), MET)], True
    ),
    "guidance_budget": Tale(
        DUE,
        LATE,
        [
            (event(kind=CapacityKind.GUIDANCE, under=True, cost_bearer=CostBearer.NONE), LATE),
            (event(kind=CapacityKind.GUIDANCE, under=True, cost_bearer=CostBearer.DISKOMINFO, planned_cost=5), MET),
        ],
        True,
    ),
    "dissemination": Tale(DUE, LATE, [(spread(done=False, ahead=5), LATE), (spread(Spread.NIK), LATE), (spread(), MET)]),
    "nik_promotion": Tale(DUE, LATE, [(spread(), LATE), (spread(Spread.NIK), MET)], True),
    "told_first": Tale(DUE, LATE, [(spread(), LATE), (spread(Spread.AGREEMENT, Target.FIRST), MET)]),
    "told_second": Tale(
        DUE, LATE, [(spread(Spread.AGREEMENT, Target.FIRST), LATE), (spread(Spread.AGREEMENT, Target.SECOND), MET)]
    ),
    "told_stakeholders": Tale(
        DUE, LATE, [(spread(Spread.AGREEMENT, Target.SECOND), LATE), (spread(Spread.AGREEMENT, Target.STAKEHOLDERS), MET)]
    ),
    "facility_loans": Tale(NONE, NONE, [(loan(2), MET), (loan(-2), LATE)]),
    "other_activities": Tale(NONE, NONE, [(activity, MET)]),
    "costs": Tale(DUE, DUE, [(event(cost_bearer=CostBearer.NONE), DUE), (event(cost_bearer=CostBearer.BAWASLU), MET)]),
    "marks": Tale(NONE, NONE, [(lambda o: o.put(Mark, 3, subject_kind="case", subject_id="1"), MET)]),
    "disclosures": Tale(MET, MET, [(disclosure(2), MET), (disclosure(-2), LATE)]),
    "access_log": Tale(MET, MET, [(opened, MET)]),
    "register_answers": Tale(
        NONE,
        NONE,
        [(check(Answer.NOT_FOUND, 60), MET), (check(Answer.UNAVAILABLE, 3), LATE), (check(Answer.MATCH, 2), MET)],
        True,
    ),
    "nik_on_papers": Tale(NONE, NONE, [(check(Answer.MISMATCH, 2), NONE), (check(Answer.MATCH, 2), MET)], True),
    "feedback": Tale(
        NONE,
        NONE,
        [
            (balikan(FeedbackState.ACKNOWLEDGED, 9), MET),
            (balikan(FeedbackState.QUEUED, 0), DUE),
            (balikan(FeedbackState.FAILED, 4), LATE),
        ],
        True,
    ),
    "access_holder": Tale(MET, MET, [(check(Answer.MATCH, 2), MET)], True),
    "any_issuer": Tale(MET, MET, [(check(Answer.MATCH, 2), MET)], True),
    "no_storage": Tale(MET, MET, [(check(Answer.MATCH, 2), MET)], True),
    "registry_auditor": Tale(MET, MET, [(lambda o: o.change(Staff, o.people.sekar.id, active=False), LATE)], True),
    "breaches": Tale(MET, LATE, [], True),
    "reader_spec": Tale(DUE, LATE, [(reader(), MET), (reader(spec=""), DUE)], True),
    "equipment": Tale(DUE, LATE, [(reader(sam=True), LATE), (guided, MET), (reader(), LATE), (retire, LATE)], True),
    "credentials": Tale(
        DUE,
        LATE,
        [
            (lambda o: o.put(Credential, months=6, due_on=TODAY + 60 * DAY), MET),
            (lambda o: o.put(Credential, months=6, due_on=TODAY + 9 * DAY), DUE),
            (lambda o: o.put(Credential, months=6, due_on=TODAY - DAY, ended_on=TODAY), DUE),
            (close_custodian, LATE),
        ],
        True,
    ),
    "security": Tale(DUE, DUE, [(measures(3, Measure.BACKUP), DUE), (measures(400), LATE), (measures(2), MET)], True),
}
