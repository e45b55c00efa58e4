"""What cards do to a visit: taken away, put back, exchanged, unreadable."""

import pytest

from kiosk.card.source import CardFailed, CardFault, CardRead
from kiosk.desk import State
from kiosk.visit import Visit
from shared.questions import Topic
from shared.words import EndReason
from tests.kiosk.conftest import Kiosk
from tests.kiosk.test_loop import NIK, OTHER_NIK, claim, to_review


def test_a_card_taken_away_is_asked_about(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax")
    kiosk.reader.remove()
    assert kiosk.state is State.CARD_TAKEN
    assert kiosk.press("continue") is State.HAPPENED_ON
    assert kiosk.visit.nik == NIK


def test_the_same_card_put_back_goes_on_by_itself(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax")
    kiosk.reader.remove()
    kiosk.reader.tap(claim())
    assert kiosk.state is State.HAPPENED_ON
    kiosk.reader.remove()
    assert kiosk.state is State.CARD_TAKEN


def test_another_persons_card_shows_nothing_of_the_one_before(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.reader.remove()
    kiosk.reader.tap(claim(OTHER_NIK))
    assert kiosk.state is State.CONFIRM
    assert kiosk.visit.nik == OTHER_NIK
    assert kiosk.visit.topic is None
    assert kiosk.visit.text("narrative") == ""
    assert EndReason.CARD_TAKEN in kiosk.office.ended.values()


def test_a_card_that_was_not_used_can_leave_without_a_question(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "skip", "topic:hoax")
    kiosk.reader.place()
    kiosk.reader.remove()
    assert kiosk.state is State.HAPPENED_ON


@pytest.mark.parametrize("fault", CardFault)
def test_every_card_fault_is_explained_and_can_be_left(kiosk: Kiosk, fault: CardFault) -> None:
    seq = kiosk.reader.place()
    assert kiosk.state is State.READING
    kiosk.reader.say(CardFailed(seq, fault))
    assert kiosk.state is State.CARD_FAULT
    assert kiosk.visit.card_fault is fault
    kiosk.reader.remove()
    assert kiosk.walk("type") is State.NIK


def test_a_card_pulled_while_it_is_read_is_explained(kiosk: Kiosk) -> None:
    kiosk.reader.place()
    kiosk.reader.remove()
    assert kiosk.state is State.CARD_FAULT
    assert kiosk.visit.card_fault is CardFault.REMOVED_EARLY


def test_a_reader_that_says_nothing_more_is_not_waited_for_long(kiosk: Kiosk) -> None:
    kiosk.reader.place()
    assert kiosk.pass_time(46) is State.CARD_FAULT
    assert kiosk.visit.card_fault is CardFault.TIMED_OUT


def test_a_claim_of_an_earlier_card_is_ignored(kiosk: Kiosk) -> None:
    old = kiosk.reader.place()
    kiosk.reader.remove()
    kiosk.reader.place()
    kiosk.reader.say(CardRead(old, claim()))
    assert kiosk.state is State.READING
    assert kiosk.visit.claim is None


def test_another_persons_card_in_mid_visit_never_shows_the_first_ones_answers(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax")
    kiosk.reader.remove()
    assert kiosk.press("continue") is State.HAPPENED_ON
    first = kiosk.visit
    kiosk.reader.tap(claim(OTHER_NIK))
    assert kiosk.state is State.CONFIRM
    assert kiosk.visit.topic is None
    assert vars(first) == vars(Visit())


def test_the_same_card_put_back_in_mid_visit_goes_on(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax")
    kiosk.reader.remove()
    kiosk.press("continue")
    kiosk.reader.tap(claim())
    assert kiosk.state is State.HAPPENED_ON
    assert kiosk.visit.topic is Topic.HOAX
    kiosk.reader.remove()
    assert kiosk.state is State.CARD_TAKEN
