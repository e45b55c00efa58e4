"""Two complaints about one matter: found, laid side by side, joined with both numbers kept and everybody told."""

from sqlalchemy import select

from intranet.base import trail
from intranet.cases.rules import Event, Outcome
from intranet.inbox.models import InboxMessage
from tests.intranet.cases.test_moving import case_of
from tests.intranet.web.harness import fetch, send

LINK = "https://facebook.contoh.id/kiriman/771"
ENDING = {
    "event": "close",
    "outcome": "duplicate",
    "legal_basis": "SOP kantor 1/2026",
    "notice": "letter",
    "reason": "Kiriman yang sama.",
}


def two(cases) -> tuple[str, str]:
    """A main case with an officer, and a later complaint in triage about the same link."""
    main = cases.create(link=LINK, narrative="Kiriman itu memalsukan hasil hitung.")
    cases.assign(main, cases.people.budi, cases.people.kartika)
    later = cases.create(link=LINK, narrative="Saya melihat kiriman palsu.")
    cases.assign(later, cases.people.budi, cases.people.budi)
    cases.move(later, cases.people.budi, Event.TAKE_UP)
    return main, later


def test_what_looks_alike_is_offered_and_laid_side_by_side(sign_in, cases):
    main, later = two(cases)
    numbers = [case_of(cases, one).complaint_no for one in (main, later)]
    found = fetch(sign_in("budi"), f"/cases/{later}/similar")
    assert f"/cases/{later}/compare/{main}" in found
    assert f"/compare/{later}" not in found
    page = fetch(sign_in("budi"), f"/cases/{later}/compare/{main}")
    for shown in (*numbers, "memalsukan hasil hitung", "Saya melihat kiriman palsu", "is-same"):
        assert shown in page


def test_joining_keeps_both_numbers_and_tells_the_main_cases_officer(sign_in, cases):
    main, later = two(cases)
    main_no, own_no = (case_of(cases, one).complaint_no for one in (main, later))
    form = {**ENDING, "version": str(cases.version(later)), "main_no": main_no}
    send(sign_in("budi"), f"/cases/{later}/state", form)
    case = case_of(cases, later)
    assert (case.outcome, case.main_no, case.complaint_no) == (Outcome.DUPLICATE, main_no, own_no)
    with cases.db.read() as session:
        [joined] = [event for event in trail.of(session, "case", main) if event.kind == "case.joined"]
        told = session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == "case.joined")).all()
    assert joined.details == {"no": own_no}
    assert told == [cases.people.kartika.id]
    assert f"Pengaduan {own_no} digabungkan ke perkara ini" in fetch(sign_in("kartika"), f"/cases/{main}")


def test_only_who_may_close_it_is_offered_to_join_it(sign_in, cases):
    main, later = two(cases)
    assert "Perkara yang sama?" in fetch(sign_in("budi"), f"/cases/{later}/compare/{main}")
    assert "Perkara yang sama?" not in fetch(sign_in("budi"), f"/cases/{main}/compare/{later}")
    fetch(sign_in("budi"), f"/cases/{later}/compare/{'0' * 32}", 404)


def test_without_anything_alike_the_page_says_so(sign_in, cases):
    assert "Tidak ada perkara lain yang mirip" in fetch(sign_in("budi"), f"/cases/{cases.create()}/similar")
