"""Forms of outreach: from what was typed to what the verbs take."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.outreach.models import CapacityEvent, Dissemination, JointActivity
from intranet.outreach.rules import (
    MOST_PEOPLE,
    AgeBand,
    CapacityKind,
    Channel,
    Condition,
    CostBearer,
    EventAudience,
    Scope,
    Sex,
    Target,
    Topic,
)
from intranet.outreach.service import Cost, Under
from intranet.outreach.service.activities import ActivityInput
from intranet.outreach.service.capacity import EventInput, Mark, PersonInput, Promise
from intranet.outreach.service.dissemination import PlanInput
from intranet.outreach.service.facilities import HandOver, Request, Signer
from intranet.web.forms import Answers

SPARE = 3  # empty lines for action items


class OutreachForm(Answers):
    """A form of something under an agreement."""

    def under(self) -> Under:
        """The agreement and its part."""
        return Under(self.value("agreement"), self.choice("scope", Scope))

    def cost(self) -> Cost:
        """Who pays what."""
        bearer = self.choice("bearer", CostBearer) or CostBearer.NONE
        self.limit(budget_line=200, cost_stage=200)
        return Cost(
            bearer=bearer,
            line=self.value("budget_line"),
            stage=self.value("cost_stage"),
            planned=self.amount("planned_cost"),
        )


def _cost(row: CapacityEvent | JointActivity) -> dict[str, str]:
    planned = "" if row.planned_cost is None else f"{row.planned_cost:,}".replace(",", ".")
    told = {"budget_line": row.budget_line, "cost_stage": row.cost_stage, "planned_cost": planned}
    return {"bearer": row.cost_bearer.value, **told}


class EventForm(OutreachForm):
    """A training as planned."""

    def read(self) -> EventInput | None:
        """The event, or None when something is missing."""
        kind, audience = self.choice("kind", CapacityKind), self.choice("audience", EventAudience)
        if kind is None:
            self.errors["kind"] = _("Pilih bentuk kegiatannya.")
        if audience is None:
            self.errors["audience"] = _("Pilih pesertanya.")
        starts_on = self.day("starts_on")
        ends_on = self.day("ends_on") if self.value("ends_on") else starts_on
        title, cost = self.require("title", _("Tuliskan nama kegiatan.")), self.cost()
        expected = self.amount("expected", MOST_PEOPLE)
        self.limit(title=200, kind_text=120, audience_text=200, place=300)
        if kind is None or audience is None or starts_on is None or ends_on is None or not self.ok:
            return None
        words = {name: self.value(name) for name in ("kind_text", "audience_text", "place")}
        return EventInput(
            kind=kind,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            audience=audience,
            expected=expected,
            joint=self.value("joint") == "yes",
            under=self.under(),
            cost=cost,
            **words,
        )


def of_event(row: CapacityEvent) -> EventForm:
    """The form of an event as it stands."""
    words = {name: getattr(row, name) for name in ("kind_text", "title", "audience_text", "place")}
    return EventForm(
        {
            **words,
            **_cost(row),
            "kind": row.kind.value,
            "audience": row.audience.value,
            "expected": "" if row.expected is None else str(row.expected),
            "joint": "yes" if row.joint else "",
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "agreement": row.agreement_id or "",
            "scope": row.scope.value if row.scope else "",
        }
    )


class PersonForm(OutreachForm):
    """Somebody for the list of participants."""

    def read(self) -> PersonInput | None:
        """The person, or None when something is too long."""
        self.limit(name=200, unit=200)
        who = {"staff_id": self.value("staff"), "name": self.value("name"), "unit": self.value("unit")}
        return PersonInput(**who, sex=self.choice("sex", Sex), age=self.choice("age", AgeBand)) if self.ok else None


class MarksForm(OutreachForm):
    """Who came, with which scores: the fields of each participant end with the id."""

    def read(self, ids: list[str]) -> tuple[dict[str, Mark], int] | None:
        """The marks by participant and how many others came, or None when a number is none."""
        marks = {}
        for one in ids:
            before, after = (self.amount(f"{name}-{one}", 100) for name in ("before", "after"))
            if self.errors.pop(f"before-{one}", "") or self.errors.pop(f"after-{one}", ""):
                self.errors["marks"] = _("Nilai peserta dari 0 sampai 100.")
            marks[one] = Mark(self.value(f"came-{one}") == "yes", before, after)
        reached = self.amount("reached", MOST_PEOPLE) or 0
        return (marks, reached) if self.ok else None


class MinutesForm(OutreachForm):
    """The minutes; the fields of each action item end with its place in the list."""

    def read(self) -> tuple[dt.date, list[Promise]] | None:
        """The day and what was promised, or None when something is missing; empty lines are none."""
        on = self.day("minutes_on")
        self.limit(chair=200, points=8000)
        promises = []
        for place in self.places():
            text, owner, due = (self.value(f"{name}-{place}") for name in ("text", "owner", "due"))
            if not text and not owner and not due:
                continue
            due_on = self.day(f"due-{place}")
            self.limit(**{f"text-{place}": 300, f"owner-{place}": 200})
            if not text or not owner or due_on is None:
                self.errors["actions"] = _("Setiap tindak lanjut memerlukan isi, penanggung jawab, dan tenggat.")
                continue
            promises.append(Promise(text, owner, due_on, self.value(f"id-{place}")))
        return (on, promises) if on is not None and self.ok else None

    def places(self) -> range:
        """The places of the lines that were sent."""
        lines = self.whole("lines")
        return range(1, min(lines, 60) + 1 if lines > 0 else SPARE + 1)


def of_minutes(row: CapacityEvent) -> MinutesForm:
    """The form of the minutes as they stand, with empty lines to go on."""
    given = {
        "minutes_on": (row.minutes_on or row.starts_on).isoformat(),
        "chair": row.chair,
        "points": row.points,
        "lines": str(len(row.actions) + SPARE),
    }
    for place, item in enumerate(row.actions, 1):
        told = {"text": item.text, "owner": item.owner, "due": item.due_on.isoformat(), "id": item.id}
        given |= {f"{name}-{place}": value for name, value in told.items()}
    return MinutesForm(given)


class PlanForm(OutreachForm):
    """A dissemination as planned."""

    def read(self) -> PlanInput | None:
        """The plan, or None when something is missing."""
        topic, channel, planned_on = self.choice("topic", Topic), self.choice("channel", Channel), self.day("planned_on")
        if topic is None:
            self.errors["topic"] = _("Pilih jenisnya.")
        if channel is None:
            self.errors["channel"] = _("Pilih salurannya.")
        message = self.require("message", _("Tuliskan pesan yang disampaikan."))
        self.limit(message=300, details=4000, who=200)
        if topic is None or channel is None or planned_on is None or not self.ok:
            return None
        return PlanInput(
            topic=topic,
            channel=channel,
            message=message,
            planned_on=planned_on,
            target=self.choice("target", Target),
            details=self.value("details"),
            who=self.value("who"),
            joint=self.value("joint") == "yes",
            under=self.under(),
        )


def of_plan(row: Dissemination) -> PlanForm:
    """The form of a plan as it stands."""
    return PlanForm(
        {
            "topic": row.topic.value,
            "channel": row.channel.value,
            "target": row.target.value if row.target else "",
            "message": row.message,
            "details": row.details,
            "planned_on": row.planned_on.isoformat(),
            "who": row.who,
            "joint": "yes" if row.joint else "",
            "agreement": row.agreement_id or "",
            "scope": row.scope.value if row.scope else "",
        }
    )


class LogForm(OutreachForm):
    """How a dissemination was done."""

    def read(self) -> tuple[dt.date, int | None] | None:
        """Day and reach, or None when something is wrong."""
        on, reach = self.day("done_on"), self.amount("reach", MOST_PEOPLE)
        self.limit(link=2000, remark=2000)
        return (on, reach) if on is not None and self.ok else None


class RequestForm(OutreachForm):
    """A written request for a facility."""

    def read(self, zone: ZoneInfo) -> Request | None:
        """The request, or None when something is missing."""
        starts_at, ends_at = self.moment("starts_at", zone), self.moment("ends_at", zone)
        purpose = self.require("purpose", _("Tuliskan untuk apa sarana itu dipakai."))
        self.limit(asked=200, purpose=2000, signer=200, signer_title=200)
        if starts_at is None or ends_at is None or not self.ok:
            return None
        return Request(
            facility_id=self.value("facility"),
            asked=self.value("asked"),
            purpose=purpose,
            starts_at=starts_at,
            ends_at=ends_at,
            under=self.under(),
            signer=self.signed(),
        )

    def signed(self) -> Signer:
        """Who signs."""
        return Signer(self.value("signer"), self.value("signer_title"))


class ReplyForm(RequestForm):
    """An answer to a request."""

    def decided(self) -> bool | None:
        """Yes or no, or None when neither was chosen or something is too long."""
        answer = {"yes": True, "no": False}.get(self.value("answer"))
        if answer is None:
            self.errors["answer"] = _("Pilih disetujui atau ditolak.")
        self.limit(reason=500, signer=200, signer_title=200)
        return answer if self.ok else None


class HandForm(OutreachForm):
    """The record of a thing that changes hands."""

    def read(self) -> HandOver | None:
        """The record, or None when something is missing."""
        condition = self.choice("condition", Condition)
        if condition is None:
            self.errors["condition"] = _("Pilih keadaannya.")
        self.limit(given_by=200, taken_by=200, note=500)
        if condition is None or not self.ok:
            return None
        words = {name: self.value(name) for name in ("given_by", "taken_by", "note")}
        return HandOver(condition=condition, **words)


class ActivityForm(OutreachForm):
    """Another activity as proposed."""

    def read(self) -> ActivityInput | None:
        """The activity, or None when something is missing."""
        starts_on = self.day("starts_on")
        ends_on = self.day("ends_on") if self.value("ends_on") else starts_on
        title, cost = self.require("title", _("Tuliskan nama kegiatan.")), self.cost()
        legal = self.require("legal_note", _("Tuliskan mengapa kegiatan ini sejalan dengan perjanjian dan hukum."))
        self.limit(title=200, legal_note=4000)
        if starts_on is None or ends_on is None or not self.ok:
            return None
        return ActivityInput(
            title=title,
            legal_note=legal,
            starts_on=starts_on,
            ends_on=ends_on,
            agreement_id=self.value("agreement"),
            scope=self.choice("scope", Scope),
            cost=cost,
        )


def of_activity(row: JointActivity) -> ActivityForm:
    """The form of an activity as it stands."""
    return ActivityForm(
        {
            "title": row.title,
            "legal_note": row.legal_note,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "agreement": row.agreement_id,
            "scope": row.scope.value,
            **_cost(row),
        }
    )
