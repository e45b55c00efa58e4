"""Acts of prevention, on both databases: recorded, corrected, heeded or not, and what becomes a case."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.calendar import service as calendar
from intranet.calendar.rules import ElectionKind, StageKind
from intranet.calendar.service import ElectionInput, StageInput
from intranet.cases import service as cases
from intranet.cases.rules import Source, State
from intranet.prevention import queries
from intranet.prevention.models import PreventionAct
from intranet.prevention.rules import ActKind, Audience, Heed
from intranet.prevention.service import acts
from tests.intranet.cases.factories import Cases
from tests.intranet.prevention.conftest import PAIR, TODAY

DAY = dt.timedelta(days=1)


def read(guard, act_id) -> PreventionAct:
    with guard.db.read() as session:
        row = acts.get(session, act_id)
        session.expunge_all()
        return row


def kinds(guard, act_id) -> list[str]:
    with guard.db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in trail.of(session, "prevention_act", act_id)]


def stage(guard, kind=StageKind.CAMPAIGN, first=-5, last=5) -> str:
    with guard.db.write() as session:
        given = ElectionInput(
            kind=ElectionKind.REGIONAL, name="Pilkada Contoh", region="Kabupaten Contoh", voting_on=TODAY + 20 * DAY
        )
        row = calendar.add_election(session, guard.people.admin, guard.clock, given)
        told = StageInput(kind=kind, name="Kampanye", starts_on=TODAY + first * DAY, ends_on=TODAY + last * DAY)
        calendar.set_stage(session, guard.people.admin, guard.clock, row.id, told, version=row.version)
        return row.stages[0].id


def test_an_act_is_kept_with_its_stage_and_is_looked_at_again_in_three_working_days(guard):
    stage(guard)
    act_id = guard.act()
    row = read(guard, act_id)
    assert (row.stage_kind, row.stage_name) == (StageKind.CAMPAIGN, "Kampanye · Pilkada Contoh")
    assert row.check_on == dt.date(2026, 11, 25)  # a weekend lies between
    assert (row.party, row.outcome, row.case_id) == (Party.BAWASLU, None, None)
    assert kinds(guard, act_id) == ["prevention.recorded"]


def test_a_stage_chosen_by_hand_or_none_is_kept_whatever_the_day_and_survives_the_calendar(guard):
    stage_id = stage(guard, first=1, last=9)
    chosen, none = guard.act(stage=stage_id), guard.act(stage=acts.NO_STAGE)
    assert read(guard, chosen).stage_name == "Kampanye · Pilkada Contoh"
    assert read(guard, none).stage_kind is None
    with guard.db.write() as session:
        election = calendar.queries.all_elections(session)[0]
        calendar.remove_stage(session, guard.people.admin, guard.clock, election.id, stage_id, version=election.version)
    assert read(guard, chosen).stage_name == "Kampanye · Pilkada Contoh"


def test_socialisation_of_the_public_by_either_party_waits_for_nothing(guard):
    act_id = guard.act(guard.people.budi, kind=ActKind.SOCIALISATION, audience=Audience.PUBLIC)
    row = read(guard, act_id)
    assert (row.check_on, row.addressee, row.party) == (None, "", Party.DISKOMINFO)
    with guard.db.read() as session:
        assert queries.acts(session, None, "", True, None).rows == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"addressee": " "}, "addressee"),
        ({"audience": Audience.PUBLIC}, "audience"),
        ({"audience": Audience.PARTICIPANT}, "participant"),
        ({"audience": Audience.PARTICIPANT, "participant": "siapa"}, "participant"),
        ({"done_on": TODAY + DAY}, "done_on"),
        ({"check_on": TODAY - DAY}, "check_on"),
        ({"case_no": "9999/ADU/33.99/XI/2026"}, "case_no"),
        ({"stage": "0" * 32}, "stage"),
    ],
)
def test_what_does_not_hold_is_refused_at_its_field(guard, changes, field):
    with pytest.raises(Refused) as refused:
        guard.act(**changes)
    assert refused.value.field == field


def test_warnings_are_bawaslus_and_nobody_else_records_anything(guard):
    with pytest.raises(Forbidden):
        guard.act(guard.people.budi)
    guard.act(guard.people.budi, kind=ActKind.APPEAL)
    for who in (guard.people.admin, guard.people.tirta, guard.people.sekar):
        with pytest.raises(Forbidden):
            guard.act(who, kind=ActKind.OTHER)


def amend(guard, act_id, who=None, version=None, **changes):
    with guard.db.write() as session:
        now = version or acts.get(session, act_id).version
        acts.amend(session, who or guard.people.wulan, guard.clock, guard.settings, act_id, now, guard.given(**changes))


def test_an_act_is_corrected_until_something_came_of_it(guard):
    stage(guard)
    act_id = guard.act(stage=acts.NO_STAGE)
    amend(guard, act_id, number="021/CONTOH", stage=acts.AS_IS)
    amend(guard, act_id, number="021/CONTOH", stage=acts.AS_IS)  # nothing changed, nothing told
    assert (read(guard, act_id).number, read(guard, act_id).stage_kind) == ("021/CONTOH", None)
    assert kinds(guard, act_id) == ["prevention.amended", "prevention.recorded"]
    with pytest.raises(Conflict):
        amend(guard, act_id, version=1, subject="Lain")
    with pytest.raises(Forbidden):
        amend(guard, act_id, guard.people.budi, kind=ActKind.APPEAL)
    guard.came_of(act_id, Heed.HEEDED)
    with pytest.raises(Refused, match="sudah dicatat"):
        amend(guard, act_id, subject="Lain")


def test_nobody_of_diskominfo_makes_a_warning_of_an_appeal(guard):
    act_id = guard.act(guard.people.budi, kind=ActKind.APPEAL)
    with pytest.raises(Forbidden):
        amend(guard, act_id, guard.people.budi, kind=ActKind.WARNING)


def test_what_was_not_heeded_becomes_a_finding_in_one_act(guard):
    key = guard.participant()
    act_id = guard.act(audience=Audience.PARTICIPANT, participant=key, number="021/CONTOH")
    case_id = guard.came_of(act_id, Heed.NOT_HEEDED, as_case=True)
    with guard.db.read() as session:
        case = cases.get(session, case_id)
        assert (case.state, case.source, case.party) == (State.RECEIVED, Source.SUPERVISORY_FINDING, Party.BAWASLU)
        assert (case.respondent, case.known_on) == (PAIR, TODAY)
        assert case.narrative.startswith("Surat peringatan nomor 021/CONTOH tanggal 20-11-2026 tidak diindahkan")
        assert case.narrative.endswith("Dilihat petugas.")
        assert [row.id for row in queries.acts(session, None, case_id, False, None).rows] == [act_id]
    assert kinds(guard, act_id) == ["prevention.made_case", "prevention.followed_up", "prevention.recorded"]


def make_case(guard, act_id, who):
    with guard.db.write() as session:
        return acts.make_case(session, who, guard.clock, guard.settings, guard.keys, act_id).id


def test_diskominfo_notes_what_came_of_its_own_and_bawaslu_makes_the_finding_once(guard):
    act_id = guard.act(guard.people.budi, kind=ActKind.APPEAL)
    with pytest.raises(Refused, match="tidak diindahkan"):
        make_case(guard, act_id, guard.people.wulan)
    with pytest.raises(Forbidden):
        guard.came_of(act_id, Heed.NOT_HEEDED, guard.people.budi, as_case=True)
    assert read(guard, act_id).outcome is None  # nothing of the refused step stays
    guard.came_of(act_id, Heed.NOT_HEEDED, guard.people.budi)
    with pytest.raises(Forbidden):
        make_case(guard, act_id, guard.people.budi)
    make_case(guard, act_id, guard.people.halim)
    with pytest.raises(Refused, match="sudah menjadi perkara"):
        make_case(guard, act_id, guard.people.wulan)
    with pytest.raises(NotFound):
        make_case(guard, "0" * 32, guard.people.wulan)


def test_what_came_of_an_act_is_said_once_by_its_party_or_bawaslu_on_a_day_that_was(guard):
    act_id = guard.act()
    with pytest.raises(Forbidden):
        guard.came_of(act_id, Heed.HEEDED, guard.people.budi)
    for day in (TODAY - DAY, TODAY + DAY):
        with pytest.raises(Refused, match="antara"):
            guard.came_of(act_id, Heed.HEEDED, on=day)
    with pytest.raises(Refused, match="tidak menjadi perkara"):
        guard.came_of(act_id, Heed.HEEDED, as_case=True)
    guard.came_of(act_id, Heed.HEEDED)
    with pytest.raises(Refused, match="sudah dicatat"):
        guard.came_of(act_id, Heed.NOT_HEEDED)


def test_an_act_of_a_case_is_found_by_it_and_a_draft_is_no_case(guard):
    made = Cases(guard.db, guard.clock, guard.settings, guard.keys, guard.people)
    case_id = made.create()
    act_id = guard.act(case_no="0001/ADU/33.99/XI/2026")
    with guard.db.read() as session:
        assert [row.id for row in queries.acts(session, ActKind.WARNING, case_id, False, None).rows] == [act_id]
        assert queries.acts(session, ActKind.APPEAL, case_id, False, None).rows == []
        assert queries.case_numbers(session, case_id, None) == {case_id: "0001/ADU/33.99/XI/2026"}


def test_acts_that_should_have_been_looked_at_are_counted(guard):
    late = guard.act(check_on=TODAY)
    guard.act()
    with guard.db.read() as session:
        assert queries.overdue(session, TODAY) == 0
        assert queries.overdue(session, TODAY + DAY) == 1
    guard.came_of(late, Heed.HEEDED)
    with guard.db.read() as session:
        assert queries.overdue(session, TODAY + DAY) == 0


def test_many_acts_are_paged_newest_first_both_ways(guard, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    ids = [guard.act(done_on=TODAY - n * DAY, check_on=TODAY) for n in range(7)]
    from intranet.web import paging

    with guard.db.read() as session:
        seen, page = [], queries.acts(session, None, "", False, None)
        seen += [row.id for row in page.rows]
        while page.older:
            last, page = page, queries.acts(session, None, "", False, paging.read({"after": page.older}))
            seen += [row.id for row in page.rows]
        assert seen == ids
        back = queries.acts(session, None, "", False, paging.read({"before": page.newer}))
        assert [row.id for row in back.rows] == [row.id for row in last.rows]
        broken = paging.read({"after": paging.spell("kemarin", "x")})
        assert [row.id for row in queries.acts(session, None, "", False, broken).rows] == ids[:3]
