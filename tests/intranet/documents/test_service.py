"""Papers from draft to register, on both databases."""

import hashlib
import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.numbering import IssuedNumber
from intranet.cases.rules import Event
from intranet.documents import facts, queries, service
from intranet.documents.assembling import DocumentInput
from intranet.documents.bodies import Signature
from intranet.documents.models import Document, DocumentCase, DocumentEvidence, DocumentTrack
from intranet.documents.queries import Wish
from intranet.documents.rules import SPECS, DocumentKind, DocumentState
from intranet.inbox.models import InboxMessage
from intranet.oversight.rules import FactEvent
from intranet.web import paging
from tests.intranet.cases.factories import WHY, Cases
from tests.intranet.documents.conftest import SIGN
from tests.intranet.oversight.conftest import Watch

THREADS = 20
STUDY = DocumentKind.STUDY


def kinds(desk, subject_kind, subject_id):
    with desk.db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in reversed(trail.of(session, subject_kind, subject_id))]


def told(desk, actor):
    with desk.db.read() as session:
        mine = select(InboxMessage.kind).where(InboxMessage.staff_id == actor.id, InboxMessage.subject_kind == "document")
        return list(session.scalars(mine.order_by(InboxMessage.at, InboxMessage.id)))


# from draft to paper


def test_a_draft_waits_for_its_chief_and_is_what_it_is_once_issued(desk, people):
    case_id = desk.in_study()
    document_id = desk.draft(people.wulan, DocumentKind.COMPLETION_NOTICE, case_id, texts={"missing": "Tanggal kejadian"})
    assert told(desk, people.halim) == ["document.waits"]
    assert told(desk, people.kartika) == told(desk, people.wulan) == []
    row = desk.paper(document_id)
    assert (row.state, row.number, row.data, row.sha256) == (DocumentState.DRAFT, None, "", None)
    desk.sign(people.halim, document_id)
    row = desk.paper(document_id)
    assert (row.state, row.number) == (DocumentState.ISSUED, "001/PP/K/33.99/XI/2026")
    assert str(row.dated_on) == "2026-11-20"
    assert (row.signer_name, row.signer_title, row.signer_nip) == ("Halim Contoh", SIGN.title, SIGN.nip)
    assert told(desk, people.wulan) == ["document.issued"]
    assert kinds(desk, "document", document_id) == ["document.drafted", "document.issued"]
    assert kinds(desk, "case", case_id)[-2:] == ["document.drafted", "document.issued"]


def test_the_same_bytes_come_again_whatever_becomes_of_the_case(desk, people):
    case_id = desk.in_study()
    document_id = desk.issue(people.halim, DocumentKind.STATUS_NOTICE, case_id)
    first = desk.printed(people.wulan, document_id)
    desk.move(case_id, people.wulan, Event.TRACE, reason=WHY)
    again = desk.printed(people.halim, document_id)
    row = desk.paper(document_id)
    assert first == again
    assert hashlib.sha256(again).hexdigest() == row.sha256
    with desk.db.read() as session:
        printed = trail.latest(session, "document", document_id, "document.printed", 9)
    assert [event.details["same"] for event in printed] == [True, True]


def test_an_issued_paper_can_be_neither_changed_nor_thrown_away_nor_issued_again(desk, people):
    document_id = desk.issue(people.wulan, STUDY, desk.in_study())
    version = desk.paper(document_id).version
    before = desk.paper(document_id).data
    with desk.db.read() as session:
        given = service.given_of(session, service.get(session, document_id))
    common = (people.wulan, desk.clock, desk.settings, document_id, version)
    for verb in (
        lambda session: service.change(session, *common, given),
        lambda session: service.issue(session, *common, SIGN),
        lambda session: service.discard(session, people.wulan, desk.clock, document_id, version),
    ):
        with pytest.raises(Refused, match="sudah terbit"), desk.db.write() as session:
            verb(session)
    assert desk.paper(document_id).data == before


def test_a_draft_thrown_away_leaves_no_number_and_no_parts_behind(desk, people):
    case_id = desk.in_study()
    item = desk.attach(case_id)
    document_id = desk.draft(people.wulan, STUDY, case_id, evidence_ids=frozenset({item}))
    with desk.db.write() as session:
        service.discard(session, people.wulan, desk.clock, document_id, desk.paper(document_id).version)
    with desk.db.read() as session:
        for table in (Document, DocumentCase, DocumentTrack, DocumentEvidence):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalar(select(func.count()).where(IssuedNumber.series.like("doc.%"))) == 0
    assert kinds(desk, "case", case_id)[-1] == "document.discarded"


def test_nobody_overwrites_somebody_elses_words(desk, people):
    document_id = desk.draft(people.wulan, STUDY, desk.in_study())
    version = desk.paper(document_id).version
    with desk.db.write() as session:
        given = service.given_of(session, service.get(session, document_id))
        given = replace(given, texts={**given.texts, "conclusion": "Kesimpulan yang baru."})
        service.change(session, people.wulan, desk.clock, desk.settings, document_id, version, given)
    with pytest.raises(Conflict), desk.db.write() as session:
        service.change(session, people.halim, desk.clock, desk.settings, document_id, version, given)
    with pytest.raises(Conflict), desk.db.write() as session:
        service.issue(session, people.halim, desk.clock, desk.settings, document_id, version, SIGN)


def test_the_same_form_sent_twice_is_one_paper(desk, people):
    given = desk.given(people.wulan, STUDY, desk.in_study())
    with desk.db.write() as session:
        service.draft(session, people.wulan, desk.clock, desk.settings, given, "a" * 32)
    with pytest.raises(Conflict), desk.db.write() as session:
        service.draft(session, people.wulan, desk.clock, desk.settings, given, "a" * 32)


@pytest.mark.parametrize("kind", DocumentKind)
def test_who_may_not_is_refused_by_the_verbs_too(desk, people, kind):
    case_id = desk.in_handling()
    check_id = Watch(desk.db, desk.clock, desk.settings, desk.keys, people).check(case_id)
    Watch(desk.db, desk.clock, desk.settings, desk.keys, people).move(check_id, FactEvent.CHECKABLE, FactEvent.CONCLUDE)
    about = {"check_id": check_id} if kind is DocumentKind.FACT_CHECK else {}
    by_party = {"bawaslu": (people.wulan, people.halim), "diskominfo": (people.budi, people.kartika)}
    for party, (officer, chief) in by_party.items():
        own = party in {one.value for one in SPECS[kind].parties}
        if not own:
            with pytest.raises(Forbidden):
                desk.draft(officer, kind, case_id, **about)
            continue
        document_id = desk.draft(officer, kind, case_id, **about)
        if SPECS[kind].signed_by_chief:
            with pytest.raises(Forbidden):
                desk.sign(officer, document_id)
        other = next(people for name, people in by_party.items() if name != party)
        for stranger in (*other, people.admin, people.tirta, people.sekar):
            with pytest.raises(Forbidden):
                desk.sign(stranger, document_id)
            with pytest.raises(Forbidden):
                desk.printed(stranger, document_id)
        desk.sign(chief, document_id)
        for stranger in other:
            with pytest.raises(Forbidden):
                desk.cancel(stranger, document_id)
            if SPECS[kind].personal:
                with pytest.raises(Forbidden):
                    desk.printed(stranger, document_id)
            else:
                assert desk.printed(stranger, document_id).startswith(b"%PDF")
        with pytest.raises(Forbidden):
            desk.printed(people.admin, document_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"texts": {"conclusion": "x" * 6001}}, "conclusion"),
        ({"subject": "x" * 301}, "subject"),
    ],
)
def test_what_is_too_long_is_refused_at_its_field(desk, people, changes, field):
    given = desk.given(people.wulan, STUDY, desk.in_study())
    wrong = DocumentInput(**{**vars(given), **changes})
    with pytest.raises(Refused) as refused, desk.db.write() as session:
        service.draft(session, people.wulan, desk.clock, desk.settings, wrong)
    assert refused.value.field == field


@pytest.mark.parametrize("sign", [Signature("", " "), Signature("", "x" * 201), Signature("", "Ketua", "1" * 31)])
def test_nothing_is_issued_without_who_signs_it(desk, people, sign):
    given = desk.given(people.wulan, STUDY, desk.in_study())
    with pytest.raises(Refused) as refused, desk.db.write() as session:
        service.issue_new(session, people.wulan, desk.clock, desk.settings, given, sign)
    assert refused.value.field == "title"


def test_a_hand_over_of_nothing_is_none(desk, people):
    with pytest.raises(Refused) as refused:
        desk.issue(people.budi, DocumentKind.HANDOVER, desk.in_triage(), texts={"items": " "})
    assert refused.value.field == "items"


def test_a_paper_about_a_draft_or_about_nothing_is_not_there(desk, people):
    case_id = Cases.draft(desk, people.budi)
    for ids in ((case_id,), ("0" * 32,), ()):
        given = DocumentInput(kind=STUDY, case_ids=ids)
        with pytest.raises(NotFound), desk.db.write() as session:
            service.draft(session, people.wulan, desk.clock, desk.settings, given)


# numbers


def test_twenty_writers_get_twenty_numbers_without_a_gap(desk, people):
    case_id = desk.in_study()
    given = [desk.given(people.wulan, STUDY, case_id) for _ in range(THREADS)]
    raised, start = [], threading.Barrier(THREADS)

    def write(one):
        start.wait()
        try:
            with desk.db.write() as session:
                service.issue_new(session, people.wulan, desk.clock, desk.settings, one, SIGN)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=write, args=(one,)) for one in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    with desk.db.read() as session:
        numbers = sorted(session.scalars(select(Document.number)))
        assert not list(trail.verify(session))
    assert numbers == [f"{number:03d}/KAJIAN/33.99/XI/2026" for number in range(1, THREADS + 1)]


def test_twenty_writers_on_one_draft_give_it_one_number(desk, people):
    document_id = desk.draft(people.wulan, STUDY, desk.in_study())
    version = desk.paper(document_id).version
    outcomes, start = [], threading.Barrier(THREADS)

    def write():
        start.wait()
        try:
            with desk.db.write() as session:
                service.issue(session, people.wulan, desk.clock, desk.settings, document_id, version, SIGN)
            outcomes.append("issued")
        except Refused as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Conflict"] * (THREADS - 1) + ["issued"]
    with desk.db.read() as session:
        assert list(session.scalars(select(IssuedNumber.number).where(IssuedNumber.series == "doc.bawaslu.study"))) == [
            "001/KAJIAN/33.99/XI/2026"
        ]


def test_a_cancelled_number_is_never_given_again_and_stays_in_the_register(desk, people):
    case_id = desk.in_study()
    first = desk.issue(people.wulan, STUDY, case_id)
    desk.cancel(people.halim, first)
    second = desk.issue(people.wulan, STUDY, case_id)
    assert desk.paper(first).number == "001/KAJIAN/33.99/XI/2026"
    assert desk.paper(second).number == "002/KAJIAN/33.99/XI/2026"
    with desk.db.read() as session:
        lines = queries.register(session, people.kartika, desk.clock, Wish(2026), None).rows
        assert {(line.row.number, line.row.state, line.row.cancel_reason) for line in lines} == {
            ("001/KAJIAN/33.99/XI/2026", DocumentState.CANCELLED, "Alamat tujuannya keliru."),
            ("002/KAJIAN/33.99/XI/2026", DocumentState.ISSUED, ""),
        }
        assert queries.totals(session, 2026) == (2, 1)
        assert queries.years(session) == [2026]
    assert told(desk, people.wulan) == ["document.cancelled"]
    assert kinds(desk, "case", case_id)[-2:] == ["document.cancelled", "document.issued"]


@pytest.mark.parametrize("reason", ["", "singkat", "x" * 301])
def test_a_paper_is_cancelled_only_for_a_reason_and_only_once(desk, people, reason):
    document_id = desk.issue(people.wulan, STUDY, desk.in_study())
    with pytest.raises(Refused) as refused:
        desk.cancel(people.wulan, document_id, reason)
    assert refused.value.field == "reason"
    desk.cancel(people.wulan, document_id)
    with pytest.raises(Refused, match="sudah terbit"):
        desk.cancel(people.wulan, document_id)


def test_a_number_somebody_has_already_is_not_given_twice(desk, people):
    case_id = desk.in_study()
    with desk.db.write() as session:
        taken = {"series": "old", "period": "2026", "seq": 1, "subject_id": case_id, "at": desk.clock.now()}
        session.add(IssuedNumber(**taken, number="001/KAJIAN/33.99/XI/2026"))
    with pytest.raises(Refused, match="sudah pernah dipakai"):
        desk.issue(people.wulan, STUDY, case_id)
    with desk.db.write() as session:
        session.execute(delete(IssuedNumber).where(IssuedNumber.series == "old"))
    document_id = desk.issue(people.wulan, STUDY, case_id)
    assert desk.paper(document_id).number == "001/KAJIAN/33.99/XI/2026"  # the number refused was never given


def test_the_register_pages_and_narrows(desk, people):
    case_id = desk.in_study()
    desk.issue(people.kartika, DocumentKind.CONTENT_STATUS, case_id)
    for _ in range(3):
        desk.issue(people.wulan, STUDY, case_id)
    with desk.db.read() as session:
        assert len(queries.register(session, people.budi, desk.clock, Wish(2026, kind=STUDY), None).rows) == 3
        assert len(queries.register(session, people.budi, desk.clock, Wish(2026, party=people.budi.party), None).rows) == 1
        assert queries.register(session, people.budi, desk.clock, Wish(2025), None).rows == []
        queries.PAGE, size = 3, queries.PAGE
        try:
            first = queries.register(session, people.budi, desk.clock, Wish(2026), None)
            older = queries.register(session, people.budi, desk.clock, Wish(2026), paging.read({"after": first.older}))
            newer = queries.register(session, people.budi, desk.clock, Wish(2026), paging.read({"before": older.newer}))
            odd = queries.register(session, people.budi, desk.clock, Wish(2026), paging.read({"after": paging.spell("kapan", "x")}))
        finally:
            queries.PAGE = size
    assert (len(first.rows), len(older.rows)) == (3, 1)
    assert [line.row.id for line in newer.rows] == [line.row.id for line in first.rows] == [line.row.id for line in odd.rows]


# who complained


def test_the_complainants_name_is_only_on_what_is_issued_to_them_and_the_nik_nowhere(desk, people):
    case_id = desk.in_study()
    other = {"whom": "other", "person": "Akun Contoh"}
    for kind, texts, named in (
        (DocumentKind.COMPLETION_NOTICE, {}, True),
        (DocumentKind.STATUS_NOTICE, {}, True),
        (DocumentKind.SUMMONS, {"whom": "complainant", "person": ""}, True),
        (DocumentKind.SUMMONS, other, False),
        (DocumentKind.CLARIFICATION, {"whom": "complainant"}, True),
        (DocumentKind.CLARIFICATION, other, False),
        (DocumentKind.STUDY, {}, False),
        (DocumentKind.PLENARY, {}, False),
        (DocumentKind.REFERRAL, {}, False),
        (DocumentKind.DELEGATION, {}, False),
        (DocumentKind.RECOMMENDATION, {}, False),
        (DocumentKind.HANDOVER, {"items": "Satu map"}, False),
    ):
        row = desk.paper(desk.issue(people.halim, kind, case_id, texts=texts))
        assert ("Sari Contoh" in row.data) is named, kind
        assert ("Jalan Melati 9" in row.data) is named, kind
        for field in (row.addressee, row.subject, row.fields):
            assert "Sari Contoh" not in field
        assert "331999" not in row.data
        assert "0812" not in row.data
    with desk.db.read() as session:
        assert "331999" not in repr(facts.complainant(session, case_id))


def test_who_gave_no_name_is_written_to_by_the_number(desk, people):
    row = desk.paper(desk.issue(people.halim, DocumentKind.STATUS_NOTICE, desk.anonymous()))
    assert json.loads(row.data)["addressee"] == "Yth. Pelapor pengaduan nomor 0001/ADU/33.99/XI/2026\ndi tempat"


def test_the_register_hides_whom_from_the_other_party_where_it_names_people(desk, people):
    case_id = desk.in_study()
    desk.issue(people.halim, DocumentKind.SUMMONS, case_id, texts={"whom": "other", "person": "Saksi Contoh"})
    desk.issue(people.halim, DocumentKind.REFERRAL, case_id, texts={"addressee": "Yth. KPU Contoh\ndi tempat"})
    with desk.db.read() as session:
        for actor, seen in ((people.wulan, {"Saksi Contoh", "KPU Contoh"}), (people.budi, {"", "KPU Contoh"})):
            assert {line.whom for line in queries.register(session, actor, desk.clock, Wish(2026), None).rows} == seen


def test_somebody_signs_as_the_last_time(desk, people):
    with desk.db.read() as session:
        assert queries.last_signature(session, people.wulan.id) == ("", "")
    desk.issue(people.wulan, STUDY, desk.in_study())
    with desk.db.read() as session:
        assert queries.last_signature(session, people.wulan.id) == (SIGN.title, SIGN.nip)


def test_only_ones_own_party_sees_its_drafts(desk, people):
    case_id = desk.in_study()
    document_id = desk.draft(people.wulan, STUDY, case_id)
    with desk.db.read() as session:
        assert [line.row.id for line in queries.drafts(session, people.halim, desk.clock)] == [document_id]
        assert queries.drafts(session, people.budi, desk.clock) == []
        assert queries.of_case(session, people.budi, desk.clock, case_id).lines == []
        assert [line.readable for line in queries.of_case(session, people.wulan, desk.clock, case_id).lines] == [False]
