"""Pages that show many sessions at once: month, week, people by day, kecamatan by pillar, the list."""

import datetime as dt
from collections.abc import Iterable

from flask import Response, make_response, render_template, request

from intranet.base.actor import Party
from intranet.calendar import queries as calendar
from intranet.literacy import queries, rules
from intranet.literacy.forms import Sheet
from intranet.literacy.queries import Line, Wanted
from intranet.literacy.rules import ExceptionKind, Pillar, Sector, SessionState
from intranet.literacy.views.common import READERS, asked_day, asked_month, bp, by_day, month_after
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import options

_DAY = dt.timedelta(days=1)
_TIGHT = 9  # sessions a day of the month shows before it points to its week


@bp.get("")
@gate.allow(*READERS)
def month() -> str:
    """A month of sessions, and those that still look for a day in it."""
    first = asked_month()
    after = month_after(first)
    start = first - _DAY * first.weekday()
    end = after + _DAY * (-after.weekday() % 7) - _DAY
    session, actor = db.session(), gate.actor()
    found = by_day(queries.between(session, start, end))
    days = [start + _DAY * number for number in range((end - start).days + 1)]
    return render_template(
        "literacy/month.html",
        first=first,
        weeks=[days[at : at + 7] for at in range(0, len(days), 7)],
        found=found,
        off=calendar.days_off(session, start, end),
        wanted=queries.timeless(session, first, after - _DAY),
        before=month_after(first, -1),
        after=after,
        tight=_TIGHT,
        total=sum(len(found.get(day, ())) for day in days if day.month == first.month),
        states=_counted(line for day in days if day.month == first.month for line in found.get(day, ())),
        awaited=queries.awaited(session, actor.party) if actor.party in rules.PARTIES else 0,
        may_propose=rules.may_propose(actor),
        mine=queries.person_of(session, actor.id),
    )


@bp.get("/week")
@gate.allow(*READERS)
def week() -> str:
    """A week of sessions with who sits in them."""
    day = asked_day("day")
    start = day - _DAY * day.weekday()
    session = db.session()
    days = [start + _DAY * number for number in range(7)]
    lines = queries.between(session, start, days[-1])
    return render_template(
        "literacy/week.html",
        days=days,
        found=by_day(lines),
        off=calendar.days_off(session, start, days[-1]),
        before=start - _DAY * 7,
        after=start + _DAY * 7,
        total=len(lines),
    )


@bp.get("/grid")
@gate.allow(*READERS)
def grid() -> str:
    """Who is where on which day of a month, and how loaded."""
    first = asked_month()
    after, session, zone = month_after(first), db.session(), db.settings().zone
    days = [first + _DAY * number for number in range((after - first).days)]
    held: dict[str, dict[dt.date, list[Line]]] = {}
    for line in queries.between(session, first, after - _DAY):
        for seat in line.seats:
            if seat.person_id and line.on_day:
                held.setdefault(seat.person_id, {}).setdefault(line.on_day, []).append(line)
    gone: dict[str, set[dt.date]] = {}
    start, end = (dt.datetime.combine(day, dt.time(), zone) for day in (first, after))
    for one in queries.away(session, start, end):
        if one.kind is ExceptionKind.LEAVE:
            last = (one.ends_at - dt.timedelta(seconds=1)).astimezone(zone).date()
            at = one.starts_at.astimezone(zone).date()
            gone.setdefault(one.person_id, set()).update(at + _DAY * n for n in range((last - at).days + 1))
    people = [one for one in queries.people(session) if one.active or one.id in held]
    return render_template(
        "literacy/grid.html",
        first=first,
        before=month_after(first, -1),
        after=after,
        days=days,
        off=calendar.days_off(session, first, after),
        rows=[(one, held.get(one.id, {}), gone.get(one.id, set())) for one in people],
    )


@bp.get("/coverage")
@gate.allow(*READERS)
def coverage() -> str:
    """How many sessions each kecamatan has of each pillar, gaps marked; of one programme's period, or of this quarter."""
    session, today = db.session(), formatting.today()
    programmes = queries.programmes(session)
    running = [one for one in programmes if one.starts_on <= today <= one.ends_on]
    asked = next((one for one in programmes if one.id == request.args.get("programme")), None)
    chosen = asked or next(iter(running or programmes), None)
    first, last = (chosen.starts_on, chosen.ends_on) if chosen else (today - _DAY * 45, today + _DAY * 45)
    found = queries.coverage(session, first, last)
    districts = queries.districts(session)
    return render_template(
        "literacy/coverage.html",
        programmes=[(one.id, one.title) for one in programmes],
        chosen=chosen,
        first=first,
        last=last,
        districts=districts,
        pillars=list(Pillar),
        found=found,
        gaps=sum(found.get((one.id, pillar), (0, 0))[0] == 0 for one in districts for pillar in Pillar),
        most=max((sure + coming for sure, coming in found.values()), default=0),
        targets={one.pillar: one.sessions for one in chosen.targets} if chosen else {},
        reached=queries.progress(session, chosen.id)[0] if chosen else {},
    )


@bp.get("/sessions")
@gate.allow(*READERS)
def listing() -> Response:
    """All sessions, narrowed down as asked."""
    session, form, actor = db.session(), Sheet(request.args), gate.actor()
    mine = form.value("waiting") == "yes" and actor.party in rules.PARTIES
    wanted = Wanted(
        state=form.choice("state", SessionState),
        pillar=form.choice("pillar", Pillar),
        sector=form.choice("sector", Sector),
        district=form.value("district")[:32],
        programme=form.value("programme")[:32],
        person=form.value("person")[:32],
        words=form.value("q")[:100],
        waiting=actor.party if mine else None,
    )
    page = render_template(
        "literacy/list.html",
        page=queries.listing(session, wanted, paging.read(request.args)),
        form=form,
        wanted=wanted,
        states=options(SessionState),
        pillars=options(Pillar),
        sectors=options(Sector),
        districts=[(one.id, one.name) for one in queries.districts(session)],
        programmes=[(one.id, one.title) for one in queries.programmes(session)],
        people=[(one.id, one.name) for one in queries.people(session)],
        url=paging.address(request.path, request.args),
        may_propose=rules.may_propose(actor),
        has_party=actor.party in (Party.BAWASLU, Party.DISKOMINFO),
    )
    return make_response(page)


def _counted(lines: Iterable[Line]) -> dict[SessionState, int]:
    found: dict[SessionState, int] = {}
    for line in lines:
        found[line.state] = found.get(line.state, 0) + 1
    return found
