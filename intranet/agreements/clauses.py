"""What the known agreements say, clause by clause and in our own words; an office takes them over under its own names."""

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from intranet.base.actor import Party
from shared.text import N_

_FOLDER = Path(__file__).parent / "known"


class ClauseKind(Enum):
    """What a clause does."""

    MEANING = "meaning"
    SCOPE = "scope"
    RIGHT = "right"
    DUTY = "duty"
    RULE = "rule"
    TERM = "term"
    MONEY = "money"
    FORM = "form"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _KINDS[self]


_KINDS = {
    ClauseKind.MEANING: N_("Pengertian dan tujuan"),
    ClauseKind.SCOPE: N_("Ruang lingkup"),
    ClauseKind.RIGHT: N_("Hak"),
    ClauseKind.DUTY: N_("Kewajiban"),
    ClauseKind.RULE: N_("Ketentuan"),
    ClauseKind.TERM: N_("Masa berlaku dan pengakhiran"),
    ClauseKind.MONEY: N_("Pembiayaan"),
    ClauseKind.FORM: N_("Bentuk dan naskah"),
}


@dataclass(frozen=True, kw_only=True)
class ClauseText:
    """One clause. ``key``: its place, as in "4.2.f"; ``owes`` and ``to``: none where nobody in particular does.

    ``evidence`` names what shows that it is kept; the ledger of duties knows the names.
    """

    key: str
    article: str
    text: str
    kind: ClauseKind
    owes: tuple[Party, ...]
    to: tuple[Party, ...]
    evidence: str


KNOWN = ("jambi", "kudus", "magelang", "siber", "kpu")


@cache
def of(template: str) -> tuple[ClauseText, ...]:
    """The clauses of one of ``KNOWN``, in order. Raises KeyError for any other."""
    if template not in KNOWN:
        raise KeyError(template)
    found = tomllib.loads((_FOLDER / f"{template}.toml").read_text(encoding="utf-8"))
    return tuple(
        ClauseText(
            key=line["key"],
            article=line["article"],
            text=line["text"],
            kind=ClauseKind(line["kind"]),
            owes=tuple(Party(one) for one in line.get("owes", [])),
            to=tuple(Party(one) for one in line.get("to", [])),
            evidence=line["evidence"],
        )
        for line in found["clause"]
    )
