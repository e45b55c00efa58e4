"""A case is also found by what was written on it later: notes, reasons, and what its evidence is called."""

from intranet.cases import queries, search, service
from intranet.cases.queries import Wish
from intranet.cases.rules import Event
from tests.intranet.cases.factories import Cases


def found(c: Cases, *words: str) -> list[str]:
    with c.db.read() as session:
        now = c.clock.now()
        rows = queries.listing(session, c.people.budi, Wish(words=words), None, now, c.settings.zone).rows
    return [row.id for row in rows]


def test_notes_and_reasons_are_found_once_the_worker_has_read_them(cases_everywhere):
    c = cases_everywhere
    case_id, _other = c.in_analysis(), c.create()
    with c.db.write() as session:
        service.add_note(session, c.people.budi, c.clock, case_id, "Platform mengirim tiket TKT-55871.")
    c.move(case_id, c.people.wulan, Event.RECOMMEND_REMOVAL, reason="Menyesatkan pemilih kelurahan.")
    assert found(c, "55871") == []
    with c.db.write() as session:
        assert (search.catch_up(session), search.catch_up(session)) == (2, 0)
    assert found(c, "tkt", "55871") == found(c, "menyesatkan") == found(c, "bohong", "55871") == [case_id]


def test_a_case_stays_found_by_its_own_words_after_more_were_added(cases_everywhere):
    c = cases_everywhere
    case_id = c.create(narrative="Selebaran gelap di pasar.")
    with c.db.write() as session:
        search.add(session, case_id, "tangkapan-layar.png")
        search.add(session, case_id, "tangkapan-layar.png")
        search.index(session, service.get(session, case_id))
        search.add(session, case_id, "foto baliho")
    assert found(c, "selebaran") == found(c, "baliho") == [case_id]


def test_more_notes_than_one_turn_takes_are_all_read(cases_everywhere, monkeypatch):
    c = cases_everywhere
    monkeypatch.setattr(search, "AT_ONCE", 2)
    case_id = c.create()
    with c.db.write() as session:
        for word in ("pertama", "kedua", "ketiga"):
            service.add_note(session, c.people.budi, c.clock, case_id, f"Catatan {word}.")
    with c.db.write() as session:
        assert [search.catch_up(session) for _ in range(3)] == [2, 1, 0]
    assert found(c, "ketiga") == [case_id]
