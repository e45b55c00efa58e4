"""Visitors who press what stands on a kiosk's screen, whatever happens to the machines behind it."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.canary import FORM, nik_of
from tests.journeys.rig import Kiosk

CARDS = ("match", "differs", "unknown", "deceased", "slow", "damaged")
_WAITING = frozenset({"reading", "connecting", "registering", "offline", "printing", "pending", ""})
_LONGEST = 45.0  # seconds a visitor stays


@dataclass
class Tally:
    """How visits ended."""

    ends: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, end: str) -> None:
        """One visit ended so."""
        with self.lock:
            self.ends[end] += 1

    @property
    def visits(self) -> int:
        """All visits that came to an end."""
        with self.lock:
            return sum(self.ends.values())


class Visitors(threading.Thread):
    """A queue of people before one kiosk."""

    def __init__(self, kiosk: Kiosk, number: int, tally: Tally, stop: threading.Event) -> None:
        super().__init__(name=f"visitors-{number}", daemon=True)
        self._kiosk, self._number, self._tally, self._stop_when = kiosk, number, tally, stop
        self._rng = random.Random(number)

    def run(self) -> None:
        """One after the other, until told to stop."""
        turn = self._number
        while not self._stop_when.is_set():
            turn += 1
            try:
                self._tally.note(self._visit(turn))
            except (OSError, ValueError, http.client.HTTPException):
                self._tally.note("the kiosk died")
                time.sleep(0.2)

    def _visit(self, turn: int) -> str:
        kiosk, rng, card = self._kiosk, self._rng, turn % len(CARDS)
        by_card, gives_up, calls = turn % 5 != 0, turn % 11 == 0, turn % 7 == 0
        deadline = time.monotonic() + _LONGEST
        kiosk.take()
        begun, state = False, ""
        while time.monotonic() < deadline:
            state = kiosk.state
            if state in _WAITING:
                time.sleep(0.03)
            elif state in ("welcome", "wiped"):
                if begun:
                    return "forgotten"
                begun = True
                if by_card:
                    kiosk.ask("POST", "/cards/tap", {"name": CARDS[card]})
                else:
                    self._answer(state, "begin")
            elif state in ("printed", "no_paper"):
                kiosk.take()
                self._answer(state, "finish")
                return "number"
            elif state == "who" and gives_up:
                kiosk.take()
                self._answer("who", "help")
                self._answer("help", "finish")
                return "went away"
            elif state == "topic" and calls:
                calls = False
                self._answer("topic", "help")
            else:
                do, text = self._reply(state, card, rng)
                self._answer(state, do, text)
        return f"gave up waiting at {state}"

    def _answer(self, at: str, do: str, text: str | None = None) -> None:
        self._kiosk.ask("POST", "/answer", {"at": at, "do": do, **({} if text is None else {"text": text})})

    def _reply(self, state: str, card: int, rng: random.Random) -> tuple[str, str | None]:
        told = {
            "nik": nik_of(card),
            "nik_name": f"{FORM} Nama Diketik",
            "link": f"https://facebook.contoh.id/{FORM}",
            "account": f"@{FORM}",
            "place": f"Desa {FORM}",
            "who": f"Paslon {FORM}",
            "what": f"Cerita {FORM} tentang kabar bohong.",
            "name": f"{FORM} Nama",
            "address": f"Jalan {FORM} 9",
            "phone": "0800-0000-0001",
            "email": f"{FORM.lower()}@surel.contoh.id",
        }
        if state in told:
            return "next", told[state]
        plain = {
            "language": "language:id",
            "card": "type",
            "card_fault": "type",
            "confirm": "yes",
            "notice": "refuse" if rng.random() < 0.1 else "agree",
            "unchecked": "next",
            "topic": "topic:hoax",
            "happened_on": "yesterday",
            "known_on": "today",
            "platform": "platform:facebook" if rng.random() < 0.7 else "platform:not_online",
            "review": "send",
            "refused": "finish",
            "fault": "finish",
        }
        return plain.get(state, "continue"), None
