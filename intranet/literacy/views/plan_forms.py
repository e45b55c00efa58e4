"""Forms of planning a month: wishes, what is asked of the planner, what is known better about a proposal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.literacy.forms import Sheet
from intranet.literacy.models import Topic
from intranet.literacy.planning.model import Acquaintance, Weights
from intranet.literacy.planning.rules import Level, Rule, RuleTable, choices
from intranet.literacy.proposing.asking import SECONDS, Change
from intranet.literacy.proposing.order import USUAL_WEIGHTS, Order
from intranet.literacy.rules import CostBearer, Mode, Pillar, Sector, Segment, SessionKind
from intranet.literacy.service.sessions import SessionInput
from shared.text import N_

SOFT_RULES = tuple(rule for rule in Rule if len(choices(rule)) > 1)
WEIGHED = ("count", "travel", "pillar", "repeat")
STEPS = {"off": 0, "usual": 1, "much": 4}
STEP_LABELS = {"off": N_("Tidak dilihat"), "usual": N_("Biasa"), "much": N_("Utama")}
PAIRS = {
    Acquaintance.ANY: N_("Bebas"),
    Acquaintance.KEEP: N_("Yang sudah pernah berpasangan"),
    Acquaintance.MIX: N_("Pasangan baru"),
}


class WishForm(Sheet):
    """ "Two sessions in this kecamatan on safety for schools this month"."""

    def read(self, topics: Sequence[Topic]) -> tuple[SessionInput, int, int] | None:
        """The session, how many of it and of helpers in each, or None when something is missing."""
        kind, sector, segment = self.choice("kind", SessionKind), self.choice("sector", Sector), self.choice("segment", Segment)
        pillar, mode = self.choice("pillar", Pillar), self.choice("mode", Mode)
        for name, found in (("kind", kind), ("sector", sector), ("segment", segment), ("pillar", pillar), ("mode", mode)):
            if found is None:
                self.errors[name] = _("Pilih salah satu.")
        for name, said in (("programme_id", _("Pilih programnya.")), ("district_id", _("Pilih kecamatan dari daftar."))):
            self.require(name, said)
        earliest, latest = self.day("earliest_on"), self.day("latest_on")
        minutes, capacity, count = self.number("minutes", 120), self.number("capacity", 30), self.number("count", 1)
        helpers = self.number("helpers", 1)
        self.limit(title=200, place=300, host=200)
        topic = next((one for one in topics if one.id == self.value("topic_id")), None)
        if kind and sector and segment and pillar and mode and earliest and latest and self.ok:
            given = SessionInput(
                programme_id=self.value("programme_id"),
                kind=kind,
                sector=sector,
                segment=segment,
                pillars=frozenset({pillar}),
                title=self.value("title") or f"{topic.name if topic else pillar.label}: {segment.label}",
                district_id=self.value("district_id"),
                earliest_on=earliest,
                latest_on=latest,
                minutes=minutes,
                topic_id=topic.id if topic else None,
                mode=mode,
                place=self.value("place"),
                capacity=capacity,
                cost_bearer=CostBearer.DISKOMINFO,
            )
            return given, count, helpers
        return None


class OrderForm(Sheet):
    """What is asked of the planner."""

    def read(self) -> tuple[Order, int] | None:
        """The order and how long to search, or None when something is wrong."""
        first, last = self.day("first"), self.day("last")
        levels = {rule: level for rule in SOFT_RULES if (level := self.choice(f"rule-{rule.value}", Level)) in choices(rule)}
        steps = {name: STEPS.get(self.value(name), 1) * getattr(USUAL_WEIGHTS, name) for name in WEIGHED}
        weights: Weights = replace(
            USUAL_WEIGHTS,
            **steps,
            acquaintance=self.choice("acquaintance", Acquaintance) or Acquaintance.ANY,
            later=int(self.ticked("soon")),
        )
        seconds = self.number("seconds", SECONDS)
        if first is None or last is None or not self.ok:
            return None
        rules = RuleTable({rule: level for rule, level in levels.items() if level and level is not Level.BLOCK})
        return Order(first=first, last=last, programme_id=self.value("programme_id"), rules=rules, weights=weights), seconds


class ReviewForm(Sheet):
    """What is accepted of a proposal, what stays, what is known better."""

    def changes(
        self,
        lines: Sequence[Mapping[str, Any]],
        unfilled: Sequence[str],
        names: Mapping[str, tuple[str, str]],
        rooms: Mapping[str, str],
        zone: ZoneInfo,
    ) -> list[Change]:
        """The changes typed and boxes ticked; what is wrong is noted at its field. ``names``: party and name of each person."""
        kept, found = self.boxes("keep"), []
        for line in lines:
            key, start = line["session"], dt.datetime.fromisoformat(line["start"])
            at = self.moment(f"start-{key}", zone, needed=False)
            people = self._people(key, names)
            room = self._room(key, rooms)
            moved = at if at is not None and at != start else None
            if moved is not None or people or room:
                if key in kept:  # what was typed, and of the rest all that was proposed
                    people = people or frozenset(line["people"])
                    room = room or line["room"]
                found.append(Change(session_id=key, starts_at=moved, people=people or None, room=room or None))
            elif key in kept:
                found.append(Change(session_id=key, whole=True))
        for key in unfilled:
            at, people, room = self.moment(f"start-{key}", zone, needed=False), self._people(key, names), self._room(key, rooms)
            if at is not None:
                found.append(Change(session_id=key, starts_at=at, people=people or None, room=room or None))
            elif people or room:
                self.errors[f"start-{key}"] = _("Tetapkan juga waktunya.")
        return found

    def _people(self, key: str, names: Mapping[str, tuple[str, str]]) -> frozenset[str]:
        found = set()
        for party in ("bawaslu", "diskominfo"):
            text = self.value(f"{party}-{key}")
            if not text:
                continue
            ids = [one for one, (side, name) in names.items() if side == party and name.casefold() == text.casefold()]
            if len(ids) == 1:
                found.add(ids[0])
            elif ids:
                self.errors[f"{party}-{key}"] = _("Ada beberapa orang bernama ini; pilih di halaman sesinya.")
            else:
                self.errors[f"{party}-{key}"] = _("Tidak ada orang bernama ini pada pihak itu. Pilih dari daftar.")
        return frozenset(found)

    def _room(self, key: str, rooms: Mapping[str, str]) -> str:
        text = self.value(f"room-{key}")
        ids = [one for one, name in rooms.items() if name.casefold() == text.casefold()]
        if text and not ids:
            self.errors[f"room-{key}"] = _("Tidak ada ruang bernama ini. Pilih dari daftar.")
        return ids[0] if text and ids else ""
