"""From a sample card of the tray to the simulated card and SAM that show it."""

from __future__ import annotations

from kiosk.card.fake.chip import FakeKtp, OtherCard
from kiosk.card.fake.faults import Fault, Script
from kiosk.card.fake.sam import FakeSam
from shared.residents import SampleCard


def card_of(sample: SampleCard, *, mute_for: float = 30.0) -> FakeKtp | OtherCard:
    """The card to lay on the reader; `mute_for` is how many seconds a mute one stays silent."""
    if sample.card is None:
        return OtherCard()
    fault = Fault(sample.fault) if sample.fault else None
    return FakeKtp(sample.card, chip=sample.chip, script=Script(fault, seconds=mute_for))


def sam_of(sample: SampleCard) -> FakeSam | None:
    """The SAM in the reader while this sample lies on it; None when it shows a missing SAM."""
    fault = Fault(sample.fault) if sample.fault else None
    return None if fault is Fault.SAM_ABSENT else FakeSam(fault)
