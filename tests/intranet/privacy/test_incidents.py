"""A breach from discovery to its letters, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.inbox.models import InboxMessage
from intranet.privacy import queries, records, watch
from intranet.privacy.models import DataIncident, IncidentNotice
from intranet.privacy.rules import IncidentState, Recipient, RequestKind
from intranet.privacy.service import incidents
from tests.conftest import NOW
from tests.intranet.privacy.conftest import DAY, HOUR, LETTER


def test_no_letter_is_issued_before_the_three_contents_are_there(everywhere):
    for missing, text in (("happened", "kapan"), ("how", "bagaimana"), ("recovery", "pemulihannya")):
        incident = everywhere.incident(**{missing: " "})
        with pytest.raises(Refused, match=text):
            everywhere.letter(incident, Recipient.AUTHORITY)
    everywhere.letter(everywhere.incident(), Recipient.AUTHORITY)


def test_an_incident_closes_only_when_it_is_healed_and_all_three_were_told(everywhere):
    c, incident = everywhere.cases, everywhere.incident()

    def close(lesson: str = "Lembar cetak dikumpulkan tiap sore.") -> None:
        with c.db.write() as session:
            version = incidents.get(session, incident).version
            incidents.close(session, everywhere.budi, c.clock, incident, version, lesson)

    for to in Recipient:
        with pytest.raises(Refused) as refused:
            close()
        assert to.label in refused.value.values["who"]
        everywhere.letter(incident, to)
    with pytest.raises(Refused, match="tidak terulang"):
        close(" ")
    close()
    with c.db.read() as session:
        row = session.get_one(DataIncident, incident)
        assert (row.state, row.closed_at, [notice.recipient for notice in row.notices]) == (
            IncidentState.CLOSED,
            NOW,
            list(Recipient),
        )
    with pytest.raises(Refused, match="sudah selesai"):
        everywhere.letter(incident, Recipient.SUBJECTS)
    assert everywhere.holds()


def test_a_letter_says_for_ever_what_it_said_when_it_was_issued(everywhere):
    c, incident = everywhere.cases, everywhere.incident()
    notice = everywhere.letter(incident, Recipient.DUKCAPIL, send=False)
    with c.db.write() as session:
        before = records.notice(c.settings, "Kantor Contoh", session.get_one(IncidentNotice, notice))
        row = incidents.get(session, incident)
        given = incidents.IncidentInput(title="Lain", discovered_at=NOW, exposed="Lain sama sekali.")
        incidents.amend(session, everywhere.budi, c.clock, incident, row.version, given)
    with c.db.read() as session:
        assert records.notice(c.settings, "Kantor Contoh", session.get_one(IncidentNotice, notice)) == before


def test_the_list_of_people_concerned_holds_numbers_and_never_a_nik(everywhere):
    c, incident = everywhere.cases, everywhere.incident()
    case_id = c.create()
    with c.db.read() as session:
        number = queries.numbers(session, case_id)[case_id]

    def put(text: str) -> None:
        with c.db.write() as session:
            version = incidents.get(session, incident).version
            incidents.list_affected(session, everywhere.budi, c.clock, incident, version, text)

    with pytest.raises(Refused, match="NIK"):
        put(f"{number}\n3319 9945 0690 0001")
    with pytest.raises(Refused, match="80 huruf"):
        put("x" * 81)
    put(f"{number}\n\nSTAF-7\n{number}")
    put(f"  {number}\nSTAF-8")
    with c.db.read() as session:
        listed = {one.ref: one.case_id for one in session.get_one(DataIncident, incident).affected}
    assert listed == {number: case_id, "STAF-8": None}


def test_the_clock_rings_once_at_each_step_and_not_after_everybody_was_told(everywhere):
    c, incident = everywhere.cases, everywhere.incident(discovered_at=NOW)
    people = {c.people.budi.id, c.people.kartika.id}

    def ring() -> int:
        with c.db.write() as session:
            return watch.ring(session, c.clock)

    for passed, text in (
        (0 * HOUR, "paling lambat"),
        (48 * HOUR, "sisa 24 jam"),
        (66 * HOUR, "sisa 6 jam"),
        (73 * HOUR, "sudah lewat"),
    ):
        c.clock.set(NOW + passed)
        assert (ring(), ring()) == (1, 0)
        with c.db.read() as session:
            told = session.scalars(select(InboxMessage).where(InboxMessage.at == NOW + passed)).all()
        assert {message.staff_id for message in told} == people
        assert all(text in message.text and message.subject_id == incident for message in told)
    c.clock.set(NOW)
    quiet = everywhere.incident(discovered_at=NOW)
    for to in Recipient:
        everywhere.letter(quiet, to)
    assert ring() == 0


def test_a_step_missed_by_a_worker_that_slept_is_not_rung_afterwards(everywhere):
    everywhere.incident(discovered_at=NOW - 3 * DAY - HOUR)
    everywhere.ask(RequestKind.ACCESS, everywhere.cases.create())
    with everywhere.cases.db.write() as session:
        assert watch.ring(session, everywhere.cases.clock) == 2
    with everywhere.cases.db.read() as session:
        texts = set(session.scalars(select(InboxMessage.text).where(InboxMessage.kind == "privacy.incident_rang")))
    assert [text for text in texts if "sudah lewat" in text] == list(texts)


def test_only_diskominfo_keeps_incidents_and_nobody_overwrites_what_they_have_not_seen(everywhere):
    c, incident = everywhere.cases, everywhere.incident()
    for stranger in (c.people.wulan, c.people.sekar, c.people.admin):
        with pytest.raises(Forbidden), c.db.write() as session:
            incidents.issue(session, stranger, c.clock, c.settings, incident, 1, Recipient.SUBJECTS, LETTER)
    with pytest.raises(Conflict), c.db.write() as session:
        incidents.issue(session, everywhere.budi, c.clock, c.settings, incident, 99, Recipient.SUBJECTS, LETTER)
    for wrong in ({"title": " "}, {"exposed": ""}, {"discovered_at": NOW + HOUR}, {"how": "NIK 3319994506900001 terbuka"}):
        with pytest.raises(Refused):
            everywhere.incident(**wrong)


def test_a_letter_is_sent_once_between_its_issue_and_now_with_a_proof(everywhere):
    c, incident = everywhere.cases, everywhere.incident()
    notice = everywhere.letter(incident, Recipient.AUTHORITY, send=False)

    def sent(at: dt.datetime = NOW, way: str = "Surel", proof: str = "Pesan 7") -> None:
        with c.db.write() as session:
            incidents.mark_sent(session, everywhere.budi, c.clock, incident, notice, at=at, way=way, proof=proof)

    for wrong in ({"at": NOW + HOUR}, {"at": NOW - DAY}, {"way": ""}, {"proof": " "}, {"proof": "3319994506900001"}):
        with pytest.raises(Refused):
            sent(**wrong)
    sent()
    with pytest.raises(Refused, match="sudah dicatat"):
        sent()


def test_reports_count_incidents_by_the_day_they_were_discovered(everywhere):
    everywhere.incident(discovered_at=NOW - DAY)
    everywhere.incident(discovered_at=NOW - 40 * DAY)
    with everywhere.cases.db.read() as session:
        assert queries.incidents_between(session, NOW - 30 * DAY, NOW) == 1
        assert queries.incidents_between(session, NOW - 50 * DAY, NOW) == 2
        assert queries.incidents_between(session, NOW, NOW + DAY) == 0
