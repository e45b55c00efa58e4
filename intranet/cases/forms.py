"""Forms of cases: from an address or a form to what queries and verbs take."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from intranet.base.actor import Actor, Party
from intranet.cases.moving import Step
from intranet.cases.queries import AGES, DUE, NOBODY, SORTS, Wish
from intranet.cases.rules import ElectionCrime, Event, Notice, Outcome, Source, State
from intranet.web.forms import Answers

Choice = TypeVar("Choice", bound=Enum)
OPEN, ME = "open", "me"
MOST_WORDS, LONGEST_SEARCH = 5, 120


def read_wish(args: Mapping[str, str], actor: Actor) -> Wish:
    """What a list's address asks for; anything unknown in it is left out."""
    given = Answers(args)
    officer, age, sort = given.value("officer"), given.value("age"), given.value("sort")
    words = tuple(dict.fromkeys(given.value("q")[:LONGEST_SEARCH].casefold().split()))[:MOST_WORDS]
    return Wish(
        state=given.choice("state", State),
        only_open=given.value("state") == OPEN,
        party=given.choice("party", Party),
        source=given.choice("source", Source),
        officer=actor.id if officer == ME else officer if officer == NOBODY or _is_id(officer) else "",
        age=age if age in AGES or age in DUE else "",
        words=words,
        sort=sort if sort in SORTS else SORTS[0],
    )


class MoveForm(Answers):
    """A move: which event, why, to whom, and how it ended."""

    @property
    def event(self) -> Event | None:
        """The event asked for."""
        return self.choice("event", Event)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen."""
        return self.choice("outcome", Outcome)

    @property
    def step(self) -> Step:
        """All that comes with the move."""
        return Step(
            reason=self.value("reason"),
            addressee=self.value("addressee")[:200],
            outcome=self.outcome,
            crime=self.choice("crime", ElectionCrime),
            legal_basis=self.value("legal_basis")[:300],
            notice=self.choice("notice", Notice),
            main_no=self.value("main_no")[:80],
        )


def _is_id(text: str) -> bool:
    return len(text) == 32 and text.isalnum()
