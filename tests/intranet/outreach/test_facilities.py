"""Lending, on both databases: asked and answered in writing, never promised twice, handed over, given back, and never forgotten."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from intranet.base.actor import Party
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.numbering import IssuedNumber
from intranet.inbox.models import InboxMessage
from intranet.outreach import queries, watch
from intranet.outreach.models import Facility, FacilityLoan
from intranet.outreach.rules import OPEN_LOANS, Condition, LoanState, Scope
from intranet.outreach.service import Under, facilities
from intranet.outreach.service.facilities import Signer
from tests.conftest import NOW
from tests.intranet.outreach.conftest import DAY, HOUR, SIGNER


def read(together, loan) -> FacilityLoan:
    with together.db.read() as session:
        row = facilities.get(session, loan)
        session.expunge_all()
        return row


def told(together) -> list[tuple[str, str]]:
    with together.db.read() as session:
        return [(row.staff_id, row.kind) for row in session.scalars(select(InboxMessage).order_by(InboxMessage.id))]


def test_a_facility_goes_its_whole_way_from_letter_to_return(together):
    p, agreement = together.people, together.agreement()
    facility = together.facility()
    loan = together.ask(facility, under=Under(agreement, Scope.FACILITIES))
    row = read(together, loan)
    assert (row.state, row.party, row.owner, row.asked) == (LoanState.REQUESTED, Party.BAWASLU, Party.DISKOMINFO, "Proyektor 1")
    assert row.request_no == "001/PPF-BWS/33.99/XI/2026"
    assert {who for who, _ in told(together)} == {p.budi.id, p.kartika.id}
    together.approve(loan, facility)
    assert read(together, loan).reply_no == "001/JPF-KMF/33.99/XI/2026"
    assert {who for who, kind in told(together) if kind == "loan.answered"} == {p.wulan.id, p.halim.id}
    together.hand_over(loan, note="Dengan kabel")
    assert (read(together, loan).state, read(together, loan).handed_note) == (LoanState.OUT, "Dengan kabel")
    together.take_back(loan, condition=Condition.DAMAGED, note="Lampu pecah")
    row = read(together, loan)
    assert (row.state, row.returned_condition, row.damage) == (LoanState.RETURNED, Condition.DAMAGED, "Lampu pecah")
    assert together.trail("facility_loan", loan) == ["loan_asked", "loan_answered", "loan_handed_over", "loan_returned"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"facility_id": "0" * 32}, "facility"),
        ({"facility_id": ""}, "facility"),
        ({"purpose": " "}, "purpose"),
        ({"ends_at": NOW + HOUR}, "ends_at"),
        ({"starts_at": NOW - HOUR}, "starts_at"),
        ({"signer": Signer(" ", "Ketua")}, "signer"),
        ({"signer": Signer("Nama", " ")}, "signer_title"),
        ({"under": Under("0" * 32, Scope.FACILITIES)}, "agreement"),
    ],
)
def test_a_request_that_does_not_hold_is_refused_at_its_field_and_uses_up_no_number(together, changes, field):
    with pytest.raises(Refused) as refused:
        together.ask(together.facility(), **changes)
    assert refused.value.field == field
    with together.db.read() as session:
        assert session.scalar(select(func.count()).select_from(IssuedNumber)) == 0


def test_what_belongs_to_an_agreement_lies_in_its_term_and_has_a_scope(together):
    facility, ended, ours = together.facility(), together.agreement(ends_in=0), together.agreement()
    theirs = together.agreement(Party.DUKCAPIL, Party.DISKOMINFO)
    for under, field in ((Under(ours), "scope"), (Under(theirs, Scope.FACILITIES), "agreement")):
        with pytest.raises(Refused) as refused:
            together.ask(facility, under=under)
        assert refused.value.field == field
    together.ask(facility, under=Under(ended, Scope.FACILITIES))  # its last day is inside
    with pytest.raises(Refused, match="tidak berlaku"):
        together.ask(facility, start=24, under=Under(ended, Scope.FACILITIES))


def test_only_the_owner_answers_hands_over_and_takes_back(together):
    facility = together.facility()
    loan, p = together.ask(facility), together.people
    for who in (p.wulan, p.halim, p.admin, p.sekar, p.tirta):
        with pytest.raises(Forbidden):
            together.approve(loan, facility, who)
    together.approve(loan, facility)
    with pytest.raises(Forbidden):
        together.hand_over(loan, p.wulan)
    together.hand_over(loan, p.kartika)
    with pytest.raises(Forbidden):
        together.take_back(loan, p.halim)
    for who in (p.admin, p.sekar, p.tirta):
        with pytest.raises(Forbidden):
            together.ask(facility, who)


def test_no_is_said_with_a_reason_and_a_number(together):
    loan = together.ask(together.facility())
    with together.db.write() as session:
        how = (session, together.people.budi, together.clock, together.settings, loan, 1)
        with pytest.raises(Refused) as refused:
            facilities.refuse(*how, " ", SIGNER)
        assert refused.value.field == "reason"
        facilities.refuse(*how, "Dipakai rapat.", SIGNER)
    row = read(together, loan)
    assert (row.state, row.reason, row.reply_no) == (LoanState.REFUSED, "Dipakai rapat.", "001/JPF-KMF/33.99/XI/2026")
    with pytest.raises(Refused, match="sudah dijawab"):
        together.approve(loan, row.facility_id or "")


def test_what_is_not_on_the_list_is_asked_for_in_words_and_lent_as_something_on_it(together):
    loan, facility = together.ask(asked="Ruang besar"), together.facility("Aula lantai 2")
    theirs = together.facility("Mobil patroli", together.people.wulan)
    for wrong in ("", "0" * 32, theirs):
        with pytest.raises(Refused) as refused:
            together.approve(loan, wrong)
        assert refused.value.field == "facility"
    together.approve(loan, facility)
    assert (read(together, loan).asked, read(together, loan).facility_id) == ("Ruang besar", facility)


def test_the_same_facility_is_not_promised_twice_for_times_that_touch(together):
    facility, other = together.facility(), together.facility("Proyektor 2")
    first = together.ask(facility, start=1, hours=8)
    together.approve(first, facility)
    for start, hours in ((0.5, 1), (2, 1), (8, 4), (0.5, 20)):
        with pytest.raises(Refused, match="sudah dijanjikan") as refused:
            together.approve(together.ask(facility, start=start, hours=hours), facility)
        assert refused.value.values == {"no": read(together, first).request_no}
    together.approve(together.ask(facility, start=9, hours=2), facility)  # from the moment the first ends
    together.approve(together.ask(facility, start=2, hours=1), other)
    with together.db.write() as session:
        facilities.withdraw(session, together.people.wulan, together.clock, first, 2, "Batal.")
    together.approve(together.ask(facility, start=2, hours=1), facility)


def raw_approve(database: Database, loan: str, facility: str) -> None:
    """By no verb at all: what somebody with the database's own shell would do."""
    with database.write() as session:
        session.execute(
            text("UPDATE facility_loan SET state = 'approved', facility_id = :f, reply_no = :n WHERE id = :i"),
            {"f": facility, "i": loan, "n": loan},
        )


def test_the_database_itself_refuses_the_second_promise(together):
    facility = together.facility()
    one, two = together.ask(facility), together.ask(facility, start=3)
    raw_approve(together.db, one, facility)
    with pytest.raises(DBAPIError, match="facility_loan_clash"):
        raw_approve(together.db, two, facility)
    three = together.ask(facility, start=100)
    raw_approve(together.db, three, facility)
    with pytest.raises(DBAPIError, match="facility_loan_clash"), together.db.write() as session:
        session.execute(
            text("UPDATE facility_loan SET starts_at = (SELECT starts_at FROM facility_loan WHERE id = :o) WHERE id = :i"),
            {"i": three, "o": one},
        )


@pytest.mark.parametrize("way", ["verb", "raw"])
def test_of_many_approvals_at_once_one_wins_and_the_others_are_told(together, way):
    facility = together.facility()
    loans = [together.ask(facility, start=1 + number / 4) for number in range(8)]
    start, ends = threading.Barrier(len(loans)), []

    def run(loan: str) -> None:
        start.wait()
        try:
            if way == "verb":
                together.approve(loan, facility)
            else:
                raw_approve(together.db, loan, facility)
            ends.append("won")
        except Refused as refused:
            ends.append(refused.message)
        except DBAPIError as error:
            ends.append("clash" if "facility_loan_clash" in str(error.orig) else str(error.orig))

    threads = [threading.Thread(target=run, args=(loan,)) for loan in loans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = [end for end in ends if end != "won"]
    assert len(lost) == len(loans) - 1, ends
    assert all("sudah dijanjikan" in end if way == "verb" else end == "clash" for end in lost), ends
    with together.db.read() as session:
        assert session.scalar(select(func.count()).select_from(FacilityLoan).where(FacilityLoan.state == LoanState.APPROVED)) == 1
        numbers = session.scalars(select(IssuedNumber.number).where(IssuedNumber.series == "loan-reply-diskominfo")).all()
    assert numbers == (["001/JPF-KMF/33.99/XI/2026"] if way == "verb" else [])  # losers use up no number


def test_two_colleagues_who_answer_at_once_are_told_apart_by_the_version(together):
    facility = together.facility()
    loan = together.ask(facility)
    with pytest.raises(Conflict):
        together.approve(loan, facility, version=7)


def test_either_party_calls_off_what_is_not_handed_over_yet(together):
    p, facility = together.people, together.facility()
    asked, promised = together.ask(facility), together.ask(facility, start=20)

    def withdraw(who, loan, reason="Batal."):
        with together.db.write() as session:
            version = facilities.get(session, loan).version
            facilities.withdraw(session, who, together.clock, loan, version, reason)

    with pytest.raises(Refused, match="dijawab"):
        withdraw(p.budi, asked)  # the owner answers
    with pytest.raises(Refused) as refused:
        withdraw(p.wulan, asked, " ")
    assert refused.value.field == "reason"
    withdraw(p.wulan, asked)
    together.approve(promised, facility)
    withdraw(p.budi, promised)
    assert read(together, promised).state is LoanState.WITHDRAWN
    with pytest.raises(Refused, match="tidak dapat dibatalkan"):
        withdraw(p.wulan, promised)
    with pytest.raises(Refused, match="sudah disetujui"):
        together.hand_over(promised)


def test_handing_over_needs_both_names_a_sound_thing_and_that_it_is_there(together):
    facility = together.facility()
    first = together.lend(facility)
    second = together.ask(facility, start=20)
    together.approve(second, facility)
    with pytest.raises(Refused, match="belum kembali"):
        together.hand_over(second)
    with pytest.raises(DBAPIError), together.db.write() as session:  # the database's own word on it
        session.execute(text("UPDATE facility_loan SET state = 'out', handed_at = replied_at WHERE id = :i"), {"i": second})
    for changes, field in (({"given_by": " "}, "given_by"), ({"taken_by": ""}, "taken_by")):
        with pytest.raises(Refused) as refused:
            together.take_back(first, **changes)
        assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        together.take_back(first, condition=Condition.LOST)
    assert refused.value.field == "note"
    together.take_back(first)
    with pytest.raises(Refused) as refused:
        together.hand_over(second, condition=Condition.DAMAGED)
    assert refused.value.field == "condition"
    together.hand_over(second)
    with pytest.raises(Refused, match="tidak sedang dipinjam"):
        together.take_back(first)


def test_what_is_not_back_rings_once_with_both_parties(together):
    p, facility = together.people, together.facility()
    loan = together.lend(facility)
    with together.db.write() as session:
        assert watch.ring(session, together.clock) == 0
    together.clock.advance(dt.timedelta(hours=10))
    for rang in (1, 0):
        with together.db.write() as session:
            assert watch.ring(session, together.clock) == rang
    assert {who for who, kind in told(together) if kind == "loan.late"} == {p.wulan.id, p.halim.id, p.budi.id, p.kartika.id}
    with together.db.read() as session:
        assert queries.late_loans(session, together.clock.now()) == 1
    together.take_back(loan)
    assert together.trail("facility_loan", loan)[-2:] == ["loan_rang", "loan_returned"]
    with together.db.read() as session:
        assert queries.late_loans(session, together.clock.now()) == 0


def test_lists_show_what_is_open_who_has_what_and_what_is_taken(together):
    p, facility = together.people, together.facility()
    theirs = together.facility("Mobil patroli", p.wulan)
    out, asked = together.lend(facility), together.ask(facility, start=2)
    back = together.ask(theirs, p.budi)
    with together.db.write() as session:
        office = (together.clock, together.settings, back, 1)
        facilities.refuse(session, p.wulan, *office, "Dipakai.", SIGNER)
    with together.db.read() as session:
        assert {row.id for row in queries.loans(session, OPEN_LOANS, None, None).rows} == {out, asked}
        assert {row.id for row in queries.loans(session, (), Party.BAWASLU, None).rows} == {back}
        assert [len(held.loans) for held in queries.inventory(session)] == [0, 1]
        assert queries.taken(session, facilities.get(session, asked)) == {facility: read(together, out).request_no}
        assert queries.waiting(session, Party.DISKOMINFO) == 1
        with pytest.raises(NotFound):
            facilities.get(session, "0" * 32)


def test_a_list_names_a_thing_once_and_gives_it_back_after_it_was_taken_off(together):
    p, facility = together.people, together.facility()
    for name, field in (("  proyektor   1", "name"), (" ", "name")):
        with pytest.raises(Refused) as refused:
            together.facility(name)
        assert refused.value.field == field
    together.facility("Proyektor 1", p.wulan)  # the other party may have one of the same name

    def take_off(who, version=1, row=facility):
        with together.db.write() as session:
            facilities.take_off(session, who, together.clock, row, version)

    with pytest.raises(Forbidden):
        take_off(p.wulan)
    with pytest.raises(Conflict):
        take_off(p.budi, 9)
    with pytest.raises(NotFound):
        take_off(p.budi, 1, "0" * 32)
    take_off(p.budi)
    with pytest.raises(Refused, match="tidak ada di daftar"):
        together.ask(facility)
    assert together.facility() == facility
    with together.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Facility)) == 2


def test_a_time_that_has_gone_by_is_not_promised_any_more(together):
    facility = together.facility()
    loan = together.ask(facility)
    together.clock.advance(DAY)
    with pytest.raises(Refused, match="sudah lewat"):
        together.approve(loan, facility)
