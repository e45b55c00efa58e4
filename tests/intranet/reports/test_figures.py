"""The figures of every report against a small office counted by hand, on both databases."""

import datetime as dt
from collections import Counter

import pytest

from intranet.base import trail
from intranet.base.actor import Party
from intranet.cases import service
from intranet.cases.classes import FollowUp, Target
from intranet.cases.rules import Event, Outcome, Source, State
from intranet.cases.tracks import Act, Stage
from intranet.oversight.rules import ContentCategory, FactEvent
from intranet.reports import issues, queries
from intranet.reports.issues import Account, Seen
from intranet.reports.queries import Group, Late, Speed
from intranet.reports.rules import Period, WaitsFor
from shared.questions import Platform, Topic
from tests.intranet.cases.factories import ENDING, WHY

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


def at(day: int, hour: int = 9, month: int = 11) -> dt.datetime:
    """A moment by the office's own clock (UTC+7)."""
    return dt.datetime(2026, month, day, hour, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def told(cases_everywhere, clock):
    """Make a case at a moment: ``told(moment, source, topic=…)``; returns its id. The clock is back at noon of the 20th after."""

    def tell(moment, source=Source.PUBLIC_COMPLAINT, **facts):
        clock.set(moment)
        case_id = cases_everywhere.create(source=source, **facts)
        clock.set(at(20, 12))
        return case_id

    return tell


@pytest.fixture
def ended(cases_everywhere, clock, told):
    """Make a case and close it in triage after so many days."""

    def tell(moment, days, outcome=Outcome.NOT_COMPETENT, **facts):
        case_id, people = told(moment, **facts), cases_everywhere.people
        clock.set(moment + dt.timedelta(days=days))
        cases_everywhere.assign(case_id, people.budi, people.budi)
        cases_everywhere.move(case_id, people.budi, Event.TAKE_UP)
        cases_everywhere.move(case_id, people.budi, Event.CLOSE, outcome=outcome, **ENDING)
        clock.set(at(20, 12))
        return case_id

    return tell


def aim(cases, case_id, target):
    with cases.db.write() as session:
        version = service.get(session, case_id).version
        service.set_target(session, cases.people.wulan, cases.clock, case_id, version, target)


def test_the_recap_counts_each_case_once_in_all_of_its_columns(db, settings, cases_everywhere, told, ended):
    first = told(at(2), topic=Topic.HOAX, platform=Platform.FACEBOOK)
    told(at(3), topic=Topic.HOAX, platform=Platform.FACEBOOK)
    told(at(4), topic=None, platform=None)
    ended(at(5), 1, topic=Topic.HOAX, platform=Platform.TIKTOK)
    aim(cases_everywhere, first, Target.CANDIDATE)
    cases_everywhere.draft(cases_everywhere.people.budi)
    with db.read() as session:
        found = queries.recap(session, NOVEMBER, settings.zone)
    assert sorted(found, key=str) == sorted(
        [
            Group(Topic.HOAX, Platform.FACEBOOK, Target.CANDIDATE, FollowUp.IN_STUDY, 1),
            Group(Topic.HOAX, Platform.FACEBOOK, None, FollowUp.IN_STUDY, 1),
            Group(None, None, None, FollowUp.IN_STUDY, 1),
            Group(Topic.HOAX, Platform.TIKTOK, None, FollowUp.NOT_PURSUED, 1),
        ],
        key=str,
    )


def test_a_period_begins_and_ends_with_the_offices_own_midnight(db, settings, told):
    told(at(1, 0) - dt.timedelta(minutes=1))
    told(at(1, 0))
    told(at(30, 23) + dt.timedelta(minutes=59))
    told(at(1, 0, month=12))
    with db.read() as session:
        assert sum(group.number for group in queries.recap(session, NOVEMBER, settings.zone)) == 2


def test_an_empty_office_has_empty_figures(db, settings, people):
    with db.read() as session:
        assert queries.recap(session, NOVEMBER, settings.zone) == []
        both = queries.handling(session, NOVEMBER, NOW, settings.zone)
        assert [(one.received, one.open, one.overdue, one.ages) for one in both.values()] == [(0, 0, 0, [0, 0, 0, 0])] * 2
        assert {speed for one in both.values() for speed in one.speeds.values()} == {Speed(0, None, None)}
        day = queries.day(session, Party.BAWASLU, NOW, TODAY, settings.zone, 6)
        assert (day.new, day.due, day.late, day.closed, day.unanswered) == (([], 0), ([], 0), [], ([], 0), ([], 0))
        seen = issues.issues(session, NOVEMBER, settings.zone)
        assert (seen.platforms, seen.by_day, seen.registered, seen.others, seen.total) == ({}, Counter(), [], [], Seen(0, 0))


def test_each_party_is_told_what_it_received_has_and_ended(db, settings, cases_everywhere, told, ended):
    told(at(20, 11))  # today
    told(at(15))  # 5 days old, overdue
    told(at(1, month=10))  # old, of another period
    ended(at(2), 1)
    ended(at(2), 3)
    ended(at(2), 10, source=Source.AGENCY_COMPLAINT, outcome=Outcome.WITHDRAWN)
    ended(at(20, month=9), 12)  # of another period
    cases_everywhere.in_analysis()  # held by Bawaslu
    with db.read() as session:
        found = queries.handling(session, NOVEMBER, NOW, settings.zone)
    house, supervisor = found[Party.DISKOMINFO], found[Party.BAWASLU]
    assert (house.received, house.open, house.overdue, house.ages) == (5, 3, 2, [1, 1, 0, 1])
    assert house.outcomes == {Outcome.NOT_COMPETENT: 2, Outcome.WITHDRAWN: 1}
    assert house.speeds[Source.PUBLIC_COMPLAINT] == Speed(2, 1, 3)
    assert house.speeds[Source.AGENCY_COMPLAINT] == Speed(1, 10, 10)
    assert house.speeds[None] == Speed(3, 3, 10)
    assert (supervisor.received, supervisor.open, supervisor.overdue, supervisor.ages) == (1, 1, 0, [1, 0, 0, 0])
    assert supervisor.outcomes.total() == 0


def test_days_to_the_end_are_days_of_the_offices_calendar(db, settings, ended):
    ended(at(3, 23), 1 / 12)  # from 23.00 to 01.00 of the next day
    with db.read() as session:
        assert queries.handling(session, NOVEMBER, NOW, settings.zone)[Party.DISKOMINFO].speeds[None] == Speed(1, 1, 1)


def test_the_day_tells_what_is_new_due_late_waited_for_ended_and_unanswered(db, settings, clock, cases_everywhere, told, ended):
    cases, people = cases_everywhere, cases_everywhere.people
    late = told(at(15))
    cases.assign(late, people.budi, people.budi)
    told(at(16))  # late, and nobody's
    told(at(19))  # due today
    new = told(at(20, 11))
    ended(at(18), 1)  # ended yesterday
    early = ended(at(20, 8), 0.1)  # ended today: not told before tomorrow
    clock.set(at(12))
    referred = cases.in_triage()
    cases.move(referred, people.budi, Event.REFER, reason=WHY, addressee="Kepolisian Resor Contoh")
    cases.act(referred, people.kartika, Act.APPROVE)
    clock.set(at(13))
    cases.act(referred, people.budi, Act.DELIVER)
    clock.set(at(20, 12))
    handled = cases.in_analysis()
    cases.assign(handled, people.wulan, people.wulan)
    cases.move(handled, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    cases.act(handled, people.kartika, Act.APPROVE)
    cases.act(handled, people.budi, Act.SEND)
    cases.in_analysis()
    with db.read() as session:
        day = queries.day(session, Party.DISKOMINFO, NOW, dt.date(2026, 11, 19), settings.zone, 6)
        bawaslu = queries.day(session, Party.BAWASLU, NOW, dt.date(2026, 11, 19), settings.zone, 6)
    assert (day.new[1], {item.id for item in day.new[0]}) == (3, {new, early, handled})
    assert day.due[1] == 1
    assert day.late == [
        Late(None, None, 1, dt.date(2026, 11, 17)),
        Late(people.budi.id, "Budi Contoh", 1, dt.date(2026, 11, 16)),
    ]
    assert day.waits == {WaitsFor.OFFICER: 1, WaitsFor.NOBODY: 4, WaitsFor.INSTITUTION: 1}
    assert (day.other_party, day.platforms) == (1, 1)
    assert (day.closed[1], day.closed[0][0].outcome) == (1, Outcome.NOT_COMPETENT)
    (letter,), total = day.unanswered
    assert (letter.case_id, letter.target, letter.stage, letter.due_on, total) == (
        referred,
        "Kepolisian Resor Contoh",
        Stage.DELIVERED,
        dt.date(2026, 11, 20),
        1,
    )
    assert (bawaslu.new[1], bawaslu.other_party, bawaslu.unanswered) == (1, 6, ([], 0))


def test_a_long_list_is_cut_and_says_how_long_it_is(db, settings, told):
    for _ in range(5):
        told(at(20, 11))
    with db.read() as session:
        rows, total = queries.day(session, Party.DISKOMINFO, NOW, TODAY, settings.zone, 3).new
    assert (len(rows), total) == (3, 5)


def test_ends_are_told_from_the_last_working_day_on(db, settings, people):
    with db.read() as session:
        assert queries.last_working_day(session, dt.date(2026, 11, 20)) == dt.date(2026, 11, 19)
        assert queries.last_working_day(session, dt.date(2026, 11, 23)) == dt.date(2026, 11, 20)


def test_what_patrols_and_hoax_finds_saw_is_counted_once(db, settings, clock, watch, told):
    clock.set(at(4))
    watch.account("paslon99", platform=Platform.TIKTOK)
    shift = watch.shift()
    entry = watch.enter(shift, "https://www.tiktok.com/@paslon99/video/1", ContentCategory.MONEY_POLITICS)
    watch.enter(shift, "https://www.tiktok.com/@paslon99/video/2", ContentCategory.DISINFORMATION)
    watch.enter(shift, "@suara.rekaan", ContentCategory.HOAX)
    watch.make_case(entry)  # once, as the entry it came from
    watch.close(shift)
    clock.set(at(12))
    watch.close(watch.shift())
    watch.shift()  # still open
    check = watch.check()
    watch.move(check, FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH)
    told(at(12), Source.HOAX_FINDING, topic=Topic.HOAX, platform=Platform.FACEBOOK, account="@Suara.Rekaan")
    told(at(12), Source.CYBER_PATROL, topic=None, platform=None, account="")
    told(at(12), Source.PUBLIC_COMPLAINT)
    told(at(12, month=10), Source.HOAX_FINDING)
    with db.read() as session:
        found = issues.issues(session, NOVEMBER, settings.zone)
    assert found.platforms == {Platform.TIKTOK: Seen(2, 0), None: Seen(1, 1), Platform.FACEBOOK: Seen(0, 1)}
    assert found.topics == {Topic.MONEY_POLITICS: Seen(1, 0), Topic.HOAX: Seen(2, 1), None: Seen(0, 1)}
    assert found.by_day == {dt.date(2026, 11, 4): 3, dt.date(2026, 11, 12): 2}
    assert found.registered == [Account("paslon99", Platform.TIKTOK, 2, "Pasangan Calon 99")]
    assert set(found.others) == {
        Account("suara.rekaan", None, 1, None),
        Account("suara.rekaan", Platform.FACEBOOK, 1, None),
    }
    assert found.sources == {Source.CYBER_PATROL: 2, Source.HOAX_FINDING: 1}
    assert (found.shifts, found.nil, found.hoaxes, found.total) == (3, 1, 1, Seen(3, 2))


def test_whom_content_aims_at_is_kept_with_who_said_so(db, cases_everywhere):
    case_id = cases_everywhere.create()
    aim(cases_everywhere, case_id, Target.PARTY)
    aim(cases_everywhere, case_id, Target.PARTY)
    aim(cases_everywhere, case_id, None)
    with db.read() as session:
        told_of = [event.details for event in trail.of(session, "case", case_id) if event.kind == "case.targeted"]
        assert service.get(session, case_id).target is None
        assert service.get(session, case_id).state is State.RECEIVED
    assert told_of == [{"from": "party", "to": ""}, {"from": "", "to": "party"}]
