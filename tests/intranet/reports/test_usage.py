"""The semester report: drawn, issued once, frozen, delivered with proof, reminded of; numbers sent back; the link's log."""

import dataclasses
import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base import trail
from intranet.base.actor import ActorKind, Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import Channel
from intranet.counter.models import Visit
from intranet.identity.codes import CodeClass
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState, Method
from intranet.inbox.models import InboxMessage
from intranet.reports.models import UsageReport
from intranet.reports.rules import Period
from intranet.reports.usage import balikan, figures, link, rules, service
from intranet.reports.usage.figures import Beside
from intranet.reports.usage.rules import Handed, Semester
from intranet.reports.usage.service import Cover
from intranet.work import chores
from shared.elements import Outcome
from tests.conftest import NOW
from tests.intranet.cases.factories import Cases

HERE = Semester(2026, 2)
COVER = Cover(addressee="Kepala Disdukcapil", title="Kepala Dinas", nip="1")
SECOND = dt.timedelta(seconds=1)
BEFORE = NOW - 3600 * SECOND


class Register:
    """Usage rows, numbers on their way back, and the agreement."""

    def __init__(self, db, clock, settings, keys, people) -> None:
        self.db, self.clock, self.settings, self.people = db, clock, settings, people
        self.cases = Cases(db, clock, settings, keys, people)
        self._agreement = None

    def agreement(self, **changes):
        today = dt.date(2026, 1, 1)
        terms = {
            "kind": AgreementKind.PKS,
            "title": "Pemanfaatan data contoh",
            "signed_on": today,
            "starts_on": today,
            "ends_on": dt.date(2027, 12, 31),
            "institution_name": "Diskominfo Contoh",
            "approval_letter_no": "470/1",
            "purposes": frozenset({Purpose.POPULATION_CHECK}),
            "parties": (
                PartyInput(party=Party.DUKCAPIL, name="Disdukcapil Contoh", number="1/PKS/2026"),
                PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh"),
            ),
        }
        with self.db.write() as session:
            made = agreements.register(session, self.people.kartika, self.clock, AgreementInput(**{**terms, **changes}))
            self._agreement = made.id

    def check(self, at=BEFORE, kind=CodeClass.ANSWERED, *, took=1200, started=True, method=Method.DESK, actor=None, **changes):
        if self._agreement is None:
            self.agreement()
        actor = actor or self.people.budi
        values = {
            "id": new_id(),
            "at": at,
            "actor_kind": ActorKind.STAFF,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "agreement_id": None if method is Method.BY_EYE else self._agreement,
            "purpose": "complaint",
            "method": method,
            "element_names": "" if method is Method.BY_EYE else "NIK,NAMA_LGKP",
            "started_at": at if started else None,
            "finished_at": at + took / 1000 * SECOND if kind else None,
            "latency_ms": took if kind and started else None,
            "outcome": (Outcome.MATCH if kind is CodeClass.ANSWERED else Outcome.UNAVAILABLE) if kind else None,
            "code_class": kind,
            "code": "01" if kind is CodeClass.ANSWERED else None,
        }
        with self.db.write() as session:
            session.add(IdentityCheck(**{**values, **changes}))
        return values["id"]

    def complaint(self, state: FeedbackState | None, *, kind=CodeClass.ANSWERED, index="n" * 64, about=None):
        """A complaint whose visit asked the register; its number back in ``state``."""
        case_id, visit_id = self.cases.create(), new_id()
        check_id = self.check(kind=kind, visit_id=visit_id, nik_index=about or index)
        with self.db.write() as session:
            session.get(Complainant, case_id).nik_index = index
            number = session.get(Case, case_id).complaint_no
            session.add(
                Visit(
                    id=visit_id,
                    channel=Channel.DESK,
                    staff_id=self.people.budi.id,
                    language="id",
                    started_at=NOW,
                    active_at=NOW,
                    notice_at=NOW,
                    check_id=check_id,
                    case_id=case_id,
                )
            )
            if state:
                done = state is FeedbackState.ACKNOWLEDGED
                session.add(
                    Feedback(
                        check_id=check_id,
                        complaint_no=number,
                        nik_sealed=None if done else "x",
                        nik_index=index,
                        state=state,
                        queued_at=NOW,
                        last_result="LINK" if state is FeedbackState.FAILED else "",
                        acknowledged_at=NOW if done else None,
                    )
                )
        return number

    def draw(self, semester=HERE, beside=None):
        with self.db.read() as session:
            return figures.draw(session, self.settings, semester, self.clock.now(), beside)

    def issue(self, actor=None, cover=COVER, semester=HERE):
        with self.db.write() as session:
            found = figures.draw(session, self.settings, semester, self.clock.now())
            paper = lambda one: {"title": "Laporan", "tiles": [["panggilan", str(one.total("month", "called"))]], "tables": []}  # noqa: E731
            who = actor or self.people.kartika
            return service.issue(session, who, self.clock, self.settings, semester, found, cover, paper).id

    def deliver(self, report_id, actor=None, version=1, scanned=False, **changes):
        usual = {"on": dt.date(2026, 11, 20), "handed": Handed.HAND, "receipt_no": "TT-1", "receiver": ""}
        with self.db.write() as session:
            who = actor or self.people.budi
            return service.deliver(
                session, who, self.clock, self.settings, report_id, version, scanned=scanned, **{**usual, **changes}
            ).id

    def withdraw(self, report_id, reason="Salah alamat.", version=1, actor=None):
        with self.db.write() as session:
            service.withdraw(session, actor or self.people.kartika, self.clock, report_id, version, reason)

    def remind(self):
        with self.db.write() as session:
            return service.remind(session, self.clock, self.settings)

    def told(self):
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(InboxMessage).where(InboxMessage.kind == "usage_report.due"))


@pytest.fixture
def register(db, clock, settings, keys, people):
    return Register(db, clock, settings, keys, people)


def test_every_check_is_counted_where_it_belongs(register):
    register.check()
    register.check(kind=CodeClass.NOT_FOUND, code="13", outcome=Outcome.NOT_FOUND)
    register.check(kind=CodeClass.TIMEOUT)
    register.check(kind=CodeClass.INTERRUPTED)
    register.check(kind=None)
    register.check(kind=CodeClass.BUSY, started=False)
    register.check(kind=CodeClass.SEEN, started=False, method=Method.BY_EYE, outcome=Outcome.BY_EYE)
    kiosk = {"actor_kind": ActorKind.DEVICE, "actor_id": "k" * 32, "actor_name": "Kios 1"}
    register.check(at=dt.datetime(2026, 7, 31, 17, 0, tzinfo=dt.UTC), method=Method.CARD, **kiosk)  # 1 August in Jakarta
    register.check(at=dt.datetime(2026, 6, 30, 16, 59, 59, tzinfo=dt.UTC))  # still June there
    counts = register.draw().counts
    wanted = {"answered": 3, "failed": 1, "interrupted": 1, "running": 1, "not_sent": 1, "by_eye": 1}
    assert counts["ending"] == wanted
    assert counts["month"]["2026-11|all"] == 7
    assert counts["month"]["2026-11|called"] == 5
    assert counts["month"]["2026-11|unfinished"] == 2
    assert counts["month"]["2026-08|all"] == 1
    assert "2026-07|all" not in counts["month"]
    assert counts["code"] == {"01": 2, "13": 1}
    assert counts["elements"]["NIK,NAMA_LGKP|called"] == 6
    assert counts["kiosk"] == {f"{'k' * 32}|{column}": 1 for column in ("all", "called", "answered")}
    assert counts["officer"][f"{register.people.budi.id}|all"] == 7
    assert register.draw(Semester(2026, 1)).counts["ending"] == {"answered": 1}


def test_the_cut_off_is_now_until_the_semester_is_over(register):
    assert register.draw().cut_off == NOW
    assert register.draw(Semester(2026, 1)).cut_off == dt.datetime(2026, 6, 30, 17, 0, tzinfo=dt.UTC)


def test_what_nobody_counts_is_absent_and_what_somebody_counts_is_there(register):
    assert "incidents" not in register.draw().counts
    counts = register.draw(beside=Beside(incidents=lambda _session, since, until: (until - since).days)).counts
    assert counts["incidents"] == {"all": 142}
    assert "portal_lookups" not in counts


def test_figures_are_kept_word_for_word(register):
    register.check()
    found = register.draw()
    assert figures.read(found.written()) == found


def test_an_issued_report_is_numbered_frozen_and_rendered_the_same(register):
    register.check()
    report_id = register.issue()
    with register.db.read() as session:
        row = service.get(session, report_id)
        first = service.render(row)
        assert row.number.startswith("001/LAP-DKC/33.99/XI/2026")
        assert json.loads(row.data)["agreement"].endswith("Nomor 1/PKS/2026")
    assert b"pdfaid:part" in first
    register.check()
    with register.db.read() as session:
        row = service.get(session, report_id)
        assert service.render(row) == first
        changed = rules.differences(figures.read(row.figures).counts, register.draw().counts)
        assert ("ending", "answered", 1, 2) in [dataclasses.astuple(one) for one in changed]
        assert [one.kind for one in trail.of(session, service.SUBJECT, report_id)] == ["usage_report.issued"]
        assert not list(trail.verify(session))


def test_only_the_head_issues_once_and_with_an_address(register):
    with pytest.raises(Forbidden):
        register.issue(register.people.budi)
    with pytest.raises(Forbidden):
        register.issue(register.people.halim)
    for cover, field in ((Cover(addressee=" ", title="K"), "addressee"), (Cover(addressee="K", title=""), "title")):
        with pytest.raises(Refused) as refused:
            register.issue(cover=cover)
        assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        register.issue(cover=Cover(addressee="K" * 201, title="K"))
    assert refused.value.field == "addressee"
    with pytest.raises(Refused):
        register.issue(semester=Semester(2027, 1))
    register.issue()
    with pytest.raises(Refused):
        register.issue()


def test_a_delivery_is_proved_and_noted_once(register):
    report_id = register.issue()
    for changes, field in (
        ({"receipt_no": " "}, "receipt_no"),
        ({"on": dt.date(2026, 11, 21)}, "on"),
        ({"on": dt.date(2026, 11, 19)}, "on"),
        ({"receiver": "x" * 201}, "receiver"),
    ):
        with pytest.raises(Refused) as refused:
            register.deliver(report_id, **changes)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        register.deliver(report_id, register.people.wulan)
    with pytest.raises(Conflict):
        register.deliver(report_id, version=7)
    with pytest.raises(NotFound):
        register.deliver("0" * 32)
    register.deliver(report_id, receipt_no="", scanned=True)
    with pytest.raises(Refused):
        register.deliver(report_id, version=2)
    with pytest.raises(Refused):
        register.withdraw(report_id, version=2)


def test_a_withdrawn_report_keeps_its_number_and_makes_room(register):
    first = register.issue()
    with pytest.raises(Refused) as refused:
        register.withdraw(first, " ")
    assert refused.value.field == "reason"
    with pytest.raises(Forbidden):
        register.withdraw(first, actor=register.people.budi)
    register.withdraw(first)
    with pytest.raises(Refused):
        register.deliver(first, version=2)
    register.issue()
    with register.db.read() as session:
        assert sorted(session.scalars(select(UsageReport.number)))[1].startswith("002/")
        assert len(service.render(service.get(session, first))) > 1000


@pytest.mark.parametrize(
    ("on", "told"), [("2026-11-30", 0), ("2026-12-01", 1), ("2026-12-17", 1), ("2026-12-31", 1), ("2027-01-05", 1)]
)
def test_reminders_come_once_each(register, on, told):
    register.agreement()
    register.clock.set(dt.datetime.combine(dt.date.fromisoformat(on), dt.time(3), dt.UTC))
    with register.db.write() as session:  # what was owed before is not this test's
        session.add(UsageReport(**_earlier(register)))
    assert (register.remind(), register.remind()) == (told, 0)
    assert register.told() == 2 * told  # both of Diskominfo's


def _earlier(register):
    texts = {"number": "0", "signer_name": "", "signer_title": "", "figures": "", "data": "", "sha256": "", "withdraw_reason": ""}
    who = {"issued_by": register.people.kartika.id, "issued_at": NOW, "cut_off": NOW}
    done = {"delivered_on": dt.date(2026, 6, 30), "handed": Handed.HAND, "receipt_no": "", "receiver": ""}
    return {"year": 2026, "half": 1, **texts, **who, **done}


def test_all_four_reminders_and_the_late_one_come_in_the_course_of_a_month(register):
    register.agreement(starts_on=dt.date(2026, 7, 1), signed_on=dt.date(2026, 7, 1))
    days = [dt.date(2026, 11, 25) + dt.timedelta(days=n) for n in range(45)]
    told = []
    for day in days:
        register.clock.set(dt.datetime.combine(day, dt.time(3), dt.UTC))
        if register.remind():
            told.append(f"{day:%d.%m}")
    assert told == ["01.12", "17.12", "24.12", "30.12", "01.01"]


def test_nobody_is_reminded_without_an_agreement_or_after_delivery(register):
    register.clock.set(dt.datetime(2026, 12, 30, 3, tzinfo=dt.UTC))
    assert register.remind() == 0
    register.agreement(starts_on=dt.date(2026, 7, 1), signed_on=dt.date(2026, 7, 1))
    report_id = register.issue()
    register.deliver(report_id, on=dt.date(2026, 12, 30))
    assert register.remind() == 0


def test_the_worker_reminds(register):
    register.agreement()
    for chore in chores(register.settings, register.clock):
        with register.db.write() as session:
            chore(session)
    assert register.told() == 2  # the report of the first half is late


def test_numbers_owed_are_set_against_those_received(register):
    received = register.complaint(FeedbackState.ACKNOWLEDGED)
    failed, never = register.complaint(FeedbackState.FAILED), register.complaint(None)
    register.complaint(None, kind=CodeClass.NOT_FOUND)
    register.complaint(None, about="o" * 64)
    register.complaint(FeedbackState.QUEUED, about="o" * 64)
    with register.db.read() as session:
        found = balikan.balance(session, register.settings, HERE, 10)
        assert balikan.balance(session, register.settings, Semester(2026, 1), 10).owed == 0
        assert len(balikan.balance(session, register.settings, HERE, 1).missing) == 1
    assert found.owed == 3
    assert found.number(FeedbackState.ACKNOWLEDGED) == found.number(FeedbackState.FAILED) == found.number(None) == 1
    assert [one.complaint_no for one in found.missing] == [failed, never]
    assert received not in [one.complaint_no for one in found.missing]
    assert (found.missing_in_all, found.beyond) == (2, 1)
    assert sum(number for one in found.months.values() for number in one.values()) == 3


def test_the_link_is_told_by_day_with_its_failures_and_outages(register):
    for n, took in enumerate((900, 1100, 15600, 1000)):
        register.check(NOW + n * 60 * SECOND, took=took)
    for n in range(2):
        register.check(NOW + (600 + n * 60) * SECOND, CodeClass.TIMEOUT, took=60000)
    register.check(NOW + 1200 * SECOND, CodeClass.QUOTA, took=500)
    register.check(NOW + 1300 * SECOND, CodeClass.INTERRUPTED)
    register.check(NOW + 1400 * SECOND, CodeClass.BUSY, started=False)
    with register.db.read() as session:
        found = link.log(session, Period(dt.date(2026, 11, 20), dt.date(2026, 11, 20)), register.settings.zone)
        assert not link.log(session, Period(dt.date(2026, 11, 21), dt.date(2026, 11, 21)), register.settings.zone).days
    day = found.days[dt.date(2026, 11, 20)]
    assert (day.calls, day.answered) == (8, 5)
    assert (day.milliseconds(0.5), day.milliseconds(0.95)) == (1100, 15700)
    assert found.kinds == {CodeClass.TIMEOUT: 2, CodeClass.QUOTA: 1, CodeClass.INTERRUPTED: 1}
    assert [(one.since, one.over, one.calls) for one in found.outages] == [(NOW + 600 * SECOND, NOW + 1200.5 * SECOND, 2)]
    assert link.Served().milliseconds(0.5) is None
