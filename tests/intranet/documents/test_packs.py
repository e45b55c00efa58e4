"""Letters and the tracks they sign: packs for one platform, referrals, the sheet of a fact check. On both databases."""

import json

import pytest

from intranet.base import trail
from intranet.base.errors import NotFound, Refused
from intranet.cases.tracks import Act, Stage
from intranet.documents import queries, service
from intranet.documents.assembling import DocumentInput
from intranet.documents.rules import DocumentKind
from intranet.oversight.rules import FactEvent
from shared.questions import Platform
from tests.intranet.oversight.conftest import Watch


def kinds(desk, case_id):
    with desk.db.read() as session:
        return [event.kind for event in trail.of(session, "case", case_id)]


def test_the_letter_signs_the_request_it_is_for(desk, people):
    case_id = desk.in_handling()
    document_id = desk.draft(people.budi, DocumentKind.TAKEDOWN_PACK, case_id)
    assert desk.track(case_id).stage is Stage.DRAFTED
    desk.sign(people.kartika, document_id)
    assert desk.track(case_id).stage is Stage.APPROVED
    desk.act(case_id, people.budi, Act.SEND)
    again = desk.issue(people.kartika, DocumentKind.TAKEDOWN_PACK, case_id)  # a reminder signs nothing anew
    assert desk.track(case_id).stage is Stage.SENT
    with desk.db.read() as session:
        assert [one.document_id for one in queries.requests(session, people.kartika, desk.clock)] == [max(document_id, again)]


@pytest.mark.parametrize("kind", [DocumentKind.REFERRAL, DocumentKind.HANDOVER])
def test_a_referral_signs_the_track_and_a_record_does_not(desk, people, kind):
    case_id = desk.in_referral()
    document_id = desk.issue(people.kartika, kind, case_id)
    signed = kind is DocumentKind.REFERRAL
    assert desk.track(case_id).stage is (Stage.APPROVED if signed else Stage.DRAFTED)
    assert desk.paper(document_id).addressee == "Polres Contoh"


def test_a_pack_carries_several_cases_of_one_platform(desk, people):
    cases = [desk.in_handling(link=f"https://facebook.contoh.id/{number}") for number in (1, 2, 3)]
    tracks = frozenset(desk.track(case_id).id for case_id in cases)
    document_id = desk.issue(people.kartika, DocumentKind.TAKEDOWN_PACK, track_ids=tracks)
    assert all(desk.track(case_id).stage is Stage.APPROVED for case_id in cases)
    data = json.loads(desk.paper(document_id).data)
    places = [row[1] for row in data["annexes"][1]["blocks"][0]["rows"]]
    assert sorted(places) == [f"https://facebook.contoh.id/{number}" for number in (1, 2, 3)]
    for case_id in cases:
        assert {"document.issued", "track.moved"} <= set(kinds(desk, case_id))
        with desk.db.read() as session:
            assert [line.row.id for line in queries.of_case(session, people.budi, desk.clock, case_id).lines] == [document_id]


def test_a_pack_is_for_one_platform_for_content_that_is_still_there_and_not_endless(desk, people, monkeypatch):
    first, other = desk.in_handling(), desk.in_handling(Platform.TIKTOK)
    mixed = frozenset({desk.track(first).id, desk.track(other).id})
    with pytest.raises(Refused, match="Satu berkas untuk satu platform"):
        desk.draft(people.budi, DocumentKind.TAKEDOWN_PACK, track_ids=mixed)
    with pytest.raises(Refused, match="sedikitnya satu"), desk.db.write() as session:
        service.draft(session, people.budi, desk.clock, desk.settings, DocumentInput(kind=DocumentKind.TAKEDOWN_PACK))
    document_id = desk.draft(people.budi, DocumentKind.TAKEDOWN_PACK, first)
    desk.act(first, people.kartika, Act.APPROVE)
    desk.act(first, people.budi, Act.SEND, Act.REMOVE)
    with pytest.raises(Refused, match="sudah turun"):
        desk.sign(people.kartika, document_id)
    monkeypatch.setattr("intranet.documents.assembling.MOST_CASES", 0)
    with pytest.raises(Refused, match="Paling banyak"):
        desk.draft(people.budi, DocumentKind.TAKEDOWN_PACK, other)


def test_what_is_not_on_the_internet_is_not_asked_to_be_taken_down(desk, people):
    desk.in_handling(Platform.NOT_ONLINE, link="", event_place="Lapangan desa")
    online = desk.in_handling(None, link="https://contoh.id/1")
    with desk.db.read() as session:
        assert [one.case_id for one in queries.requests(session, people.kartika, desk.clock)] == [online]


def test_a_fact_check_sheet_belongs_to_the_case_of_its_claim(desk, people):
    case_id = desk.in_study()
    watch = Watch(desk.db, desk.clock, desk.settings, desk.keys, people)
    check_id = watch.check(case_id)
    with pytest.raises(NotFound):
        desk.issue(people.budi, DocumentKind.FACT_CHECK, check_id=check_id)
    watch.move(check_id, FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH)
    document_id = desk.issue(people.budi, DocumentKind.FACT_CHECK, check_id=check_id)
    with desk.db.read() as session:
        assert [line.row.id for line in queries.of_case(session, people.wulan, desk.clock, case_id).lines] == [document_id]
        assert [found for found, _claim in queries.of_case(session, people.wulan, desk.clock, case_id).checks] == [check_id]
