"""The page of one's own messages and the count in the head of every page."""

import pytest
from sqlalchemy import event

from intranet.base.actor import Actor
from intranet.inbox import queries, service
from tests.intranet.cases.factories import Cases
from tests.intranet.web.harness import fetch, send


@pytest.fixture
def case_id(office_db, clock, settings, keys, staff) -> str:
    """A case Kartika gave to Budi."""
    cases = Cases(office_db, clock, settings, keys, staff)
    made = cases.create()
    cases.assign(made, staff.kartika, staff.budi)
    return made


def message_of(office_db, actor: Actor) -> str:
    with office_db.read() as session:
        return queries.listing(session, actor, None).rows[0].id


def test_an_empty_inbox_says_what_will_come(sign_in, staff):
    for username in ("tirta", "sekar", "budi"):
        html = fetch(sign_in(username), "/inbox")
        assert "Belum ada pesan" in html
        assert 'class="count"' not in html


def test_the_count_stands_on_every_page_until_the_message_is_opened(sign_in, staff, office_db, case_id):
    browser = sign_in("budi")
    assert '<span class="count" aria-hidden="true">1</span>' in fetch(browser, "/cases")
    assert "1 belum dibaca" in fetch(browser, "/account")
    html = fetch(browser, "/inbox")
    assert "Anda ditunjuk sebagai petugas perkara 0001/ADU/33.99/XI/2026." in html
    assert 'class="unread"' in html
    opened = browser.post(f"/inbox/{message_of(office_db, staff.budi)}/open")
    assert (opened.status_code, opened.location) == (303, f"/cases/{case_id}")
    html = fetch(browser, "/inbox")
    assert 'class="unread"' not in html
    assert f'href="/cases/{case_id}"' in html
    assert 'class="count"' not in html


def test_one_message_or_all_are_marked_without_leaving_the_page(sign_in, staff, office_db, clock, case_id):
    browser = sign_in("budi")
    assert 'class="unread"' not in send(browser, f"/inbox/{message_of(office_db, staff.budi)}/read", {})
    with office_db.write() as session:
        service.tell(session, clock, [staff.budi.id], "note", "nothing known", "0", "Kabar %(what)s", what="<b>apa saja</b>")
    html = fetch(browser, "/inbox")
    assert "Kabar &lt;b&gt;apa saja&lt;/b&gt;" in html
    assert "Semua pesan ditandai" in send(browser, "/inbox/read", {})
    assert 'class="count"' not in fetch(browser, "/inbox")
    assert browser.post(f"/inbox/{message_of(office_db, staff.budi)}/open").location == "/inbox"


def test_nobody_opens_or_marks_the_message_of_somebody_else(sign_in, staff, office_db, case_id):
    message_id = message_of(office_db, staff.budi)
    for act in ("open", "read"):
        send(sign_in("wulan"), f"/inbox/{message_id}/{act}", {}, 404)
    assert "1 belum dibaca" in fetch(sign_in("budi"), "/")


def test_a_full_inbox_has_pages_and_the_count_stays_short(sign_in, staff, office_db, clock):
    with office_db.write() as session:
        for number in range(130):
            service.tell(session, clock, [staff.budi.id], "case.assigned", "case", "0" * 32, "Perkara %(no)s", no=number)
    browser = sign_in("budi")
    html = fetch(browser, "/inbox")
    assert '<span class="count" aria-hidden="true">99+</span>' in html
    assert html.count('class="unread"') == queries.PAGE
    older = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Sebelumnya" in fetch(browser, older)


def test_whole_pages_count_once_and_fragments_and_refusals_not_at_all(sign_in, staff, office_db):
    browser, asked = sign_in("budi"), []

    @event.listens_for(office_db.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest) -> None:
        if "inbox_message" in statement:
            asked.append(statement)

    browser.get("/cases")
    assert len(asked) == 1
    browser.get("/cases", headers={"HX-Request": "true"})
    browser.get("/not-there")
    assert len(asked) == 1
    assert "ix_inbox_message_unread" in plan(office_db, asked[0])


def plan(office_db, statement: str) -> str:
    """How SQLite would answer ``statement``."""
    raw = office_db.engine.raw_connection()
    try:
        rows = raw.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", ("0", 99, 0)).fetchall()
    finally:
        raw.close()
    return str(rows)
