"""Verbs on the calendar, and the question everybody asks it: by when?"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.base import trail
from intranet.base.actor import Actor, Role
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.calendar import deadlines, queries, rules
from intranet.calendar.deadlines import Deadline
from intranet.calendar.models import Election, ElectionStage, Holiday
from intranet.calendar.rules import DayOff, DeadlineKind, ElectionKind, HolidayKind, Span, StageKind, add_working_days
from intranet.settings import Settings
from shared.text import N_

EDITORS = (Role.ADMIN,)
PUBLIC, JOINT_LEAVE = HolidayKind.PUBLIC.value, HolidayKind.JOINT_LEAVE.value
_LONGEST_BREAK = dt.timedelta(days=60)
_LONGEST_REACH = max(deadlines.longest(rule) for rule in rules.RULES)
_CHANGED = N_("Pemilihan ini baru saja diubah orang lain. Perubahan Anda belum disimpan; muat ulang halaman, lalu ulangi.")


def seed_holidays(session: Session, years: Iterable[int]) -> int:
    """Fill in the known holidays and joint leave of ``years`` where no day is set yet; returns how many were added.

    The library is loaded here only: it takes seconds and much memory, and is needed once a year.
    """
    from importlib.metadata import version

    import holidays

    added = 0
    known = set(session.scalars(select(Holiday.day)))
    for category, kind in (("public", PUBLIC), ("government", JOINT_LEAVE)):
        found = holidays.country_holidays("ID", years=list(years), categories=category, language="id")
        for day, name in sorted(found.items()):
            if day not in known:
                known.add(day)
                session.add(Holiday(day=day, name=name[:200], kind=kind, source=f"holidays {version('holidays')}"))
                added += 1
    session.flush()
    return added


def working_day_after(session: Session, start: dt.date, days: int) -> dt.date:
    """The ``days``-th working day of this office after ``start``."""
    until = start + _LONGEST_BREAK + dt.timedelta(days=2 * days)
    free = set(session.scalars(select(Holiday.day).where(Holiday.day.between(start, until))))
    return add_working_days(start, days, free)


@dataclass(frozen=True)
class Almanac:
    """The calendar of some years at hand, for counting many deadlines by it."""

    settings: Settings
    elections: Sequence[Election]
    holidays: Mapping[dt.date, DayOff]

    def regime(self, day: dt.date) -> ElectionKind:
        """The regime of ``day``: its election's; the general one between elections."""
        return queries.regime_of(queries.among(self.elections, day))

    def deadline(
        self, kind: DeadlineKind, start: dt.date | dt.datetime, *, regime: ElectionKind | None = None, extension_reason: str = ""
    ) -> Deadline:
        """By when ``kind`` must be done after ``start``; ``regime`` None: the one of the day. With a reason the one extension is
        included. Raises Refused when the rule has none, or when hours are counted and only a day is given.
        """
        moment = isinstance(start, dt.datetime)
        day = start.astimezone(self.settings.zone).date() if isinstance(start, dt.datetime) else start
        regime = regime or self.regime(day)
        rule = rules.rule_for(kind, regime, day)
        amounts = {
            DeadlineKind.TRIAGE: self.settings.triage_working_days,
            DeadlineKind.REFERRAL_REMINDER: self.settings.referral_reminder_days,
            DeadlineKind.REFERRAL_ESCALATION: self.settings.referral_escalation_days,
        }
        rule = replace(rule, amount=amounts.get(kind, rule.amount))
        if rule.unit is rules.Unit.HOURS and not moment:
            raise Refused(N_("Batas ini dihitung dalam jam. Isi juga pukul kejadiannya."), field="time")
        if extension_reason.strip() and rule.extension is None:
            raise Refused(N_("Batas ini tidak dapat diperpanjang."), field="reason")
        return deadlines.compute(
            rule,
            start,
            regime=regime,
            holidays=self.holidays,
            joint_leave_counts=self.settings.joint_leave_counts,
            office_hours=self.settings.reception_hours,
            stages=[span for one in self.elections if one.kind is regime for span in one.spans],
            zone=self.settings.zone,
            extended=bool(extension_reason.strip()),
            reason=extension_reason,
        )


def almanac(session: Session, settings: Settings, first: dt.date, last: dt.date) -> Almanac:
    """The calendar as it is now, for deadlines that begin between the two days; two statements."""
    found = queries.days_off(session, first - _LONGEST_REACH, last + _LONGEST_REACH)
    return Almanac(settings, queries.all_elections(session), found)


def deadline(
    session: Session,
    settings: Settings,
    kind: DeadlineKind,
    start: dt.date | dt.datetime,
    *,
    regime: ElectionKind | None = None,
    extension_reason: str = "",
) -> Deadline:
    """One deadline by the calendar as it is now; see ``Almanac.deadline``."""
    day = start.astimezone(settings.zone).date() if isinstance(start, dt.datetime) else start
    return almanac(session, settings, day, day).deadline(kind, start, regime=regime, extension_reason=extension_reason)


@dataclass(frozen=True, kw_only=True)
class ElectionInput:
    """An election as entered."""

    kind: ElectionKind
    name: str
    region: str
    voting_on: dt.date


@dataclass(frozen=True, kw_only=True)
class StageInput:
    """A stage as entered; both days are inside."""

    kind: StageKind
    name: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, kw_only=True)
class HolidayInput:
    """A holiday as entered; ``source`` names the decree or letter."""

    name: str
    kind: HolidayKind
    source: str


def get_election(session: Session, election_id: str) -> Election:
    """One election. Raises NotFound."""
    row = session.get(Election, election_id)
    if row is None:
        raise NotFound(N_("Pemilihan ini tidak ada di kalender."))
    return row


def get_stage(election: Election, stage_id: str) -> ElectionStage:
    """One stage of an election. Raises NotFound."""
    row = next((stage for stage in election.stages if stage.id == stage_id), None)
    if row is None:
        raise NotFound(N_("Tahapan ini tidak ada di kalender."))
    return row


def add_election(session: Session, actor: Actor, clock: Clock, given: ElectionInput) -> Election:
    """Enter an election. Raises Refused naming the field at fault, Forbidden."""
    _require_editor(actor)
    _check_election(session, given, None)
    row = Election(
        id=new_id(),
        kind=given.kind,
        name=given.name.strip(),
        region=given.region.strip(),
        voting_on=given.voting_on,
        stages=[],
    )
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "election.added", "election", row.id, {"voting_on": row.voting_on.isoformat()})
    return row


def change_election(
    session: Session, actor: Actor, clock: Clock, election_id: str, given: ElectionInput, *, version: int
) -> Election:
    """Rename an election, or move its day of voting. Raises Refused, NotFound, Conflict, Forbidden."""
    _require_editor(actor)
    row = _same_version(get_election(session, election_id), version)
    _check_election(session, given, row.id)
    row.kind, row.voting_on = given.kind, given.voting_on
    row.name, row.region = given.name.strip(), given.region.strip()
    _flush(session)
    trail.record(session, clock, actor, "election.changed", "election", row.id, {"voting_on": row.voting_on.isoformat()})
    return row


def set_stage(
    session: Session,
    actor: Actor,
    clock: Clock,
    election_id: str,
    given: StageInput,
    *,
    version: int,
    stage_id: str | None = None,
) -> ElectionStage:
    """Enter a stage, or correct the one named. Raises Refused, NotFound, Conflict, Forbidden."""
    _require_editor(actor)
    election = _same_version(get_election(session, election_id), version)
    row = get_stage(election, stage_id) if stage_id else None
    if not given.name.strip():
        raise Refused(N_("Nama tahapan belum diisi."), field="name")
    if given.ends_on < given.starts_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="ends_on")
    others = {stage.id: stage for stage in election.stages if stage is not row}
    span = Span(kind=given.kind, starts_on=given.starts_on, ends_on=given.ends_on)
    if rules.overlapping(span, [stage.span for stage in others.values()]):
        raise Refused(
            N_("Tanggalnya beririsan dengan tahapan lain yang sejenis."),
            do=N_("Ubah tanggalnya, atau betulkan tahapan yang sudah ada."),
            field="starts_on",
        )
    if row is None:
        row = ElectionStage(id=new_id(), election_id=election.id)
        election.stages.append(row)
    row.kind, row.name = given.kind, given.name.strip()
    row.starts_on, row.ends_on = given.starts_on, given.ends_on
    election.version += 1
    _flush(session)
    data = {"kind": row.kind.value, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    trail.record(session, clock, actor, "election.stage_set", "election", election.id, data)
    session.expire(election, ["stages"])  # in the order of their days again
    return row


def remove_stage(session: Session, actor: Actor, clock: Clock, election_id: str, stage_id: str, *, version: int) -> Election:
    """Take a stage out. Raises NotFound, Conflict, Forbidden."""
    _require_editor(actor)
    election = _same_version(get_election(session, election_id), version)
    row = get_stage(election, stage_id)
    data = {"kind": row.kind.value, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    election.stages.remove(row)
    election.version += 1
    _flush(session)
    trail.record(session, clock, actor, "election.stage_removed", "election", election.id, data)
    return election


def get_holiday(session: Session, day: dt.date) -> Holiday:
    """The holiday on ``day``. Raises NotFound."""
    row = session.get(Holiday, day)
    if row is None:
        raise NotFound(N_("Pada tanggal itu tidak ada hari libur."))
    return row


def add_holiday(session: Session, actor: Actor, clock: Clock, day: dt.date, given: HolidayInput) -> Holiday:
    """Enter a holiday, however late. Raises Refused naming the field at fault, Forbidden."""
    _require_editor(actor)
    _check_holiday(given)
    values = {"name": given.name.strip(), "kind": given.kind.value, "source": given.source.strip()}
    if not insert_new(session, Holiday, day=day, **values):
        raise Refused(N_("Tanggal ini sudah tercatat sebagai hari libur."), field="day")
    _note_holiday(session, clock, actor, "holiday.added", day, given.kind)
    return get_holiday(session, day)


def correct_holiday(session: Session, actor: Actor, clock: Clock, day: dt.date, given: HolidayInput) -> Holiday:
    """Correct name, kind or source. Raises Refused, NotFound, Forbidden."""
    _require_editor(actor)
    row = get_holiday(session, day)
    _check_holiday(given)
    row.name, row.kind, row.source = given.name.strip(), given.kind.value, given.source.strip()
    session.flush()
    _note_holiday(session, clock, actor, "holiday.corrected", day, given.kind)
    return row


def remove_holiday(session: Session, actor: Actor, clock: Clock, day: dt.date) -> None:
    """Make a day an ordinary one again. Raises NotFound, Forbidden."""
    _require_editor(actor)
    row = get_holiday(session, day)
    kind = HolidayKind(row.kind)
    session.delete(row)
    session.flush()
    _note_holiday(session, clock, actor, "holiday.removed", day, kind)


def _require_editor(actor: Actor) -> None:
    if not actor.has(*EDITORS):
        raise Forbidden(N_("Hanya pengelola sistem yang dapat mengubah kalender."))


def _check_election(session: Session, given: ElectionInput, own_id: str | None) -> None:
    if not given.name.strip():
        raise Refused(N_("Nama pemilihan belum diisi."), field="name")
    if not given.region.strip():
        raise Refused(N_("Daerah pemilihan belum diisi."), field="region")
    same = session.scalar(select(Election.id).where(Election.name == given.name.strip()))
    if same not in (None, own_id):
        raise Refused(N_("Sudah ada pemilihan dengan nama ini."), field="name")


def _check_holiday(given: HolidayInput) -> None:
    if not given.name.strip():
        raise Refused(N_("Nama hari libur belum diisi."), field="name")
    if not given.source.strip():
        raise Refused(N_("Dasar hari libur belum diisi."), do=N_("Tulis nomor keputusan atau surat edarannya."), field="source")


def _note_holiday(session: Session, clock: Clock, actor: Actor, kind: str, day: dt.date, holiday: HolidayKind) -> None:
    trail.record(session, clock, actor, kind, "holiday", day.isoformat(), {"kind": holiday.value})


def _same_version(election: Election, version: int) -> Election:
    if election.version != version:
        raise Conflict(_CHANGED)
    return election


def _flush(session: Session) -> None:
    try:
        session.flush()
    except StaleDataError as stale:
        raise Conflict(_CHANGED) from stale
