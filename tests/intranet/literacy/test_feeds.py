"""Calendars in and out. What is given out is read by a small reader of our own (RFC 5545), not by the library that wrote it."""

import datetime as dt
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import icalendar
import pytest

from intranet.base.actor import Party
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.literacy import queries
from intranet.literacy.models import LiteracyPerson
from intranet.literacy.rules import ExceptionKind
from intranet.literacy.service import feeds, people
from tests.intranet.literacy.conftest import MONDAY

B, D = Party.BAWASLU, Party.DISKOMINFO


def read(feed: bytes) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The events of a feed (property with parameters to value), and the offset of each zone it defines."""
    text = feed.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    events, zones, open_, inside = [], {}, [], {}
    for line in lines[:-1]:
        name, _colon, value = line.partition(":")
        if name == "BEGIN":
            open_.append(value)
            inside = {} if value in ("VEVENT", "VTIMEZONE") else inside
        elif name == "END":
            assert open_.pop() == value
            if value == "VEVENT":
                events.append(inside)
        elif open_[-1] == "VEVENT":
            inside[name] = value
        elif name == "TZID":
            inside["TZID"] = value
        elif name == "TZOFFSETTO":
            zones[inside["TZID"]] = value
    assert not open_
    return events, zones


def moment(event: dict[str, str], name: str, zones: dict[str, str]) -> dt.datetime:
    """The moment of a property with a zone the calendar itself explains, in UTC."""
    key = next(one for one in event if one.startswith(f"{name};TZID="))
    offset = zones[key.removeprefix(f"{name};TZID=")]
    shift = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])) * (1 if offset[0] == "+" else -1)
    return dt.datetime.strptime(event[key], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC) - shift


@pytest.fixture
def pair(klass):
    return klass.person(B, "Ratna"), klass.person(D, "Bagus")


def opened(klass, person_id) -> str:
    with klass.db.write() as session:
        return feeds.open_feed(session, klass.people.kartika, klass.clock, person_id)


def given_out(klass, token, settings=None) -> bytes:
    with klass.db.read() as session:
        return feeds.feed(session, klass.clock, settings or klass.settings, token)


@pytest.mark.parametrize(("zone", "local"), [("Asia/Jakarta", "090000"), ("Asia/Makassar", "100000"), ("Asia/Jayapura", "110000")])
def test_the_times_are_right_in_each_zone_by_its_own_explanation(klass, pair, zone, local):
    klass.confirm(klass.session(*pair, title="Aman; berinternet, bersama", room_id=klass.room()))
    events, zones = read(given_out(klass, opened(klass, pair[0]), replace(klass.settings, office_zone=zone)))
    (event,) = events
    assert moment(event, "DTSTART", zones) == MONDAY
    assert moment(event, "DTEND", zones) == MONDAY + dt.timedelta(hours=2)
    assert event[f"DTSTART;TZID={zone}"].endswith(local)
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Aman\\; berinternet\\, bersama (Narasumber)"
    assert event["LOCATION"] == "Aula\\, Balai Contoh\\, Contoh Utara"
    assert icalendar.Calendar.from_ical(given_out(klass, opened(klass, pair[0]))).walk("VEVENT")[0]["uid"].endswith("@posko")


def test_a_feed_follows_its_person_and_tells_what_is_only_planned(klass, pair):
    row = klass.session(*pair)
    klass.session(starts_at=MONDAY + dt.timedelta(days=1))
    token = opened(klass, pair[1])
    (event,) = read(given_out(klass, token))[0]
    assert (event["STATUS"], event["UID"]) == ("TENTATIVE", f"{row}@posko")
    before = int(event["SEQUENCE"])
    klass.confirm(row)
    assert int(read(given_out(klass, token))[0][0]["SEQUENCE"]) > before
    klass.vacate(row, pair[1])
    assert read(given_out(klass, token))[0] == []


def test_the_secret_is_kept_only_as_a_hash_and_taken_back_at_once(klass, pair):
    token = opened(klass, pair[0])
    with klass.db.read() as session:
        row = session.get_one(LiteracyPerson, pair[0])
        assert token not in str(vars(row))
        assert len(row.feed_hash) == 64
    newer = opened(klass, pair[0])
    for dead in (token, "x", ""):
        with pytest.raises(NotFound):
            given_out(klass, dead)
    assert given_out(klass, newer)
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            feeds.close_feed(session, klass.people.halim, klass.clock, pair[0])
        feeds.close_feed(session, klass.people.kartika, klass.clock, pair[0])
    with pytest.raises(NotFound):
        given_out(klass, newer)


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:contoh
{events}
END:VCALENDAR
"""


def event(**lines: str) -> str:
    return "\n".join(
        ["BEGIN:VEVENT", "UID:u1", *(f"{name.replace('_', ';', 1)}:{value}" for name, value in lines.items()), "END:VEVENT"]
    )


def busy(klass, *events: str):
    return feeds.busy_of(ICS.format(events="\n".join(events)).replace("\n", "\r\n"), klass.settings, klass.clock.now())


def test_busy_times_are_taken_over_without_title_and_in_their_own_zone(klass):
    (one,) = busy(klass, event(DTSTART="20261130T020000Z", DTEND="20261130T040000Z", SUMMARY="Rahasia"))
    assert (one.kind, one.starts_at, one.note) == (ExceptionKind.IMPORTED, MONDAY, "")
    (floating,) = busy(klass, event(DTSTART="20261130T090000", DURATION="PT2H"))
    assert floating.starts_at == MONDAY
    (day,) = busy(klass, event(**{"DTSTART_VALUE=DATE": "20261130"}))
    assert (day.starts_at.astimezone(ZoneInfo("Asia/Jakarta")).hour, day.ends_at - day.starts_at) == (0, dt.timedelta(days=1))


def test_repeated_events_are_taken_one_by_one_and_free_cancelled_and_past_ones_left_out(klass):
    weekly = event(DTSTART="20261130T020000Z", DTEND="20261130T030000Z", RRULE="FREQ=WEEKLY;COUNT=3")
    assert [one.starts_at.date().day for one in busy(klass, weekly)] == [30, 7, 14]
    endless = event(DTSTART="20200101T020000Z", DTEND="20200101T030000Z", RRULE="FREQ=DAILY")
    assert 360 <= len(busy(klass, endless)) <= 400
    span = {"DTSTART": "20261130T020000Z", "DTEND": "20261130T030000Z"}
    for left_out in ({**span, "TRANSP": "TRANSPARENT"}, {**span, "STATUS": "CANCELLED"}, {"DTSTART": "20261130T020000Z"}):
        assert busy(klass, event(**left_out)) == []
    assert busy(klass, event(DTSTART="20200101T020000Z", DTEND="20200101T030000Z")) == []


@pytest.mark.parametrize(
    "text",
    ["", "bukan kalender", "BEGIN:VCALENDAR", "BEGIN:VEVENT\r\nEND:VEVENT", ICS.format(events=event(DTSTART="kemarin"))]
    + [ICS.format(events=event(DTSTART="20261130T020000Z", DTEND="20261130T030000Z", RRULE="FREQ=SERING")), "x" * 400_001],
)
def test_what_is_no_calendar_is_refused_in_words(klass, text):
    with pytest.raises(Refused) as refused:
        feeds.busy_of(text, klass.settings, klass.clock.now())
    assert refused.value.field == "calendar"
    assert refused.value.do


def test_the_next_import_takes_the_place_of_the_last_and_leaves_leave_alone(klass, pair):
    found = busy(klass, event(DTSTART="20261130T020000Z", DTEND="20261130T030000Z", RRULE="FREQ=WEEKLY;COUNT=3"))
    with klass.db.write() as session:
        office = (session, klass.people.kartika, klass.clock, pair[0])
        leave = people.ExceptionInput(kind=ExceptionKind.LEAVE, starts_at=MONDAY, ends_at=MONDAY + dt.timedelta(days=1))
        people.except_time(*office, leave)
        people.take_over(*office, found)
        people.take_over(*office, found[:1])
        kinds = [one.kind for one in queries.times_of(session, pair[0], klass.clock.now())]
        assert sorted(kind.value for kind in kinds) == ["imported", "leave"]
        with pytest.raises(Refused):
            people.take_over(*office, found * 1000)
