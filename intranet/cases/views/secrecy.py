"""What the pages of a case need to know of its mark and its disclosures. No addresses of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from intranet.base.actor import Party
from intranet.cases.rules import State
from intranet.disclosure import queries, rules
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act, Level
from intranet.evidence.queries import Line
from intranet.web import db, gate
from intranet.web.forms import Answers


@dataclass(frozen=True)
class Hidden:
    """All that is told of a case that another party keeps secret."""

    id: str
    complaint_no: str | None
    state: State
    due_on: dt.date | None
    party: Party
    officer: str

    @classmethod
    def of(cls, found: Row[*tuple[Any, ...]]) -> "Hidden":
        """The little of ``found`` that may be told."""
        return cls(found.id, found.complaint_no, found.state, found.due_on, found.party, found.officer)


def context(found: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The mark, who may change it to what, what the actor may do, and the disclosures: for every page of a case."""
    session, actor, clock, subject = db.session(), gate.actor(), db.clock(), ("case", found.id)
    kept = queries.mark_on(session, *subject) if found.with_mark else None
    mark = kept if kept and rules.level_at(kept.level, kept.ends_at, clock.now()) is not Level.OPEN else None
    read, paper, leave = rules.YES, rules.YES, rules.YES
    if mark is not None:
        read, paper, leave = (disclosure.look(session, actor, clock, act, subject) for act in (Act.READ, Act.PRINT, Act.EXPORT))
    asks = actor.has(*rules.WORKERS) and found.state is not State.DRAFT
    known = queries.of_case(session, actor, found.id) if found.with_disclosure else ()
    return {
        "mark": mark,
        "mark_version": kept.version if kept else 0,
        "mark_targets": _targets(mark.owner if mark else found.party, mark.level if mark else Level.OPEN) if asks else [],
        "mark_late": mark is not None and rules.written_late(mark.said_on, _day(mark.set_at), db.settings().oral_mark_days),
        "marked_by": queries.names(session, [mark.set_by])[mark.set_by] if mark else "",
        "last_day": mark.ends_at - dt.timedelta(seconds=1) if mark and mark.ends_at else None,
        "readable": read.allowed,
        "refusal": read,
        "leave": leave,
        "free_print": paper.allowed and not paper.grant_id,
        "noted_print": bool(paper.grant_id),
        "printing": False,
        "disclosures": known,
        "recipient": queries.recipients(session, known) if known else {},
        "may_ask": asks,
        "first_mark": "",
        "mark_kept": Answers(),
        "unkept": Answers(),
    }


def evidence_targets(line: Line) -> list[Level]:
    """The marks the actor may put on an item of evidence."""
    return _targets(line.mark.owner if line.mark else line.giver, line.mark.level if line.mark else Level.OPEN)


def _targets(owner: Party, before: Level) -> list[Level]:
    return [level for level in Level if rules.may_mark(gate.actor(), owner, before, level).allowed]


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(db.settings().zone).date()
