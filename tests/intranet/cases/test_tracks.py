"""The tracks beside a case: both tables walked, and what each act asks for."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from intranet.base import trail
from intranet.base.actor import Party, Role
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.cases import tracking, tracks
from intranet.cases.models import Case, CaseNote
from intranet.cases.rules import Event, State
from intranet.cases.tracks import TABLES, Act, Kind, Stage
from tests.intranet.cases.factories import WHY

LINES = [(kind, line) for kind, table in TABLES.items() for line in table]


def reachable(kind: Kind, start: Stage) -> set[Stage]:
    seen, todo = {start}, [start]
    while todo:
        for line in tracks.lines_from(kind, todo.pop()):
            if line.target not in seen:
                seen.add(line.target)
                todo.append(line.target)
    return seen


@pytest.mark.parametrize("kind", Kind)
def test_every_stage_leads_to_an_end_and_an_end_leads_nowhere(kind):
    for stage in reachable(kind, Stage.DRAFTED):
        if stage.ended:
            assert tracks.lines_from(kind, stage) == []
        else:
            assert any(end.ended for end in reachable(kind, stage))


def test_every_stage_belongs_to_a_track():
    assert {stage for kind in Kind for stage in reachable(kind, Stage.DRAFTED)} == set(Stage)


@pytest.mark.parametrize(("kind", "line"), LINES, ids=lambda part: getattr(part, "value", f"{part!s:.0}") or None)
def test_every_line_names_roles_and_gives_what_goes_on_a_day(kind, line):
    assert line.roles
    assert (line.days > 0 or line.clock is not None) is not line.target.ended


@pytest.mark.parametrize("kind", Kind)
def test_a_stage_and_an_act_lead_to_one_place_only(kind):
    pairs = [(line.source, line.act) for line in TABLES[kind]]
    assert len(set(pairs)) == len(pairs)


def test_only_diskominfo_handles_content():
    for line in TABLES[Kind.TAKEDOWN]:
        if line.act not in (Act.REAPPEAR, Act.CONCLUDE):  # seeing it again, and giving up, is anybody's and the chiefs'
            assert {role.party for role in line.roles} == {Party.DISKOMINFO}


def test_a_letter_is_signed_by_a_chief():
    for kind, line in LINES:
        if line.act is Act.APPROVE:
            assert line.roles <= {Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER}, kind


@pytest.mark.parametrize("words", [Kind, Stage, Act])
def test_every_word_has_a_label_of_its_own(words):
    labels = [member.label for member in words]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def in_handling(c):
    case_id = c.in_analysis()
    c.move(case_id, c.people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    return case_id


def test_what_is_removed_is_looked_for_after_one_three_and_seven_days(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id = in_handling(c)
    track = c.track(case_id)
    assert (track.kind, track.stage, track.party) == (Kind.TAKEDOWN, Stage.DRAFTED, Party.DISKOMINFO)
    c.act(case_id, people.kartika, Act.APPROVE)
    c.act(case_id, people.budi, Act.SEND, Act.ACKNOWLEDGE, Act.REMOVE)
    removed = c.clock.now().astimezone(c.settings.zone).date()
    for days, passed in ((1, 0), (3, 1), (7, 3)):
        assert c.track(case_id).due_on == removed + dt.timedelta(days=days)
        c.clock.advance(dt.timedelta(days=days - passed))
        c.act(case_id, people.budi, Act.STILL_GONE, note="")
    with c.db.read() as session:
        assert tracking.running(session, case_id) == []
        assert not list(trail.verify(session))


def test_content_that_is_back_is_asked_for_again_without_a_second_track(cases):
    case_id = in_handling(cases)
    cases.act(case_id, cases.people.kartika, Act.APPROVE)
    cases.act(case_id, cases.people.budi, Act.SEND, Act.REMOVE)
    cases.act(case_id, cases.people.wulan, Act.REAPPEAR, note="Muncul lagi di akun yang sama.")
    assert cases.track(case_id).stage is Stage.APPROVED
    cases.move(case_id, cases.people.budi, Event.HANDLED, reason=WHY)
    cases.move(case_id, cases.people.wulan, Event.REAPPEARED, reason=WHY)
    assert cases.track(case_id).stage is Stage.APPROVED


def test_content_that_is_back_takes_its_case_back_to_handling_in_the_same_act(cases):
    case_id = in_handling(cases)
    cases.act(case_id, cases.people.kartika, Act.APPROVE)
    cases.act(case_id, cases.people.budi, Act.SEND, Act.REMOVE)
    cases.move(case_id, cases.people.budi, Event.HANDLED, reason=WHY)
    before = len(events(cases, case_id))
    cases.act(case_id, cases.people.wulan, Act.REAPPEAR, note="Muncul lagi di akun yang sama.")
    with cases.db.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.state, case.party, cases.track(case_id).stage) == (State.HANDLING, Party.DISKOMINFO, Stage.APPROVED)
        assert case.due_on is not None
    assert sorted(events(cases, case_id)[before:]) == ["case.moved", "track.moved"]
    with cases.db.read() as session:
        assert len(tracking.running(session, case_id)) == 1
        assert session.scalar(select(func.count()).where(CaseNote.text == "Muncul lagi di akun yang sama.")) == 1


def events(cases, case_id):
    with cases.db.read() as session:
        return [one.kind for one in reversed(trail.of(session, "case", case_id))]


def test_an_unanswered_letter_rings_after_seven_days_and_again(cases):
    case_id = cases.in_triage()
    cases.move(case_id, cases.people.budi, Event.REFER, reason=WHY, addressee="Polres Contoh")
    assert cases.track(case_id).target == "Polres Contoh"
    cases.act(case_id, cases.people.kartika, Act.APPROVE)
    cases.act(case_id, cases.people.budi, Act.DELIVER)
    today = cases.clock.now().astimezone(cases.settings.zone).date()
    assert cases.track(case_id).due_on == today + dt.timedelta(days=7)
    cases.act(case_id, cases.people.budi, Act.REMIND)
    assert cases.track(case_id).due_on == today + dt.timedelta(days=7)


def test_an_act_needs_its_role_its_note_and_the_newest_version(cases):
    case_id = in_handling(cases)
    track, settings = cases.track(case_id), cases.settings

    def act(actor, what, version=track.version, note="Surat nomor 1", track_id=track.id):
        with cases.db.write() as session:
            tracking.act(session, actor, cases.clock, settings, track_id, version, what, note)

    with pytest.raises(Forbidden):
        act(cases.people.budi, Act.APPROVE)
    with pytest.raises(Refused, match="tidak berlaku"):
        act(cases.people.kartika, Act.ANSWER)
    with pytest.raises(Refused, match="keterangannya"):
        act(cases.people.budi, Act.CANCEL, note=" ")
    with pytest.raises(NotFound):
        act(cases.people.budi, Act.CANCEL, track_id="0" * 32)
    act(cases.people.kartika, Act.APPROVE)
    with pytest.raises(Conflict):
        act(cases.people.budi, Act.SEND)
    assert cases.track(case_id).stage is Stage.APPROVED
