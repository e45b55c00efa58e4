"""A month's programme from its wishes to planned sessions, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.inbox.models import InboxMessage
from intranet.literacy.models import PlanProposal
from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.model import Plan
from intranet.literacy.planning.rules import Level, Rule, RuleTable
from intranet.literacy.proposing import asking, running, scene
from intranet.literacy.proposing import order as orders
from intranet.literacy.proposing.asking import Change
from intranet.literacy.proposing.order import USUAL_WEIGHTS, Kept, Order
from intranet.literacy.proposing.people import no_duties
from intranet.literacy.proposing.rules import ProposalState
from intranet.literacy.rules import ExceptionKind, Pairing, SeatRole, SessionState
from intranet.literacy.service import people
from intranet.literacy.service.people import ExceptionInput
from tests.conftest import NOW
from tests.intranet.literacy.proposing.conftest import FIRST, LAST, B, D


def moment(line, key="start"):
    return dt.datetime.fromisoformat(line[key])


def on_leave(klass, who, first, last):
    start, end = (dt.datetime.combine(day, dt.time(), klass.settings.zone) for day in (first, last))
    with klass.db.write() as session:
        given = ExceptionInput(kind=ExceptionKind.LEAVE, starts_at=start, ends_at=end + dt.timedelta(days=1))
        people.except_time(session, klass.people.kartika, klass.clock, who, given)


def told(klass, who):
    with klass.db.read() as session:
        return [row.kind for row in session.scalars(select(InboxMessage).where(InboxMessage.staff_id == who.id))]


def kinds(klass, subject):
    with klass.db.read() as session:
        return [event.kind for event in trail.of(session, "literacy_proposal", subject)]


def test_an_applied_plan_passes_the_checker_and_the_databases_guards(klass, month, team):
    wishes = month.wish(4)
    proposal = month.plan()
    assert month.see(proposal).state is ProposalState.READY
    assert set(month.lines(proposal)) == set(wishes)
    outcome = month.apply(proposal)
    assert (set(outcome.taken), outcome.refused) == (set(wishes), {})
    assert month.see(proposal).state is ProposalState.APPLIED
    with klass.db.read() as session:
        now = scene.gather(session, NOW.date(), klass.settings, Order(first=FIRST, last=LAST), no_duties)
        plan = Plan(tuple(scene.as_planned(row, klass.settings.zone) for row in now.rows.values()))
        assert len(plan.sessions) == 4
        assert not faults(check(now.problem, plan))
    for one in wishes:
        row = klass.see(one)
        assert row.state is SessionState.PLANNED
        assert moment(month.lines(proposal)[one]) == row.starts_at
        assert month.seated(one) == set(month.lines(proposal)[one]["people"])
        klass.confirm(one)
        assert klass.see(one).state is SessionState.CONFIRMED


def test_no_session_changes_until_a_proposal_is_applied_and_then_only_those_accepted(klass, month, team):
    first, second = month.wish(2)
    proposal = month.plan()
    assert {klass.see(one).state for one in (first, second)} == {SessionState.WANTED}
    assert month.apply(proposal, first).taken == [first]
    assert klass.see(second).state is SessionState.WANTED
    assert month.see(proposal).state is ProposalState.READY
    assert month.apply(proposal).taken == [second]
    assert month.see(proposal).state is ProposalState.APPLIED
    with pytest.raises(Conflict):
        month.apply(proposal)


def test_a_session_changed_meanwhile_is_left_out_and_said_and_the_rest_is_taken(klass, month, team):
    first, second = month.wish(2)
    proposal = month.plan()
    month.amend(first, title="Judul lain")
    outcome = month.apply(proposal)
    assert outcome.taken == [second]
    assert "diubah orang lain" in outcome.refused[first][0].text
    assert klass.see(first).state is SessionState.WANTED


def test_somebody_on_leave_meanwhile_is_not_planned_and_named(klass, month, team):
    (one,) = month.wish(1)
    proposal = month.plan()
    line = month.lines(proposal)[one]
    start, end = moment(line), moment(line, "end")
    with klass.db.write() as session:
        given = ExceptionInput(kind=ExceptionKind.LEAVE, starts_at=start, ends_at=end)
        people.except_time(session, klass.people.kartika, klass.clock, line["people"][0], given)
    outcome = month.apply(proposal)
    assert outcome.taken == []
    assert "bersedia" in outcome.refused[one][0].text


def test_somebody_confirmed_elsewhere_meanwhile_is_not_planned_twice(klass, month, team):
    (one,) = month.wish(1)
    proposal = month.plan()
    line = month.lines(proposal)[one]
    ours = [who for who in team[:2] if who in line["people"]]
    theirs = [who for who in team[2:] if who not in line["people"]]
    other = klass.session(*ours, *theirs, starts_at=moment(line), latest_on=LAST)
    klass.confirm(other)
    assert month.apply(proposal).taken == []
    assert klass.see(one).state is SessionState.WANTED


def test_what_a_verb_refuses_of_one_session_leaves_nothing_of_it_behind(klass, month, team):
    (one,) = month.wish(1)
    proposal = month.plan()
    line = month.lines(proposal)[one]
    with klass.db.write() as session:
        person = people.get(session, line["people"][-1])
        person.active = False
    outcome = month.apply(proposal)
    assert list(outcome.refused) == [one]
    assert klass.see(one).state is SessionState.WANTED
    assert klass.see(one).live_seats == []


def test_confirmed_pinned_and_half_confirmed_sessions_keep_what_was_promised(klass, month, team):
    ratna, joko, bagus, citra = team
    at = dt.datetime(2026, 12, 9, 2, 0, tzinfo=dt.UTC)
    sure = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    klass.confirm(sure)
    half = klass.session(joko, citra, starts_at=at, latest_on=LAST)
    klass.confirm(half, B)
    pinned = klass.session(starts_at=at + dt.timedelta(days=1), latest_on=LAST, time_pinned=True)
    proposal = month.plan()
    lines = month.lines(proposal)
    assert sure not in lines
    assert joko in lines[half]["people"]
    assert moment(lines[half]) == at
    assert moment(lines[pinned]) == at + dt.timedelta(days=1)
    month.apply(proposal)
    assert klass.see(sure).state is SessionState.CONFIRMED
    assert {one.party for one in klass.see(half).confirmations} == {B}


def test_an_officer_with_a_case_due_that_day_is_spared(klass, month):
    busy = klass.person(B, "Sedang Berperkara", staff_id=klass.people.wulan.id)
    klass.person(D, "Bagus Rekaan")
    (one,) = month.wish(1, earliest_on=dt.date(2026, 12, 10), latest_on=dt.date(2026, 12, 11))
    month.duties = lambda _session, staff, _first, _last: {klass.people.wulan.id: {dt.date(2026, 12, 10)}} if staff else {}
    line = month.lines(month.plan())[one]
    assert busy in line["people"]
    assert moment(line).date() == dt.date(2026, 12, 11)


def test_what_cannot_be_filled_is_said_in_plain_words(klass, month):
    klass.person(D, "Bagus Rekaan")
    klass.policy(Pairing.REQUIRED)
    one, two = month.wish(1) + month.wish(1, earliest_on=dt.date(2026, 12, 12), latest_on=dt.date(2026, 12, 13))
    data = month.data(month.plan())
    said = {row["session"]: row["parts"][0]["text"] for row in data["unfilled"]}
    assert data["lines"] == []
    assert "salah satu pihak kurang" in said[one]
    assert "Tidak ada hari kerja" in said[two]


def test_what_people_planned_against_a_rule_is_told_and_never_dropped(klass, month, team):
    ratna, _joko, bagus, citra = team
    for who in team:
        on_leave(klass, who, FIRST, LAST)
    at = dt.datetime(2026, 12, 14, 2, 0, tzinfo=dt.UTC)
    one = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    (gap,) = month.wish(1)
    proposal = month.plan()
    line = month.lines(proposal)[one]
    assert (moment(line), set(line["people"])) == (at, {ratna, bagus})
    assert any("bersedia" in part["text"] for part in line["findings"])
    assert [row["session"] for row in month.data(proposal)["unfilled"]] == [gap]
    assert month.apply(proposal).refused == {}
    assert month.seated(one) == {ratna, bagus}
    assert citra not in month.seated(one)


def test_a_planned_pair_is_never_thinned_to_one_half_for_a_rule(klass, month, team):
    ratna, bagus = team[0], team[2]
    klass.policy(Pairing.JOINT_OR_SOLO)
    for who in team[:2]:
        on_leave(klass, who, FIRST, LAST)
    at = dt.datetime(2026, 12, 14, 2, 0, tzinfo=dt.UTC)
    one = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    line = month.lines(month.plan())[one]
    assert set(line["people"]) == {ratna, bagus}
    assert any("bersedia" in part["text"] for part in line["findings"])


def test_a_pair_one_party_has_confirmed_keeps_its_other_half_too(klass, month, team):
    ratna, bagus = team[0], team[2]
    klass.policy(Pairing.JOINT_OR_SOLO)
    at = dt.datetime(2026, 12, 14, 2, 0, tzinfo=dt.UTC)
    one = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    klass.confirm(one, D)
    for who in team[:2]:
        on_leave(klass, who, FIRST, LAST)
    line = month.lines(month.plan())[one]
    assert set(line["people"]) == {ratna, bagus}
    assert any("bersedia" in part["text"] for part in line["findings"])


def test_two_helpers_are_wished_one_comes_and_the_other_seat_stays_open(klass, month):
    klass.person(B, "Ratna Contohwati")
    citra = klass.person(D, "Citra Ujicoba", roles=frozenset({SeatRole.COMPANION}))
    klass.policy(Pairing.REQUIRED)
    (one,) = month.wish(1, helpers=2)
    proposal = month.plan(rules=RuleTable({Rule.HELPERS: Level.WARN}))
    line = month.lines(proposal)[one]
    assert citra in line["people"]
    assert [(part["values"]["there"], part["values"]["wanted"]) for part in line["findings"]] == [(1, 2)]
    month.apply(proposal)
    seats = [(seat.party, seat.person_id is not None) for seat in klass.see(one).live_seats]
    assert sorted(seats, key=str) == sorted([(B, True), (D, False), (D, True)], key=str)
    new = klass.person(D, "Bagus Rekaan", roles=frozenset({SeatRole.COMPANION}))
    again = month.plan(rules=RuleTable({Rule.HELPERS: Level.WARN}))
    month.apply(again)
    assert {citra, new} < month.seated(one)
    assert len(klass.see(one).live_seats) == 3
    demanded = month.wish(1, helpers=3)
    data = month.data(month.plan())
    assert [(row["session"], row["parts"][0]["text"]) for row in data["unfilled"]] == [
        (demanded[0], "Pendamping Diskominfo yang bisa hadir kurang dari jumlah yang diminta.")
    ]


def test_a_planning_again_keeps_what_is_typed_and_disturbs_nothing_else(klass, month, team):
    ratna, joko, *_ = team
    wishes = month.wish(4)
    before = month.plan()
    old = month.lines(before)
    moved = dt.datetime(2026, 12, 16, 6, 0, tzinfo=dt.UTC)
    other = joko if ratna in old[wishes[1]]["people"] else ratna
    after = month.again(
        before,
        Change(session_id=wishes[0], starts_at=moved),
        Change(session_id=wishes[1], people=frozenset({other})),
        Change(session_id=wishes[2], whole=True),
    )
    new = month.lines(after)
    assert moment(new[wishes[0]]) == moved
    assert other in new[wishes[1]]["people"]
    assert {key: new[wishes[2]][key] for key in ("start", "people", "room")} == {
        key: old[wishes[2]][key] for key in ("start", "people", "room")
    }
    assert (new[wishes[3]]["start"], new[wishes[3]]["people"]) == (old[wishes[3]]["start"], old[wishes[3]]["people"])
    assert {one["session"] for one in month.data(after)["changes"]} >= {wishes[0], wishes[1]}
    assert month.see(before).state is ProposalState.READY
    assert month.apply(after).refused == {}


def test_a_planned_session_moves_by_a_new_plan_and_those_concerned_are_told(klass, month):
    ratna = klass.person(B, "Ratna", staff_id=klass.people.wulan.id)
    bagus = klass.person(D, "Bagus", staff_id=klass.people.budi.id)
    at = dt.datetime(2026, 12, 14, 2, 0, tzinfo=dt.UTC)
    one = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    before = month.plan()
    assert moment(month.lines(before)[one]) == at
    after = month.again(before, Change(session_id=one, starts_at=at + dt.timedelta(days=1)))
    month.apply(after)
    assert klass.see(one).starts_at == at + dt.timedelta(days=1)
    assert "literacy.moved" in told(klass, klass.people.wulan)
    assert "literacy.moved" in told(klass, klass.people.budi)
    assert "proposal.applied" in told(klass, klass.people.wulan)


def test_a_replaced_person_is_told_and_the_seat_stays_one(klass, month, team):
    ratna, joko, bagus, _citra = team
    at = dt.datetime(2026, 12, 14, 2, 0, tzinfo=dt.UTC)
    one = klass.session(ratna, bagus, starts_at=at, latest_on=LAST)
    after = month.again(month.plan(), Change(session_id=one, people=frozenset({joko})))
    month.apply(after)
    assert month.seated(one) == {joko, bagus}
    assert len(klass.see(one).live_seats) == 2


def test_a_proposal_left_running_is_taken_up_by_another_worker(klass, month, team):
    month.wish(1)
    proposal = month.ask()
    with klass.db.write() as session:
        dead = {"taken_by": "0" * 32, "beat_at": klass.clock.now(), "tries": 1}
        session.execute(update(PlanProposal).values(**dead))
    assert not month.work()
    klass.clock.advance(running.LEASE + dt.timedelta(seconds=1))
    assert month.work()
    assert month.see(proposal).state is ProposalState.READY


def test_a_proposal_that_fails_again_and_again_is_given_up_with_words(klass, month, team, monkeypatch):
    month.wish(1)
    proposal = month.ask()

    def broken(*_args, **_kw):
        raise ZeroDivisionError

    monkeypatch.setattr(running, "propose", broken)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            month.work()
        klass.clock.advance(running.LEASE + dt.timedelta(seconds=1))
    assert month.work()
    assert month.see(proposal).state is ProposalState.DROPPED
    assert "gagal" in month.see(proposal).note
    assert not month.work()


def test_a_stop_gives_the_best_so_far(klass, month, team, monkeypatch):
    month.wish(3)
    proposal = month.ask()
    plain = running.propose

    def endless(problem, *, seconds, watch=None, solver=True):
        while watch is not None and not watch(running.Progress(1.0, 10, 2)):
            pass
        return replace(plain(problem, seconds=seconds, solver=False), proven=False)

    monkeypatch.setattr(running, "propose", endless)
    monkeypatch.setattr(running, "_BEAT", 0.01)
    with klass.db.write() as session:
        asking.stop(session, klass.people.kartika, klass.clock, proposal)
    assert month.work()
    row = month.see(proposal)
    assert row.state is ProposalState.STOPPED
    assert len(month.lines(proposal)) == 3
    assert month.apply(proposal).refused == {}


def test_only_a_scheduler_plans_and_nonsense_is_refused_with_its_field(klass, month, team):
    order = Order(first=FIRST, last=LAST)
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            asking.ask(session, klass.people.sekar, klass.clock, klass.settings, order)
        for wrong, field in (
            (replace(order, last=FIRST - dt.timedelta(days=1)), "last"),
            (replace(order, last=FIRST + dt.timedelta(days=100)), "last"),
            (replace(order, first=dt.date(2025, 1, 1), last=dt.date(2025, 1, 31)), "last"),
            (order, "first"),
        ):
            with pytest.raises(Refused) as refused:
                asking.ask(session, klass.people.kartika, klass.clock, klass.settings, wrong)
            assert refused.value.field == field
        with pytest.raises(Refused):
            asking.wish(session, klass.people.kartika, klass.clock, klass.settings, klass.given(), 0)
        for who, helpers in ((klass.people.kartika, 5), (klass.people.wulan, 2)):
            with pytest.raises(Refused) as refused:
                asking.wish(session, who, klass.clock, klass.settings, klass.given(), 1, helpers)
            assert refused.value.field == "helpers"


def test_whoever_saw_an_older_proposal_is_told(klass, month, team):
    month.wish(1)
    proposal = month.plan()
    with klass.db.write() as session, pytest.raises(Conflict):
        asking.drop(session, klass.people.kartika, klass.clock, proposal, 1)
    with klass.db.write() as session:
        asking.drop(session, klass.people.kartika, klass.clock, proposal, month.see(proposal).version)
    with pytest.raises(Conflict):
        month.apply(proposal)
    assert kinds(klass, proposal) == ["proposal.dropped", "proposal.settled", "proposal.asked"]


def test_an_order_is_the_same_after_it_was_kept():
    rules = RuleTable({Rule.LOAD: Level.WARN, Rule.CASE_DUTY: Level.IGNORE})
    kept = Kept(session_id="a", start=NOW, people=frozenset({"x", "y"}), room="r", whole=True)
    order = Order(first=FIRST, last=LAST, programme_id="p", rules=rules, weights=USUAL_WEIGHTS, kept=(kept,), before=Plan())
    assert orders.read(FIRST, LAST, order.written()) == order
