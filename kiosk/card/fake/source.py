"""The simulated reader in process: a `CardSource` whose cards are tapped by name."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.card import ktpel
from kiosk.card.fake.chip import Chip
from kiosk.card.fake.deck import card_of, sam_of
from kiosk.card.fake.faults import Pulled
from kiosk.card.fake.sam import SECRETS
from kiosk.card.source import (
    CardError,
    CardEvent,
    CardFailed,
    CardFault,
    CardPlaced,
    CardRead,
    CardRemoved,
    Claim,
    Emit,
    ReaderCondition,
    ReaderState,
)
from shared.residents import Population, SampleCard, load


class SimulatorSource:
    """A reader that exists only here. It reads the sample cards with the same code that reads a real one.

    `pace` is how long each APDU takes, in seconds, so that reading lasts about as long as people will see later;
    `patience` is after how many seconds a mute card counts as timed out.
    """

    def __init__(self, population: Population | None = None, *, pace: float = 0.02, patience: float = 4.0) -> None:
        self._population = population or load()
        self._pace, self._patience = pace, patience
        self._lock = threading.RLock()  # what lies there, and the order of events
        self._hand = threading.Lock()  # one hand lays cards down and takes them away
        self._emit: Emit | None = None
        self._seq = 0
        self._lying: _Lying | None = None

    @property
    def condition(self) -> ReaderCondition:
        """Ready between `start` and `stop`."""
        return ReaderCondition.READY if self._emit else ReaderCondition.STOPPED

    @property
    def tapped(self) -> str | None:
        """The key of the sample card that lies on the reader, if one does."""
        lying = self._lying  # without the lock: whoever asks may hold one that `emit` waits for
        return lying.sample.key if lying else None

    def start(self, emit: Emit) -> None:
        """See `CardSource.start`."""
        with self._lock:
            self._emit = emit
            emit(ReaderState(ReaderCondition.READY))

    def stop(self) -> None:
        """See `CardSource.stop`."""
        with self._lock:
            lying, self._lying, self._emit = self._lying, None, None
        if lying:
            lying.take_away()

    def samples(self) -> tuple[SampleCard, ...]:
        """The cards of the tray."""
        return self._population.cards

    def tap(self, name: str) -> int:
        """Lay the sample card with this key on the reader and begin to read it; returns its number.

        A card that lies there already is taken away first. Raises KeyError for an unknown key and RuntimeError when the
        source is not started.
        """
        sample = self._population.card(name)
        with self._hand:
            self._take_off()
            with self._lock:
                if not self._emit:
                    raise RuntimeError("the simulated reader is not started")
                self._seq += 1
                lying = self._lying = _Lying(self._seq, sample)
                self._emit(CardPlaced(lying.seq))
            threading.Thread(target=self._read, args=(lying,), name="sample-card", daemon=True).start()
        return lying.seq

    def remove(self) -> None:
        """Take the card off the reader; nothing happens when there is none."""
        with self._hand:
            self._take_off()

    def _take_off(self) -> None:
        with self._lock:
            lying = self._lying
        if not lying:
            return
        lying.take_away()
        lying.read_over.wait()
        with self._lock:
            if self._lying is lying:
                self._lying = None
                self._tell(CardRemoved(lying.seq))

    def _read(self, lying: _Lying) -> None:
        try:
            event = self._outcome(lying)
            with self._lock:
                if self._lying is lying:
                    self._tell(event)
                    if lying.gone.is_set() and isinstance(event, CardFailed):
                        self._lying = None
                        self._tell(CardRemoved(lying.seq))
        finally:
            lying.read_over.set()

    def _outcome(self, lying: _Lying) -> CardEvent:
        try:
            return CardRead(lying.seq, lying.read(self._pace, self._patience))
        except CardError as error:
            return CardFailed(lying.seq, error.fault)

    def _tell(self, event: CardEvent) -> None:
        if self._emit:
            self._emit(event)


class _Lying:
    """One sample card on the reader, from the tap until it is taken away."""

    def __init__(self, seq: int, sample: SampleCard) -> None:
        self.seq, self.sample = seq, sample
        self.gone = threading.Event()
        self.read_over = threading.Event()

    def take_away(self) -> None:
        self.gone.set()

    def read(self, pace: float, patience: float) -> Claim:
        card, sam = card_of(self.sample, mute_for=patience), sam_of(self.sample)
        send = self._sender(card, pace, patience)
        if not ktpel.is_ktpel(send):
            raise CardError(CardFault.NOT_KTPEL, "SELECT DF")
        if sam is None:
            raise CardError(CardFault.SAM_ABSENT, "SAM")
        return ktpel.read_claim(send, self._sender(sam, 0.0, patience), SECRETS)

    def _sender(self, chip: Chip, pace: float, patience: float) -> Callable[[bytes], tuple[bytes, int]]:
        chip.wait = self.gone.wait

        def send(apdu: bytes) -> tuple[bytes, int]:
            if self.gone.wait(pace):
                raise CardError(CardFault.REMOVED_EARLY, "transmit")
            began = time.monotonic()
            try:
                answer = chip.transmit(apdu)
            except Pulled:
                self.gone.set()
                raise CardError(CardFault.REMOVED_EARLY, "transmit") from None
            if time.monotonic() - began >= patience:
                raise CardError(CardFault.TIMED_OUT, "transmit")
            return answer[:-2], int.from_bytes(answer[-2:], "big")

        return send
