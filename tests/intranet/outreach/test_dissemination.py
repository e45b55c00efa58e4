"""Dissemination, on both databases: planned, late, done with proof, dropped; totals and the gaps of an agreement."""

import pytest

from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.outreach import queries
from intranet.outreach.rules import Channel, PlanState, Scope, Target, Topic
from intranet.outreach.service import Under, dissemination
from intranet.outreach.service.dissemination import PlanInput
from tests.intranet.outreach.conftest import DAY, TODAY

LINK = About(title="Siaran", url="https://contoh.example/siaran")


def read(together, row_id):
    with together.db.read() as session:
        row = dissemination.get(session, row_id)
        session.expunge_all()
        return row


def picture(together, row_id) -> None:
    with together.db.write() as session:
        dissemination.require_proving(session, together.people.wulan, row_id)
        evidence.add_link(session, together.people.wulan, together.clock, subject=("dissemination", row_id), about=LINK)


def test_a_plan_is_late_until_it_is_logged_with_its_proof(together):
    row_id = together.plan(planned_on=TODAY - DAY, details="Tiga takarir.")
    with together.db.read() as session:
        assert queries.late_plans(session, TODAY) == 1
        assert [row.id for row in queries.plans(session, None, None, PlanState.LATE, TODAY, None).rows] == [row_id]
    together.log(row_id)
    row = read(together, row_id)
    assert (row.done_on, row.reach, row.link) == (TODAY, 1000, "https://contoh.example/1")
    with together.db.read() as session:
        assert queries.late_plans(session, TODAY) == 0
        assert [row.id for row in queries.plans(session, None, None, PlanState.DONE, TODAY, None).rows] == [row_id]
    assert together.trail("dissemination", row_id) == ["dissemination_planned", "dissemination_done"]
    with pytest.raises(Refused, match="tidak dapat diubah"):
        together.log(row_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY + DAY}, "done_on"),
        ({"link": "contoh.example"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": ""}, "link"),
        ({"reach": -1}, "reach"),
    ],
)
def test_a_log_that_does_not_hold_is_refused_at_its_field(together, changes, field):
    with pytest.raises(Refused) as refused:
        together.log(together.plan(), **changes)
    assert refused.value.field == field


def test_a_picture_proves_as_well_as_a_link(together):
    row_id = together.plan()
    picture(together, row_id)
    together.log(row_id, link="", reach=None)
    assert read(together, row_id).done_on == TODAY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"message": " "}, "message"),
        ({"topic": Topic.AGREEMENT}, "target"),
        ({"topic": Topic.AGREEMENT, "target": Target.FIRST}, "agreement"),
        ({"under": Under("0" * 32, Scope.DISSEMINATION)}, "agreement"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused_at_its_field(together, changes, field):
    with pytest.raises(Refused) as refused:
        together.plan(**changes)
    assert refused.value.field == field


def test_a_target_is_kept_for_the_agreement_only(together):
    under = Under(together.agreement(), Scope.DISSEMINATION)
    assert read(together, together.plan(target=Target.FIRST, under=under)).target is None
    row = read(together, together.plan(topic=Topic.AGREEMENT, target=Target.FIRST, under=under))
    assert (row.target, row.agreement_id) == (Target.FIRST, under.agreement_id)


def test_the_organiser_alone_changes_drops_and_logs_its_own(together):
    p, row_id, joint = together.people, together.plan(), together.plan(joint=True)
    with pytest.raises(Forbidden):
        together.log(row_id, p.budi)
    with together.db.write() as session, pytest.raises(Forbidden):
        dissemination.require_proving(session, p.budi, row_id)
    together.log(joint, p.budi)
    for who in (p.admin, p.sekar, p.tirta):
        with pytest.raises(Forbidden):
            together.plan(who)
    with together.db.write() as session:
        with pytest.raises(Conflict):
            dissemination.drop(session, p.wulan, together.clock, row_id, 9, "Batal.")
        with pytest.raises(Refused) as refused:
            dissemination.drop(session, p.wulan, together.clock, row_id, 1, " ")
        assert refused.value.field == "reason"
        dissemination.drop(session, p.wulan, together.clock, row_id, 1, "Narasumber berhalangan.")
    with together.db.write() as session, pytest.raises(Refused, match="dibatalkan"):
        dissemination.require_proving(session, p.wulan, row_id)
    with together.db.read() as session:
        assert [row.id for row in queries.plans(session, None, None, PlanState.DROPPED, TODAY, None).rows] == [row_id]
    with pytest.raises(NotFound):
        read(together, "0" * 32)


def test_a_plan_is_amended_until_it_is_done(together):
    row_id, joint = together.plan(), together.plan(joint=True)

    def amend(row, who=together.people.wulan, **changes):
        usual = {"topic": Topic.NIK, "channel": Channel.PRINT, "message": "Bawa KTP-el", "planned_on": TODAY + DAY}
        with together.db.write() as session:
            version = dissemination.get(session, row).version
            dissemination.amend(session, who, together.clock, row, version, PlanInput(**{**usual, **changes}))

    amend(row_id)
    amend(row_id)  # nothing changed, nothing told
    assert (read(together, row_id).topic, read(together, row_id).planned_on) == (Topic.NIK, TODAY + DAY)
    assert together.trail("dissemination", row_id) == ["dissemination_planned", "dissemination_amended"]
    with pytest.raises(Refused) as refused:
        amend(joint, together.people.budi)
    assert refused.value.field == "joint"


def test_totals_count_by_the_day_it_was_done_and_gaps_of_an_agreement_show(together):
    agreement = together.agreement()
    together.agreement(Party.DUKCAPIL, Party.DISKOMINFO, title="Bukan kedua pihak")
    under = Under(agreement, Scope.DISSEMINATION)
    together.log(together.plan(topic=Topic.AGREEMENT, target=Target.FIRST, under=under), reach=40)
    together.plan(topic=Topic.AGREEMENT, target=Target.SECOND, under=under)
    together.log(together.plan(topic=Topic.NIK, channel=Channel.PRINT), reach=None)
    together.log(together.plan(planned_on=TODAY - 40 * DAY), on=TODAY - 35 * DAY, reach=500)
    together.plan()
    with together.db.read() as session:
        made = queries.totals(session, 2026)
        assert (made.all.times, made.all.reach, made.all.unknown) == (3, 540, 1)
        assert made.all.topics == {Topic.OVERSIGHT: 1, Topic.AGREEMENT: 1, Topic.NIK: 1}
        assert {one: made.channels[one].times for one in (Channel.SOCIAL_MEDIA, Channel.PRINT)} == {
            Channel.SOCIAL_MEDIA: 2,
            Channel.PRINT: 1,
        }
        assert {number: part.times for number, part in made.months.items() if part.times} == {10: 1, 11: 2}
        assert [part.reach for part in made.targets.values()] == [40, 0, 0]
        assert queries.totals(session, 2025).all.times == 0
        assert queries.years(session, TODAY) == [2026]
        (one,) = queries.coverage(session)
        assert (list(one.done.values()), list(one.planned.values())) == ([1, 0, 0], [0, 1, 0])
        assert len(queries.month(session, TODAY.replace(day=1))) == 4
        assert len(queries.plans(session, Topic.OVERSIGHT, Channel.SOCIAL_MEDIA, PlanState.COMING, TODAY, None).rows) == 1
