"""Marks and disclosures on both databases: what each needs, what each lets, and that nothing gets out alone."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.cases import moving, queries, service
from intranet.cases.moving import Step as Move
from intranet.cases.queries import Wish
from intranet.cases.rules import Event
from intranet.cases.tracks import Act as Do
from intranet.disclosure import queries as disclosures
from intranet.disclosure import service as disclosure
from intranet.disclosure.models import DisclosureUse
from intranet.disclosure.rules import Act, Form, Level, State, Step
from intranet.disclosure.service import requests
from intranet.disclosure.service.requests import Said
from intranet.evidence import queries as evidence
from intranet.evidence import service as evidence_service
from intranet.evidence.rules import Act as Handling
from intranet.evidence.store import Store
from intranet.inbox.models import InboxMessage
from tests.intranet.disclosure.conftest import SAID, WHY

TODAY = dt.date(2026, 11, 20)


def allowed(kept, actor, act, subject, **how) -> bool:
    with kept.c.db.read() as session:
        return disclosure.look(session, actor, kept.c.clock, act, subject, **how).allowed


def told(kept, actor) -> list[tuple[str, str]]:
    with kept.c.db.read() as session:
        rows = session.scalars(select(InboxMessage).where(InboxMessage.staff_id == actor.id).order_by(InboxMessage.id))
        return [(row.kind, row.subject_id) for row in rows if row.kind.startswith("disclosure")]


def kinds(kept, kind, subject_id) -> list[str]:
    with kept.c.db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in reversed(trail.of(session, kind, subject_id))]


# Marks


def test_a_mark_tells_who_when_why_and_until_when_and_its_history_stands_in_the_trail(kept):
    case_id = kept.theirs()
    mark = kept.mark(case_id, kept.people.wulan, Level.RESTRICTED, last_day=TODAY)
    assert (mark.owner, mark.set_by, mark.reason) == (Party.BAWASLU, kept.people.wulan.id, WHY)
    with kept.c.db.read() as session:
        assert disclosure.mark_of(session, kept.c.clock, ("case", case_id)) is not None
        [event] = [one for one in trail.of(session, "case", case_id) if one.kind == "mark.set"]
        assert event.details == {
            **{"kind": "case", "id": case_id, "from": "open", "to": "restricted", "owner": "bawaslu"},
            "late": False,
        }
        assert WHY not in event.data
    kept.c.clock.set(mark.ends_at)
    with kept.c.db.read() as session:
        assert disclosure.mark_of(session, kept.c.clock, ("case", case_id)) is None


def test_only_the_owner_marks_and_its_chiefs_lift(kept):
    case_id, people = kept.theirs(), kept.people
    with pytest.raises(Forbidden, match="pemilik"):
        kept.mark(case_id, people.budi, Level.RESTRICTED)
    kept.mark(case_id, people.wulan, Level.SECRET)
    with pytest.raises(Forbidden, match="pimpinan"):
        kept.mark(case_id, people.wulan, Level.OPEN)
    kept.mark(case_id, people.halim, Level.OPEN)
    assert allowed(kept, people.budi, Act.READ, ("case", case_id))


def test_a_mark_stays_its_owners_when_the_case_goes_to_the_other_party(kept):
    case_id, people = kept.c.in_analysis(), kept.people
    kept.mark(case_id, people.wulan, Level.RESTRICTED)
    kept.c.move(case_id, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    with pytest.raises(Forbidden):
        kept.mark(case_id, people.kartika, Level.OPEN)
    assert kept.mark(case_id, people.halim, Level.OPEN).owner is Party.BAWASLU
    assert kept.mark(case_id, people.kartika, Level.RESTRICTED).owner is Party.DISKOMINFO


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "pendek"}, "reason"),
        ({"last_day": TODAY - dt.timedelta(days=1)}, "last_day"),
        ({"said_on": TODAY + dt.timedelta(days=1)}, "said_on"),
    ],
)
def test_a_mark_that_lacks_something_is_refused_at_its_field(kept, given, field):
    with pytest.raises(Refused) as refused:
        kept.mark(kept.theirs(), kept.people.wulan, Level.SECRET, **given)
    assert refused.value.field == field


def test_two_who_mark_at_once_do_not_overwrite_each_other(kept):
    case_id = kept.theirs()
    kept.mark(case_id, kept.people.wulan, Level.RESTRICTED)
    with pytest.raises(Conflict):
        kept.mark(case_id, kept.people.halim, Level.SECRET, version=0)


def test_what_was_said_to_be_secret_long_before_it_was_written_is_marked_and_noted_as_late(kept):
    case_id = kept.theirs()
    kept.mark(case_id, kept.people.wulan, Level.SECRET, said_on=TODAY - dt.timedelta(days=8))
    with kept.c.db.read() as session:
        assert next(one for one in trail.of(session, "case", case_id) if one.kind == "mark.set").details["late"] is True


def test_evidence_belongs_to_who_gave_it_and_its_own_mark_counts_beside_the_cases(kept):
    case_id, people = kept.theirs(), kept.people
    item_id = kept.evidence(case_id, people.budi)
    with pytest.raises(Forbidden):
        kept.mark(case_id, people.wulan, Level.SECRET, item_id)
    kept.mark(case_id, people.budi, Level.SECRET, item_id)
    within = {"within": ("case", case_id)}
    assert allowed(kept, people.budi, Act.DOWNLOAD, ("evidence", item_id), **within)
    assert not allowed(kept, people.wulan, Act.READ, ("evidence", item_id), **within)
    assert allowed(kept, people.wulan, Act.READ, ("case", case_id))
    with kept.c.db.read() as session:
        [line] = evidence.of(session, people.wulan, kept.c.clock, ("case", case_id))
        assert (line.hidden, line.position, line.title) == (True, 1, "")
        [line] = evidence.of(session, people.budi, kept.c.clock, ("case", case_id))
        assert (line.hidden, line.title) == (False, "bukti.txt")
    kept.mark(case_id, people.wulan, Level.SECRET)
    assert not allowed(kept, people.budi, Act.READ, ("evidence", item_id), **within)
    with pytest.raises(NotFound):
        kept.mark(case_id, people.wulan, Level.SECRET, "0" * 32)


def test_no_case_is_kept_secret_from_a_party_that_still_works_on_it_or_handed_to_one_that_may_not_read_it(kept):
    people, case_id = kept.people, kept.c.in_analysis()
    kept.mark(case_id, people.wulan, Level.SECRET)
    with pytest.raises(Refused, match="tidak dapat membacanya"):
        kept.c.move(case_id, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    kept.agree(kept.ask(case_id, people.budi))
    kept.c.move(case_id, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    other = kept.c.in_triage()
    kept.mark(other, people.budi, Level.SECRET)
    with pytest.raises(Refused, match="tidak dapat membacanya"):  # the other way round, by Diskominfo's own mark
        kept.c.move(other, people.budi, Event.CONTENT_ONLY)
    lent = kept.c.in_analysis()
    kept.c.move(lent, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    kept.c.assign(lent, people.budi, people.budi)
    kept.c.act(lent, people.kartika, Do.APPROVE)
    kept.c.move(lent, people.budi, Event.HANDLED, reason=WHY)
    kept.mark(lent, people.budi, Level.SECRET)  # nobody of the other party works on it


def test_nobody_of_the_other_party_works_on_a_secret_case(kept):
    people, case_id = kept.people, kept.theirs()
    kept.mark(case_id, people.wulan, Level.SECRET)
    c = kept.c
    with c.db.write() as session:
        version = service.get(session, case_id).version
        for verb in (
            lambda: service.add_note(session, people.budi, c.clock, case_id, "Catatan."),
            lambda: service.assign(session, people.budi, c.clock, case_id, version, people.budi.id),
            lambda: service.reveal(session, people.budi, c.clock, c.keys, case_id, WHY),
            lambda: moving.move(session, people.budi, c.clock, c.settings, case_id, version, Event.WITHDRAW, Move(reason=WHY)),
        ):
            with pytest.raises(Forbidden, match="rahasia milik pihak lain"):
                verb()


def test_lists_and_the_board_tell_number_state_clock_and_mark_of_a_secret_and_find_it_by_number_only(kept):
    people, case_id, c = kept.people, kept.theirs(), kept.c
    kept.mark(case_id, people.wulan, Level.SECRET)

    def listed(actor: Actor, **wish) -> list[queries.Line]:
        with c.db.read() as session:
            return list(queries.listing(session, actor, Wish(**wish), None, c.clock.now(), c.settings.zone).rows)

    [line] = listed(people.budi)
    assert (line.complaint_no, line.state.value, line.mark, line.hidden) == (
        "0001/ADU/33.99/XI/2026",
        "initial_study",
        Level.SECRET,
        True,
    )
    assert line.due_on is not None
    assert (line.topic, line.respondent, line.source) == (None, "", None)
    assert listed(people.wulan)[0].respondent == "Akun Contoh"
    for words, finds in ((("bohong",), 0), (("0001",), 1), (("0001", "bohong"), 0), (("0001/adu",), 1)):
        assert len(listed(people.budi, words=words)) == finds
        assert len(listed(people.wulan, words=words)) == 1
    kept.agree(kept.ask(case_id, people.budi))
    assert listed(people.budi, words=("bohong",))[0].respondent == "Akun Contoh"


def test_the_disclosure_of_one_secret_opens_no_other_in_any_list(kept):
    people, c = kept.people, kept.c
    disclosed, kept_back = kept.theirs(), kept.theirs()
    items = {one: kept.evidence(one, people.wulan) for one in (disclosed, kept_back)}
    for case_id, item_id in items.items():
        kept.mark(case_id, people.wulan, Level.SECRET, item_id)
        kept.mark(case_id, people.wulan, Level.SECRET)
    kept.agree(kept.ask(disclosed, people.budi, items=(disclosed, items[disclosed])))
    with c.db.read() as session:
        rows = queries.listing(session, people.budi, Wish(), None, c.clock.now(), c.settings.zone).rows
        assert {row.id: row.hidden for row in rows} == {disclosed: False, kept_back: True}
        rows = queries.listing(session, people.budi, Wish(words=("bohong",)), None, c.clock.now(), c.settings.zone).rows
        assert [row.id for row in rows] == [disclosed]
        shown = {one: evidence.of(session, people.budi, c.clock, ("case", one))[0].hidden for one in items}
        assert shown == {disclosed: False, kept_back: True}


# Disclosures


def test_the_way_of_a_disclosure_with_its_events_and_messages(kept):
    people, case_id = kept.people, kept.theirs()
    kept.mark(case_id, people.wulan, Level.SECRET)
    one = kept.ask(case_id, people.budi)
    assert kept.row(one).number == "PGK-2026-0001"
    assert told(kept, people.halim) == [("disclosure.requested", one)]
    assert not allowed(kept, people.budi, Act.READ, ("case", case_id))
    kept.step(one, people.halim, Step.CONSENT)
    assert told(kept, people.kartika) == [("disclosure.consented", one)]
    assert not allowed(kept, people.budi, Act.READ, ("case", case_id))
    kept.step(one, people.kartika, Step.APPROVE)
    assert told(kept, people.budi) == [("disclosure.approved", one)]
    assert allowed(kept, people.budi, Act.READ, ("case", case_id))
    assert not allowed(kept, people.budi, Act.PRINT, ("case", case_id))
    kept.step(one, people.budi, Step.USE)
    assert told(kept, people.halim)[-1] == ("disclosure.used", one)
    kept.step(one, people.halim, Step.WITHDRAW)
    assert told(kept, people.budi)[-1] == ("disclosure.withdrawn", one)
    assert not allowed(kept, people.budi, Act.READ, ("case", case_id))
    assert kinds(kept, "disclosure", one) == [
        f"disclosure.{state}" for state in ("requested", "consented", "approved", "used", "withdrawn")
    ]


def test_a_consent_by_letter_needs_its_number_and_day_and_is_written_down_by_the_owner(kept):
    people, case_id = kept.people, kept.theirs()
    one = kept.ask(case_id, people.budi, Form.LETTER, to_person="Orang Contoh")
    for said, field in ((Said(), "letter_no"), (Said(letter_no="1"), "letter_on")):
        with pytest.raises(Refused) as refused:
            kept.step(one, people.wulan, Step.CONSENT_BY_LETTER, said=said)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        kept.step(one, people.kartika, Step.CONSENT_BY_LETTER)
    row = kept.step(one, people.wulan, Step.CONSENT_BY_LETTER)
    assert (row.state, row.letter_no, row.letter_on) == (State.CONSENTED, "12/CONTOH", SAID.letter_on)
    assert {kind for kind, _id in told(kept, people.kartika)} == {"disclosure.consented"}
    assert kept.step(one, people.halim, Step.REFUSE).state is State.REFUSED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"to_party": Party.BAWASLU}, "to"),
        ({"to_party": Party.DUKCAPIL}, "to"),
        ({"to_party": Party.DISKOMINFO, "to_person": "Dua"}, "to"),
        ({"to_person": " "}, "to"),
        ({"partner_id": "0" * 32, "form": Form.LETTER}, "to"),
        ({"to_person": "Orang", "form": Form.READ}, "form"),
        ({"to_party": Party.DISKOMINFO, "purpose": "pendek"}, "purpose"),
        ({"to_party": Party.DISKOMINFO, "basis": "UU"}, "basis"),
        ({"to_party": Party.DISKOMINFO, "last_day": TODAY - dt.timedelta(days=1)}, "last_day"),
        ({"to_party": Party.DISKOMINFO, "form": Form.ORAL}, "said_on"),
        ({"to_party": Party.DISKOMINFO, "said_on": TODAY}, "said_on"),
        ({"to_party": Party.DISKOMINFO, "form": Form.ORAL, "said_on": TODAY + dt.timedelta(days=1)}, "said_on"),
        ({"to_party": Party.DISKOMINFO, "items": ("0" * 32,)}, "items"),
    ],
)
def test_a_request_that_lacks_something_is_refused_at_its_field(kept, given, field):
    with pytest.raises(Refused) as refused:
        kept.ask(kept.theirs(), kept.people.budi, **given)
    assert refused.value.field == field


def test_things_of_two_owners_are_asked_for_apart_and_only_by_who_works_on_cases(kept):
    case_id, people = kept.theirs(), kept.people
    item_id = kept.evidence(case_id, people.budi)
    with pytest.raises(Refused, match="dua pihak"):
        kept.ask(case_id, people.budi, items=(case_id, item_id), to_person="Orang", form=Form.LETTER)
    for who in (people.admin, people.tirta, people.sekar):
        with pytest.raises(Forbidden):
            kept.ask(case_id, who)
    with pytest.raises(NotFound):
        kept.ask(kept.c.draft(people.budi), people.budi)


def test_an_oral_disclosure_is_told_afterwards_and_gives_nothing(kept):
    case_id, people = kept.theirs(), kept.people
    kept.mark(case_id, people.wulan, Level.RESTRICTED)
    one = kept.ask(case_id, people.budi, Form.ORAL, to_person="Wartawan Contoh", said_on=TODAY - dt.timedelta(days=2))
    kept.agree(one)
    for act in set(Act) - {Act.READ}:
        assert not allowed(kept, people.budi, act, ("case", case_id))
    assert kept.step(one, people.budi, Step.USE).state is State.USED


def test_each_use_is_an_event_and_a_file_given_out_by_a_disclosure_is_one(kept):
    case_id, people, c = kept.theirs(), kept.people, kept.c
    item_id = kept.evidence(case_id, people.wulan)
    kept.mark(case_id, people.wulan, Level.RESTRICTED)
    store = Store(c.settings.data_dir)

    def take(actor: Actor) -> None:
        with c.db.write() as session:
            how = {"subject": ("case", case_id), "item_id": item_id, "act": Handling.EXPORTED}
            assert evidence_service.open_file(session, actor, c.clock, store, **how)

    with pytest.raises(Forbidden, match="tidak keluar"):
        take(people.budi)
    one = kept.ask(case_id, people.budi, Form.DOWNLOAD)
    kept.agree(one)
    take(people.budi)
    take(people.kartika)
    take(people.wulan)  # its own, so no use of the disclosure
    with c.db.read() as session:
        used = session.scalars(select(DisclosureUse).order_by(DisclosureUse.id)).all()
        assert [(use.staff_id, use.act) for use in used] == [
            (people.budi.id, Act.DOWNLOAD),
            (people.kartika.id, Act.DOWNLOAD),
        ]
        assert [use.who for use in disclosures.uses(session, one)] == ["Kartika Contoh", "Budi Contoh"]
    assert kept.row(one).state is State.USED


def test_a_disclosure_ends_with_its_last_day_by_itself_and_by_the_worker(kept):
    case_id, people, c = kept.theirs(), kept.people, kept.c
    kept.mark(case_id, people.wulan, Level.SECRET)
    one, two = kept.ask(case_id, people.budi, last_day=TODAY, to_party=Party.DISKOMINFO), kept.ask(case_id, people.budi)
    kept.agree(one)
    c.clock.set(kept.row(one).ends_at)
    assert not allowed(kept, people.budi, Act.READ, ("case", case_id))
    with pytest.raises(Refused, match="sudah lewat"):
        kept.step(one, people.budi, Step.USE)
    with c.db.write() as session:
        assert requests.expire(session, c.clock) == 1
    with c.db.write() as session:
        assert requests.expire(session, c.clock) == 0
    assert (kept.row(one).state, kept.row(two).state) == (State.EXPIRED, State.REQUESTED)
    assert told(kept, people.budi)[-1] == ("disclosure.expired", one)
    assert kinds(kept, "disclosure", one)[-1] == "disclosure.expired"


def test_a_step_by_who_saw_something_older_is_refused_and_so_is_one_out_of_place_or_without_words(kept):
    people, one = kept.people, kept.ask(kept.theirs(), kept.people.budi)
    c = kept.c
    with c.db.write() as session:
        for who, version, step, kind in (
            (people.halim, 99, Step.CONSENT, Conflict),
            (people.halim, 1, Step.APPROVE, Refused),
            (people.wulan, 1, Step.CONSENT, Forbidden),
            (people.halim, 1, Step.REFUSE, Refused),
            (people.sekar, 1, Step.CONSENT, NotFound),
        ):
            with pytest.raises(kind):
                requests.step(session, who, c.clock, c.settings, one, version, step)


def test_lists_show_what_waits_for_whom_and_what_one_may_know(kept):
    people, c, case_id = kept.people, kept.c, kept.theirs()
    theirs = kept.ask(case_id, people.budi)
    inner = kept.ask(case_id, people.wulan, Form.LETTER, to_person="Orang Contoh")
    kept.step(inner, people.halim, Step.CONSENT)

    def seen(actor: Actor) -> tuple[list[str], list[str]]:
        with c.db.read() as session:
            page = disclosures.listing(session, actor, None, None)
            return [row.id for row in page.rows], [row.id for row in disclosures.waiting(session, actor)]

    assert seen(people.budi) == ([theirs], [])
    assert seen(people.wulan) == ([inner, theirs], [])
    assert seen(people.halim) == ([inner, theirs], [theirs])
    assert seen(people.kartika) == ([inner, theirs], [inner])
    with c.db.read() as session:
        assert [row.id for row in disclosures.of_case(session, people.budi, case_id)] == [theirs]
        assert [row.id for row in disclosures.listing(session, people.halim, State.CONSENTED, None).rows] == [inner]


def test_when_the_owners_only_chief_asks_its_officers_are_told_to_bring_the_letter(kept):
    people, case_id = kept.people, kept.theirs()
    one = kept.ask(case_id, people.halim, Form.LETTER, to_person="Orang Contoh")
    assert told(kept, people.wulan) == [("disclosure.requested", one)]
    kept.step(one, people.wulan, Step.CONSENT_BY_LETTER)
    assert kept.step(one, people.kartika, Step.APPROVE).state is State.APPROVED


def test_a_first_reading_changes_nothing_that_a_form_opened_before_would_be_refused_for(kept):
    case_id = kept.theirs()
    kept.mark(case_id, kept.people.wulan, Level.SECRET)
    asked = kept.ask(case_id, kept.people.budi)
    kept.agree(asked)
    seen = kept.row(asked).version
    with kept.c.db.write() as session:
        disclosure.note_reading(session, kept.people.budi, kept.c.clock, asked)
    row = kept.row(asked)
    assert (row.state, row.version) == (State.USED, seen)
    with kept.c.db.write() as session:  # the form of before
        requests.step(session, kept.people.budi, kept.c.clock, kept.c.settings, asked, seen, Step.WITHDRAW, SAID)
    assert kept.row(asked).state is State.WITHDRAWN
