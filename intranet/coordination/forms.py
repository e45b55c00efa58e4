"""Forms of coordination: from what was typed to what the verbs take."""

import datetime as dt
from contextlib import suppress
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.base.actor import Party
from intranet.coordination.models import CostEntry, Exchange, Forum
from intranet.coordination.rules import (
    Check,
    Direction,
    EvaluationMode,
    ForumKind,
    Occasion,
    ReferenceKind,
    Sensitivity,
)
from intranet.coordination.service.actions import Promise
from intranet.coordination.service.costs import CostInput
from intranet.coordination.service.evaluations import EvaluationInput
from intranet.coordination.service.exchanges import ExchangeInput
from intranet.coordination.service.forums import ForumInput, Guest
from intranet.coordination.service.reference import ListInput
from intranet.outreach.rules import CostBearer
from intranet.web.forms import Answers


class ForumForm(Answers):
    """A forum as called."""

    def read(self, zone: ZoneInfo) -> ForumInput | None:
        """The forum, or None when something is missing."""
        kind, starts_at = self.choice("kind", ForumKind), self.moment("starts_at", zone)
        if kind is None:
            self.errors["kind"] = _("Pilih berkala atau insidental.")
        self.limit(title=200, agenda=8000, urgency=4000, place=300, case_no=80)
        if kind is None or starts_at is None or not self.ok:
            return None
        words = {name: self.value(name) for name in ("title", "agenda", "urgency", "place", "case_no")}
        return ForumInput(kind=kind, starts_at=starts_at, agreement_id=self.value("agreement"), **words)


def of_forum(row: Forum, zone: ZoneInfo, case_no: str) -> ForumForm:
    """The form of a forum as it stands."""
    words = {name: getattr(row, name) for name in ("title", "agenda", "urgency", "place")}
    return ForumForm(
        {
            **words,
            "kind": row.kind.value,
            "starts_at": f"{row.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}",
            "agreement": row.agreement_id or "",
            "case_no": case_no,
        }
    )


class GuestForm(Answers):
    """Somebody for the list of participants."""

    def read(self) -> Guest | None:
        """The guest, or None when something is too long."""
        self.limit(name=200, unit=200)
        who = {"staff_id": self.value("staff"), "name": self.value("name"), "unit": self.value("unit")}
        return Guest(**who, party=self.choice("party", Party) or Party.PARTNER) if self.ok else None


class PromiseForm(Answers):
    """What somebody is to do, by when."""

    def read(self) -> Promise | None:
        """The promise, or None when something is missing."""
        due_on = self.day("due_on")
        self.limit(text=500, finding=500)
        if due_on is None or not self.ok:
            return None
        words = {"text": self.value("text"), "owner_id": self.value("owner"), "finding": self.value("finding")}
        return Promise(due_on=due_on, **words)


class EvaluationForm(Answers):
    """A new evaluation."""

    def read(self) -> EvaluationInput | None:
        """The evaluation, or None when something is missing."""
        mode, occasion = self.choice("mode", EvaluationMode), self.choice("occasion", Occasion)
        if mode is None:
            self.errors["mode"] = _("Pilih siapa yang mengevaluasi.")
        if occasion is None:
            self.errors["occasion"] = _("Pilih tahunan atau sewaktu-waktu.")
        first_on, last_on = self.day("first_on"), self.day("last_on")
        if mode is None or occasion is None or first_on is None or last_on is None:
            return None
        return EvaluationInput(
            agreement_id=self.value("agreement"), mode=mode, occasion=occasion, first_on=first_on, last_on=last_on
        )


_ANSWERS = {"yes": True, "no": False}


class ExchangeForm(Answers):
    """What is handed over, or came in."""

    def read(self) -> ExchangeInput | None:
        """The exchange, or None when something is missing."""
        direction, sensitivity = self.choice("direction", Direction), self.choice("sensitivity", Sensitivity)
        if direction is None:
            self.errors["direction"] = _("Pilih menyerahkan atau menerima.")
        if sensitivity is None:
            self.errors["sensitivity"] = _("Pilih sifat datanya.")
        keep_until = self.day("keep_until", needed=False)
        self.limit(other=200, what=500, purpose=500, legal_basis=300, retention=300, way=200, case_no=80, disclosure_no=80)
        if direction is None or sensitivity is None or not self.ok:
            return None
        names = ("other", "what", "purpose", "legal_basis", "retention", "way", "case_no", "disclosure_no")
        return ExchangeInput(
            direction=direction,
            sensitivity=sensitivity,
            keep_until=keep_until,
            answers={check: _ANSWERS.get(self.value(check.value)) for check in Check},
            **{name: self.value(name) for name in names},
        )


def of_exchange(row: Exchange, case_no: str) -> ExchangeForm:
    """The form of an exchange as it stands."""
    names = ("other", "what", "purpose", "legal_basis", "retention", "way", "disclosure_no")
    said = {True: "yes", False: "no", None: ""}
    return ExchangeForm(
        {
            **{name: getattr(row, name) for name in names},
            **{check.value: said[answer] for check, answer in row.answers.items()},
            "direction": row.direction.value,
            "sensitivity": row.sensitivity.value,
            "keep_until": row.keep_until.isoformat() if row.keep_until else "",
            "case_no": case_no,
        }
    )


class CostForm(Answers):
    """What something costs."""

    def read(self) -> CostInput | None:
        """The cost, or None when an amount is none."""
        bearer = self.choice("bearer", CostBearer) or CostBearer.NONE
        planned, actual = self.amount("planned"), self.amount("actual")
        self.limit(budget_line=200, stage=200)
        words = {"budget_line": self.value("budget_line"), "stage": self.value("stage")}
        return CostInput(bearer=bearer, planned=planned, actual=actual, **words) if self.ok else None


def of_cost(row: CostEntry | None) -> CostForm:
    """The form of a cost as it stands."""
    if row is None:
        return CostForm({"version": "0"})
    amounts = {"planned": row.planned, "actual": row.actual}
    return CostForm(
        {
            **{name: "" if value is None else f"{value:,}".replace(",", ".") for name, value in amounts.items()},
            "bearer": row.bearer.value,
            "budget_line": row.budget_line,
            "stage": row.stage,
            "version": str(row.version),
        }
    )


class ListForm(Answers):
    """A reference list to take in."""

    def read(self, file_name: str, content: bytes) -> ListInput | None:
        """The list, or None when something is missing."""
        kind, dated_on = self.choice("kind", ReferenceKind), self.day("dated_on")
        if kind is None:
            self.errors["kind"] = _("Pilih daftarnya.")
        if not file_name:
            self.errors["file"] = _("Pilih berkas XLSX atau CSV.")
        self.limit(source=300)
        if kind is None or dated_on is None or not self.ok:
            return None
        return ListInput(kind=kind, source=self.value("source"), dated_on=dated_on, file_name=file_name, content=content)


def period(source: Answers, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days asked for in an address, else this year up to its end."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    with suppress(ValueError):
        first = dt.date.fromisoformat(source.value("from"))
    with suppress(ValueError):
        last = dt.date.fromisoformat(source.value("to"))
    return (first, last) if dt.date(2000, 1, 1) <= first <= last < dt.date(2100, 1, 1) else period(Answers(), today)
