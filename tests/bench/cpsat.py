"""CP-SAT on a model handed over as JSON: run by the benchmark in an environment of its own, where nothing of ours is needed.

In: ``low``, ``high``, ``cost``, ``rows`` as in ``intranet.literacy.planning.linear.Model``, ``start``, ``threads``, ``seconds``
(of the processor, for each thread: the machine may be busy), and ``wanted``, a cost. Out: ``reached`` (processor seconds for
each thread until a plan as cheap as ``wanted``; None = never), ``value``, ``bound``, ``spent`` (as ``reached``), ``seconds``
by the wall clock.
"""

import json
import sys
import threading
import time

from ortools.sat.python import cp_model


class Watch(cp_model.CpSolverSolutionCallback):
    """Notes when the cost that is wanted was reached."""

    def __init__(self, wanted: float) -> None:
        super().__init__()
        self.wanted = wanted
        self.reached: float | None = None

    def on_solution_callback(self) -> None:
        """Called for each better plan."""
        if self.reached is None and self.objective_value <= self.wanted + 0.5:
            self.reached = time.process_time()


def main() -> None:
    """Read, solve, answer."""
    given = json.load(sys.stdin)
    begun, wall = time.process_time(), time.monotonic()
    model = cp_model.CpModel()
    columns = [model.new_int_var(low, high, "") for low, high in zip(given["low"], given["high"], strict=True)]
    for terms, low, high in given["rows"]:
        total = cp_model.LinearExpr.weighted_sum([columns[column] for column, _ in terms], [factor for _, factor in terms])
        if low is not None and low == high:
            model.add(total == low)
        else:
            if low is not None:
                model.add(total >= low)
            if high is not None:
                model.add(total <= high)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, given["cost"]))
    for column, value in zip(columns, given["start"], strict=True):
        model.add_hint(column, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 10 * given["seconds"]
    solver.parameters.num_workers = given["threads"]
    solver.parameters.linearization_level = 2  # its better one on these models
    watch = Watch(given["wanted"])
    threads, over = given["threads"], threading.Event()

    def stop_in_time() -> None:
        while not over.wait(0.05):
            if (time.process_time() - begun) / threads > given["seconds"]:
                solver.stop_search()

    clock = threading.Thread(target=stop_in_time)
    clock.start()
    solver.solve(model, watch)
    over.set()
    clock.join()
    answer = {
        "reached": None if watch.reached is None else (watch.reached - begun) / threads,
        "value": solver.objective_value,
        "bound": solver.best_objective_bound,
        "spent": (time.process_time() - begun) / threads,
        "seconds": time.monotonic() - wall,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
