"""Forms of prevention: from what was typed to what the verbs take."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.prevention.models import PreventionAct, PropEnforcement
from intranet.prevention.rules import MOST, ActKind, Audience, Heed, Medium, PropKind, PropReason
from intranet.prevention.service.acts import AS_IS, ActInput
from intranet.prevention.service.props import EnforcementInput
from intranet.web.forms import Answers


class ActForm(Answers):
    """An act of prevention."""

    def read(self) -> ActInput | None:
        """The act, or None when something is missing."""
        kind, audience, medium = self.choice("kind", ActKind), self.choice("audience", Audience), self.choice("medium", Medium)
        for name, found, said in (
            ("kind", kind, _("Pilih jenis tindakannya.")),
            ("audience", audience, _("Pilih kepada siapa.")),
            ("medium", medium, _("Pilih caranya disampaikan.")),
        ):
            if found is None:
                self.errors[name] = said
        done_on, check_on = self.day("done_on"), self.day("check_on", needed=False)
        subject = self.require("subject", _("Tuliskan pokok tindakannya."))
        self.limit(subject=200, addressee=200, text=4000, number=80, case_no=80)
        if kind is None or audience is None or medium is None or done_on is None or not self.ok:
            return None
        return ActInput(
            kind=kind,
            audience=audience,
            medium=medium,
            done_on=done_on,
            subject=subject,
            participant=self.value("participant"),
            addressee=self.value("addressee"),
            text=self.value("text"),
            number=self.value("number"),
            case_no=self.value("case_no"),
            stage=self.value("stage"),
            check_on=check_on,
        )


def of_act(row: PreventionAct, case_no: str) -> ActForm:
    """The form of an act as it stands."""
    return ActForm(
        {
            "kind": row.kind.value,
            "audience": row.audience.value,
            "medium": row.medium.value,
            "participant": row.participant_key or "",
            "addressee": row.addressee,
            "subject": row.subject,
            "text": row.text,
            "done_on": row.done_on.isoformat(),
            "number": row.number,
            "case_no": case_no,
            "stage": AS_IS,
            "check_on": row.check_on.isoformat() if row.check_on else "",
        }
    )


class FollowUpForm(Answers):
    """What came of an act."""

    def read(self) -> tuple[Heed, dt.date] | None:
        """Outcome and day, or None when something is missing."""
        outcome, day = self.choice("outcome", Heed), self.day("outcome_on")
        if outcome is None:
            self.errors["outcome"] = _("Pilih apakah tindakan ini diindahkan.")
        self.limit(outcome_note=2000)
        return (outcome, day) if outcome is not None and day is not None and self.ok else None


class EnforcementForm(Answers):
    """The minutes of an enforcement."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        self.members = set(source.getlist("members")) if source else set()
        self.partners = set(source.getlist("partners")) if source else set()

    def read(self, zone: ZoneInfo) -> EnforcementInput | None:
        """The enforcement, or None when something is missing; the time is the office's."""
        done_at = self.moment("done_at", zone)
        self.require("place", _("Tuliskan tempatnya."))
        self.limit(place=300, district=200, order_no=120, record_no=120, storage=300, note=2000)
        if done_at is None or not self.ok:
            return None
        words = {name: self.value(name) for name in ("place", "district", "order_no", "record_no", "storage", "note")}
        return EnforcementInput(done_at=done_at, members=frozenset(self.members), partners=frozenset(self.partners), **words)


def of_enforcement(row: PropEnforcement, zone: ZoneInfo) -> EnforcementForm:
    """The form of an enforcement as it stands."""
    words = {name: getattr(row, name) for name in ("place", "district", "order_no", "record_no", "storage", "note")}
    form = EnforcementForm(MultiDict({**words, "done_at": f"{row.done_at.astimezone(zone):%Y-%m-%dT%H:%M}"}))
    form.members = {one.staff_id for one in row.members}
    form.partners = {one.partner_id for one in row.partners}
    return form


class CountsForm(Answers):
    """One number for each kind of prop; empty is none. ``prefix`` tells the fields of two such forms on one page apart."""

    prefix, field = "n-", "counts"

    def counts(self) -> dict[PropKind, int]:
        """The numbers; a wrong one is noted at the whole group."""
        found = {}
        for kind in PropKind:
            text = self.value(self.prefix + kind.value)
            number = self.whole(self.prefix + kind.value) if text else 0
            if not 0 <= number <= MOST:
                self.errors[self.field] = _("Jumlah setiap jenis dari 0 sampai %(most)s.", most=MOST)
            found[kind] = number
        return found


class CountForm(CountsForm):
    """What was taken down of one participant for one reason."""

    def read(self) -> tuple[PropReason, dict[PropKind, int]] | None:
        """Reason and numbers, or None when something is missing."""
        reason, counts = self.choice("reason", PropReason), self.counts()
        if reason is None:
            self.errors["reason"] = _("Pilih alasan penertibannya.")
        self.limit(participant=200)
        return (reason, counts) if reason is not None and self.ok else None


def of_group(participant: str, reason: PropReason, counts: Mapping[PropKind, int]) -> CountForm:
    """The form of a line as it stands, to be corrected."""
    numbers = {f"n-{kind.value}": str(number) for kind, number in counts.items()}
    return CountForm({"participant": participant, "reason": reason.value, **numbers})


class ReturnForm(CountsForm):
    """Who takes back what."""

    prefix, field = "b-", "back"

    def read(self) -> tuple[dt.date, dict[PropKind, int]] | None:
        """Day and numbers, or None when something is missing."""
        day, counts = self.day("returned_on"), self.counts()
        self.require("taken_by", _("Tuliskan siapa yang mengambil."))
        self.limit(taken_by=200)
        return (day, counts) if day is not None and self.ok else None
