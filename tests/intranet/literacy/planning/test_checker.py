"""Each rule by itself: a plan that breaks it is found out, one that just keeps it is not, and an office may only soften so far."""

import datetime as dt
from dataclasses import replace

import pytest

from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.model import (
    Busy,
    BusyKind,
    Days,
    Interval,
    Pin,
    Plan,
    Policy,
    Problem,
    Roads,
    Room,
    Sector,
    Session,
    Weights,
    Wish,
)
from intranet.literacy.planning.rules import MILDEST, Level, Rule, RuleTable, choices
from tests.intranet.literacy.planning.instances import MONDAY, at, helper, office, speaker, wish


def held(one: Wish, *people: str, room: str = "", slot: int = 0) -> Session:
    return Session(one.id, one.slots[slot], frozenset(people or ("Sari", "Dewi")), room)


def found(problem: Problem, *sessions: Session) -> list[tuple[str, str]]:
    return [(finding.rule.value, finding.who) for finding in check(problem, Plan(sessions))]


def with_sari(problem: Problem, **more: object) -> Problem:
    return replace(problem, people=tuple(replace(person, **more) if person.id == "Sari" else person for person in problem.people))  # type: ignore[arg-type]


def busy(time: Interval, kind: BusyKind, kecamatan: str = "") -> tuple[Busy, ...]:
    return (Busy(time, kind, kecamatan),)


def test_a_plan_that_keeps_everything_is_left_in_peace():
    one = wish()
    assert found(office(one), held(one)) == []


@pytest.mark.parametrize(
    ("slot", "rules"),
    [
        (at(15, 7, 30), []),
        (at(15, 7, 15), ["hours"]),
        (at(15, 14, 30), []),
        (at(15, 14, 45), ["hours"]),
        (at(18, 14, 45), []),  # Friday closes half an hour later
        (at(20, 9), ["hours"]),
        (at(18, 10, 0), []),
        (at(18, 10, 15), ["prayer"]),
        (at(18, 12, 45), ["prayer"]),
        (at(18, 13), []),
        (at(15, 15, 0, 1440), ["hours"]),
    ],
)
def test_hours_and_the_friday_prayer(slot, rules):
    one = wish(slots=(slot,))
    assert [rule for rule, _ in found(office(one), held(one))] == rules


def test_hours_of_ramadan_are_shorter():
    one, two = wish("w1", slots=(at(15, 7, 30),)), wish("w2", slots=(at(15, 13, 30, 90), at(16, 14, 0, 90)))
    problem = office(one, two, days=Days(ramadan=((MONDAY, MONDAY + dt.timedelta(days=20)),)))
    assert found(problem, held(one)) == [("hours", "")]
    assert found(problem, held(two)) == []
    assert found(problem, held(two, slot=1)) == [("hours", "")]


def test_evenings_agreed_with_the_audience_are_no_breach_but_the_prayer_is():
    one = wish(slots=(at(20, 19), at(18, 11, 0)), any_hours=True)
    assert found(office(one), held(one)) == []
    assert found(office(one), held(one, slot=1)) == [("prayer", "")]


@pytest.mark.parametrize("kind", ["holidays", "joint_leave"])
def test_holidays_and_joint_leave(kind):
    one = wish()
    problem = office(one, days=Days(**{kind: {MONDAY + dt.timedelta(days=15): "Libur rekaan"}}))
    finding = check(problem, Plan((held(one),)))[0]
    assert (finding.rule, finding.about["name"]) == (Rule.HOLIDAY, "Libur rekaan")


def test_letters_need_working_days_and_joint_leave_is_none():
    one = wish(slots=(at(7, 9),))
    assert found(office(one), held(one)) == []  # Monday to Friday: five
    off = Days(joint_leave={MONDAY + dt.timedelta(days=2): "Cuti bersama rekaan"})
    assert found(office(one, days=off), held(one)) == [("lead_time", "")]
    assert found(office(replace(one, lead_days=4), days=off), held(replace(one, lead_days=4))) == []


@pytest.mark.parametrize(
    ("policy", "sector", "people", "rules"),
    [
        (Policy.REQUIRED, Sector.PUBLIC, ("Sari", "Dewi"), []),
        (Policy.REQUIRED, Sector.PUBLIC, ("Sari",), [("pair", Level.BLOCK)]),
        (Policy.REQUIRED, Sector.PUBLIC, ("Dewi",), [("pair", Level.BLOCK)]),
        (Policy.BY_AGREEMENT, Sector.PUBLIC, ("Dewi",), [("solo", Level.BLOCK)]),
        (Policy.JOINT_OR_SOLO, Sector.PUBLIC, ("Dewi",), [("solo", Level.WARN)]),
        (Policy.JOINT_OR_SOLO, Sector.PUBLIC, ("Sari",), [("solo", Level.WARN)]),
        (Policy.JOINT_OR_SOLO, Sector.GOVERNMENT, ("Dewi",), [("resource_person", Level.BLOCK)]),
        (Policy.JOINT_OR_SOLO, Sector.GOVERNMENT, ("Sari",), [("solo", Level.WARN)]),
        (Policy.BY_AGREEMENT, Sector.GOVERNMENT, ("Dewi",), [("resource_person", Level.BLOCK)]),
        (Policy.REQUIRED, Sector.PUBLIC, ("Sari", "Bima", "Dewi"), [("pair", Level.BLOCK)]),
        (Policy.REQUIRED, Sector.PUBLIC, ("Sari", "Dewi", "Eko"), [("pair", Level.BLOCK)]),
    ],
)
def test_a_pair_is_a_pair(policy, sector, people, rules):
    one = wish(policy=policy, sector=sector)
    assert [(finding.rule.value, finding.level) for finding in check(office(one), Plan((held(one, *people),)))] == rules


@pytest.mark.parametrize(
    ("level", "people", "rules"),
    [
        (Level.BLOCK, ("Sari", "Dewi", "Eko"), []),
        (Level.BLOCK, ("Sari", "Dewi"), [("helpers", Level.BLOCK)]),
        (Level.WARN, ("Sari", "Dewi"), [("helpers", Level.WARN)]),
        (Level.WARN, ("Sari",), [("pair", Level.BLOCK)]),
    ],
)
def test_two_helpers_are_two_or_one_is_told(level, people, rules):
    problem = office(wish(helpers=2), rules=RuleTable({Rule.HELPERS: level}))
    found = check(problem, Plan((held(problem.wishes[0], *people),)))
    assert [(finding.rule.value, finding.level) for finding in found] == rules


def test_a_session_alone_is_never_silent():
    one = wish(policy=Policy.BY_AGREEMENT)
    problem = office(one, rules=RuleTable({Rule.SOLO: Level.WARN}))
    assert [finding.level for finding in check(problem, Plan((held(one, "Sari"),)))] == [Level.WARN]
    assert Level.IGNORE not in choices(Rule.SOLO)


@pytest.mark.parametrize(
    ("lacks", "wanted"),
    [
        ({"roles": frozenset({"moderator"})}, {}),
        ({"pillars": frozenset({1})}, {}),
        ({"topics": frozenset({"hoaks"})}, {"topic": "privasi"}),
    ],
)
def test_role_pillar_and_topic(lacks, wanted):
    one = wish(**wanted)
    assert found(with_sari(office(one), **lacks), held(one)) == [("skill", "Sari")]


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({"available": (at(15, 9, 0, 60), at(15, 10, 0, 60))}, []),
        ({"available": (at(15, 9, 0, 60), at(15, 10, 5, 60))}, ["availability"]),
        ({"busy": busy(at(15, 10), BusyKind.LEAVE)}, ["availability"]),
        ({"busy": busy(at(15, 16), BusyKind.CASE_DUTY)}, ["case_duty"]),
        ({"busy": busy(at(14, 16), BusyKind.CASE_DUTY)}, []),
        ({"busy": busy(at(15, 10), BusyKind.OTHER)}, ["overlap"]),
        ({"busy": busy(at(15, 10, 30), BusyKind.OTHER)}, []),
        ({"busy": busy(at(15, 10, 45), BusyKind.OTHER, "Hulu")}, ["travel"]),
        ({"busy": busy(at(15, 11, 0), BusyKind.OTHER, "Hulu")}, []),
        ({"busy": busy(at(15, 7, 15), BusyKind.SESSION, "Hulu")}, ["travel"]),
        ({"busy": busy(at(17, 9), BusyKind.SESSION), "per_week": 1}, ["load"]),
        ({"busy": busy(at(17, 9), BusyKind.SESSION), "per_week": 2}, []),
        ({"busy": busy(at(17, 9), BusyKind.OTHER), "per_week": 1}, []),
        ({"busy": busy(at(28, 9), BusyKind.SESSION), "per_month": 1}, ["load"]),
        ({"busy": busy(at(31, 9), BusyKind.SESSION), "per_month": 1}, []),
    ],
)
def test_what_one_person_has_to_do_elsewhere(given, rules):
    one = wish()
    assert found(with_sari(office(one), **given), held(one)) == [(rule, "Sari") for rule in rules]


def test_two_sessions_of_one_person():
    one, two = wish("w1", slots=(at(15, 8),)), wish("w2", slots=(at(15, 9), at(15, 9, 45), at(15, 10, 0)), kecamatan="Hulu")
    problem = office(one, two)
    assert found(problem, held(one), held(two, "Sari", "Eko")) == [("overlap", "Sari")]
    assert found(problem, held(one), held(two, "Bima", "Eko")) == []
    assert found(problem, held(one), held(two, "Sari", "Eko", slot=1)) == [("travel", "Sari")]
    assert found(problem, held(one), held(two, "Sari", "Eko", slot=2)) == []
    far = replace(problem, roads=Roads({("Hulu", "Kota"): 40}))
    assert found(far, held(one), held(two, "Sari", "Eko", slot=2)) == [("travel", "Sari")]


def test_the_load_of_a_whole_plan():
    wishes = [wish(f"w{day}", slots=(at(day, 9),)) for day in (14, 15, 16)]
    problem = with_sari(office(*wishes), per_week=2)
    assert found(problem, *map(held, wishes)) == [("load", "Sari")]
    assert found(problem, *map(held, wishes[:2])) == []


def test_rooms():
    one, two = wish("w1", needs_room=True, attendance=30, equipment=frozenset({"proyektor"})), wish("w2", needs_room=True)
    hall = Room(id="aula", place="Balai", kecamatan="Kota", capacity=30, equipment=frozenset({"proyektor"}))
    problem = office(one, two, rooms=(hall, Room(id="jauh", place="Jauh", kecamatan="Hulu", capacity=99)))
    pairs = held(one, room="aula"), held(two, "Bima", "Eko", room="aula")
    assert found(problem, pairs[0]) == []
    assert found(problem, *pairs) == [("room", "")]
    assert found(problem, held(one)) == [("room_fit", "")]
    assert found(problem, held(one, room="jauh")) == [("room_fit", "")]
    small = replace(hall, capacity=29)
    assert found(replace(problem, rooms=(small,)), pairs[0]) == [("room_fit", "")]
    bare = replace(hall, equipment=frozenset())
    assert found(replace(problem, rooms=(bare,)), pairs[0]) == [("room_fit", "")]
    taken = replace(hall, busy=(at(15, 10),))
    assert found(replace(problem, rooms=(taken,)), pairs[0]) == [("room", "")]


def test_no_more_sessions_than_wished_and_only_at_the_times_named():
    one = wish(slots=(at(15, 9), at(16, 9)))
    assert found(office(one), held(one), held(one, "Bima", "Eko", slot=1)) == [("times", "")]
    assert found(office(one), replace(held(one), time=at(15, 10))) == [("times", "")]
    two = replace(one, count=2)
    assert found(office(two), held(two), held(two, slot=1)) == []
    assert ("times", "") in found(office(two), held(two), held(two, "Bima", "Eko"))


def test_what_was_accepted_is_told_of_but_not_held_against_the_planner():
    one = wish(slots=(at(20, 9),), pins=(Pin(at(20, 9).start, frozenset({"Sari"})),))
    problem = with_sari(office(one), roles=frozenset({"moderator"}))
    findings = check(problem, Plan((held(one),)))
    assert [(finding.rule, finding.pinned) for finding in findings] == [(Rule.HOURS, True), (Rule.SKILL, True)]
    assert faults(findings) == ()
    assert [finding.rule for finding in faults(check(problem, Plan((held(one, "Bima", "Dewi"),))))] == [Rule.ACCEPTED]


def test_a_plan_of_people_who_do_not_exist_is_not_even_looked_at():
    one = wish()
    with pytest.raises(ValueError, match="does not exist"):
        check(office(one), Plan((held(one, "Siapa", "Dewi"),)))


@pytest.mark.parametrize("rule", [rule for rule in Rule if MILDEST[rule] is Level.BLOCK])
def test_the_laws_own_rules_cannot_be_softened(rule):
    for level in (Level.WARN, Level.IGNORE):
        with pytest.raises(ValueError, match="cannot be set"):
            RuleTable({rule: level})


def test_levels_decide_between_fault_warning_and_silence():
    one = wish(slots=(at(1, 9),))
    for level, seen in ((Level.BLOCK, [Level.BLOCK]), (Level.WARN, [Level.WARN]), (Level.IGNORE, [])):
        problem = office(one, rules=RuleTable({Rule.LEAD_TIME: level}))
        assert [finding.level for finding in check(problem, Plan((held(one),)))] == seen


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: wish(slots=()),
        lambda: wish(count=0),
        lambda: wish(pins=(Pin(at(3, 9).start),)),
        lambda: Interval(dt.datetime(2027, 3, 1, 9), dt.datetime(2027, 3, 1, 10)),  # noqa: DTZ001
        lambda: Interval(at(1, 9).end, at(1, 9).start),
        lambda: speaker("Sari", party=next(party for party in type(helper("x").party) if party.value == "partner")),
        lambda: office(wish(), wish()),
        lambda: office(wish(must=frozenset({"Siapa"}))),
        lambda: Weights(count=-1),
    ],
)
def test_nonsense_is_refused_before_it_is_planned(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
