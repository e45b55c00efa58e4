"""The simulated reader in process: the same events as a real one, whatever is tapped and whenever it is taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
