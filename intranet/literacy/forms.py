"""Forms of literacy: from what was typed to what the verbs take."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.base.actor import Party
from intranet.literacy.models import LiteracyPerson, LiteracySession, Programme, Venue
from intranet.literacy.rules import (
    CostBearer,
    ExceptionKind,
    Hours,
    Mode,
    Pairing,
    Pillar,
    SeatRole,
    Sector,
    Segment,
    SessionKind,
    Window,
)
from intranet.literacy.service.people import ExceptionInput, PersonInput
from intranet.literacy.service.places import RoomInput, VenueInput
from intranet.literacy.service.programmes import ProgrammeInput
from intranet.literacy.service.sessions import SessionInput
from intranet.web.forms import Answers


class Sheet(Answers):
    """A form with days, moments, whole numbers and several boxes of one name."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        super().__init__(source)
        self._boxes = source if isinstance(source, MultiDict) else MultiDict()

    def boxes(self, name: str) -> set[str]:
        """The values of the boxes ticked."""
        return set(self._boxes.getlist(name))

    def ticked(self, name: str) -> bool:
        """Whether a single box is ticked."""
        return self.value(name) == "yes"

    def number(self, name: str, usual: int = 0) -> int:
        """A whole number, written with or without dots; noted at the field when it is none."""
        text = self.value(name).replace(".", "").replace(" ", "")
        if not text:
            return usual
        if not text.isdecimal() or len(text) > 15:
            self.errors[name] = _("Isi angka bulat.")
            return usual
        return int(text)

    def clock(self, name: str) -> int | None:
        """A time of day as minutes from midnight; None for nothing, noted at the field when it is none."""
        text = self.value(name).replace(".", ":")
        if not text:
            return None
        hours, _colon, minutes = text.partition(":")
        if hours.isdecimal() and minutes.isdecimal() and int(hours) <= 24 and int(minutes) < 60:
            return int(hours) * 60 + int(minutes)
        self.errors[name] = _("Isi jam, misalnya 09:30.")
        return None


class SessionForm(Sheet):
    """A session."""

    def read(self, zone: ZoneInfo) -> SessionInput | None:
        """The session, or None when something is missing."""
        kind, sector, segment = self.choice("kind", SessionKind), self.choice("sector", Sector), self.choice("segment", Segment)
        mode, bearer = self.choice("mode", Mode), self.choice("cost_bearer", CostBearer)
        for name, found in (("kind", kind), ("sector", sector), ("segment", segment), ("mode", mode), ("cost_bearer", bearer)):
            if found is None:
                self.errors[name] = _("Pilih salah satu.")
        pillars = frozenset(one for one in Pillar if one.value in self.boxes("pillars"))
        if not pillars:
            self.errors["pillars"] = _("Pilih sedikitnya satu pilar.")
        self.require("title", _("Tuliskan judul sesinya."))
        for name, said in (("programme_id", _("Pilih programnya.")), ("district_id", _("Pilih kecamatan dari daftar."))):
            self.require(name, said)
        starts_at = self.moment("starts_at", zone, needed=False)
        if starts_at is not None and not self.value("earliest_on"):
            earliest = latest = starts_at.astimezone(zone).date()
        else:
            earliest, latest = self.day("earliest_on"), self.day("latest_on")  # type: ignore[assignment]
        minutes, capacity, cost = self.number("minutes", 120), self.number("capacity", 30), self.number("planned_cost")
        travel = self.number("travel_minutes", -1)
        self.limit(title=200, audience=200, host=200, language=40, link=400, place=300, solo_reason=300, budget_line=120)
        if None in (kind, sector, segment, mode, bearer, earliest, latest) or not self.ok:
            return None
        return SessionInput(
            kind=kind,  # type: ignore[arg-type]
            sector=sector,  # type: ignore[arg-type]
            segment=segment,  # type: ignore[arg-type]
            mode=mode,  # type: ignore[arg-type]
            cost_bearer=bearer,  # type: ignore[arg-type]
            pillars=pillars,
            earliest_on=earliest,
            latest_on=latest,
            starts_at=starts_at,
            minutes=minutes,
            capacity=capacity,
            planned_cost=cost,
            travel_minutes=None if travel < 0 else travel,
            time_pinned=self.ticked("time_pinned"),
            topic_id=self.value("topic_id") or None,
            room_id=self.value("room_id") or None,
            **{name: self.value(name) for name in _SESSION_WORDS},
        )


_SESSION_WORDS = (
    *("programme_id", "district_id", "title", "audience", "host", "language", "link", "place", "solo_reason", "budget_line"),
)


def of_session(row: LiteracySession, zone: ZoneInfo) -> SessionForm:
    """The form of a session as it stands."""
    filled = MultiDict({name: getattr(row, name) for name in _SESSION_WORDS})
    for name in ("kind", "sector", "segment", "mode", "cost_bearer"):
        filled[name] = getattr(row, name).value
    for name in ("minutes", "capacity", "planned_cost", "travel_minutes"):
        filled[name] = str(getattr(row, name))
    filled["topic_id"], filled["room_id"] = row.topic_id or "", row.room_id or ""
    filled["earliest_on"], filled["latest_on"] = row.earliest_on.isoformat(), row.latest_on.isoformat()
    filled["starts_at"] = f"{row.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}" if row.starts_at else ""
    filled["time_pinned"] = "yes" if row.time_pinned else ""
    filled.setlist("pillars", [one.value for one in row.pillars])
    return SessionForm(filled)


class PersonForm(Sheet):
    """Somebody who holds sessions."""

    def read(self) -> PersonInput | None:
        """The person, or None when something is missing."""
        party = self.choice("party", Party)
        if party is None:
            self.errors["party"] = _("Pilih pihaknya.")
        name = self.require("name", _("Tuliskan namanya."))
        self.limit(name=200, rank=200, unit=200, contact=200, languages=200, note=2000)
        week, month = self.number("most_week", 3), self.number("most_month", 8)
        if party is None or not self.ok:
            return None
        return PersonInput(
            name=name,
            party=party,
            roles=frozenset(one for one in SeatRole if one.value in self.boxes("roles")),
            pillars=frozenset(one for one in Pillar if one.value in self.boxes("pillars")),
            topic_ids=frozenset(self.boxes("topics")),
            staff_id=self.value("staff_id") or None,
            district_id=self.value("district_id") or None,
            most_week=week,
            most_month=month,
            active=self.value("active") != "no",
            **{name: self.value(name) for name in ("rank", "unit", "contact", "languages", "note")},
        )


def of_person(row: LiteracyPerson) -> PersonForm:
    """The form of somebody's page as it stands."""
    filled = MultiDict({name: getattr(row, name) for name in ("name", "rank", "unit", "contact", "languages", "note")})
    filled["party"], filled["staff_id"], filled["district_id"] = row.party.value, row.staff_id or "", row.district_id or ""
    filled["most_week"], filled["most_month"] = str(row.most_week), str(row.most_month)
    filled["active"] = "yes" if row.active else "no"
    filled.setlist("roles", [one.value for one in row.roles])
    filled.setlist("pillars", [one.value for one in row.pillars])
    filled.setlist("topics", [one.topic_id for one in row.topics])
    return PersonForm(filled)


class WeekForm(Sheet):
    """Somebody's usual week: for each day from when to when, twice."""

    def read(self) -> list[Window] | None:
        """The parts of the week, or None when one cannot be read."""
        found = []
        for weekday in range(7):
            for part in ("a", "b"):
                opens, closes = self.clock(f"from_{weekday}{part}"), self.clock(f"until_{weekday}{part}")
                if opens is None and closes is None:
                    continue
                if opens is None or closes is None or opens >= closes:
                    self.errors["week"] = _("Jam selesai harus lebih lambat daripada jam mulai.")
                else:
                    found.append(Window(weekday=weekday, opens=opens, closes=closes))
        return found if self.ok else None


def of_week(row: LiteracyPerson) -> WeekForm:
    """The form of somebody's usual week as it stands."""
    filled: dict[str, str] = {}
    for weekday in range(7):
        mine = [one for one in row.windows if one.weekday == weekday]
        for part, one in zip("ab", mine, strict=False):
            filled[f"from_{weekday}{part}"], filled[f"until_{weekday}{part}"] = spelled(one.opens), spelled(one.closes)
    return WeekForm(filled)


class TimeForm(Sheet):
    """A time that is not as usual."""

    def read(self, zone: ZoneInfo) -> ExceptionInput | None:
        """The time, or None when something is missing."""
        kind = self.choice("kind", ExceptionKind)
        if kind is None or kind is ExceptionKind.IMPORTED:
            self.errors["kind"] = _("Pilih salah satu.")
        start, end = self.moment("starts_at", zone), self.moment("ends_at", zone)
        self.limit(note=200)
        if kind is None or start is None or end is None or not self.ok:
            return None
        return ExceptionInput(kind=kind, starts_at=start, ends_at=end, note=self.value("note"))


class ProgrammeForm(Sheet):
    """A programme."""

    def read(self) -> ProgrammeInput | None:
        """The programme, or None when something is missing."""
        title, goal = self.require("title", _("Tuliskan nama programnya.")), self.require("goal", _("Tuliskan tujuannya."))
        self.require("agreement_id", _("Pilih perjanjian yang memuat literasi digital."))
        first, last, budget = self.day("starts_on"), self.day("ends_on"), self.number("budget")
        targets = {pillar: self.number(f"target_{pillar.value}") for pillar in Pillar}
        self.limit(title=200, goal=2000, scope=300, budget_line=120)
        if first is None or last is None or not self.ok:
            return None
        return ProgrammeInput(
            title=title,
            goal=goal,
            starts_on=first,
            ends_on=last,
            budget=budget,
            targets={pillar: number for pillar, number in targets.items() if number},
            **{name: self.value(name) for name in ("agreement_id", "scope", "budget_line")},
        )


def of_programme(row: Programme) -> ProgrammeForm:
    """The form of a programme as it stands."""
    filled = {name: getattr(row, name) for name in ("title", "goal", "scope", "agreement_id", "budget_line")}
    filled |= {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(), "budget": str(row.budget)}
    filled |= {f"target_{one.pillar.value}": str(one.sessions) for one in row.targets}
    return ProgrammeForm(filled)


class VenueForm(Sheet):
    """A venue."""

    def read(self) -> VenueInput | None:
        """The venue, or None when something is missing."""
        self.require("name", _("Tuliskan nama tempatnya."))
        self.require("district_id", _("Pilih kecamatan dari daftar."))
        self.limit(name=200, address=300, accessibility=300, contact=200, note=2000)
        if not self.ok:
            return None
        words = {name: self.value(name) for name in ("name", "district_id", "address", "accessibility", "contact", "note")}
        return VenueInput(active=self.value("active") != "no", **words)


def of_venue(row: Venue) -> VenueForm:
    """The form of a venue as it stands."""
    filled = {name: getattr(row, name) for name in ("name", "district_id", "address", "accessibility", "contact", "note")}
    return VenueForm({**filled, "active": "yes" if row.active else "no"})


class RoomForm(Sheet):
    """A room."""

    def read(self) -> RoomInput | None:
        """The room, or None when something is missing."""
        name, capacity = self.require("room", _("Tuliskan nama ruangnya.")), self.number("capacity")
        self.limit(room=100, equipment=300)
        if not self.ok:
            return None
        how = {"step_free": self.ticked("step_free"), "active": self.value("active") != "no"}
        return RoomInput(name=name, capacity=capacity, equipment=self.value("equipment"), **how)


class PolicyForm(Sheet):
    """A line of the pairing policies."""

    def read(self) -> dict[str, object] | None:
        """What the verb takes, or None when something is missing."""
        sector, pairing, day = self.choice("sector", Sector), self.choice("pairing", Pairing), self.day("valid_from")
        for name, found in (("sector", sector), ("pairing", pairing)):
            if found is None:
                self.errors[name] = _("Pilih salah satu.")
        self.limit(source=200)
        if sector is None or pairing is None or day is None or not self.ok:
            return None
        agreement_id, source = self.value("agreement_id"), self.value("source")
        return {"agreement_id": agreement_id, "sector": sector, "pairing": pairing, "valid_from": day, "source": source}


_CLOCKS = ("opens", "closes", "prayer_from", "prayer_until", "ramadan_opens", "ramadan_closes")


class HoursForm(Sheet):
    """The office's hours and usual figures."""

    def read(self) -> Hours | None:
        """The hours, or None when something is missing."""
        times = {name: self.clock(name) for name in _CLOCKS}
        for name, found in times.items():
            if found is None:
                self.errors.setdefault(name, _("Isi jam, misalnya 09:30."))
        numbers = {name: self.number(name) for name in ("travel", "lead_days", "remind_days")}
        return Hours(**{name: found or 0 for name, found in times.items()}, **numbers) if self.ok else None


def of_hours(hours: Hours) -> HoursForm:
    """The form of the hours as they stand."""
    numbers = {name: str(getattr(hours, name)) for name in ("travel", "lead_days", "remind_days")}
    return HoursForm({**{name: spelled(getattr(hours, name)) for name in _CLOCKS}, **numbers})


def spelled(minutes: int) -> str:
    """Minutes from midnight as a browser's field for times takes them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
