"""The number pad: clear messages, a warning for regions, and the same events as a card."""

from __future__ import annotations

import pytest

from kiosk.card.source import CardPlaced, CardRead, CardRemoved, Claim, ReaderCondition, ReaderState
from kiosk.card.typed import REGION_UNKNOWN, TypedSource, check
from shared.nik import Nik, NikFault
from shared.words import ClaimMethod

GOOD = "3371991203850001"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NikFault.EMPTY),
        ("33719912038500", NikFault.TOO_SHORT),
        (GOOD + "1", NikFault.TOO_LONG),
        ("３３71991203850001", NikFault.NOT_DIGITS),
        ("3371993202850001", NikFault.NO_SUCH_DATE),
        ("3371991203850000", NikFault.NO_SERIAL),
    ],
)
def test_a_mistyped_nik_is_explained(text, fault):
    verdict = check(text)
    assert not verdict.accepted
    assert verdict.message == fault.value


def test_an_unknown_region_only_warns():
    verdict = check("0071991203850001")
    assert verdict.accepted
    assert verdict.warning == REGION_UNKNOWN
    assert check(GOOD).warning == ""


def test_a_typed_nik_is_a_claim_with_nothing_but_the_nik():
    pad, events = TypedSource(), []
    assert pad.condition is ReaderCondition.STOPPED
    pad.start(events.append)
    assert pad.enter(GOOD).accepted
    pad.enter("3371 9912 0385 0002")
    pad.clear()
    pad.clear()
    claims = [Claim(ClaimMethod.TYPED, Nik.parse(text)) for text in (GOOD, "3371991203850002")]
    assert events == [
        ReaderState(ReaderCondition.READY),
        CardPlaced(1),
        CardRead(1, claims[0]),
        CardRemoved(1),
        CardPlaced(2),
        CardRead(2, claims[1]),
        CardRemoved(2),
    ]


def test_a_mistyped_nik_emits_nothing_and_after_stop_nothing_is_taken():
    pad, events = TypedSource(), []
    with pytest.raises(RuntimeError):
        pad.enter(GOOD)
    pad.start(events.append)
    pad.enter("12")
    pad.stop()
    with pytest.raises(RuntimeError):
        pad.enter(GOOD)
    assert events == [ReaderState(ReaderCondition.READY)]
