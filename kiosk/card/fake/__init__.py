"""The simulated reader: invented residents' cards and a SAM, in process or behind a real pcscd.

Part of the product, for demonstration and training. The cryptography between the two is invented and proves nothing.
"""

from kiosk.card.fake.chip import Chip, FakeKtp, OtherCard
from kiosk.card.fake.deck import card_of, sam_of
from kiosk.card.fake.faults import Fault, Pulled, Script
from kiosk.card.fake.sam import SECRETS, FakeSam, write_secrets
from kiosk.card.fake.source import SimulatorSource
from kiosk.card.fake.vpcd import Slot, VirtualReader

__all__ = [
    "SECRETS",
    "Chip",
    "FakeKtp",
    "FakeSam",
    "Fault",
    "OtherCard",
    "Pulled",
    "Script",
    "SimulatorSource",
    "Slot",
    "VirtualReader",
    "card_of",
    "sam_of",
    "write_secrets",
]
