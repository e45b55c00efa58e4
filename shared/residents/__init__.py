"""Invented residents: who the sample cards show and whom the stand-in population register knows.

Both simulators read this one place, so that a sample card and the register's answer to it always belong together.
Nobody here exists: every NIK carries district code 99, which the ministry has never given out, and the names say
"contoh", "ujicoba" or "rekaan". Tests load sets of their own from JSON (see `load`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from shared.residents.cards import built_in
from shared.residents.model import FOUND as FOUND
from shared.residents.model import NOT_FOUND as NOT_FOUND
from shared.residents.model import Population as Population
from shared.residents.model import Resident as Resident
from shared.residents.model import SampleCard as SampleCard
from shared.residents.model import population

BUILT_IN = built_in()


def load(path: Path | str | None = None) -> Population:
    """The population of a JSON file, or the built-in one when no path is given.

    The file is `{"residents": [...], "cards": [...]}`: residents with the fields of `Resident` (`birth_date` as
    yyyy-mm-dd), cards with the fields of `SampleCard`, where `card` and `register` are resident keys or null. A
    resident that only a card refers to is unknown to the register. Raises OSError, ValueError, KeyError or TypeError
    when the file cannot be read or does not fit.
    """
    if path is None:
        return BUILT_IN
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    people = {row["key"]: _resident(row) for row in raw["residents"]}
    cards = tuple(_card(row, people) for row in raw.get("cards", ()))
    return population(people.values(), cards)


def _resident(row: Mapping[str, Any]) -> Resident:
    return Resident(**{**row, "birth_date": date.fromisoformat(row["birth_date"])})


def _card(row: Mapping[str, Any], people: Mapping[str, Resident]) -> SampleCard:
    sides = {side: people[row[side]] if row.get(side) else None for side in ("card", "register")}
    return SampleCard(**{"shows": "", **row, **sides})
