"""Reports given to the other party: by whom, for which time, without what is marked, with a receipt; their pages and papers."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.cases import marking
from intranet.cases.models import Case
from intranet.disclosure.rules import Level
from intranet.disclosure.service.marks import MarkInput
from intranet.inbox.models import InboxMessage
from intranet.reports.deliveries import digests, queries, rules, service
from intranet.reports.deliveries.rules import DeliveryKind, Standing
from intranet.reports.rules import Period
from tests.intranet.reports.test_pages import text_of
from tests.intranet.web.harness import fetch, send

OCTOBER, NOVEMBER = Period(dt.date(2026, 10, 1), dt.date(2026, 10, 31)), Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
TODAY = dt.date(2026, 11, 20)
DATA = {name: "" for name in ("office_name", "office_address", "office_phone", "period", "under", "made")}
DATA |= {"lang": "id", "title": "Laporan", "tiles": [["jumlah", "1"]], "tables": []}
MONTH = {"span": "own", "since": "2026-10-01", "until": "2026-10-31", "note": ""}


def give(cases, actor, kind=DeliveryKind.COMPLAINTS, period=OCTOBER, note=""):
    with cases.db.write() as session:
        return service.deliver(session, actor, cases.clock, cases.settings, kind, period, DATA, note).id


def mark(cases, case_id, actor, level=Level.SECRET):
    with cases.db.write() as session:
        given = MarkInput(level=level, reason="Menyangkut saksi yang dilindungi.")
        marking.mark_case(session, actor, cases.clock, cases.settings, case_id, given)


def test_the_other_partys_people_are_told_and_their_opening_is_noted_once(cases_everywhere):
    cases, people = cases_everywhere, cases_everywhere.people
    delivery_id = give(cases, people.budi)
    with cases.db.write() as session:
        told = session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == "report.delivered")).all()
        assert set(told) == {people.wulan.id, people.halim.id}
        row = service.get(session, delivery_id)
        assert service.may_read(session, people.kartika, row)
        assert not service.may_read(session, people.wulan, row)
        service.receive(session, people.wulan, cases.clock, delivery_id)
    first = cases.clock.now()
    cases.clock.advance(dt.timedelta(hours=1))
    with cases.db.write() as session:
        row = service.receive(session, people.wulan, cases.clock, delivery_id)
        assert service.may_read(session, people.wulan, row)
        assert queries.receipts(session, delivery_id) == [("Wulan Contoh", first)]
        with pytest.raises(Forbidden):
            service.receive(session, people.budi, cases.clock, delivery_id)
        assert [one.kind for one in trail.of(session, service.SUBJECT, delivery_id)] == ["report.received", "report.delivered"]
        assert not list(trail.verify(session))


def test_a_delivered_report_stays_as_it_was(cases_everywhere):
    delivery_id = give(cases_everywhere, cases_everywhere.people.budi)
    with cases_everywhere.db.read() as session:
        row = service.get(session, delivery_id)
        assert service.render(row) == service.render(row)
        with pytest.raises(NotFound):
            service.get(session, "0" * 32)


@pytest.mark.parametrize("kind", list(DeliveryKind))
def test_only_the_party_that_owes_a_report_gives_it(cases_everywhere, kind):
    people = cases_everywhere.people
    owing, other = (people.wulan, people.budi) if kind.sender is Party.BAWASLU else (people.kartika, people.halim)
    for stranger in (other, people.sekar, people.tirta, people.admin):
        with pytest.raises(Forbidden):
            give(cases_everywhere, stranger, kind)
    give(cases_everywhere, owing, kind)


def test_a_period_is_delivered_once_and_when_it_is_over(cases_everywhere):
    people = cases_everywhere.people
    with pytest.raises(Refused) as refused:
        give(cases_everywhere, people.budi, period=NOVEMBER)
    assert refused.value.field == "until"
    with pytest.raises(Refused) as refused:
        give(cases_everywhere, people.budi, note="x" * 501)
    assert refused.value.field == "note"
    give(cases_everywhere, people.budi)
    with pytest.raises(Refused):
        give(cases_everywhere, people.budi)
    give(cases_everywhere, people.budi, DeliveryKind.ISSUES)


def test_what_is_due_is_told_by_kind(cases_everywhere):
    cases = cases_everywhere
    owed = rules.owed(TODAY, 1, 10)
    with cases.db.read() as session:
        assert {one.standing for one in queries.due(session, owed, TODAY)} == {Standing.LATE}
        assert {one.standing for one in queries.due(session, owed, owed.due_on)} == {Standing.DUE}
    delivery_id = give(cases, cases.people.budi)
    with cases.db.write() as session:
        assert {one.kind: one.standing for one in queries.due(session, owed, TODAY)}[DeliveryKind.COMPLAINTS] is Standing.DELIVERED
        service.receive(session, cases.people.halim, cases.clock, delivery_id)
        assert {one.kind: one.standing for one in queries.due(session, owed, TODAY)}[DeliveryKind.COMPLAINTS] is Standing.OPENED
        assert not queries.is_owed(session, owed, TODAY)


@pytest.mark.parametrize("level", [Level.SECRET, Level.RESTRICTED])
def test_no_marked_case_is_in_any_digest(cases_everywhere, level):
    cases, people = cases_everywhere, cases_everywhere.people
    cases.create()
    for _ in range(2):
        mark(cases, cases.create(account="akunrahasia"), people.budi, level)
    with cases.db.read() as session:
        about = (session, NOVEMBER, cases.settings.zone, cases.clock.now())
        rows, total = digests.complaints(*about)
        assert total == len(rows) == 1
        assert rows[0].account != "akunrahasia"
        from intranet.reports import issues
        from intranet.reports import queries as figures

        at = cases.clock.now()
        assert sum(one.number for one in figures.recap(session, NOVEMBER, cases.settings.zone, at)) == 1
        assert sum(one.number for one in figures.recap(session, NOVEMBER, cases.settings.zone)) == 3
        assert issues.issues(session, NOVEMBER, cases.settings.zone, at).total.total == 0
        assert digests.hoaxes(*about) == ([], 0)
        assert digests.analyses(*about) == ([], 0)


def test_a_hoax_and_a_patrol_of_a_marked_case_stay_out(watch, cases_everywhere):
    from intranet.cases.rules import Source
    from intranet.reports import issues

    cases = cases_everywhere
    open_case, secret = cases.create(source=Source.HOAX_FINDING), cases.create(source=Source.HOAX_FINDING, account="akunrahasia")
    mark(cases, secret, cases.people.budi)
    with cases.db.read() as session:
        found = issues.issues(session, NOVEMBER, cases.settings.zone, cases.clock.now())
        assert found.total.cases == 1
        assert [one.account for one in found.others] == []
        assert session.get(Case, open_case) is not None


@pytest.fixture
def bound(office_db, clock, staff, request):
    begins = getattr(request, "param", OCTOBER.last)
    terms = {"kind": AgreementKind.PKS, "title": "Pengawasan konten contoh", "institution_name": "Diskominfo Contoh"}
    days = {"signed_on": begins, "starts_on": begins, "ends_on": TODAY + dt.timedelta(days=90)}
    parties = tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in (Party.BAWASLU, Party.DISKOMINFO))
    with office_db.write() as session:
        given = AgreementInput(**terms, **days, parties=parties, purposes=frozenset({Purpose.LITERACY}))
        agreements.register(session, staff.kartika, clock, given)


def test_the_page_says_what_is_due_and_when_nothing_binds(sign_in, bound):
    page = fetch(sign_in("wulan"), "/reports/deliveries")
    assert page.count("Terlambat</span>") >= 5 or page.count("Terlambat") >= 5
    assert "10 November 2026" in page


@pytest.mark.parametrize("bound", [OCTOBER.last + dt.timedelta(days=1)], indirect=True)
def test_what_came_to_pass_before_the_agreement_is_not_owed(sign_in, bound):
    assert "tidak ada yang wajib diserahkan" in fetch(sign_in("wulan"), "/reports/deliveries")


def test_without_an_agreement_nothing_is_due(sign_in, app):
    page = fetch(sign_in("budi"), "/reports/deliveries")
    assert "tidak ada yang wajib diserahkan" in page
    assert "Belum ada laporan yang diserahkan." in page


def test_a_report_goes_over_is_taken_in_and_read(sign_in, cases, bound, clock):
    now = clock.now()
    clock.set(now - dt.timedelta(days=30))
    cases.create(account="akunterbuka")
    mark(cases, cases.create(account="akunrahasia"), cases.people.budi)
    clock.set(now)
    giver, taker = sign_in("budi"), sign_in("wulan")
    giver.set_cookie("posko_lang", "en", domain="localhost")
    for kind in DeliveryKind:
        page = fetch(giver if kind.sender is Party.DISKOMINFO else taker, f"/reports/deliveries/new/{kind.value}")
        assert "akunrahasia" not in page
        assert (taker if kind.sender is Party.DISKOMINFO else giver).get(f"/reports/deliveries/new/{kind.value}").status_code == 404
    page = send(giver, "/reports/deliveries/new/complaints", {**MONTH, "note": "Untuk rapat."})
    delivery = page.split("/report.pdf")[0].rsplit("/", 1)[1]
    page = fetch(taker, f"/reports/deliveries/{delivery}")
    assert "Terima laporan" in page
    assert "report.pdf" not in page
    assert taker.get(f"/reports/deliveries/{delivery}/report.pdf").status_code == 303
    page = send(taker, f"/reports/deliveries/{delivery}/open", {})
    assert "Wulan Contoh" in page
    said = text_of(taker.get(f"/reports/deliveries/{delivery}/report.pdf").data)
    assert "akunterbuka" in said
    assert "akunrahasia" not in said
    assert "Ringkasan pengaduan" in said
    assert "Oktober 2026" in said
    assert "1 orang" in fetch(taker, "/reports/deliveries")
    assert "sudah diserahkan" in send(sign_in("kartika"), "/reports/deliveries/new/complaints", MONTH, 422)


def test_a_wrong_period_keeps_what_was_typed(sign_in, bound):
    client = sign_in("budi")
    page = send(client, "/reports/deliveries/new/issues", {**MONTH, "until": "2026-12-31", "note": "Catatan saya"}, 422)
    assert "belum selesai" in page
    for wrong in ({"until": "2026-09-01"}, {"since": "x"}):
        send(client, "/reports/deliveries/new/issues", {**MONTH, **wrong}, 422)
    assert client.get("/reports/deliveries/new/other").status_code == 404
    assert client.get("/reports/deliveries/nothing").status_code == 404


def test_deliveries_are_between_the_two_parties(sign_in, app):
    for username in ("sekar", "tirta", "admin"):
        assert sign_in(username).get("/reports/deliveries").status_code == 403
