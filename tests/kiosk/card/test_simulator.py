"""The simulated reader in process: the same events as a real one, whatever is tapped and whenever it is taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent import futures

import pytest

from kiosk.card.fake import SimulatorSource
from kiosk.card.source import CardFailed, CardFault, CardPlaced, CardRead, CardRemoved, ReaderCondition, ReaderState
from shared.residents import load
from tests.kiosk.card.heard import Heard

EXPECTED = {
    "damaged": CardFault.DAMAGED,
    "removed-early": CardFault.REMOVED_EARLY,
    "mute": CardFault.TIMED_OUT,
    "wrong-sam": CardFault.WRONG_SAM,
    "sam-absent": CardFault.SAM_ABSENT,
    "sam-locked": CardFault.SAM_LOCKED,
    "not-ktp": CardFault.NOT_KTPEL,
}


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def started(heard: Heard) -> Iterator[Callable[..., SimulatorSource]]:
    sources: list[SimulatorSource] = []

    def start(**how: float) -> SimulatorSource:
        source = SimulatorSource(**{"pace": 0.0, "patience": 0.2, **how})  # type: ignore[arg-type]
        sources.append(source)
        source.start(heard.emit)
        assert heard.next() == ReaderState(ReaderCondition.READY)
        return source

    yield start
    for source in sources:
        source.stop()


@pytest.mark.parametrize("sample", load().cards, ids=lambda sample: sample.key)
def test_each_sample_shows_what_it_promises(sample, started, heard):
    source = started()
    seq = source.tap(sample.key)
    assert heard.next() == CardPlaced(seq)
    result = heard.next()
    if sample.key in EXPECTED:
        assert result == CardFailed(seq, EXPECTED[sample.key])
    else:
        assert isinstance(result, CardRead)
        assert result.claim.nik.digits == sample.card.nik
    source.remove()
    assert heard.next() == CardRemoved(seq)
    assert source.tapped is None
    assert heard.rest() == []


def test_a_card_taken_away_while_it_is_read_fails_and_is_gone(started, heard):
    source = started(pace=0.5)
    source.tap("good")
    assert heard.next() == CardPlaced(1)
    source.remove()
    assert [heard.next(), heard.next()] == [CardFailed(1, CardFault.REMOVED_EARLY), CardRemoved(1)]


def test_a_mute_card_can_be_taken_away_before_patience_ends(started, heard):
    source = started(patience=60.0)
    source.tap("mute")
    assert heard.next() == CardPlaced(1)
    source.remove()
    assert [heard.next(), heard.next()] == [CardFailed(1, CardFault.REMOVED_EARLY), CardRemoved(1)]


def test_tapping_another_card_takes_the_first_away(started, heard):
    source = started()
    source.tap("good")
    assert heard.next() == CardPlaced(1)
    assert isinstance(heard.next(), CardRead)
    source.tap("not-ktp")
    assert source.tapped == "not-ktp"
    assert [heard.next(), heard.next(), heard.next()] == [
        CardRemoved(1),
        CardPlaced(2),
        CardFailed(2, CardFault.NOT_KTPEL),
    ]


def test_nothing_is_emitted_after_stop(started, heard):
    source = started(pace=0.05)
    source.tap("good")
    assert heard.next() == CardPlaced(1)
    source.stop()
    assert source.condition is ReaderCondition.STOPPED
    with pytest.raises(RuntimeError):
        source.tap("good")
    source.remove()
    assert heard.rest() == []


def test_an_unknown_sample_is_refused_and_the_tray_lists_the_others(started, heard):
    source = started()
    assert source.condition is ReaderCondition.READY
    with pytest.raises(KeyError):
        source.tap("no-such-card")
    assert [card.key for card in source.samples()][0] == "good"
    assert heard.rest() == []


def test_many_hands_at_once_never_lose_an_event(started, heard):
    source = started()
    with futures.ThreadPoolExecutor(8) as hands:
        for _ in hands.map(source.tap, ["good", "not-ktp", "sam-absent", "good"] * 5):
            pass
    source.remove()
    seen = heard.until(CardRemoved(20))
    for seq in range(1, 21):
        kinds = [type(event) for event in seen if event.seq == seq]
        assert kinds in ([CardPlaced, CardRead, CardRemoved], [CardPlaced, CardFailed, CardRemoved]), seq


def test_what_is_tapped_can_be_asked_while_an_event_is_still_being_taken():
    taken, enough = threading.Event(), threading.Event()

    def emit(event: object) -> None:
        if isinstance(event, CardRead):
            taken.set()
            enough.wait(10)

    source = SimulatorSource(pace=0.0)
    source.start(emit)
    source.tap("good")
    assert taken.wait(5)
    with futures.ThreadPoolExecutor(1) as asker:
        answer = asker.submit(lambda: source.tapped)
        try:
            assert answer.result(5) == "good"
        finally:
            enough.set()
    source.stop()
