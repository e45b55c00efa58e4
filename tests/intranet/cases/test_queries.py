"""Lists of cases: filters, search, order and stable pages, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest

from intranet.base.actor import Party
from intranet.base.ids import new_id
from intranet.cases import board as desk
from intranet.cases import queries, service
from intranet.cases.queries import NOBODY, Wish
from intranet.cases.rules import Event, Outcome, Source, State
from intranet.web import paging
from tests.intranet.cases.factories import ENDING


def listed(cases, wish=Wish(), actor=None, cursor=None):  # noqa: B008 - a frozen value
    zone = cases.settings.zone
    with cases.db.read() as session:
        return queries.listing(session, actor or cases.people.budi, wish, cursor, cases.clock.now(), zone)


def ids(page):
    return [row.id for row in page.rows]


@pytest.mark.parametrize("sort", queries.SORTS)
def test_walking_through_the_pages_shows_every_case_once(cases_everywhere, monkeypatch, sort):
    monkeypatch.setattr(queries, "PAGE", 4)
    queries._statement.cache_clear()
    made = []
    for turn in range(11):
        made.append(cases_everywhere.create())
        if turn % 3:  # several in the same moment: the id decides
            cases_everywhere.clock.advance(dt.timedelta(hours=20))
    wish, cursor, seen = Wish(sort=sort), None, []
    for _page in range(5):
        page = listed(cases_everywhere, wish, cursor=cursor)
        seen += ids(page)
        if not page.older:
            break
        cursor = paging.read({"after": page.older})
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)
    back = listed(cases_everywhere, wish, cursor=paging.read({"before": page.newer}))
    assert ids(back) == seen[-len(page.rows) - 4 : -len(page.rows)]
    queries._statement.cache_clear()


def test_a_page_stays_put_while_new_cases_come_in(cases_everywhere, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    queries._statement.cache_clear()
    for _turn in range(7):
        cases_everywhere.create()
        cases_everywhere.clock.advance(dt.timedelta(minutes=1))
    older = paging.read({"after": listed(cases_everywhere).older})
    before = ids(listed(cases_everywhere, cursor=older))
    cases_everywhere.create()
    assert ids(listed(cases_everywhere, cursor=older)) == before
    queries._statement.cache_clear()


def test_filters_narrow_the_list(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    new, triage, analysis = c.create(source=Source.CYBER_PATROL), c.in_triage(), c.in_analysis()
    done = c.in_analysis()
    c.move(done, people.wulan, Event.CLOSE, outcome=Outcome.CLARIFIED, **ENDING)
    assert set(ids(listed(c))) == {new, triage, analysis, done}
    assert ids(listed(c, Wish(state=State.TRIAGE))) == [triage]
    assert set(ids(listed(c, Wish(only_open=True)))) == {new, triage, analysis}
    assert ids(listed(c, Wish(source=Source.CYBER_PATROL))) == [new]
    assert set(ids(listed(c, Wish(officer=people.budi.id)))) == {new, triage}  # what an officer finds is theirs
    assert ids(listed(c, Wish(officer=NOBODY, only_open=True, party=people.wulan.party))) == [analysis]


def test_age_and_lateness_are_counted_from_the_offices_day(cases_everywhere):
    c = cases_everywhere
    old = c.create()
    c.clock.advance(dt.timedelta(days=9))
    young = c.create()
    assert ids(listed(c, Wish(age="8-14"))) == [old]
    assert ids(listed(c, Wish(age="0-2"))) == [young]
    assert ids(listed(c, Wish(age="overdue"))) == [old]
    assert ids(listed(c, Wish(age="15"))) == []
    assert ids(listed(c, Wish(age="due_today"))) == []
    c.clock.advance(dt.timedelta(days=1))  # Sunday to Monday: the young one is due
    assert ids(listed(c, Wish(age="due_today"))) == [young]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("0002",), [1]),
        (("seratus",), [1]),
        (("SERATUS",), [1]),
        (("diskon", "100%"), [1]),
        (("100_",), [1]),
        (("bohon",), [0]),
        (("ohong",), []),
        (("%%",), []),
        (("'\" OR",), []),
        (("contoh", "bohong"), [0]),
    ],
)
def test_words_and_numbers_are_found_wherever_they_stand(cases_everywhere, words, found):
    made = [cases_everywhere.create(), cases_everywhere.create(narrative="Diskon 100% seratus rupiah.", respondent="Toko")]
    assert ids(listed(cases_everywhere, Wish(words=words))) == [made[index] for index in found]


def test_a_draft_is_seen_by_its_own_party_only(cases_everywhere):
    people = cases_everywhere.people
    draft = cases_everywhere.draft(people.budi)
    assert ids(listed(cases_everywhere, actor=people.kartika)) == [draft]
    assert ids(listed(cases_everywhere, actor=people.wulan)) == []


def test_counting_stops_at_the_cap(cases_everywhere, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    queries._counting.cache_clear()
    for _turn in range(5):
        cases_everywhere.create()
    c, zone = cases_everywhere, cases_everywhere.settings.zone
    with c.db.read() as session:
        assert queries.count(session, c.people.budi, Wish(), c.clock.now(), zone) == 3
    queries._counting.cache_clear()


def test_the_board_counts_what_waits_for_whom(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    late = c.in_triage()
    c.clock.advance(dt.timedelta(days=7))
    waiting = c.create()
    c.in_analysis()
    zone = c.settings.zone
    now = c.clock.now()
    with c.db.read() as session:
        board = desk.board(session, people.budi, now, zone)
        theirs = desk.board(session, people.wulan, now, zone)
    assert [row.id for row in board.mine] == [late]
    assert [row.id for row in board.unassigned] == [waiting]
    assert board.mine_open == 1
    assert board.waits[Party.DISKOMINFO] == (1, 1, 0, 0, 2)
    assert dict(board.ageing)[State.TRIAGE] == [0, 1, 0, 0]
    assert theirs.mine_open == 0
    assert theirs.waits == board.waits
    assert theirs.waits[Party.BAWASLU] == (1, 0, 0, 0, 1)


def test_this_week_is_after_today_and_up_to_sunday(cases_everywhere):
    c, made = cases_everywhere, {}
    now = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)  # a Wednesday
    for day in range(24, 31):
        made[day] = c.create()
        with c.db.write() as session:
            service.get(session, made[day]).due_on = dt.date(2026, 11, day)
    with c.db.read() as session:
        wish = Wish(age="this_week", sort="due")
        rows = queries.listing(session, c.people.budi, wish, None, now, c.settings.zone).rows
        waits = desk.board(session, c.people.budi, now, c.settings.zone).waits[Party.DISKOMINFO]
    assert [row.id for row in rows] == [made[day] for day in (26, 27, 28, 29)]
    assert (waits.overdue, waits.due_today, waits.this_week, waits.open) == (1, 1, 4, 7)


def test_a_foreign_cursor_shows_the_first_page(cases_everywhere):
    made = cases_everywhere.create()
    for value in ("nonsense", "2026-11-20", "2026-11-20T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert ids(listed(cases_everywhere, cursor=paging.Cursor(value, new_id()))) == [made]


def test_a_wish_knows_whether_it_narrows():
    assert not Wish().narrowed
    assert not Wish(sort="due").narrowed
    assert replace(Wish(), words=("a",)).narrowed
