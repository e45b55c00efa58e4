"""What a resident, a sample card and the register's answer are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

FOUND = "01"
DECEASED = "11"
DUPLICATE = "12"
NOT_FOUND = "13"
INACTIVE = "14"


@dataclass(frozen=True, kw_only=True)
class Resident:
    """One invented person as a card or the register holds them; text in capitals, as both write it."""

    key: str
    nik: str
    kk: str
    name: str
    birth_place: str
    birth_date: date
    sex: str
    marital_status: str
    occupation: str
    address: str
    rt: str = "001"
    rw: str = "002"
    village: str = "KARANGCONTOH"
    district: str = "CONTOH UTARA"
    regency: str = "KOTA MAGELANG"
    province: str = "JAWA TENGAH"
    religion: str = "KEPERCAYAAN REKAAN"
    blood_group: str = "-"
    nationality: str = "WNI"


@dataclass(frozen=True, kw_only=True)
class SampleCard:
    """One card of the tray: what lies on the reader, and what the register answers to its NIK.

    `card` is None when there is no KTP-el to read at all. `register` is None when the register has no such NIK.
    `fault` names a member of the simulated card's closed set of faults (`kiosk.card.fake.Fault`). `register_delay`
    is in seconds.
    """

    key: str
    label: str
    shows: str
    card: Resident | None
    register: Resident | None
    register_code: str = FOUND
    fault: str | None = None
    register_delay: float = 0.0
    chip: Literal["A", "B"] = "A"


@dataclass(frozen=True)
class RegisterAnswer:
    """What the register knows of a NIK: reply code, the person if it holds one, seconds it takes to answer."""

    code: str
    resident: Resident | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class Population:
    """The invented residents and the catalogue of sample cards."""

    residents: tuple[Resident, ...]
    cards: tuple[SampleCard, ...]
    only_on_card: frozenset[str] = field(default_factory=frozenset)

    def card(self, key: str) -> SampleCard:
        """The sample card of that key; raises KeyError when the tray has none."""
        return {card.key: card for card in self.cards}[key]

    def resident(self, key: str) -> Resident:
        """The resident of that key; raises KeyError when there is none."""
        return {person.key: person for person in self.residents}[key]

    def answer(self, nik: str) -> RegisterAnswer:
        """What the register answers to a NIK: a sample card's own row decides, else any resident of the register."""
        return self._answers.get(nik, RegisterAnswer(NOT_FOUND))

    @cached_property
    def _answers(self) -> dict[str, RegisterAnswer]:
        known = {person.nik: RegisterAnswer(FOUND, person) for person in self.residents if person.key not in self.only_on_card}
        for card in self.cards:
            nik = card.card.nik if card.card else None
            if nik and (card.fault is None or nik not in known):
                known[nik] = RegisterAnswer(card.register_code, card.register, card.register_delay)
        return known


def population(people: Iterable[Resident], cards: tuple[SampleCard, ...]) -> Population:
    """People and cards as one population: who is on a card only is unknown to the register."""
    residents = tuple(people)
    registered = {card.register.key for card in cards if card.register}
    only_on_card = frozenset(card.card.key for card in cards if card.card and card.card.key not in registered)
    return Population(residents, cards, only_on_card)
