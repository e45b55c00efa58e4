"""Wire messages: strict both ways, silent when printed, and what a kiosk may learn."""

import datetime as dt
import inspect

import pytest
from pydantic import ValidationError

from shared import elements, wire
from shared.text import N_

MESSAGES = [
    kind for _, kind in inspect.getmembers(wire, inspect.isclass) if issubclass(kind, wire.Message) and kind is not wire.Message
]
COMPLAINT = wire.ComplaintAsk(
    complainant=wire.Complainant(nik="3319991708900001", name="Contoh"),
    complaint=wire.Complaint(narrative="Cerita\nbaris dua", happened_on=dt.date(2026, 11, 1)),
)


def test_a_message_survives_the_way_there_and_back():
    assert wire.ComplaintAsk.model_validate_json(COMPLAINT.model_dump_json()) == COMPLAINT


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_message_refuses_an_unknown_key(kind):
    with pytest.raises(ValidationError) as raised:
        kind.model_validate_json('{"surprise": 1}')
    assert "extra_forbidden" in {error["type"] for error in raised.value.errors()}


def test_printing_a_message_shows_no_values():
    for shown in (repr(COMPLAINT), str(COMPLAINT), f"{COMPLAINT.complainant}"):
        assert "3319" not in shown
        assert "Contoh" not in shown


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "x" * 201])
def test_control_characters_and_endless_lines_are_refused(text):
    with pytest.raises(ValidationError):
        wire.Complainant(name=text)


@pytest.mark.parametrize("nik", ["331999170890000", "33199917089000011", "33199917O8900001", "３３１９９９１７０８９００００１"])
def test_only_sixteen_plain_digits_travel_as_a_nik(nik):
    with pytest.raises(ValidationError):
        wire.Complainant(nik=nik)


def test_a_kiosk_is_told_one_of_four_words_and_never_an_outcome():
    assert {state.value for state in wire.CheckState} == {"checking", "verified", "not_verified", "later"}
    fields = {name for kind in MESSAGES for name in kind.model_fields}
    assert not fields & {"outcome", "verdict", "verdicts", "score"}


def test_the_qr_code_holds_number_and_check_code_only():
    assert wire.receipt_qr("0001/ADU/33.99/XI/2026", "ABC123") == "POSKO:0001/ADU/33.99/XI/2026:ABC123"


def test_every_word_shown_has_a_label():
    for kind in (elements.Element, elements.Outcome, elements.Standing, wire.CheckOffer):
        assert all(member.label for member in kind)


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (None, elements.Standing.NOT_CHECKED),
        (elements.Outcome.MATCH, elements.Standing.VERIFIED),
        (elements.Outcome.MISMATCH, elements.Standing.NOT_VERIFIED),
        (elements.Outcome.NOT_FOUND, elements.Standing.NOT_VERIFIED),
        (elements.Outcome.UNAVAILABLE, elements.Standing.LATER),
        (elements.Outcome.BY_EYE, elements.Standing.BY_EYE),
    ],
)
def test_those_who_may_not_see_an_outcome_see_its_standing(outcome, standing):
    assert elements.standing_of(outcome) is standing


def test_a_marked_text_stays_as_it_is():
    assert N_("Nomor") == "Nomor"


@pytest.mark.parametrize("number", ["", "ADU", "7\n", "7" * 81, "\u0667", "7;"])
def test_a_number_to_look_up_has_a_digit_and_no_strange_sign(number):
    with pytest.raises(ValidationError):
        wire.StatusAsk(number=number, code="K7M2QP")


@pytest.mark.parametrize("code", ["", "K7M2Q", "K7M2QPX", "k7m2qp", "K7M2Q\n", "K7M2Q-"])
def test_a_check_code_is_six_plain_letters_or_digits(code):
    with pytest.raises(ValidationError):
        wire.StatusAsk(number="7", code=code)


def test_of_a_complaint_a_kiosk_learns_a_stage_two_days_and_a_plain_result():
    assert set(wire.StatusAnswer.model_fields) == {"found", "state", "since", "due", "result"}
    told = {"received", "being_read", "waits_for_you", "with_bawaslu", "with_others", "being_handled", "finished"}
    assert {state.value for state in wire.PlainState} == told
    assert wire.StatusAnswer(found=False).model_dump_json() == '{"found":false,"state":null,"since":null,"due":null,"result":null}'
