"""Reports between the parties that are late, or delivered and not opened: who hears of it, when, how often, and when no more."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet import work
from intranet.agencies.models import Staff
from intranet.agreements import service as agreements
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base import trail
from intranet.base.actor import Party
from intranet.inbox.models import InboxMessage
from intranet.reports.deliveries import service, watch
from intranet.reports.deliveries.rules import DeliveryKind
from intranet.reports.rules import Period
from tests.intranet.reports.test_deliveries import OCTOBER, give
from tests.intranet.web.harness import fetch, send

DAY = dt.timedelta(days=1)
DUE = dt.date(2026, 11, 10)
THEIRS = {"report.late", "report.unopened"}
BOTH = (Party.BAWASLU, Party.DISKOMINFO)


class Between:
    """An office, what its worker tells, and to whom."""

    def __init__(self, cases) -> None:
        self.cases, self.db, self.clock, self.people = cases, cases.db, cases.clock, cases.people

    def bind(self, starts_on=dt.date(2026, 10, 20), ends_on=dt.date(2027, 10, 19), parties=BOTH) -> str:
        terms = {"kind": AgreementKind.PKS, "title": "Pengawasan konten contoh", "institution_name": "Diskominfo Contoh"}
        days = {"signed_on": starts_on, "starts_on": starts_on, "ends_on": ends_on}
        given = tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in parties)
        with self.db.write() as session:
            asked = AgreementInput(**terms, **days, parties=given, purposes=frozenset({Purpose.LITERACY}))
            return agreements.register(session, self.people.kartika, self.clock, asked).id

    def on(self, day: dt.date) -> "Between":
        self.clock.set(dt.datetime.combine(day, dt.time(3), dt.UTC))
        return self

    def remind(self) -> int:
        with self.db.write() as session:
            return watch.remind(session, self.clock, self.cases.settings)

    def work(self) -> None:
        with self.db.write() as session:
            work._remind_of_deliveries(session, self.clock, self.cases.settings)

    def told(self, *kinds: str) -> list[tuple[str, str, str]]:
        """Who was told, how, and of what, in order."""
        query = select(Staff.username, InboxMessage.kind, InboxMessage.subject_id).join(Staff, Staff.id == InboxMessage.staff_id)
        with self.db.read() as session:
            rows = session.execute(query.where(InboxMessage.kind.in_(kinds or THEIRS)).order_by(InboxMessage.at, Staff.username))
            return [tuple(row) for row in rows]


@pytest.fixture
def between(cases_everywhere):
    return Between(cases_everywhere)


def test_the_people_of_whoever_owes_a_late_report_are_told_of_it(between):
    between.bind()
    between.on(DUE)
    assert between.remind() == 0
    between.on(DUE + DAY)
    assert (between.remind(), between.remind()) == (5, 0)
    told = between.told()
    assert {kind for _who, kind, _what in told} == {"report.late"}
    for kind in DeliveryKind:
        owing = {"wulan", "halim"} if kind.sender is Party.BAWASLU else {"budi", "kartika"}
        assert {who for who, _kind, what in told if what == kind.value} == owing
    with between.db.read() as session:
        assert [one.kind for one in trail.of(session, watch.DUE, "issues")] == ["report.reminded"]
        assert not list(trail.verify(session))


def test_late_reports_are_told_of_three_times_each_until_they_are_delivered(between):
    between.bind()
    told = {}
    for n in range(45):
        between.on(DUE + n * DAY)
        if n == 5:
            give(between.cases, between.people.budi, DeliveryKind.COMPLAINTS, OCTOBER)
        if n == 12:
            give(between.cases, between.people.wulan, DeliveryKind.HOAXES, Period(OCTOBER.first, DUE))
        before = len(between.told("report.late"))
        between.work()
        kinds = {what for _who, _kind, what in between.told("report.late")[before:]}
        if kinds:
            told[n] = kinds
    every = {kind.value for kind in DeliveryKind}
    november = (dt.date(2026, 12, 11) - DUE).days  # when the next month's are late
    assert told == {
        1: every,
        8: every - {"complaints"},
        22: every - {"complaints", "hoaxes"},
        november: every,
        november + 7: every,
    }


def test_after_a_time_without_worker_one_reminder_comes_and_not_all_that_were_missed(between):
    between.bind()
    between.on(DUE + 15 * DAY)
    assert (between.remind(), between.remind()) == (5, 0)


@pytest.mark.parametrize(
    "bound",
    [
        None,
        {"parties": (Party.DUKCAPIL, Party.DISKOMINFO)},
        {"starts_on": dt.date(2026, 11, 1)},  # after what would be reported on
        {"ends_on": dt.date(2026, 11, 10)},
    ],
)
def test_nothing_is_late_where_no_agreement_of_both_was_in_force_then_and_is_now(between, bound):
    if bound is not None:
        between.bind(**bound)
    between.on(DUE + DAY)
    between.work()
    assert (between.remind(), between.told()) == (0, [])


def test_nothing_is_late_while_the_agreement_is_suspended(between):
    agreement_id = between.bind()
    with between.db.write() as session:
        row = session.get(Agreement, agreement_id)
        row.suspended_from, row.suspended_reason = DUE, "Contoh"
    between.on(DUE + DAY)
    assert between.remind() == 0


def test_the_receivers_people_are_told_of_a_report_nobody_opened(between):
    delivery_id = give(between.cases, between.people.budi)
    given = between.clock.now().astimezone(between.cases.settings.zone).date()
    days = []
    for n in range(40):
        between.on(given + n * DAY)
        before = len(between.told())
        between.work()
        assert between.remind() == 0
        if len(between.told()) > before:
            days.append(n)
    assert days == [3, 10, 24]
    assert set(between.told()) == {(who, "report.unopened", delivery_id) for who in ("halim", "wulan")}
    with between.db.read() as session:
        assert [one.kind for one in trail.of(session, service.SUBJECT, delivery_id)].count("report.reminded") == 3
        assert not list(trail.verify(session))


def test_nobody_is_told_of_a_report_that_was_opened(between):
    delivery_id = give(between.cases, between.people.budi)
    between.on(dt.date(2026, 11, 23))
    assert between.remind() == 1
    with between.db.write() as session:
        service.receive(session, between.people.halim, between.clock, delivery_id)
    between.on(dt.date(2026, 12, 20))
    assert between.remind() == 0


def test_the_sweep_is_loaded_only_when_there_is_something_to_tell(between, monkeypatch):
    calls = []
    monkeypatch.setattr(watch, "remind", lambda *_args: calls.append(1))
    between.bind()
    between.on(DUE).work()
    assert calls == []
    between.on(DUE + DAY).work()
    assert calls == [1]
    for kind in DeliveryKind:
        sender = between.people.budi if kind.sender is Party.DISKOMINFO else between.people.wulan
        with between.db.write() as session:
            service.receive(session, *_other(between, kind), give(between.cases, sender, kind, OCTOBER))
    between.on(DUE + 20 * DAY).work()
    assert calls == [1]


def _other(between, kind):
    return (between.people.wulan if kind.sender is Party.DISKOMINFO else between.people.budi), between.clock


def test_the_worker_reminds_among_its_chores(between):
    between.bind()
    between.on(DUE + DAY)
    for chore in work.chores(between.cases.settings, between.clock):
        with between.db.write() as session:
            chore(session)
    assert len(between.told("report.late")) == 2 * len(DeliveryKind)


def test_a_reminder_leads_to_the_report_that_is_to_be_given(sign_in, cases):
    between = Between(cases)
    between.bind(starts_on=dt.date(2026, 10, 1))
    between.remind()
    client = sign_in("budi")
    page = fetch(client, "/inbox")
    said = "Laporan pemantauan isu untuk masa sampai Sabtu, 31 Oktober 2026 belum diserahkan; tenggatnya Selasa, 10 November 2026."
    assert said in page
    opens = page.split(said)[0].rsplit('action="', 1)[1].split('"')[0]
    assert "Serahkan kepada Bawaslu" in send(client, opens, {})
