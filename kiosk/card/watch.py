"""The card process's loop: sees cards come and go on PC/SC readers, reads them, and starts afresh after any trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from kiosk.card import ktpel, secrets
from kiosk.card.pcsc import Context, NoService, Roles, ServiceLost, Slot, assign
from kiosk.card.pipe import Beat, Message, Note, Orders
from kiosk.card.source import (
    CardError,
    CardEvent,
    CardFailed,
    CardFault,
    CardPlaced,
    CardRead,
    CardRemoved,
    Claim,
    ReaderCondition,
    ReaderState,
)

_FIRST_DELAY, _LONGEST_DELAY = 0.2, 2.0
_SAM_WAKES = 1.2
_SAM_FAULTS_TO_REMEMBER = (CardFault.SAM_REFUSED, CardFault.SAM_LOCKED)


@dataclass(frozen=True)
class _Lying:
    """The card on the reader: its number, and where and at which count it was seen (unknown for a held card)."""

    seq: int
    reader: str | None = None
    count: int = 0


class Watcher:
    """Watches the readers until told to stop. `tell` gets every message for the parent."""

    def __init__(self, orders: Orders, tell: Callable[[Message], None], stop: threading.Event) -> None:
        self._settings = orders.settings
        self._tell, self._stop = tell, stop
        self._seq = orders.seq
        self._lying = None if orders.held is None else _Lying(orders.held)
        self._condition = ReaderCondition.STARTING
        self._sam_seen = time.monotonic()
        # A SAM that refused once is not asked again until it is changed: it may count and lock itself for good.
        self._refusal: tuple[str, int, CardFault] | None = None

    def run(self) -> None:
        """Watch until `stop` is set. Every trouble with the service means a new context after a growing pause."""
        delay = _FIRST_DELAY
        while not self._stop.is_set():
            began_well = False
            try:
                context = Context(self._beat)
                try:
                    began_well = self._watch(context)
                finally:
                    context.release()
            except ServiceLost as lost:
                self._tell(Note(str(lost)))
                self._card_gone()
                self._now(ReaderCondition.NO_SERVICE if isinstance(lost, NoService) else ReaderCondition.NO_READER)
            delay = _FIRST_DELAY if began_well else min(delay * 2, _LONGEST_DELAY)
            self._beat()
            self._stop.wait(delay)

    def _watch(self, context: Context) -> bool:
        """Watch with one context until the readers change; returns whether there was anything to watch."""
        names = context.readers()
        roles = assign(names, self._settings.reader, self._settings.sam)
        if roles.cards:
            roles = self._probed(context, roles)
        if not roles.cards:
            self._card_gone()
            self._now(ReaderCondition.NO_READER)
            context.wait([], self._settings.poll)
            return bool(names)
        watched = [*roles.cards, *([roles.sam] if roles.sam else [])]
        known: dict[str, Slot] = {}
        while not self._stop.is_set():
            slots, changed = context.wait(
                [(name, known[name].raw if name in known else 0) for name in watched], self._settings.poll
            )
            if changed:
                self._card_gone_with(context)
                return True
            known.update(slots)
            self._judge_sam(known.get(roles.sam) if roles.sam else None)
            known.update(self._judge_card(context, roles, known))
        return True

    def _probed(self, context: Context, roles: Roles) -> Roles:
        """Where names leave a choice: a reader that holds something else than a KTP-el from the start is set aside."""
        if len(roles.cards) == 1:
            return roles
        slots, _ = context.wait([(name, 0) for name in roles.cards], 0)
        aside = [name for name, slot in slots.items() if slot.present and not self._answers_as_ktpel(context, name)]
        cards = tuple(name for name in roles.cards if name not in aside)
        sam = roles.sam or (aside[0] if aside and not self._settings.sam else None)
        return Roles(cards, sam) if cards else roles

    def _answers_as_ktpel(self, context: Context, name: str) -> bool:
        try:
            with context.connect(name, leave=True) as send:
                return ktpel.is_ktpel(send)
        except CardError:
            return False

    def _judge_sam(self, slot: Slot | None) -> None:
        """A SAM that is being exchanged or waking up is no news; one that stays away is."""
        if slot is not None and slot.present and not slot.mute:
            self._sam_seen = time.monotonic()
            self._now(ReaderCondition.READY)
        elif time.monotonic() - self._sam_seen > _SAM_WAKES:
            self._now(ReaderCondition.NO_SAM)

    def _judge_card(self, context: Context, roles: Roles, known: dict[str, Slot]) -> dict[str, Slot]:
        """Compare what lies there with what is known to lie there, and act; returns slots looked at again."""
        here = next((known[name] for name in roles.cards if name in known and known[name].present), None)
        lying = self._lying
        if lying and here and lying.reader is None:
            self._lying = _Lying(lying.seq, here.name, here.count)
        elif lying and (here is None or (here.name, here.count) != (lying.reader, lying.count)):
            self._card_gone()
        if self._lying or here is None:
            return {}
        settled = self._settled(context, here)
        if not settled.present:
            return {settled.name: settled}
        return self._take(context, settled, roles.sam)

    def _settled(self, context: Context, slot: Slot) -> Slot:
        """The slot once it has not changed for the debounce time, or is empty again."""
        for _ in range(20):
            slots, _ = context.wait([(slot.name, slot.raw)], self._settings.debounce)
            now = slots.get(slot.name, slot)
            if not now.present or now.count == slot.count:
                return now
            slot = now
        return slot

    def _take(self, context: Context, slot: Slot, sam_reader: str | None) -> dict[str, Slot]:
        """Number the card, read it, tell what came of it."""
        self._seq += 1
        seq = self._seq
        self._lying = _Lying(seq, slot.name, slot.count)
        self._tell(CardPlaced(seq))
        event: CardEvent
        try:
            event = CardRead(seq, self._read(context, slot.name, sam_reader))
        except CardError as error:
            self._tell(Note(str(error)))
            event = CardFailed(seq, error.fault)
        except ServiceLost:
            self._tell(CardFailed(seq, CardFault.READER_GONE))
            raise
        self._tell(event)
        if isinstance(event, CardFailed) and event.reason is CardFault.REMOVED_EARLY:
            self._card_gone()
        return {}

    def _read(self, context: Context, reader: str, sam_reader: str | None) -> Claim:
        with context.connect(reader) as card:
            if not ktpel.is_ktpel(card):
                raise CardError(CardFault.NOT_KTPEL, "SELECT DF")
            slot = self._sam_slot(context, sam_reader)
            if self._refusal and self._refusal[:2] == (slot.name, slot.count):
                raise CardError(self._refusal[2], "SAM, not asked again")
            try:
                opening = secrets.load(self._settings.secrets)
            except secrets.SecretsError as error:
                self._tell(Note(str(error)))
                raise CardError(CardFault.SAM_REFUSED, "SAM secrets") from None
            try:
                with self._sam(context, slot) as sam:
                    return ktpel.read_claim(card, sam, opening, ktpel.BlockSizes(self._settings.block))
            except CardError as error:
                if error.fault in _SAM_FAULTS_TO_REMEMBER:
                    self._refusal = (slot.name, slot.count, error.fault)
                raise

    def _sam_slot(self, context: Context, name: str | None) -> Slot:
        """The SAM's slot once there is a SAM in it that answers; one that is just waking up gets a moment."""
        if name is None:
            raise CardError(CardFault.SAM_ABSENT, "SAM reader")
        slot = context.slot(name)
        deadline = time.monotonic() + _SAM_WAKES
        while not slot.present or slot.mute:
            left = deadline - time.monotonic()
            if left <= 0:
                raise CardError(CardFault.SAM_ABSENT, "SAM")
            slots, _ = context.wait([(name, slot.raw)], left)
            slot = slots.get(name, slot)
        return slot

    @contextmanager
    def _sam(self, context: Context, slot: Slot) -> Iterator[ktpel.Send]:
        """The SAM as a function. Trouble with it is never blamed on the visitor's card."""

        def send(apdu: bytes) -> tuple[bytes, int]:
            try:
                return inner(apdu)
            except CardError as error:
                raise CardError(CardFault.SAM_ABSENT, f"SAM {error.step}") from None

        with ExitStack() as stack:
            try:
                inner = stack.enter_context(context.connect(slot.name, leave=True))
            except CardError as error:
                raise CardError(CardFault.SAM_ABSENT, f"SAM {error.step}") from None
            yield send

    def _card_gone_with(self, context: Context) -> None:
        """The set of readers changed: when the lying card's reader is among the missing, so is the card."""
        if self._lying and self._lying.reader not in context.readers():
            self._card_gone()

    def _card_gone(self) -> None:
        if self._lying:
            lying, self._lying = self._lying, None
            self._tell(CardRemoved(lying.seq))

    def _now(self, condition: ReaderCondition) -> None:
        if condition is not self._condition:
            self._condition = condition
            self._tell(ReaderState(condition))

    def _beat(self) -> None:
        self._tell(Beat())
