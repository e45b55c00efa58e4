"""Other agreed activities, on both databases: nothing goes on before both parties agreed, to the same words."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.inbox.models import InboxMessage
from intranet.outreach import queries
from intranet.outreach.rules import ActivityState, CostBearer, Scope
from intranet.outreach.service import Cost, activities
from intranet.outreach.service.activities import ActivityInput
from tests.intranet.outreach.conftest import DAY, TODAY


def read(together, row_id):
    with together.db.read() as session:
        row = activities.get(session, row_id)
        session.expunge_all()
        return row


def agree(together, row_id, who, version=None):
    with together.db.write() as session:
        now = version or activities.get(session, row_id).version
        activities.agree(session, who, together.clock, row_id, now)


def finish(together, row_id, who=None, outcome="Ramai dikunjungi.", cost=None):
    with together.db.write() as session:
        version = activities.get(session, row_id).version
        office = (together.clock, together.settings, row_id, version)
        activities.finish(session, who or together.people.wulan, *office, outcome=outcome, actual_cost=cost)


def cancel(together, row_id, who, reason="Tidak jadi."):
    with together.db.write() as session:
        version = activities.get(session, row_id).version
        activities.cancel(session, who, together.clock, row_id, version, reason)


def test_an_activity_is_proposed_by_one_agreed_by_the_other_and_told_to_both(together):
    p = together.people
    row_id = together.propose(together.agreement(), cost=Cost(bearer=CostBearer.SHARED, planned=100))
    row = read(together, row_id)
    assert (row.state, row.bawaslu_by, row.diskominfo_by) == (ActivityState.PROPOSED, p.wulan.id, None)
    with pytest.raises(Refused, match="kedua pihak"):
        finish(together, row_id)
    with pytest.raises(DBAPIError), together.db.write() as session:
        session.execute(text("UPDATE joint_activity SET state = 'agreed'"))
    with pytest.raises(Refused, match="sudah menjawab"):
        agree(together, row_id, p.halim)
    with pytest.raises(Conflict):
        agree(together, row_id, p.budi, 9)
    agree(together, row_id, p.budi)
    with pytest.raises(Refused, match="sudah menjawab"):
        agree(together, row_id, p.kartika)
    finish(together, row_id, cost=90)
    row = read(together, row_id)
    assert (row.state, row.diskominfo_by, row.actual_cost) == (ActivityState.DONE, p.budi.id, 90)
    with together.db.read() as session:
        told = {(one.staff_id, one.kind) for one in session.scalars(select(InboxMessage))}
    assert {who for who, kind in told if kind == "activity.proposed"} == {p.budi.id, p.kartika.id}
    assert {who for who, kind in told if kind == "activity.agreed"} == {p.wulan.id, p.halim.id}
    assert together.trail("joint_activity", row_id) == ["activity_proposed", "activity_agreed", "activity_done"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"legal_note": " "}, "legal_note"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
        ({"agreement_id": ""}, "agreement"),
        ({"agreement_id": "0" * 32}, "agreement"),
        ({"scope": None}, "scope"),
        ({"cost": Cost(planned=5)}, "bearer"),
    ],
)
def test_a_proposal_that_does_not_hold_is_refused_at_its_field(together, changes, field):
    with pytest.raises(Refused) as refused:
        together.propose(together.agreement(), **changes)
    assert refused.value.field == field


def amend(together, row_id, agreement, who=None, version=None, **changes):
    usual = {"title": "Posko di alun-alun", "legal_note": "Sejalan.", "starts_on": TODAY, "ends_on": TODAY + DAY}
    with together.db.write() as session:
        now = version or activities.get(session, row_id).version
        given = ActivityInput(agreement_id=agreement, scope=Scope.OTHER, **{**usual, **changes})
        activities.amend(session, who or together.people.wulan, together.clock, row_id, now, given)


def test_what_was_read_is_what_is_agreed_to(together):
    p, agreement = together.people, together.agreement()
    row_id = together.propose(agreement)
    amend(together, row_id, agreement)
    amend(together, row_id, agreement)  # nothing changed, nothing told
    with pytest.raises(Conflict):
        agree(together, row_id, p.budi, 1)  # read before it was changed
    with pytest.raises(Forbidden):
        amend(together, row_id, agreement, p.budi)
    agree(together, row_id, p.budi)
    with pytest.raises(Refused, match="tidak diubah lagi"):
        amend(together, row_id, agreement)
    assert together.trail("joint_activity", row_id) == ["activity_proposed", "activity_amended", "activity_agreed"]


def test_either_party_calls_it_off_and_says_why(together):
    p, agreement = together.people, together.agreement()
    declined, agreed = together.propose(agreement), together.propose(agreement, p.budi, starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    with pytest.raises(Refused) as refused:
        cancel(together, declined, p.budi, " ")
    assert refused.value.field == "reason"
    cancel(together, declined, p.budi)
    assert read(together, declined).cancel_reason == "Tidak jadi."
    agree(together, agreed, p.wulan)
    with pytest.raises(Refused, match="belum dimulai"):
        finish(together, agreed, p.budi)
    with pytest.raises(Forbidden):
        finish(together, agreed, p.wulan)  # the proposer tells what came of it
    for who in (p.admin, p.sekar, p.tirta):
        with pytest.raises(Forbidden):
            cancel(together, agreed, who)
    cancel(together, agreed, p.wulan)
    with pytest.raises(Refused, match="sudah selesai atau dibatalkan"):
        cancel(together, agreed, p.wulan)
    with together.db.read() as session:
        assert {row.id for row in queries.activities(session, ActivityState.CANCELLED, None).rows} == {declined, agreed}
        assert queries.activities(session, ActivityState.AGREED, None).rows == []


def test_an_outcome_is_told_and_a_cost_needs_who_paid(together):
    row_id = together.propose(together.agreement())
    agree(together, row_id, together.people.budi)
    for how, field in (({"outcome": " "}, "outcome"), ({"cost": 5}, "actual_cost")):
        with pytest.raises(Refused) as refused:
            finish(together, row_id, **how)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        read(together, "0" * 32)
