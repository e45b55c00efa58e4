"""What the planner found, as data that can be kept and shown: sessions with reasons and warnings, gaps, what changed."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from intranet.base.trail import canonical
from intranet.literacy.models import LiteracySession
from intranet.literacy.planning import exact, words
from intranet.literacy.planning.planner import Proposal
from intranet.literacy.planning.replan import changes
from intranet.literacy.proposing.order import part_data, session_data
from intranet.literacy.proposing.scene import Scene

Data = dict[str, Any]


def written(scene: Scene, found: Proposal) -> str:
    """A proposal as JSON: ``lines`` (sessions, each with the version of the record it was made from), ``unfilled``,
    ``changes`` to the plan before, ``goals`` with their cost, and how it was found.
    """
    problem = scene.problem
    findings, reasons = defaultdict(list), defaultdict(list)
    for finding in found.findings:
        findings[finding.wish].append(part_data(words.about_finding(problem, finding)))
    for reason in found.reasons:
        reasons[reason.wish].append([part_data(part) for part in words.about_reason(problem, reason)])
    unfilled = [
        {"session": one.wish, "parts": [part_data(part) for part in words.about_obstacle(problem, one)]} for one in found.obstacles
    ]
    unfilled += [{"session": key, "parts": [part_data(part)]} for key, part in scene.hopeless.items()]
    pinned = {wish.id for wish in problem.wishes if wish.pins}
    return canonical(
        {
            "lines": [
                {
                    **session_data(one),
                    "version": scene.rows[one.wish].version,
                    "title": scene.rows[one.wish].title,
                    "stays": one.wish in pinned,
                    "findings": findings[one.wish],
                    "reasons": reasons[one.wish],
                }
                for one in found.plan.sessions
            ],
            "unfilled": unfilled,
            "changes": [
                {
                    "session": one.wish,
                    "parts": [part_data(part) for part in words.about_change(problem, one)],
                    "people": sorted(one.concerned),
                }
                for one in (changes(problem.before, found.plan) if problem.before else ())
                if one.before is not None and one.after is not None
            ],
            "goals": {goal.value: cost for goal, cost in found.cost.goals.items() if cost},
            "by_solver": found.by_solver,
            "solver": exact.available(),
            "refused": bool(found.refused),
            "proven": found.proven,
            "stopped": found.stopped,
            "milliseconds": int(found.seconds * 1000),
            "taken": {},
            "said": {},
        }
    )


def read(text: str) -> Data:
    """What ``written`` gave."""
    return dict(json.loads(text)) if text else {}


def rewritten(data: Mapping[str, Any]) -> str:
    """The same as JSON after part of it was applied."""
    return canonical(data)


def is_current(row: LiteracySession | None, line: Mapping[str, Any]) -> bool:
    """Whether a line was made from the record as it is now."""
    return row is not None and row.version == line["version"]
