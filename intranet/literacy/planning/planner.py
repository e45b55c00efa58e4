"""From a problem to a proposal: plain plan, proof where the solver is there, and an independent look at whatever came out."""

import time
from dataclasses import dataclass

from intranet.literacy.planning import exact
from intranet.literacy.planning.checker import Finding, check, faults
from intranet.literacy.planning.exact import Progress, Watch
from intranet.literacy.planning.explain import Obstacle, Reason, obstacles, reasons
from intranet.literacy.planning.goals import Cost, Held, cost_of, plan_of
from intranet.literacy.planning.greedy import improve
from intranet.literacy.planning.ground import Ground
from intranet.literacy.planning.model import Plan, Problem


class PlanFault(Exception):
    """Even the plain planner broke a rule. ``findings`` say which; nothing may be shown."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(sorted({finding.rule.value for finding in findings})))
        self.findings = findings


@dataclass(frozen=True)
class Proposal:
    """A checked plan and all there is to say about it. Nothing of it may be shown without ``findings`` and ``obstacles``.

    ``findings``: warnings, and what was accepted against a rule. ``refused``: rules the solver's plan broke, which is why the
    plain plan is shown. ``progress``: its cost beside the least possible (None = no solver's answer, so nobody knows);
    ``proven``: no plan is better. ``stopped``: somebody ended the search.
    """

    plan: Plan
    findings: tuple[Finding, ...]
    obstacles: tuple[Obstacle, ...]
    reasons: tuple[Reason, ...]
    cost: Cost
    seconds: float
    progress: Progress | None = None
    proven: bool = False
    stopped: bool = False
    refused: tuple[Finding, ...] = ()

    @property
    def by_solver(self) -> bool:
        """Whether this plan was looked over by the solver."""
        return self.progress is not None


def propose(
    problem: Problem,
    *,
    seconds: float = 20.0,
    watch: Watch = lambda _: False,
    solver: bool = True,
) -> Proposal:
    """Plan a problem within about ``seconds``. ``watch`` is told how far the search is and says True to stop it.

    ``solver``: use HiGHS when it is installed. Raises PlanFault when the plain planner itself broke a rule.
    """
    begun = time.monotonic()
    ground = Ground(problem)
    held = improve(ground, stop=lambda: time.monotonic() - begun > seconds)
    findings = check(problem, plan_of(ground, held))
    if wrong := faults(findings):
        raise PlanFault(wrong)
    outcome: exact.Outcome | None = None
    refused: tuple[Finding, ...] = ()
    if solver and exact.available():
        outcome = exact.search(ground, held, seconds=seconds - (time.monotonic() - begun), watch=watch)
        better = outcome.held if outcome.proven else improve(ground, outcome.held)
        checked = check(problem, plan_of(ground, better))
        refused = faults(checked)
        if not refused:
            held, findings = better, checked
    return Proposal(
        plan=plan_of(ground, held),
        findings=findings,
        obstacles=obstacles(ground, held),
        reasons=reasons(ground, held),
        cost=cost_of(ground, held),
        seconds=time.monotonic() - begun,
        progress=_honest(ground, held, outcome) if outcome and not refused else None,
        proven=bool(outcome and outcome.proven and not refused),
        stopped=bool(outcome and outcome.stopped),
        refused=refused,
    )


def _honest(ground: Ground, held: list[Held], outcome: exact.Outcome) -> Progress:
    """The figures of the plan that is shown, which may be better polished, or plainer, than the one the search ended with."""
    cost = cost_of(ground, held)
    value = cost.soft + outcome.missing * cost.unfilled
    return Progress(outcome.progress.seconds, value, min(outcome.progress.bound, value))
