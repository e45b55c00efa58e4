"""The same table for the register of agreements and for what the parties settle, report and guard."""

from intranet.agreements.models import (
    Agreement,
    AgreementBasis,
    AgreementClause,
    AgreementDispute,
    AgreementDocument,
    AgreementParty,
    Amendment,
    TaskForceMember,
)
from intranet.agreements.rules import AmendmentKind
from intranet.base.actor import Party
from intranet.base.db import Base
from intranet.cases.rules import Source
from intranet.checkpoints.models import Checkpoint
from intranet.coordination.models import Evaluation, Exchange, Forum, ReferenceImport
from intranet.coordination.rules import Direction, EvaluationState, ExchangeState, ForumState
from intranet.duties.rules import State
from intranet.identity.models import IdentityCheck
from intranet.privacy.models import DataIncident, PortalLookup, RetentionTerm
from intranet.privacy.rules import IncidentState
from intranet.reports.models import UsageReport
from intranet.reports.usage.rules import Handed
from tests.conftest import NOW
from tests.intranet.duties.conftest import DAY, TODAY, Office
from tests.intranet.duties.evidence import DUE, LATE, MET, NONE, Do, Tale, case

NEEDED = State.NEEDED


def own(table: type[Base], days: float = 5, **given: object) -> Do:
    """A row of the agreement itself."""
    return lambda office: office.put(table, days, agreement_id=office.known["agreement"], **given)


def put(table: type[Base], days: float = 5, **given: object) -> Do:
    return lambda office: office.put(table, days, **given)


def originals_placed(office: Office) -> None:
    with office.db.write() as session:
        row = session.get_one(Agreement, office.known["agreement"])
        row.stamped = True
        for one in session.query(AgreementParty).filter_by(agreement_id=row.id):
            one.original_at = "Lemari arsip"


def looked_up(office: Office) -> None:
    found = case(Source.PUBLIC_COMPLAINT, 5)(office)
    office.put(PortalLookup, 3, case_id=found, staff_id=office.people.budi.id, told_id=office.people.kartika.id)


def reported(office: Office) -> None:
    office.put(UsageReport, 100, year=2026, half=1, delivered_on=TODAY - 100 * DAY, handed=next(iter(Handed)))


def settled(office: Office) -> None:
    with office.db.write() as session:
        for row in session.query(AgreementDispute):
            row.settled_on, row.outcome = TODAY, "Disepakati"


def closed(office: Office) -> None:
    with office.db.write() as session:
        for row in session.query(DataIncident):
            row.state, row.closed_at, row.recovery, row.lesson = IncidentState.CLOSED, NOW, "Ditutup", "Dilatih"


_ISSUED = {"state": EvaluationState.ISSUED, "number": "E/1", "figures": "{}"}
_DONE = {"state": ExchangeState.DONE, "number": "X/1", "direction": Direction.IN, "done_on": TODAY - 5 * DAY}
_HELD = {"state": ForumState.HELD, "minutes_on": TODAY - 5 * DAY, "chair": "Ketua", "points": "Dibahas"}
_EARLY = {
    "kind": AmendmentKind.EARLY_TERMINATION,
    "party": Party.BAWASLU,
    "ends_before": TODAY + 200 * DAY,
    "ends_after": TODAY + 100 * DAY,
}
_ADDED = {"kind": AmendmentKind.ADDENDUM, "ends_before": TODAY + 200 * DAY}
_CLAUSE = {"key": "10.1", "from_on": TODAY - 100 * DAY}
_VOID = {"key": "10.2", "from_on": TODAY - 100 * DAY, "lapsed_on": TODAY, "note": "Batal"}
_LAST_YEAR = {**_ISSUED, "issued_on": TODAY - 400 * DAY}
_NOW = {**_ISSUED, "number": "E/2", "issued_on": TODAY - 5 * DAY}
_OLD = {"day": TODAY - 9 * DAY}
_FRESH = {"day": TODAY - DAY, "size": 2}

KEPT: dict[str, Tale] = {
    "task_force": Tale(
        DUE, LATE, [(own(TaskForceMember, party=Party.BAWASLU), DUE), (own(TaskForceMember, party=Party.DISKOMINFO), MET)]
    ),
    "terms_of_reference": Tale(DUE, LATE, [(own(AgreementDocument), MET)]),
    "legal_basis": Tale(NEEDED, NEEDED, [(own(AgreementBasis), MET)]),
    "originals": Tale(NEEDED, NEEDED, [(originals_placed, MET)]),
    "statement": Tale(NEEDED, NEEDED),
    "amendments": Tale(NONE, NONE, [(own(Amendment, **_ADDED), MET)]),
    "notice": Tale(NONE, NONE, [(own(Amendment, **_ADDED), NONE), (own(Amendment, **_EARLY), MET)]),
    "disputes": Tale(NONE, NONE, [(own(AgreementDispute, outcome=""), DUE), (settled, MET)]),
    "lapses": Tale(
        NONE,
        NONE,
        [
            (own(AgreementClause, **_CLAUSE), NONE),
            (own(AgreementClause, **_VOID), MET),
        ],
    ),
    "evaluations": Tale(
        DUE,
        DUE,
        [
            (own(Evaluation, 400, **_LAST_YEAR), DUE),
            (own(Evaluation, **_NOW), MET),
        ],
    ),
    "forums": Tale(DUE, LATE, [(own(Forum), LATE), (own(Forum, **_HELD), MET)]),
    "exchanges": Tale(NONE, NONE, [(put(Exchange), NONE), (put(Exchange, **_DONE), MET)]),
    "reference_data": Tale(DUE, LATE, [(put(ReferenceImport), LATE), (put(ReferenceImport, applied_at=NOW - DAY), MET)]),
    "semester_report": Tale(NONE, LATE, [(reported, MET)], registry=True),
    "portal": Tale(NONE, NONE, [(looked_up, MET)], registry=True),
    "closed_link": Tale(NONE, NONE, [(own(IdentityCheck, started_at=NOW - 5 * DAY), MET)], registry=True),
    "incidents": Tale(NONE, NONE, [(put(DataIncident, 1), DUE), (put(DataIncident, 9), LATE), (closed, MET)], registry=True),
    "retention": Tale(NEEDED, NEEDED, [(put(RetentionTerm, months=60), MET)]),
    "checkpoints": Tale(NEEDED, NEEDED, [(put(Checkpoint, 9, **_OLD), LATE), (put(Checkpoint, 1, **_FRESH), MET)]),
}
