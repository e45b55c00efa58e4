"""What is asked of the planner, as data that can be kept: period, rules, weights, what stays, what it changes. Pure."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from intranet.base.trail import canonical
from intranet.calendar.deadlines import Part, Word
from intranet.literacy.planning.model import Acquaintance, Interval, Plan, Session, Weights
from intranet.literacy.planning.rules import Level, Rule, RuleTable

# Every possible time is as good as another, unless the office says "the sooner the better".
USUAL_WEIGHTS = Weights(later=0)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A session of which something stays: its time, people, room; ``whole``: all of it, and nothing is added."""

    session_id: str
    start: dt.datetime
    people: frozenset[str] = frozenset()
    room: str = ""
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Order:
    """A period (both days inside), of one programme or all; ``before``: the plan it changes with least disturbance."""

    first: dt.date
    last: dt.date
    programme_id: str = ""
    rules: RuleTable = field(default_factory=RuleTable)
    weights: Weights = USUAL_WEIGHTS
    kept: tuple[Kept, ...] = ()
    before: Plan | None = None

    def written(self) -> str:
        """As JSON, without the period, which has columns of its own."""
        weights = {**asdict(self.weights), "acquaintance": self.weights.acquaintance.value}
        return canonical(
            {
                "programme": self.programme_id,
                "rules": {rule.value: level.value for rule, level in self.rules.levels.items()},
                "weights": weights,
                "kept": [
                    {
                        "session": one.session_id,
                        "start": one.start.isoformat(),
                        "people": sorted(one.people),
                        "room": one.room,
                        "whole": one.whole,
                    }
                    for one in self.kept
                ],
                "before": plan_data(self.before) if self.before else None,
            }
        )


def read(first: dt.date, last: dt.date, text: str) -> Order:
    """The order of what ``written`` gave."""
    data = json.loads(text)
    weights = {**data["weights"], "acquaintance": Acquaintance(data["weights"]["acquaintance"])}
    return Order(
        first=first,
        last=last,
        programme_id=data["programme"],
        rules=RuleTable({Rule(rule): Level(level) for rule, level in data["rules"].items()}),
        weights=replace(Weights(), **weights),
        kept=tuple(
            Kept(
                session_id=one["session"],
                start=dt.datetime.fromisoformat(one["start"]),
                people=frozenset(one["people"]),
                room=one["room"],
                whole=one["whole"],
            )
            for one in data["kept"]
        ),
        before=plan_of(data["before"]) if data["before"] is not None else None,
    )


def plan_data(plan: Plan) -> list[dict[str, Any]]:
    """A plan as plain JSON."""
    return [session_data(session) for session in plan.sessions]


def session_data(session: Session) -> dict[str, Any]:
    """One session of a plan as plain JSON."""
    return {
        "session": session.wish,
        "start": session.time.start.isoformat(),
        "end": session.time.end.isoformat(),
        "people": sorted(session.people),
        "room": session.room,
    }


def plan_of(data: list[Mapping[str, Any]]) -> Plan:
    """The plan of what ``plan_data`` gave; more about its sessions is left aside."""
    return Plan(
        tuple(
            Session(
                one["session"],
                Interval(dt.datetime.fromisoformat(one["start"]), dt.datetime.fromisoformat(one["end"])),
                frozenset(one["people"]),
                one["room"],
            )
            for one in data
        )
    )


def part_data(part: Part) -> dict[str, Any]:
    """A sentence as plain JSON."""
    return {"text": part.text, "values": {name: _value_data(value) for name, value in part.values.items()}}


def part_of(data: Mapping[str, Any], zone: dt.tzinfo) -> Part:
    """The sentence of what ``part_data`` gave, moments in ``zone``."""
    return Part(data["text"], {name: _value_of(value, zone) for name, value in data["values"].items()})


def _value_data(value: object) -> object:
    if isinstance(value, Word):
        return {"word": value.text}
    if isinstance(value, dt.datetime):
        return {"at": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def _value_of(value: Any, zone: dt.tzinfo) -> object:
    if not isinstance(value, dict):
        return value
    if "word" in value:
        return Word(value["word"])
    if "at" in value:
        return dt.datetime.fromisoformat(value["at"]).astimezone(zone)
    return dt.date.fromisoformat(value["day"])
