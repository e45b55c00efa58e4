"""A data subject's request from the counter to the hand-over, on both databases."""

import datetime as dt
import json

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.errors import Forbidden, Refused
from intranet.cases import service as cases
from intranet.cases.models import Case, Complainant
from intranet.privacy import queries, records
from intranet.privacy.models import SubjectRequest
from intranet.privacy.rules import RequestKind, RequestState
from intranet.privacy.service import subjects
from tests.conftest import NOW
from tests.intranet.cases.factories import NIK
from tests.intranet.privacy.conftest import HOUR

WHY = "Menghubungi pelapor."


def of_case(privacy, case_id: str) -> tuple[str, str]:
    with privacy.cases.db.read() as session:
        row = session.get_one(Case, case_id)
        return row.complaint_no or "", row.check_code or ""


def test_a_person_is_found_by_number_and_code_or_by_nik_and_by_nothing_else(everywhere):
    c = everywhere.cases
    first, second = c.create(), c.create()
    number, code = of_case(everywhere, first)

    def look(verb, *given):
        with c.db.write() as session:
            return verb(session, everywhere.budi, c.clock, *given)

    assert look(subjects.by_code, number, code.lower()) == [first]
    assert look(subjects.by_code, number, "AAAAAA") == []
    assert look(subjects.by_code, number, "ÄÄ٣😀") == []
    assert look(subjects.by_code, "Sari Contoh", code) == []
    assert set(look(subjects.by_nik, c.keys, "3319 9945 0690 0001")) == {first, second}
    assert look(subjects.by_nik, c.keys, "3319994506900002") == []
    with pytest.raises(Refused, match="16 angka"):
        look(subjects.by_nik, c.keys, "123")
    with c.db.read() as session:
        sought = trail.latest(session, "staff", everywhere.budi.id, "privacy.subject_sought", 9)
    assert [event.details["found"] for event in sought] == [0, 2, 0, 0, 0, 1]
    assert NIK not in json.dumps([event.data for event in sought])


def test_who_guesses_too_often_must_wait_an_hour(everywhere):
    c = everywhere.cases
    case_id = c.create()
    number, code = of_case(everywhere, case_id)

    def look(code):
        with c.db.write() as session:
            return subjects.by_code(session, everywhere.budi, c.clock, number, code)

    for _try in range(10):
        assert look("AAAAAA") == []
    with pytest.raises(Refused, match="Terlalu banyak"):
        look(code)
    c.clock.advance(HOUR + dt.timedelta(seconds=1))
    assert look(code) == [case_id]
    with pytest.raises(Forbidden), c.db.write() as session:
        subjects.by_code(session, c.people.wulan, c.clock, number, code)


def test_an_extract_tells_who_looked_when_and_why_and_is_itself_told(everywhere):
    c = everywhere.cases
    case_id = c.create()
    with c.db.write() as session:
        cases.reveal(session, c.people.budi, c.clock, c.keys, case_id, WHY)
        cases.add_note(session, c.people.budi, c.clock, case_id, "Catatan antarpetugas.")
    request = everywhere.ask(RequestKind.ACCESS, case_id)
    with c.db.write() as session:
        row = subjects.note_extract(session, everywhere.budi, c.clock, request)
        data = records.told(c.settings, row, queries.extract(session, c.keys, row), c.clock.now())
        pdf = records.extract(c.settings, "Kantor Contoh", data)
    (told,) = data["cases"]
    assert ["Nama", "Sari Contoh"] in told["person"]
    assert NIK not in json.dumps(data)  # masked: the register has not confirmed it
    assert ["Budi Contoh (Diskominfo)", f"Data pelapor dibuka, dengan alasan: {WHY}"] in [line[1:] for line in told["entries"]]
    assert "Catatan antarpetugas" not in json.dumps(data)
    assert "Salinan data dibuat untuk pelapor" in told["entries"][-1][2]
    assert pdf.startswith(b"%PDF")
    assert everywhere.holds()


def test_a_request_ends_only_by_a_fulfilled_hand_over_or_a_legal_ground(everywhere):
    c = everywhere.cases
    request = everywhere.ask(RequestKind.ACCESS, c.create())

    def end(verb, words):
        with c.db.write() as session:
            return verb(session, everywhere.budi, c.clock, request, subjects.get(session, request).version, words)

    with pytest.raises(Refused, match="belum dipenuhi"):
        end(subjects.hand_over, "Diterima sendiri")
    with pytest.raises(Refused, match="dasar hukum"):
        end(subjects.refuse, "tidak")
    with c.db.write() as session:
        subjects.note_extract(session, everywhere.budi, c.clock, request)
    with pytest.raises(Refused, match="buktinya"):
        end(subjects.hand_over, " ")
    with pytest.raises(Refused, match="NIK"):
        end(subjects.hand_over, f"Diterima {NIK}")
    end(subjects.hand_over, "Diterima sendiri, tanda terima 4")
    with pytest.raises(Refused, match="sudah berakhir"):
        end(subjects.refuse, "UU 27/2022 pasal 33")
    with c.db.read() as session:
        row = session.get_one(SubjectRequest, request)
        assert (row.state, row.ended_at) == (RequestState.DONE, NOW)


def test_a_correction_leaves_the_old_value_nowhere(everywhere):
    c = everywhere.cases
    case_id = c.create()
    request = everywhere.ask(RequestKind.CORRECTION, case_id)

    def correct(**values):
        with c.db.write() as session:
            version = subjects.get(session, request).version
            return subjects.correct(session, everywhere.budi, c.clock, c.keys, request, version, values)

    with pytest.raises(Refused, match="Belum ada yang berubah"):
        correct(name="Sari Contoh", nik=NIK)
    with pytest.raises(Refused, match="Paling panjang"):
        correct(address="x" * 201)
    with pytest.raises(Refused):
        correct(nik="12")
    assert correct(name="Sari Contohwati", nik="3319994506900002", phone="") == ["name", "nik"]
    with c.db.read() as session:
        row = session.get_one(Complainant, case_id)
        assert (row.name, row.phone) == ("Sari Contohwati", "081200009999")
        assert cases.open_nik(c.keys, row) == "3319994506900002"
        (event,) = trail.latest(session, "case", case_id, "case.corrected", 9)
    assert event.details == {"fields": ["name", "nik"]}


def test_restricted_data_are_shown_for_a_legal_reason_only_until_a_head_lifts_it(everywhere):
    c = everywhere.cases
    case_id = c.create()
    request = everywhere.ask(RequestKind.STOP, case_id)

    def reveal(ground: str = "") -> str:
        with c.db.write() as session:
            return cases.reveal(session, c.people.budi, c.clock, c.keys, case_id, WHY, ground).name

    with c.db.write() as session:
        subjects.restrict(session, everywhere.budi, c.clock, request, 1)
    with pytest.raises(Refused, match="dibatasi") as refused:
        reveal()
    assert refused.value.field == "ground"
    assert reveal("UU 7/2017 pasal 454") == "Sari Contoh"
    with pytest.raises(Forbidden), c.db.write() as session:
        subjects.release(session, everywhere.budi, c.clock, request, "Atas permintaannya.")
    with c.db.write() as session:
        subjects.release(session, c.people.kartika, c.clock, request, "Atas permintaannya.")
    assert reveal() == "Sari Contoh"
    with c.db.read() as session:
        grounds = [event.details.get("ground") for event in trail.latest(session, "case", case_id, "case.revealed", 9)]
    assert grounds == [None, "UU 7/2017 pasal 454"]


def test_no_table_of_requests_holds_who_asked(everywhere):
    c = everywhere.cases
    everywhere.ask(RequestKind.ACCESS, c.create())
    with c.db.read() as session:
        row = session.scalars(select(SubjectRequest)).one()
        kept = json.dumps({column.key: str(getattr(row, column.key)) for column in SubjectRequest.__table__.columns})
    assert not any(word in kept for word in (NIK, "Sari", "081200009999"))
