"""What was measured, beside what was aimed at; figures of another machine mean nothing, ratios of one run do."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One figure. ``value``: what is compared with the aim; ``detail``: what it was made of."""

    name: str
    value: float
    unit: str
    aim: str = ""
    met: bool | None = None
    detail: str = ""


@dataclass
class Report:
    """All lines of a run, shown as they come."""

    lines: list[Line] = field(default_factory=list)
    about: dict[str, object] = field(default_factory=dict)

    def note(self, name: str, value: float, unit: str) -> None:
        """A figure without an aim."""
        self._add(Line(name, round(value, 3), unit))

    def ratio(
        self, name: str, mine: float, theirs: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
    ) -> float:
        """``mine`` as a multiple of ``theirs``, against an aim, if there is one; gives it back."""
        value = mine / theirs
        self._add(Line(name, round(value, 2), "x", *_aim(value, at_most, at_least, "x"), f"{mine:.2f} : {theirs:.2f} {unit}"))
        return value

    def limit(self, name: str, value: float, unit: str, *, at_most: float) -> None:
        """A figure with an aim of its own."""
        self._add(Line(name, round(value, 1), unit, *_aim(value, at_most, None, unit)))

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        mark = {True: "yes", False: "NO", None: ""}[line.met]
        print(f"{line.name:<52}{line.value:>10,.2f} {line.unit:<8}{line.aim:>12} {mark:<4}{line.detail}", flush=True)

    def write(self, file: Path) -> None:
        """Keep everything as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            json.dumps({"about": self.about, "lines": [asdict(line) for line in self.lines]}, indent=1) + "\n", encoding="utf-8"
        )


def _aim(value: float, at_most: float | None, at_least: float | None, unit: str) -> tuple[str, bool | None]:
    if at_most is not None:
        return f"<= {at_most:g} {unit}", value <= at_most
    if at_least is not None:
        return f">= {at_least:.3g} {unit}", value >= at_least
    return "", None
