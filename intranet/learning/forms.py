"""Forms of what happens at and after a session; a grid keeps every row that was typed, those refused with what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.learning.models import Attendee, Monitoring, Question, SessionReport
from intranet.learning.rules import CHOICES, AgeBand, CheckKind, Finding, Sex
from intranet.learning.service.attendance import AttendeeInput
from intranet.learning.service.monitoring import MonitoringInput
from intranet.learning.service.questions import QuestionInput
from intranet.learning.service.reports import ReportInput
from intranet.learning.service.testing import SheetInput
from intranet.literacy.rules import Pillar
from intranet.web.forms import Answers

ROWS, MOST_ROWS = 10, 100  # rows a grid offers, and takes at once


class Sheet(Answers):
    """A form with amounts and several boxes of one name."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        super().__init__(source)
        self._boxes = source if isinstance(source, MultiDict) else MultiDict()

    def boxes(self, name: str) -> list[str]:
        """The values of the boxes ticked, in the order of the page."""
        return list(self._boxes.getlist(name))


class AttendeeForm(Sheet):
    """One line of the attendance sheet."""

    def read(self, *, numbered: bool = True) -> AttendeeInput | None:
        """The line, or None when something is missing."""
        name = self.require("name", _("Tuliskan namanya."))
        sex, age = self.choice("sex", Sex), self.choice("age", AgeBand)
        if sex is None:
            self.errors["sex"] = _("Pilih L atau P.")
        if age is None:
            self.errors["age"] = _("Pilih kelompok umurnya.")
        number = self.whole("number") if numbered and self.value("number") else None
        if sex is None or age is None or not self.ok:
            return None
        return AttendeeInput(name=name, unit=self.value("unit"), sex=sex, age=age, number=number)


def of_attendee(row: Attendee) -> AttendeeForm:
    """The form of a line as it stands."""
    kept = {"name": row.name, "unit": row.unit, "sex": row.sex.value, "age": row.age.value, "number": str(row.number)}
    return AttendeeForm(kept)


class Grid:
    """Rows of one form: fields are called ``name-0``, ``name-1`` and so on. ``blank``: rows offered when none was sent."""

    kind: type[Sheet] = Sheet
    fields: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()  # fields that alone make no row

    def __init__(self, source: Mapping[str, str] | None = None, blank: int = ROWS) -> None:
        self.rows: list[Any] = []
        for at in range(MOST_ROWS if source else 0):
            row = self.kind({name: (source or {}).get(f"{name}-{at}", "") for name in self.fields})
            if any(row.value(name) for name in self.fields if name not in self.ignored):
                self.rows.append(row)
        self.sent = len(self.rows)
        self._fill(blank)

    def keep(self, refused: Sequence[Any], blank: int = ROWS) -> None:
        """Let only these rows be left, and new blank ones."""
        self.rows = list(refused)
        self._fill(blank)

    @property
    def wrong(self) -> int:
        """Rows something is wrong with."""
        return sum(not row.ok for row in self.rows)

    def _fill(self, blank: int) -> None:
        self.rows += [self.kind() for _ in range(max(blank - len(self.rows), 3 if self.rows else blank))]


class AttendanceGrid(Grid):
    """Lines typed from the attendance sheet."""

    kind = AttendeeForm
    fields = ("number", "name", "unit", "sex", "age")
    ignored = ("number",)


class AnswersForm(Sheet):
    """One paper's answers."""

    def read(self) -> SheetInput:
        """As typed; what is wrong with it the verb says."""
        return SheetInput(number=self.whole("number"), answers=self.value("answers"))


class AnswersGrid(Grid):
    """Answers typed from papers."""

    kind = AnswersForm
    fields = ("number", "answers")


class QuestionForm(Sheet):
    """A question of the bank."""

    def read(self) -> QuestionInput | None:
        """The question, or None when something is missing."""
        pillar = self.choice("pillar", Pillar)
        if pillar is None:
            self.errors["pillar"] = _("Pilih pilarnya.")
        text = self.require("text", _("Tuliskan pertanyaannya."))
        a, b, c, d = (self.require(f"choice_{one}", _("Isi pilihan ini.")) for one in CHOICES)
        if self.value("right") not in (*CHOICES,):
            self.errors["right"] = _("Pilih jawaban yang benar.")
        if pillar is None or not self.ok:
            return None
        return QuestionInput(pillar=pillar, text=text, choices=(a, b, c, d), right=self.value("right"))


def of_question(row: Question) -> QuestionForm:
    """The form of a question as it stands."""
    kept = {f"choice_{letter}": text for letter, text in row.choices}
    return QuestionForm({**kept, "pillar": row.pillar.value, "text": row.text, "right": row.right_choice})


class MonitoringForm(Sheet):
    """The five tasks of watching over a session."""

    def read(self) -> MonitoringInput | None:
        """What was found, or None when a task is missing."""
        checks = {}
        for kind in CheckKind:
            finding = self.choice(f"finding_{kind.value}", Finding)
            if finding is None:
                self.errors[f"finding_{kind.value}"] = _("Pilih hasilnya.")
            else:
                checks[kind] = (finding, self.value(f"note_{kind.value}"))
        return MonitoringInput(checks=checks, incident=self.value("incident")) if self.ok else None


def of_monitoring(row: Monitoring | None) -> MonitoringForm:
    """The form of what a party noted, empty when it has not yet."""
    kept = {"incident": row.incident} if row else {}
    for one in row.checks if row else ():
        kept |= {f"finding_{one.kind.value}": one.finding.value, f"note_{one.kind.value}": one.note}
    return MonitoringForm(kept)


class ReportForm(Sheet):
    """A session's report."""

    def read(self) -> ReportInput | None:
        """The report, or None when something cannot be read."""
        cost = self.amount("actual_cost")
        words = {name: self.value(name) for name in ("text", "obstacles", "follow_up")}
        if not self.ok:
            return None
        return ReportInput(actual_cost=cost, present=frozenset(self.boxes("present")), **words)


def of_report(row: SessionReport | None) -> ReportForm:
    """The form of a report as it stands."""
    if row is None:
        return ReportForm()
    cost = "" if row.actual_cost is None else str(row.actual_cost)
    return ReportForm({"text": row.text, "obstacles": row.obstacles, "follow_up": row.follow_up, "actual_cost": cost})
