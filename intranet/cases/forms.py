"""Forms of cases: from an address or a form to what queries and verbs take."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.base.actor import Actor, Party
from intranet.cases.queries import AGES, DUE, NOBODY, SORTS, Wish
from intranet.cases.rules import Event, Outcome, Source, State
from intranet.evidence.service import About
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
    """A move: which event, why, and how it ended."""

    @property
    def event(self) -> Event | None:
        """The event asked for."""
        return self.choice("event", Event)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen."""
        return self.choice("outcome", Outcome)


def _is_id(text: str) -> bool:
    return len(text) == 32 and text.isalnum()


class EvidenceForm(Answers):
    """A title, where and when it was seen, a note; the file itself does not pass through here."""

    def read(self, zone: ZoneInfo) -> About | None:
        """What was entered; None when the time is none. The time is the office's."""
        captured_at = None
        if text := self.value("captured_at"):
            try:
                captured_at = dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                self.errors["captured_at"] = _("Isi tanggal dan jam yang benar.")
                return None
        return About(
            title=self.value("title"),
            url=self.value("url"),
            account=self.value("account"),
            captured_at=captured_at,
            note=self.value("note"),
        )
