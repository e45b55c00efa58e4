"""The benchmarks (``python3 dev.py bench``): product and reference in turn, medians, ratios against the aims.

Nothing here decides a test run: a machine may be busy. The aims are those a run on a quiet machine has to meet.
"""

import argparse
import compileall
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import exports, intake, pages, planning
from tests.bench.report import Report
from tests.live import ROOT

PARTS = "sized, changes, processes, start, exports, figures, intake, planning"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=ROOT / ".data" / "bench.json", help="the JSON file (.data/bench.json)")
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 cases, one round")
    parser.add_argument("--only", action="append", default=[], help="a part, several times: " + PARTS)
    chosen = parser.parse_args(arguments)
    sizes, turns, requests = ([1_000, 10_000], 1, 60) if chosen.quick else ([1_000, 10_000, 100_000], 3, 150)
    for package in ("intranet", "kiosk", "shared", "tests"):  # as an installed package is: by pip, once
        compileall.compile_dir(ROOT / package, quiet=1)
    report = Report()
    report.about = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "cores": os.cpu_count(), "rounds": turns}
    with tempfile.TemporaryDirectory(prefix="posko-bench-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "sized": lambda: pages.sized(report, folder, sizes, turns, requests),
            "changes": lambda: pages.changes(report, folder, sizes[1], turns, 160 if chosen.quick else 320),
            "processes": lambda: pages.processes(report, folder, sizes[1], turns),
            "start": lambda: pages.start_and_weight(report, folder, turns),
            "exports": lambda: exports.exported(report, folder, 10_000, turns),
            "figures": lambda: exports.figures(report, folder, sizes[-1], 10 if chosen.quick else 30),
            "intake": lambda: intake.measured(report, folder, 12 if chosen.quick else 25),
            "planning": lambda: planning.planned(report, 20 if chosen.quick else 60, range(1, 2 if chosen.quick else 3)),
        }
        for part, measure in parts.items():
            if not chosen.only or part in chosen.only:
                measure()
    report.write(chosen.out)
    missed = [line.name for line in report.lines if line.met is False]
    print(f"\n{sum(line.met is True for line in report.lines)} aims met, {len(missed)} missed; figures in {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
