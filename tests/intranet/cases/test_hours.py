"""Content that is to be handled within hours: it is late from its hour on, on every page and for the bell."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base.actor import Party
from intranet.calendar import deadlines
from intranet.calendar.deadlines import HOURLY
from intranet.calendar.rules import RULES, DeadlineKind
from intranet.cases import board as desk
from intranet.cases import clocks, queries, watch
from intranet.cases.queries import Wish
from intranet.cases.rules import Event
from intranet.inbox import queries as inbox
from intranet.inbox.models import InboxMessage
from tests.intranet.cases.factories import WHY, Cases
from tests.intranet.cases.test_moving import case_of

BEGUN = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # 9.30 in the office
MINUTE = dt.timedelta(minutes=1)


def in_handling(c: Cases, *, urgent: bool) -> tuple[str, dt.datetime]:
    """A case whose content is being handled, and the hour by which it must be done."""
    c.clock.advance(BEGUN - c.clock.now())
    case_id = c.in_analysis()
    c.move(case_id, c.people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY, urgent=urgent)
    c.assign(case_id, c.people.budi, c.people.budi)
    return case_id, BEGUN + dt.timedelta(hours=4 if urgent else 24)


def counted(c: Cases, now: dt.datetime) -> tuple[int, int]:
    """Late and due today at Diskominfo, as the board, the list, the desks and the counts of lists all must say."""
    zone, budi = c.settings.zone, c.people.budi
    with c.db.read() as session:
        waits = desk.board(session, budi, now, zone).waits[Party.DISKOMINFO]
        (load,) = [row for row in desk.loads(session, Party.DISKOMINFO, now, zone) if row.id == budi.id]
        for age, number in (("overdue", waits.overdue), ("due_today", waits.due_today)):
            wish = Wish(age=age, party=Party.DISKOMINFO, sort="due")
            assert len(queries.listing(session, budi, wish, None, now, zone).rows) == number
            assert queries.count(session, budi, wish, now, zone) == number
    assert (load.overdue, load.due_today) == (waits.overdue, waits.due_today)
    return waits.overdue, waits.due_today


@pytest.mark.parametrize("urgent", [True, False])
def test_it_is_late_from_its_hour_on_and_not_a_minute_before(cases_everywhere, urgent):
    c = cases_everywhere
    case_id, due = in_handling(c, urgent=urgent)
    assert counted(c, due - MINUTE) == (0, 1)
    assert counted(c, due) == (1, 0)
    assert counted(c, due + dt.timedelta(days=1)) == (1, 0)
    case = case_of(c, case_id)
    assert deadlines.due_at(case.clock, case.clock_from) == due
    with c.db.read() as session:
        found = clocks.explain(session, c.settings, case)
    assert found
    assert found.due == due  # what is explained is what is shown


def test_what_is_counted_in_days_is_due_until_midnight(cases_everywhere):
    c = cases_everywhere
    c.clock.advance(BEGUN - c.clock.now())
    case = case_of(c, c.in_triage())
    assert deadlines.due_at(case.clock, case.clock_from) is None
    midnight = dt.datetime.combine(case.due_on + dt.timedelta(days=1), dt.time(), c.settings.zone)
    assert counted(c, midnight - MINUTE) == (0, 1)
    assert counted(c, midnight) == (1, 0)


def test_the_bell_rings_at_the_hour_once_and_tells_it_in_the_offices_zone(cases_everywhere):
    c = cases_everywhere
    case_id, due = in_handling(c, urgent=True)
    for moment, rung in ((due - MINUTE, 0), (due, 1), (due + MINUTE, 0)):
        c.clock.advance(moment - c.clock.now())
        with c.db.write() as session:
            assert watch.ring(session, c.clock, c.settings) == rung
    with c.db.read() as session:
        kinds = list(session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == "case.overdue")))
        (line,) = [one for one in inbox.listing(session, c.people.budi, None).rows if one.kind == "case.overdue"]
    assert kinds == [c.people.budi.id]
    assert (line.subject_id, line.written(lambda at: f"{at.astimezone(c.settings.zone):%H.%M}")["at"]) == (case_id, "13.30")


def test_the_pages_tell_day_hour_and_zone(cases, sign_in):
    case_id, due = in_handling(cases, urgent=True)
    cases.clock.advance(due - MINUTE - cases.clock.now())
    client = sign_in("budi")
    for path in ("/", "/cases", f"/cases/{case_id}"):
        page = client.get(path).text
        assert "hari ini" in page, path
        assert "pukul 13.30 WIB" in page, path
        assert "sejak pukul" not in page, path
        assert "soon" in page, path
    assert "Jumat, 20 November 2026, 13.30 WIB" in client.get(f"/cases/{case_id}").text
    assert "Jumat, 20 November 2026 13.30 WIB" in client.get(f"/cases/{case_id}/deadline").text
    cases.clock.advance(MINUTE)
    for path in ("/", "/cases", f"/cases/{case_id}"):  # drawn rows are kept, but not beyond the hour
        page = client.get(path).text
        assert 'late">terlambat' in page, path
        assert "sejak pukul 13.30 WIB" in page, path
    with cases.db.write() as session:
        watch.ring(session, cases.clock, cases.settings)
    assert "lewat batas waktunya: 20 Nov 2026 13.30 WIB" in client.get("/inbox").text
    cases.clock.advance(dt.timedelta(days=2))
    assert "terlambat 2 hari, sejak pukul 13.30 WIB" in sign_in("budi").get(f"/cases/{case_id}").text


def test_every_limit_in_hours_is_one_and_the_same_under_all_rules():
    for kind in HOURLY:  # else the hour could not be told from the case alone
        (rule,) = [rule for rule in RULES if rule.kind is kind]
        assert (rule.regime, rule.extension, rule.valid_until) == (None, None, None)
    assert HOURLY[DeadlineKind.URGENT_HANDLING] < HOURLY[DeadlineKind.HANDLING]
