"""The verbs of coordination, on both databases: what they keep, what they refuse, whom they tell."""

import datetime as dt
import json

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.coordination import queries, records, spending, watch
from intranet.coordination.models import CoordinationAction, Evaluation, Exchange, Forum, ReferenceEntry
from intranet.coordination.rules import (
    Check,
    Direction,
    EvaluationMode,
    ExchangeState,
    ForumKind,
    ForumState,
    ReferenceKind,
    Spent,
)
from intranet.coordination.service import actions, costs, evaluations, forums, reference
from intranet.coordination.service.costs import CostInput
from intranet.coordination.service.evaluations import Handed
from intranet.coordination.service.forums import Guest
from intranet.inbox.models import InboxMessage
from intranet.outreach.rules import CostBearer
from intranet.outreach.service import Cost
from tests.intranet.coordination.conftest import YES
from tests.intranet.outreach.conftest import DAY, TODAY


def told(session, kind: str) -> set[str]:
    return set(session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == kind)))


def test_an_incidental_forum_rings_with_both_parties_and_says_why_it_cannot_wait(together):
    with pytest.raises(Refused, match="menunggu forum berkala"):
        together.forum(kind=ForumKind.INCIDENTAL)
    forum = together.forum(kind=ForumKind.INCIDENTAL, urgency="Tenggat dekat")
    with together.db.read() as session:
        rang = told(session, "forum.called")
        assert together.people.budi.id in rang
        assert together.people.wulan.id not in rang
    together.forum()
    with together.db.read() as session:
        assert len(told(session, "forum.called")) == len(rang)
    assert together.told("coordination_forum", forum) == ["forum_called"]


def test_minutes_hold_a_forum_once_two_parties_came_and_somebody_promised_something(together):
    forum = together.forum()
    with pytest.raises(Refused, match="dua pihak"):
        together.minute(forum, [])
    mine, other = together.guests(forum)
    with pytest.raises(Refused, match="dua pihak"):
        together.minute(forum, [mine])
    with pytest.raises(Refused, match="tindak lanjut"):
        together.minute(forum, [mine, other])
    with pytest.raises(Refused, match="sesudah hari ini"):
        together.minute(forum, [mine, other], on=TODAY + DAY)
    together.promise(forum)
    together.minute(forum, [mine, other], who=together.people.budi)
    with together.db.write() as session:
        row = forums.get(session, forum)
        assert (row.state, row.minutes_on, row.nothing_agreed) == (ForumState.HELD, TODAY, False)
        office = together.office(session)
        with pytest.raises(Refused, match="tidak dibatalkan"):
            forums.cancel(*office, forum, row.version, "Tidak jadi")
        with pytest.raises(Refused, match="tidak dihapus"):
            forums.strike(*office, forum, mine)
        assert queries.held(session, TODAY, TODAY) == 1
    assert together.told("coordination_forum", forum)[-1] == "forum_minuted"


def test_a_forum_keeps_no_nik_and_invites_nobody_twice(together):
    with pytest.raises(Refused, match="NIK"):
        together.forum(agenda="Pelapor 3399 9901 0190 0001")
    with pytest.raises(Refused, match="nomor pengaduan"):
        together.forum(case_no="0001/ADU/33.99/XI/2026")
    forum = together.forum()
    together.guests(forum)
    with together.db.write() as session:
        office = together.office(session)
        for guest, says in (
            (Guest(staff_id=together.people.budi.id), "sudah ada"),
            (Guest(staff_id="0" * 32), "dari daftar"),
            (Guest(), "tuliskan nama"),
            (Guest(name="Sari 3399990101900001"), "NIK"),
        ):
            with pytest.raises(Refused, match=says):
                forums.invite(*office, forum, guest)
        with pytest.raises(Forbidden):
            forums.invite(session, together.people.admin, together.clock, forum, Guest(name="Sari"))


def test_nothing_is_promised_without_somebody_of_a_party_and_a_day_to_come(together):
    forum = together.forum()
    for changes, says in (
        ({"owner_id": ""}, "penanggung jawab"),
        ({"owner_id": "x"}, "penanggung jawab"),
        ({"due_on": TODAY - DAY}, "sudah lewat"),
        ({"text": " "}, "harus dilakukan"),
    ):
        with pytest.raises(Refused, match=says):
            together.promise(forum, **changes)
    with pytest.raises(IntegrityError), together.db.write() as session:
        session.execute(update(Forum).values(state=ForumState.HELD))


def test_a_promise_rings_with_its_owner_before_on_and_after_its_day_and_then_with_the_chiefs(together):
    forum = together.forum()
    action = together.promise(forum, days=5)
    with together.db.read() as session:
        assert told(session, "action.given") == {together.people.budi.id}
    for day, rung in ((1, 0), (2, 1), (5, 2), (6, 3), (9, 3)):
        together.clock.set(together.clock.now().replace(day=20) + day * DAY)
        for _twice in range(2):
            with together.db.write() as session:
                watch.ring(session, together.clock, together.settings)
        with together.db.read() as session:
            assert session.get_one(CoordinationAction, action).rung == rung
    with together.db.read() as session:
        messages = session.scalars(select(InboxMessage).where(InboxMessage.kind == "action.due")).all()
        assert len([one for one in messages if one.staff_id == together.people.budi.id]) == 3
        assert together.people.kartika.id in {one.staff_id for one in messages}
        assert [row.id for row in queries.late_actions(session, TODAY + 9 * DAY)] == [action]


def test_what_somebody_gone_promised_rings_with_the_chiefs_and_is_given_to_another(together):
    action = together.promise(together.forum(), days=1)
    with together.db.write() as session:
        session.execute(update(Staff).where(Staff.id == together.people.budi.id).values(active=False))
        watch.ring(session, together.clock, together.settings)
        assert told(session, "action.due") == {together.people.kartika.id}
        row = session.get_one(CoordinationAction, action)
        new = (together.people.wulan.id, TODAY + 3 * DAY)
        office = (session, together.people.kartika, together.clock, together.settings)
        actions.reassign(*office, action, row.version, *new)
        assert (row.owner_id, row.owner_party, row.rung) == (together.people.wulan.id, Party.BAWASLU, 0)
        assert together.people.wulan.id in told(session, "action.given")


def test_only_its_owners_party_says_that_something_is_done_and_what_came_of_it(together):
    forum = together.forum()
    action = together.promise(forum)
    with pytest.raises(Forbidden):
        together.done(action, together.people.wulan)
    with pytest.raises(Refused, match="hasilnya"):
        together.done(action, result=" ")
    together.done(action)
    with pytest.raises(Refused, match="sudah selesai"):
        together.done(action)
    assert together.told("coordination_action", action) == ["action_promised", "action_done"]
    with together.db.write() as session, pytest.raises(NotFound):
        actions.get(session, "x")


def test_what_was_put_down_by_mistake_is_taken_back_only_before_it_is_in_the_minutes(together):
    forum = together.forum()
    first, second = together.promise(forum), together.promise(forum, text="Lainnya")
    with together.db.write() as session:
        actions.drop(*together.office(session), first, session.get_one(CoordinationAction, first).version)
    together.minute(forum, together.guests(forum))
    with together.db.write() as session, pytest.raises(Refused, match="tidak dihapus"):
        actions.drop(*together.office(session), second, session.get_one(CoordinationAction, second).version)


def test_two_who_write_minutes_at_once_do_not_overwrite_each_other(together):
    forum = together.forum()
    came = together.guests(forum)
    together.promise(forum)
    with together.db.write() as session:
        version = forums.get(session, forum).version
    together.minute(forum, came)
    given = forums.Minutes(on=TODAY, chair="Lain", points="Lain", came=came)
    with together.db.write() as session, pytest.raises(Conflict):
        forums.minute(*together.office(session), together.settings, forum, version, given)


# Evaluations ------------------------------------------------------------------------------------------------------


def test_an_evaluation_keeps_the_figures_of_its_day_and_is_undelivered_until_both_leaders_have_it(together):
    agreement = together.agreement()
    evaluation = together.evaluation(agreement)
    with pytest.raises(Refused, match="temuan"):
        together.issue(evaluation, nothing=False)
    together.issue(evaluation)
    together.promise(together.forum())
    with together.db.read() as session:
        row = evaluations.get(session, evaluation)
        assert row.number == "001/EVL/33.99/XI/2026"
        kept = evaluations.figures_of(session, together.settings, row)
        assert kept["actions_open"] == 0
        assert "checks" not in kept
        assert [one.id for one in queries.undelivered(session)] == [evaluation]
        data = json.loads(records.for_the_minister(together.settings, row, "Kerja sama", kept))
        assert (data["nomor"], data["kesimpulan"]) == (row.number, "Berjalan baik.")
    for party, who in (("bawaslu", together.people.wulan), ("diskominfo", together.people.budi)):
        with together.db.write() as session:
            version = evaluations.get(session, evaluation).version
            handed = Handed(version, party, TODAY, "Pimpinan Contoh")
            evaluations.deliver(session, who, together.clock, together.settings, evaluation, handed)
    with together.db.read() as session:
        assert queries.undelivered(session) == []
        assert queries.issued(session, agreement, TODAY, TODAY) == 1
    with pytest.raises(Refused, match="diterbitkan"):
        together.issue(evaluation)


def test_an_issued_evaluation_takes_no_more_findings_and_is_not_delivered_before_its_day_or_twice(together):
    evaluation = together.evaluation(together.agreement())
    with pytest.raises(Refused, match="temuannya"):
        together.promise(evaluation)
    together.promise(evaluation, finding="Balasan terlambat")
    together.issue(evaluation, nothing=False)
    with pytest.raises(Refused, match="tidak dapat ditambahkan"):
        together.promise(evaluation, finding="Lainnya")
    with together.db.write() as session:
        row = evaluations.get(session, evaluation)
        office = (*together.office(session), together.settings, evaluation)
        for party, on, name, error in (
            ("bawaslu", TODAY - DAY, "Pimpinan", Refused),
            ("bawaslu", TODAY + DAY, "Pimpinan", Refused),
            ("bawaslu", TODAY, " ", Refused),
            ("dukcapil", TODAY, "Pimpinan", NotFound),
        ):
            with pytest.raises(error):
                evaluations.deliver(*office, Handed(row.version, party, on, name))
        evaluations.deliver(*office, Handed(row.version, "bawaslu", TODAY, "Pimpinan"))
        with pytest.raises(Refused, match="sudah dicatat"):
            evaluations.deliver(*office, Handed(row.version, "bawaslu", TODAY, "Pimpinan"))


def test_each_evaluates_only_agreements_of_its_own_and_the_register_only_its_own(together):
    agreement, register = together.agreement(), together.with_register()
    for of, changes, says in (
        (register, {}, "diikuti pihak Anda"),
        ("x", {}, "dari daftar"),
        (agreement, {"mode": EvaluationMode.DUKCAPIL}, "diikutinya"),
        (agreement, {"first_on": TODAY + DAY}, "lebih awal"),
        (agreement, {"last_on": TODAY + DAY}, "belum tiba"),
    ):
        with pytest.raises(Refused, match=says):
            together.evaluation(of, **changes)
    evaluation = together.evaluation(register, together.people.budi, mode=EvaluationMode.DUKCAPIL)
    with pytest.raises(Forbidden):
        together.issue(evaluation)
    together.issue(evaluation, together.people.budi)
    with together.db.read() as session:
        row = evaluations.get(session, evaluation)
        assert "checks" in json.loads(row.figures)
        assert {one.party for one in row.deliveries} == {Party.DISKOMINFO, Party.DUKCAPIL}


def test_an_agreement_rings_at_nine_and_eleven_months_once_until_it_is_evaluated(together):
    agreement = together.agreement(ends_in=900)  # in force since a hundred days
    start = together.clock.now()
    rang = []
    for days in (0, 170, 180, 236, 240, 300):
        together.clock.set(start + days * DAY)
        for _twice in range(2):
            with together.db.write() as session:
                watch.ring(session, together.clock, together.settings)
        with together.db.read() as session:
            found = session.scalars(select(InboxMessage.data).where(InboxMessage.kind == "evaluation.due")).all()
            rang.append(sorted({json.loads(data)["months"] for data in found}))
            people = told(session, "evaluation.due")
    assert rang == [[], [], [9], [9, 11], [9, 11], [9, 11]]
    assert {together.people.wulan.id, together.people.budi.id, together.people.kartika.id} <= people
    day = (start + 300 * DAY).date()
    together.issue(together.evaluation(agreement, last_on=day))
    with together.db.read() as session:
        (turn,) = queries.turns(session, day)
        assert (turn.since, turn.first, turn.stages) == (day, False, ())


# Exchanges --------------------------------------------------------------------------------------------------------


def test_nothing_is_handed_over_before_the_four_answers_not_even_past_the_verb(together):
    unanswered = together.exchange(answers={**YES, Check.ETHICAL: None})
    with pytest.raises(Refused, match="Keempat pertanyaan"):
        together.hand_over(unanswered)
    refused = together.exchange(answers={**YES, Check.SAFE: False})
    with pytest.raises(Refused, match="dijawab tidak"):
        together.hand_over(refused)
    done = {"state": ExchangeState.DONE, "number": "1", "done_on": TODAY}
    with pytest.raises(IntegrityError), together.db.write() as session:
        session.execute(update(Exchange).where(Exchange.id == refused).values(**done))
    with pytest.raises(IntegrityError), together.db.write() as session:
        session.execute(update(Exchange).where(Exchange.id == unanswered).values(**done))


def test_what_is_handed_over_gets_its_number_and_changes_no_more(together):
    with pytest.raises(Forbidden):
        together.hand_over(together.exchange(), together.people.budi)
    sent, came = together.exchange(), together.exchange(direction=Direction.IN, answers={})
    with pytest.raises(Refused, match="belum tiba"):
        together.hand_over(sent, on=TODAY + DAY)
    assert together.hand_over(sent) == "001/PDT/33.99/XI/2026"
    assert together.hand_over(came) == "002/PDT/33.99/XI/2026"
    with pytest.raises(Refused, match="tidak dapat diubah"):
        together.hand_over(sent)
    with together.db.read() as session:
        assert {row.id for row in queries.exchanged(session, TODAY, TODAY, Party.BAWASLU)} == {sent, came}
        assert queries.exchanged(session, TODAY, TODAY, Party.DISKOMINFO) == []
    assert together.told("exchange", sent) == ["exchange_prepared", "exchange_done"]


@pytest.mark.parametrize("field", ["other", "what", "purpose", "legal_basis", "retention"])
def test_an_exchange_says_what_to_whom_why_by_which_law_and_how_long(joined, field):
    with pytest.raises(Refused) as caught:
        joined.exchange(**{field: " "})
    assert caught.value.field == field
    with pytest.raises(Refused, match="NIK"):
        joined.exchange(**{field: "3399 9901 0190 0001"})


# Costs ------------------------------------------------------------------------------------------------------------


def test_costs_are_gathered_from_where_they_are_kept_and_from_own_entries(together):
    event = together.event(cost=Cost(bearer=CostBearer.BAWASLU, line="5.1", stage="Kampanye", planned=100))
    forum = together.forum()
    given = CostInput(bearer=CostBearer.SHARED, planned=50, actual=40)
    with together.db.write() as session:
        costs.enter(*together.office(session), Spent.FORUM, forum, 0, given)
        with pytest.raises(Conflict):
            costs.enter(*together.office(session), Spent.FORUM, forum, 0, given)
        with pytest.raises(NotFound):
            costs.enter(*together.office(session), Spent.EVENT, event, 0, given)
        with pytest.raises(Refused, match="penanggungnya"):
            costs.enter(*together.office(session), Spent.FORUM, forum, 1, CostInput(bearer=CostBearer.NONE, actual=1))
    with together.db.read() as session:
        lines = {line.id: line for line in spending.lines(session, together.settings, TODAY, TODAY)}
        assert (lines[event].bearer, lines[event].under, lines[event].planned, lines[event].actual) == (
            "bawaslu",
            "Kampanye",
            100,
            None,
        )
        assert (lines[forum].bearer, lines[forum].planned, lines[forum].actual) == ("shared", 50, 40)
        assert spending.lines(session, together.settings, TODAY + DAY, TODAY + 2 * DAY) == []


# Reference lists --------------------------------------------------------------------------------------------------


def names(together) -> list[str]:
    with together.db.read() as session:
        return [row.name for row in queries.present(session, ReferenceKind.PARTIES)]


def test_a_list_is_seen_before_it_is_in_force_and_another_changes_only_what_differs(together):
    first = together.take_in()
    assert names(together) == []
    together.apply(first)
    assert names(together) == ["Partai Kenanga", "Partai Melati"]
    second = together.take_in("No;Nama\n1;Partai Melati Putih\n3;Partai Cempaka\n")
    with together.db.read() as session:
        change = reference.preview(session, reference.get(session, second))
        assert [len(part) for part in (change.added, change.changed, change.gone)] == [1, 1, 1]
    together.apply(second)
    assert names(together) == ["Partai Cempaka", "Partai Melati Putih"]
    with pytest.raises(Refused, match="sudah diberlakukan"):
        together.apply(second, "-")
    with together.db.read() as session:
        row = queries.last_import(session, ReferenceKind.PARTIES)
        assert (row.id, row.added, row.changed, row.gone, row.content) == (second, 1, 1, 1, "")
        assert {one.import_id for one in session.scalars(select(ReferenceEntry))} == {second}
    assert together.told("reference_import", second) == ["list_taken_in", "list_applied"]


def test_what_is_put_in_force_is_what_was_seen(together):
    first, second = together.take_in(), together.take_in("Nama\nLain\n")
    with together.db.read() as session:
        seen = reference.digest(reference.preview(session, reference.get(session, second)))
    together.apply(first)
    with pytest.raises(Refused, match="sudah berubah"):
        together.apply(second, seen)


CANDIDATES = "No;Nama;Partai;Dapil\n1;Melati Contoh;Partai Kenanga;Kota 1\n1;Melati Contoh;Partai Kenanga;Kota 2\n2;100%_Benar;;\n"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []),
        (" m ", []),
        ("me", ["Melati Contoh", "Melati Contoh", "Partai Melati"]),
        ("MELATI par", ["Partai Melati"]),
        ("contoh  melati", ["Melati Contoh", "Melati Contoh"]),
        ("%_", ["100%_Benar"]),
        ("__", []),
        ("melati tidak ada", []),
    ],
)
def test_names_of_both_lists_in_force_are_found_by_each_word_of_them(together, words, found):
    together.apply(together.take_in())
    together.apply(together.take_in(CANDIDATES, kind=ReferenceKind.CANDIDATES))
    together.take_in("Nama\nMelati Belum Berlaku\n")
    with together.db.read() as session:
        assert [one.name for one in queries.named(session, words)] == found


def test_no_more_than_a_few_names_are_suggested(joined):
    joined.apply(joined.take_in("Nama\n" + "".join(f"Contoh {n}\n" for n in range(40)), kind=ReferenceKind.CANDIDATES))
    with joined.db.read() as session:
        assert len(queries.named(session, "contoh")) == queries.NAMED == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Satu;Dua\n1;2\n", "Baris judul"),
        ("Nama\n", "Tidak ada baris"),
        ("No;Nama\n1;\n", "tidak mempunyai nama"),
        ("No;Nama\n1;A\n1;B\n", "sama dengan baris"),
        ("Nama\n3399990101900001\n", "memuat NIK"),
        ("No;Nama\n" + "1" * 14 + "x" * 9 + ";A\n", "terlalu panjang"),
    ],
)
def test_a_list_that_is_none_is_refused_naming_its_row(joined, text, says):
    with pytest.raises(Refused) as caught:
        joined.take_in(text)
    assert says in caught.value.message
    with pytest.raises(Refused, match="sumbernya"):
        joined.take_in(source=" ")
    with pytest.raises(Refused, match="belum tiba"):
        joined.take_in(dated_on=TODAY + dt.timedelta(days=1))


def test_an_evaluation_thrown_away_leaves_nothing_but_its_event(together):
    evaluation = together.evaluation(together.agreement())
    with together.db.write() as session:
        evaluations.discard(*together.office(session), evaluation, evaluations.get(session, evaluation).version)
    with together.db.read() as session:
        assert session.get(Evaluation, evaluation) is None
    assert together.told("evaluation", evaluation) == ["evaluation_begun", "evaluation_discarded"]
