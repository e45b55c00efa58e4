"""The planner with a proof: HiGHS, started from the greedy plan, with a bound that says how much better any plan could be.

HiGHS comes with the extra ``planner``; without it ``available`` is False and the greedy plan stands. It is stopped by time or by
whoever watches, and what it has by then is kept. Its answers are not believed: ``checker`` looks at every one.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from intranet.literacy.planning.goals import Held, cost_of
from intranet.literacy.planning.ground import Ground
from intranet.literacy.planning.linear import Model, build, held_in, values_of

# The first look is at plans this much dearer than the relaxation at most; nearly always the best is among them.
_WINDOW = 12
_ALMOST = 1e-6
# How often whoever watches is told, in seconds.
_BEAT = 0.25
# Outcomes of HiGHS 1.14 were wrong at times (its issues 2957, 2975, 3002); 1.15.1 is the oldest we take.
_QUIET = {"output_flag": False, "log_to_console": False, "threads": 1}


@dataclass(frozen=True)
class Progress:
    """How far the search is: seconds, the cost of the best plan so far, and the least any plan can cost (as ``Outcome``)."""

    seconds: float
    value: int
    bound: int

    @property
    def gap(self) -> float:
        """How much better another plan could be at most, as a part of the cost: 0.01 = one per cent."""
        return max(self.value - self.bound, 0) / self.value if self.value else 0.0


@dataclass(frozen=True)
class Outcome:
    """The best plan found, and how far the search got. In ``progress`` each wish not filled costs ``missing`` by priority.

    ``stopped``: whoever watched ended it.
    """

    held: list[Held]
    progress: Progress
    missing: int
    stopped: bool = False

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.progress.bound >= self.progress.value


# Told how far the search is; says whether to stop it.
Watch = Callable[[Progress], bool]


def available() -> bool:
    """Whether the solver is installed."""
    return find_spec("highspy") is not None


def price_of_missing(ground: Ground, held: list[Held]) -> int:
    """What a wish that is not filled costs: more than a whole plan, so that nothing soft ever outweighs it."""
    return 2 * cost_of(ground, held).soft + 1000


def search(ground: Ground, start: list[Held], *, seconds: float, watch: Watch = lambda _: False) -> Outcome:
    """The best plan that can be found within ``seconds``, from ``start``, which keeps every rule."""
    missing = price_of_missing(ground, start)
    model = build(ground, missing, full=cost_of(ground, start).unfilled == 0)
    return Search(model, values_of(ground, model, start), seconds, watch).run(missing)


class Search:
    """One search: the pieces of a model, one after the other, small ones first."""

    def __init__(self, model: Model, values: list[int], seconds: float, watch: Watch) -> None:
        self.model = model
        self.values = values
        self.stopped = False
        self._seconds = seconds
        self._watch = watch
        self._begun = time.monotonic()
        self._told = 0.0
        # Nothing costs less than nothing, so what is fixed is the first bound.
        self._bounds = [self._least(range(len(values)))]

    def run(self, missing: int) -> Outcome:
        """Search all pieces, or as many as time allows."""
        for part in reversed(self.model.parts()):
            self._bounds[0] -= self._least(part)
            self._bounds.append(self._least(part))
            if not self.stopped and self._left() > 0:
                self._bounds[-1] = max(self._bounds[-1], self._part(part))
        return Outcome(held_in(self.model, self.values), self._progress(self.model.value(self.values)), missing, self.stopped)

    def _part(self, columns: list[int]) -> int:
        """Improve the values of these columns; returns the least they can cost.

        A plan that uses a column the relaxation left alone costs at least the relaxation and the column's reduced cost. So
        only columns within a window are looked at; what is found inside it is the best of all when it costs no more than
        the relaxation and the window, else the window grows.
        """
        relaxed = self._solver(columns, whole=False)
        relaxed.run()
        if relaxed.modelStatusToString(relaxed.getModelStatus()) != "Optimal":
            return 0
        low = relaxed.getInfo().objective_function_value
        solution = relaxed.getSolution()
        at, reduced = list(solution.col_value), list(solution.col_dual)
        step = math.gcd(*(self.model.cost[column] for column in columns)) or 1
        window, bound = float(_WINDOW * step), _whole(low, step)
        while bound < self._value(columns) and not self.stopped and self._left() > 0:
            inside = [
                column
                for column, value, cost in zip(columns, at, reduced, strict=True)
                if abs(cost) <= window or abs(self.values[column] - value) > _ALMOST
            ]
            outside = self._value(columns) - self._value(inside)
            found = self._best(inside, step, lambda bound, outside=outside, most=low + window: min(bound + outside, most))  # type: ignore[misc]
            bound = max(bound, min(_whole(found + outside, step), _whole(low + window, step)))
            if _whole(low + window, step) >= self._value(columns):
                break
            window = min(4 * window, self._value(columns) - low)
        return bound

    def _best(self, columns: list[int], step: int, overall: Callable[[float], float]) -> float:
        """Improve the values of these columns, all others as they are; returns the bound of these columns alone."""
        bound, claimed = self._whole(columns, step, overall, started=True)
        if claimed < self._value(columns) - 0.5 and not self.stopped:
            # HiGHS (1.16.0) at times finds that its presolve improved the start, and hands back the start: ask without one.
            bound, _ = self._whole(columns, step, overall, started=False)
        return bound

    def _whole(self, columns: list[int], step: int, overall: Callable[[float], float], *, started: bool) -> tuple[float, float]:
        """Solve for these columns; returns their bound and what HiGHS says its answer costs. A better answer is kept."""
        import highspy

        highs = self._solver(columns, whole=True)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", step * 0.99)
        if started:
            start = highspy.HighsSolution()
            start.col_value = [float(self.values[column]) for column in columns]
            highs.setSolution(start)
        before = self._value(columns)
        others = self._value(range(len(self.values))) - before

        def look(event: Any) -> None:
            now = time.monotonic()
            if self.stopped or now - self._told < _BEAT:
                return
            self._told = now
            value = others + min(_finite(event.data_out.mip_primal_bound, before), before)
            self._bounds[-1] = max(int(overall(_finite(event.data_out.mip_dual_bound, 0))), self._bounds[-1])
            self.stopped = self._watch(self._progress(round(value)))
            if self.stopped:
                event.interrupt()

        highs.cbMipInterrupt.subscribe(look)
        highs.run()
        claimed = _finite(highs.getInfo().objective_function_value, before)
        answer = list(self.values)
        if claimed < before - 0.5:
            for column, value in zip(columns, highs.getSolution().col_value, strict=True):
                answer[column] = round(value)
            if self.model.value(self.model.complete(answer)) < self.model.value(self.values):
                self.values = answer
        return _finite(highs.getInfo().mip_dual_bound, 0), claimed

    def _solver(self, columns: list[int], *, whole: bool) -> Any:
        """HiGHS, loaded with these columns; without presolve when it is the relaxation, which is quicker as it stands."""
        import highspy

        model, at = self.model, {column: number for number, column in enumerate(columns)}
        lp = highspy.HighsLp()
        lp.num_col_ = len(columns)
        lp.col_cost_ = [float(model.cost[column]) for column in columns]
        lp.col_lower_ = [float(model.low[column]) for column in columns]
        lp.col_upper_ = [float(model.high[column]) for column in columns]
        starts, indexes, factors = [0], [], []
        lows, tops = [], []
        for terms, low, high in model.rows:
            inside = [(at[column], factor) for column, factor in terms if column in at]
            if inside:
                given = sum(self.values[column] * factor for column, factor in terms if column not in at)
                indexes += [column for column, _ in inside]
                factors += [float(factor) for _, factor in inside]
                starts.append(len(indexes))
                lows.append(-highspy.kHighsInf if low is None else float(low - given))
                tops.append(highspy.kHighsInf if high is None else float(high - given))
        lp.num_row_, lp.row_lower_, lp.row_upper_ = len(lows), lows, tops
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, indexes, factors
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        highs = _quiet()
        highs.setOptionValue("time_limit", max(self._left(), 0.01))
        if not whole:
            highs.setOptionValue("presolve", "off")
            highs.setOptionValue("solver", "simplex")
        highs.passModel(lp)
        return highs

    def _left(self) -> float:
        return self._seconds - (time.monotonic() - self._begun)

    def _value(self, columns: Iterable[int]) -> int:
        return sum(self.model.cost[column] * self.values[column] for column in columns)

    def _least(self, columns: Iterable[int]) -> int:
        return sum(self.model.cost[column] * self.model.low[column] for column in columns)

    def _progress(self, value: int) -> Progress:
        return Progress(time.monotonic() - self._begun, value, min(sum(self._bounds), value))


def _quiet() -> Any:
    """HiGHS that says nothing: it greets on standard output while it is made, before anybody could ask it not to."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:
            for option, setting in _QUIET.items():
                self.setOptionValue(option, setting)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


def _whole(bound: float, step: int) -> int:
    """A bound on costs that are multiples of ``step``, rounded up to one."""
    return math.ceil(bound / step - _ALMOST) * step


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise
