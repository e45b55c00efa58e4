"""The pipe between kiosk and card process carries everything there and back, and refuses everything else."""

from __future__ import annotations

import json

import pytest

from kiosk.card import pipe
from kiosk.card.source import CardFailed, CardFault, CardPlaced, CardRead, CardRemoved, Claim, ReaderCondition, ReaderState
from shared.nik import Nik
from shared.words import ClaimMethod
from tests.kiosk.card.test_source import CLAIM

BARE = Claim(ClaimMethod.CARD, Nik.parse("3371991203850001"))


@pytest.mark.parametrize(
    "message",
    [
        pipe.Beat(),
        pipe.Note("damaged at SELECT biodata 6F00"),
        CardPlaced(1),
        CardRemoved(1),
        *(CardFailed(2, fault) for fault in CardFault),
        *(ReaderState(state) for state in ReaderCondition),
        CardRead(3, CLAIM),
        CardRead(4, BARE),
    ],
    ids=repr,
)
def test_a_message_comes_back_as_it_was_sent(message):
    line = pipe.write(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert pipe.read(line) == message


def test_orders_come_back_as_they_were_sent():
    orders = pipe.Orders(pipe.ReaderSettings(reader="PICC", secrets="/etc/posko/sam"), 7, 7)
    assert pipe.read_orders(pipe.write_orders(orders)) == orders


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b'{"is":"wat"}', b'{"is":"placed"}', b'{"is":"failed","seq":1,"reason":"?"}', b'{"is":"read","seq":1}'],
)
def test_a_line_that_is_no_message_is_refused_and_not_repeated(line):
    with pytest.raises(pipe.PipeError, match=r"^message$"):
        pipe.read(line)


def test_a_claim_with_a_number_that_is_no_nik_is_refused():
    raw = json.loads(pipe.write(CardRead(1, CLAIM)))
    raw["claim"]["nik"] = "1234"
    with pytest.raises(pipe.PipeError) as caught:
        pipe.read(json.dumps(raw).encode())
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("line", [b"", b"{}", b'{"settings":{"wat":1},"seq":0,"held":null}'])
def test_orders_that_do_not_fit_are_refused(line):
    with pytest.raises(pipe.PipeError, match="orders"):
        pipe.read_orders(line)


@pytest.mark.parametrize("wrong", [{"reader": "("}, {"sam": "["}, {"block": 1}, {"debounce": -1.0}, {"poll": 0.0}, {"poll": 9.0}])
def test_settings_that_cannot_work_are_refused_before_any_process_starts(wrong):
    with pytest.raises(ValueError, match="must be"):
        pipe.ReaderSettings(**wrong)
