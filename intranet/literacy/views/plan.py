"""Pages of planning a month: wishes, what is asked of the planner, the proposals asked for."""

import datetime as dt

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.literacy import queries, rules
from intranet.literacy.planning import exact
from intranet.literacy.planning.rules import MILDEST, Level, Rule, choices
from intranet.literacy.proposing import asking
from intranet.literacy.proposing import queries as proposals
from intranet.literacy.proposing.asking import SECONDS
from intranet.literacy.rules import Mode, Pillar, ProgrammeState, Sector, Segment, SessionKind, SessionState
from intranet.literacy.views.common import PLANNERS, bp, month_after
from intranet.literacy.views.plan_forms import PAIRS, SOFT_RULES, STEP_LABELS, STEPS, OrderForm, WishForm
from intranet.web import db, formatting, gate
from intranet.web.editing import Refusing, options

_DAY = dt.timedelta(days=1)


@bp.get("/plan")
@gate.allow(*PLANNERS)
def plan() -> Response:
    """What is wanted in a month, and the forms to want more and to have it planned."""
    return _page(200)


@bp.post("/plan/wishes")
@gate.allow(*PLANNERS)
def add_wishes() -> Response:
    """Ask for several like sessions at once."""
    form, session = WishForm(request.form), db.session()
    given = form.read(queries.topics(session))
    if given is not None:
        with Refusing(form):
            made = asking.wish(session, gate.actor(), db.clock(), db.settings(), *given)
            flash(
                ngettext("%(num)s sesi dicatat sebagai permintaan.", "%(num)s sesi dicatat sebagai permintaan.", len(made)),
                "success",
            )
            return redirect(url_for("literacy.plan", month=given[0].earliest_on.isoformat()[:7]), 303)
    return _page(422, wish=form)


@bp.post("/plan")
@gate.allow(*PLANNERS)
def ask_plan() -> Response:
    """Have a period planned."""
    form, session = OrderForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            row = asking.ask(session, gate.actor(), db.clock(), db.settings(), *given)
            return redirect(url_for("literacy.proposal", proposal_id=row.id), 303)
    return _page(422, order=form)


def _page(status: int, *, wish: WishForm | None = None, order: OrderForm | None = None) -> FlaskResponse:
    session, actor = db.session(), gate.actor()
    first = _month(wish, order)
    last = month_after(first) - _DAY
    running = [one for one in queries.programmes(session) if one.state is not ProgrammeState.CLOSED]
    soonest = max(first, formatting.today() + _DAY)
    usual = {
        "kind": "literacy",
        "sector": "public",
        "mode": "in_person",
        "minutes": "120",
        "capacity": "30",
        "count": "2",
        "helpers": "1",
    }
    usual |= {"earliest_on": min(soonest, last).isoformat(), "latest_on": last.isoformat()}
    usual |= {"programme_id": running[0].id} if len(running) == 1 else {}
    asked = {"first": min(soonest, last).isoformat(), "last": last.isoformat(), "seconds": str(SECONDS), "acquaintance": "any"}
    asked |= {f"rule-{Rule.HELPERS.value}": Level.WARN.value}  # two helpers, or one when people are short
    timeless = queries.timeless(session, first, last)
    planned = [line for line in queries.between(session, first, last) if line.state is SessionState.PLANNED]
    page = render_template(
        "literacy/plan.html",
        first=first,
        before=month_after(first, -1),
        after=month_after(first),
        wish=wish or WishForm(MultiDict(usual)),
        wish_sent=wish is not None,
        order=order or OrderForm(MultiDict(asked)),
        timeless=timeless,
        planned=planned,
        programmes=[(one.id, one.title) for one in running],
        districts=[(one.id, one.name) for one in queries.districts(session)],
        topics=[(one.id, f"{_(one.pillar.label)}: {one.name}") for one in queries.topics(session)],
        pillars=options(Pillar),
        sectors=options(Sector),
        segments=options(Segment),
        kinds=options(SessionKind),
        modes=options(Mode),
        soft_rules=[(rule, options(choices(rule))) for rule in SOFT_RULES],
        firm=[rule for rule in MILDEST if len(choices(rule)) == 1],
        steps=[(key, _(STEP_LABELS[key])) for key in STEPS],
        pairs=[(one.value, _(text)) for one, text in PAIRS.items()],
        solver=exact.available(),
        recent=proposals.recent(session),
        may_schedule=rules.may_schedule(actor),
    )
    return make_response(page, status)


def _month(wish: WishForm | None, order: OrderForm | None) -> dt.date:
    """The month shown: that of what was sent, that in the address, else the next one with time left for letters."""
    sent = wish.value("earliest_on") if wish else order.value("first") if order else f"{request.args.get('month', '')}-01"
    try:
        day = dt.date.fromisoformat(sent)
    except ValueError:
        day = month_after(formatting.today())
    return day.replace(day=1) if 2000 <= day.year < 2100 else month_after(formatting.today())
