"""Papers of a case that one party keeps secret: the other party neither reads, makes, prints nor learns from them."""

import pytest

from intranet.base.errors import Forbidden
from intranet.cases import marking
from intranet.disclosure.rules import Level
from intranet.disclosure.service.marks import MarkInput
from intranet.documents import queries, service
from intranet.documents.queries import Wish
from intranet.documents.rules import DocumentKind
from intranet.documents.views import pages as pages

STUDY, HANDOVER = DocumentKind.STUDY, DocumentKind.HANDOVER


def keep(desk, actor, case_id: str, level: Level) -> None:
    with desk.db.write() as session:
        given = MarkInput(level=level, reason="Saksi perlu dilindungi.")
        marking.mark_case(session, actor, desk.clock, desk.settings, case_id, given)


def test_a_secret_case_lends_no_words_to_the_other_partys_papers(desk, people):
    case_id = desk.in_study()
    given = desk.given(people.wulan, HANDOVER, case_id)
    keep(desk, people.wulan, case_id, Level.SECRET)
    for verb in (service.draft, service.preview):
        with desk.db.read() as session, pytest.raises(Forbidden):
            verb(session, people.budi, desk.clock, desk.settings, given)
    desk.draft(people.wulan, HANDOVER, case_id)


def test_in_the_register_the_other_party_sees_a_number_and_no_addressee(desk, people):
    case_id = desk.in_study()
    document_id = desk.issue(people.wulan, HANDOVER, case_id)
    keep(desk, people.wulan, case_id, Level.SECRET)
    with desk.db.read() as session:
        [theirs] = queries.register(session, people.budi, desk.clock, Wish(2026), None).rows
        [own] = queries.register(session, people.wulan, desk.clock, Wish(2026), None).rows
        assert (theirs.whom, theirs.readable) == ("", False)
        assert own.whom
        assert own.readable
        with pytest.raises(Forbidden):
            service.require_readable(session, people.budi, desk.clock, service.get(session, document_id))


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.SECRET])
def test_a_marked_cases_paper_is_printed_by_its_owner_only(desk, people, level):
    case_id = desk.in_study()
    document_id = desk.issue(people.wulan, HANDOVER, case_id)
    keep(desk, people.wulan, case_id, level)
    with pytest.raises(Forbidden):
        desk.printed(people.budi, document_id)
    assert desk.printed(people.wulan, document_id).startswith(b"%PDF")


def test_a_secret_request_is_not_among_those_to_be_packed(desk, people):
    case_id = desk.in_handling()
    with desk.db.read() as session:
        assert [one.case_id for one in queries.requests(session, people.wulan, desk.clock)] == [case_id]
    keep(desk, people.budi, case_id, Level.SECRET)
    with desk.db.read() as session:
        assert queries.requests(session, people.wulan, desk.clock) == []
        assert [one.case_id for one in queries.requests(session, people.budi, desk.clock)] == [case_id]
