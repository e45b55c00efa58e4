"""The record of an agreement: clauses from its example, drafts, amendments, reminders, office holders, documents."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from intranet.agreements import clauses, queries, service, watch
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.models import AgreementClause
from intranet.agreements.rules import AmendmentKind, DocumentKind, Notice, NoticeUnit, Purpose, Why
from intranet.agreements.service import Permit, Refusal, amendments, record
from intranet.agreements.service.amendments import ClauseInput
from intranet.agreements.service.record import DocumentInput, HolderInput, RecordInput
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.calendar.models import Holiday
from intranet.calendar.rules import HolidayKind
from tests.intranet.agreements.conftest import DAY, TODAY, Register

ADDENDUM, EXTENSION = AmendmentKind.ADDENDUM, AmendmentKind.EXTENSION
EARLY = AmendmentKind.EARLY_TERMINATION


@pytest.mark.parametrize("key", list(EXAMPLES))
def test_an_agreement_takes_over_the_clauses_of_its_example(register: Register, key: str) -> None:
    row_id = register.record(key)
    with register.db.read() as session:
        row = service.get(session, row_id)
        found = queries.clauses_on(session, row_id, TODAY)
        assert [one.key for one in found] == [one.key for one in clauses.of(key)]
        assert {one.from_on for one in found} == {row.starts_on}
        assert [(one.debtors, one.creditors) for one in found] == [(one.owes, one.to) for one in clauses.of(key)]
        assert row.template == key
        assert queries.clauses_on(session, row_id, row.starts_on - DAY) == []
        assert [one.id for one in queries.in_force(session, TODAY)] == [row_id]
        assert queries.in_force(session, row.ends_on + DAY) == []


def test_an_office_without_a_register_agreement_still_has_its_own(register: Register) -> None:
    register.record("jambi")
    with register.db.read() as session:
        zone = register.settings.zone
        asked = service.allowed_today(session, register.clock, Purpose.POPULATION_CHECK, zone=zone)
        assert asked == Refusal(Why.NONE)
        assert isinstance(service.allowed_today(session, register.clock, Purpose.LITERACY, zone=zone), Permit)


@pytest.mark.parametrize(("changes", "field"), [({"template": "lain"}, None), ({"parent_id": "0" * 32}, "parent")])
def test_an_unknown_example_or_parent_is_refused(register: Register, changes: dict[str, str], field: str | None) -> None:
    with pytest.raises(Refused) as refused:
        register.record(**changes)
    assert refused.value.field == field


def test_a_draft_carries_nothing_until_it_is_signed(register: Register) -> None:
    row_id = register.record("kudus", drafted=True, starts_on=TODAY + 5 * DAY, signed_on=TODAY + 5 * DAY)
    with register.db.read() as session:
        asked = service.allowed_today(session, register.clock, Purpose.LITERACY, zone=register.settings.zone)
        assert isinstance(asked, Refusal)
        assert asked.why is Why.DRAFT
    with pytest.raises(Refused):
        register.amend(row_id, ADDENDUM)
    days: dict[str, dt.date] = {"signed_on": TODAY, "starts_on": TODAY, "ends_on": TODAY + 300 * DAY}

    def sign(version: int, **changes: dt.date) -> None:
        with register.db.write() as session:
            who = (register.people.kartika, register.clock, TODAY, row_id, version)
            service.sign(session, *who, **{**days, **changes})

    for changes, field in (({"signed_on": TODAY + DAY}, "signed_on"), ({"ends_on": TODAY - DAY}, "ends_on")):
        with pytest.raises(Refused) as refused:
            sign(1, **changes)
        assert refused.value.field == field
    sign(1)
    with pytest.raises(Conflict):
        sign(1)
    with pytest.raises(Refused):
        sign(2)
    with register.db.read() as session:
        assert len(queries.clauses_on(session, row_id, TODAY)) == len(clauses.of("kudus"))
        assert isinstance(service.allowed_today(session, register.clock, Purpose.LITERACY, zone=register.settings.zone), Permit)


def test_an_addendum_changes_clauses_from_its_day_and_the_old_text_stays(register: Register) -> None:
    row_id = register.record("jambi")
    first, day = clauses.of("jambi")[0], TODAY + 10 * DAY
    by = register.amend(row_id, ADDENDUM, from_on=day)

    def change(clause_id: str = "", **words: Any) -> AgreementClause | None:
        with register.db.write() as session:
            office = (register.people.kartika, register.clock, TODAY, row_id, by)
            made = amendments.change_clause(session, *office, ClauseInput(clause_id=clause_id, **words))
            session.expunge_all()
            return made

    def texts(on: dt.date) -> dict[str, str]:
        with register.db.read() as session:
            return {one.key: one.text for one in queries.clauses_on(session, row_id, on)}

    with register.db.read() as session:
        clause_id = queries.clauses_on(session, row_id, TODAY)[0].id
    changed = change(clause_id, text="Bunyi baru.")
    assert changed is not None
    assert (changed.evidence, changed.debtors) == (first.evidence, first.owes)
    assert texts(day - DAY)[first.key] == first.text
    assert texts(day)[first.key] == "Bunyi baru."
    with pytest.raises(Refused) as refused:
        change(clause_id, text="Sekali lagi.")
    assert refused.value.field == "clause"
    for words, field in (({"article": "Adendum 1"}, "text"), ({"text": "Bunyi."}, "article")):
        with pytest.raises(Refused) as refused:
            change(**words)
        assert refused.value.field == field
    added = change(article="Adendum 1", text="Bertukar daftar isu.", owes=(Party.BAWASLU,), to=(Party.DISKOMINFO,))
    assert added is not None
    assert added.key in texts(day)
    assert added.key not in texts(day - DAY)
    with pytest.raises(NotFound):
        change("0" * 32, text="x")
    assert register.events(row_id)[-1] == "agreement.clause_changed"


def test_an_addendum_may_strike_a_clause_out(register: Register) -> None:
    row_id = register.record("jambi")
    by = register.amend(row_id, ADDENDUM, from_on=TODAY)
    with register.db.write() as session:
        one = queries.clauses_on(session, row_id, TODAY)[0]
        key = one.key
        office = (register.people.kartika, register.clock, TODAY, row_id, by)
        assert amendments.change_clause(session, *office, ClauseInput(clause_id=one.id)) is None
    with register.db.read() as session:
        assert key not in [row.key for row in queries.clauses_on(session, row_id, TODAY)]
        assert key in [row.key for row in queries.clauses_on(session, row_id, TODAY - DAY)]


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (EXTENSION, {"ends_on": TODAY + 500 * DAY}, "scan"),
        (EXTENSION, {"ends_on": TODAY + 500 * DAY, "signer_2": " "}, "signer_2"),
        (EXTENSION, {"ends_on": TODAY + 500 * DAY, "signer_1": ""}, "signer_1"),
        (EXTENSION, {"ends_on": TODAY + 200 * DAY}, "new_end"),
        (EXTENSION, {}, "new_end"),
        (AmendmentKind.TERMINATION, {"ends_on": TODAY}, "scan"),
        (AmendmentKind.TERMINATION, {"ends_on": TODAY - DAY}, "new_end"),
        (AmendmentKind.TERMINATION, {"ends_on": TODAY + 201 * DAY}, "new_end"),
        (ADDENDUM, {"summary": " "}, "summary"),
        (ADDENDUM, {"signed_on": TODAY + DAY}, "signed_on"),
        (ADDENDUM, {"signed_on": TODAY - 101 * DAY}, "signed_on"),
        (ADDENDUM, {"from_on": TODAY + 300 * DAY}, "from_on"),
        (EARLY, {"ends_on": TODAY + 100 * DAY}, "ending_party"),
        (EARLY, {"ends_on": TODAY + 100 * DAY, "party": Party.DUKCAPIL}, "ending_party"),
    ],
)
def test_an_amendment_is_refused_at_its_field(register: Register, kind: AmendmentKind, changes: dict[str, Any], field: str) -> None:
    row_id = register.record("jambi")
    with pytest.raises(Refused) as refused:
        register.amend(row_id, kind, **changes)
    assert refused.value.field == field
    assert register.row(row_id).ends_on == TODAY + 200 * DAY


def test_an_extension_with_its_scan_moves_the_end_even_when_recorded_late(register: Register) -> None:
    row_id = register.record("jambi", ends_on=TODAY - DAY)
    scan = register.scan(row_id)
    with pytest.raises(Refused) as refused:
        register.amend(row_id, EXTENSION, ends_on=TODAY + 90 * DAY, scan_id=scan)  # signed after the end
    assert refused.value.field == "signed_on"
    with pytest.raises(Refused):
        register.amend(row_id, ADDENDUM, signed_on=TODAY - 2 * DAY)  # an archive is not changed
    register.amend(row_id, EXTENSION, signed_on=TODAY - 2 * DAY, ends_on=TODAY + 90 * DAY, scan_id=scan)
    assert register.row(row_id).ends_on == TODAY + 90 * DAY
    other = register.record("kudus")
    with pytest.raises(NotFound):
        register.amend(other, EXTENSION, ends_on=TODAY + 900 * DAY, scan_id=scan)  # a scan of another agreement


@pytest.mark.parametrize(
    ("key", "first"),
    [("jambi", dt.date(2027, 1, 6)), ("kudus", dt.date(2027, 2, 20)), ("siber", TODAY)],
)
def test_an_early_end_that_is_too_near_is_refused_with_the_first_possible_day(register: Register, key: str, first: dt.date) -> None:
    for day, kind in ((24, HolidayKind.JOINT_LEAVE), (25, HolidayKind.PUBLIC), (32, HolidayKind.PUBLIC)):
        with register.db.write() as session:
            session.add(Holiday(day=dt.date(2026, 12, 1) + (day - 1) * DAY, name="Libur", kind=kind.value, source="Contoh"))
    row_id = register.record(key)
    with register.db.read() as session:
        earliest = amendments.earliest_end(session, register.settings, service.get(session, row_id), TODAY)
        work = replace(register.settings, joint_leave_counts=True)
        with_leave = amendments.earliest_end(session, work, service.get(session, row_id), TODAY)
    assert earliest == first
    assert with_leave == (dt.date(2027, 1, 5) if key == "jambi" else first)
    if first > TODAY:
        with pytest.raises(Refused) as refused:
            register.amend(row_id, EARLY, party=Party.BAWASLU, ends_on=first - DAY)
        assert (refused.value.field, refused.value.values["first"]) == ("new_end", first)
    register.amend(row_id, EARLY, party=Party.BAWASLU, ends_on=first, signer_1="", signer_2="")
    assert register.row(row_id).ends_on == first


def test_the_leaders_are_told_once_of_each_milestone_and_anew_of_another_end(register: Register) -> None:
    row_id = register.record("kudus", ends_on=TODAY + 100 * DAY)

    def sweep() -> int:
        with register.db.write() as session:
            return watch.prompt(session, register.clock, register.settings)

    assert (sweep(), sweep()) == (1, 0)
    for who in (register.people.kartika, register.people.halim):
        assert register.messages(who) == ["agreement.talks_half_month_before"]
    assert register.messages(register.people.budi) == register.messages(register.people.sekar) == []
    register.clock.advance(10 * DAY)
    assert (sweep(), sweep()) == (1, 0)
    register.clock.advance(60 * DAY)
    assert sweep() == 1
    assert register.messages(register.people.kartika)[1:] == ["agreement.expiry_90", "agreement.expiry_30"]
    register.amend(row_id, EXTENSION, signed_on=TODAY, ends_on=TODAY + 150 * DAY, scan_id=register.scan(row_id))
    assert sweep() == 1
    assert register.messages(register.people.kartika)[-1] == "agreement.talks_due"
    register.clock.advance(81 * DAY)
    assert (sweep(), sweep()) == (1, 0)
    assert register.messages(register.people.kartika)[-1] == "agreement.ended"


def test_drafts_and_what_is_recorded_for_the_archive_ring_no_bell(register: Register) -> None:
    register.record("kudus", ends_on=TODAY - 2 * DAY)
    register.record("jambi", drafted=True, ends_on=TODAY + 20 * DAY)
    with register.db.write() as session:
        assert watch.prompt(session, register.clock, register.settings) == 0


def test_the_record_is_completed_and_another_reader_is_not_overwritten(register: Register) -> None:
    row_id, parent = register.record("magelang"), register.record("kpu")
    given = RecordInput(
        place="Contoh",
        stamped=True,
        end_event="",
        approval_letter_no="470/1",
        notice=Notice(2, NoticeUnit.MONTHS),
        talks_months=4,
        parent_id=parent,
        bases=("Dasar satu", "Dasar dua"),
        numbers={1: "1/2026", 2: " "},
        originals={1: "Lemari 1", 2: "Lemari 2"},
    )

    def complete(version: int, **changes: Any) -> None:
        with register.db.write() as session:
            changed = RecordInput(**{**given.__dict__, **changes})
            record.complete(session, register.people.kartika, register.clock, TODAY, row_id, version, changed)

    complete(1)
    with pytest.raises(Conflict):
        complete(1)
    with pytest.raises(Refused):
        complete(2, parent_id=row_id)
    complete(2, numbers={1: "2/2026"})
    with register.db.read() as session:
        row = service.get(session, row_id)
        assert [(one.number, one.original_at) for one in row.parties] == [("2/2026", "Lemari 1"), (None, "Lemari 2")]
        assert [one.text for one in row.bases] == ["Dasar satu", "Dasar dua"]
        assert (row.version, row.notice, row.parent_id) == (3, Notice(2, NoticeUnit.MONTHS), parent)


def test_an_office_passes_from_holder_to_holder(register: Register) -> None:
    row_id = register.record("jambi")

    def seat(name: str, from_on: dt.date, **changes: Any) -> None:
        given = HolderInput(**{"party": Party.BAWASLU, "name": name, "office": "Ketua", "from_on": from_on, **changes})
        with register.db.write() as session:
            record.seat_holder(session, register.people.kartika, register.clock, TODAY, row_id, given)

    seat("Halim Contoh", TODAY - 50 * DAY)
    seat("Ratih Contoh", TODAY)
    with register.db.read() as session:
        found = [(one.name, one.until_on) for one in service.get(session, row_id).holders]
    assert found == [("Halim Contoh", TODAY - DAY), ("Ratih Contoh", None)]
    for changes, field in (
        ({"from_on": TODAY}, "holder_from"),
        ({"from_on": TODAY, "name": " "}, "holder_name"),
        ({"from_on": TODAY, "office": ""}, "holder_office"),
        ({"from_on": TODAY, "party": Party.DUKCAPIL}, "holder_party"),
    ):
        with pytest.raises(Refused) as refused:
            seat(**{"name": "Lain Contoh", **changes})
        assert refused.value.field == field


def test_a_void_clause_does_not_void_the_rest(register: Register) -> None:
    row_id = register.record("magelang")
    with register.db.read() as session:
        one, *rest = queries.clauses_on(session, row_id, TODAY)

    def lapse(why: str) -> None:
        with register.db.write() as session:
            record.lapse(session, register.people.kartika, register.clock, TODAY, row_id, one.id, why)

    with pytest.raises(Refused):
        lapse(" ")
    lapse("Bertentangan dengan aturan baru.")
    with pytest.raises(Refused):
        lapse("Lagi.")
    with register.db.read() as session:
        assert [row.key for row in queries.clauses_on(session, row_id, TODAY)] == [row.key for row in rest]


def test_terms_of_reference_and_guides_are_kept_version_by_version(register: Register) -> None:
    row_id = register.record("jambi")

    def add(kind: DocumentKind, who: Any = None, **changes: Any) -> int:
        given = DocumentInput(**{"kind": kind, "title": "Naskah", "signed_on": TODAY, "budget": 5, **changes})
        with register.db.write() as session:
            made = record.add_document(session, who or register.people.halim, register.clock, TODAY, row_id, given)
            assert (made.budget is None) is (kind is DocumentKind.GUIDE)
            return made.number

    kinds = (DocumentKind.KAK, DocumentKind.KAK, DocumentKind.GUIDE)
    assert [add(kind) for kind in kinds] == [1, 2, 1]
    with pytest.raises(Refused):
        add(DocumentKind.KAK, title="")
    with pytest.raises(Refused):
        add(DocumentKind.KAK, signed_on=TODAY + DAY)
    with pytest.raises(Forbidden):
        add(DocumentKind.KAK, register.people.budi)
