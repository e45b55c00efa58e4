"""Pages of places and figures: venues with their rooms; kecamatan, ways, topics, hours, Ramadan, pairing policies."""

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.literacy import forms, queries, rules
from intranet.literacy.forms import Sheet
from intranet.literacy.models import LiteracyHours, Venue
from intranet.literacy.rules import Pairing, Pillar, Sector
from intranet.literacy.service import places, programmes, standing
from intranet.literacy.views.common import PLANNERS, READERS, bp
from intranet.web import db, gate
from intranet.web.editing import Refusing, options


@bp.get("/venues")
@gate.allow(*READERS)
def venue_list() -> str:
    """All venues with their rooms."""
    may_schedule = rules.may_schedule(gate.actor())
    return render_template("literacy/venues.html", venues=queries.venues(db.session()), may_schedule=may_schedule)


@bp.get("/venues/new")
@gate.allow(*PLANNERS)
def new_venue() -> Response:
    """The form of a new venue."""
    return _venue(forms.VenueForm({"active": "yes"}), 200)


@bp.post("/venues/new")
@gate.allow(*PLANNERS)
def add_venue() -> Response:
    """Put a venue on the list."""
    form, session = forms.VenueForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            row = places.add_venue(session, gate.actor(), db.clock(), given)
            flash(_("Tempat dicatat. Tambahkan ruangnya."), "success")
            return redirect(url_for("literacy.venue", venue_id=row.id), 303)
    return _venue(form, 422)


@bp.get("/venues/<string:venue_id>")
@gate.allow(*READERS)
def venue(venue_id: str) -> Response:
    """One venue: its rooms, and its form for who may change it."""
    row = places.get_venue(db.session(), venue_id)
    return _venue(forms.of_venue(row), 200, row)


@bp.post("/venues/<string:venue_id>")
@gate.allow(*PLANNERS)
def amend_venue(venue_id: str) -> Response:
    """Change a venue."""
    form, session = forms.VenueForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            places.amend_venue(session, gate.actor(), db.clock(), venue_id, form.whole("version"), given)
            flash(_("Perubahan disimpan."), "success")
            return redirect(url_for("literacy.venue", venue_id=venue_id), 303)
    return _venue(form, 422, places.get_venue(session, venue_id))


@bp.post("/venues/<string:venue_id>/rooms")
@gate.allow(*PLANNERS)
def set_room(venue_id: str) -> Response:
    """Add a room, or correct the one named."""
    form, session = forms.RoomForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            places.set_room(session, gate.actor(), db.clock(), venue_id, given, form.value("room_id") or None)
            flash(_("Ruang disimpan."), "success")
            return redirect(url_for("literacy.venue", venue_id=venue_id), 303)
    row = places.get_venue(session, venue_id)
    return _venue(forms.of_venue(row), 422, row, form)


def _venue(form: forms.VenueForm, status: int, row: Venue | None = None, room: forms.RoomForm | None = None) -> Response:
    page = render_template(
        "literacy/venue.html",
        form=form,
        room=room or forms.RoomForm(),
        row=row,
        districts=[(one.id, one.name) for one in queries.districts(db.session())],
        may_schedule=rules.may_schedule(gate.actor()),
    )
    return make_response(page, status)


@bp.get("/policies")
@gate.allow(*READERS)
def policy_page() -> Response:
    """What agreements demand of pairs; hours, Ramadan, kecamatan, ways, topics."""
    return _policies()


@bp.post("/policies/pairing")
@gate.allow(Role.ADMIN)
def set_policy() -> Response:
    """Let an agreement demand something of a sector from a day on."""
    form = forms.PolicyForm(request.form)
    given = form.read()
    if given is None:
        return _policies(422, policy=form)
    how: dict[str, Any] = given
    return _set(lambda office: programmes.set_policy(*office, **how), _("Kebijakan pasangan disimpan."), policy=form)


@bp.post("/policies/hours")
@gate.allow(Role.ADMIN)
def set_hours() -> Response:
    """Let the office's hours and usual figures be as given."""
    form = forms.HoursForm(request.form)
    given = form.read()
    if given is None:
        return _policies(422, hours=form)
    return _set(lambda office: places.set_hours(*office, form.whole("version"), given), _("Jam kerja disimpan."), hours=form)


@bp.post("/policies/ramadan")
@gate.allow(Role.ADMIN)
def set_ramadan() -> Response:
    """Note the month of Ramadan as announced."""
    form = Sheet(request.form)
    first, last = form.day("starts_on"), form.day("ends_on")
    if first is None or last is None:
        return _policies(422, ramadan=form)
    return _set(lambda office: places.set_ramadan(*office, first, last), _("Bulan Ramadan dicatat."), ramadan=form)


@bp.post("/policies/districts")
@gate.allow(*PLANNERS)
def add_district() -> Response:
    """Put a kecamatan on the list."""
    form = Sheet(request.form)
    form.limit(district=100)
    if not form.ok:
        return _policies(422, district=form)
    return _set(lambda office: places.add_district(*office, form.value("district")), _("Kecamatan dicatat."), district=form)


@bp.post("/policies/ways")
@gate.allow(*PLANNERS)
def set_way() -> Response:
    """Note how long it is from one kecamatan to another."""
    form = Sheet(request.form)
    pair = (form.value("from_id"), form.value("to_id"), form.whole("minutes"))
    return _set(lambda office: places.set_way(*office, *pair), _("Waktu tempuh dicatat."), way=form)


@bp.post("/policies/topics")
@gate.allow(*PLANNERS)
def add_topic() -> Response:
    """Put a topic on the list."""
    form = Sheet(request.form)
    pillar = form.choice("pillar", Pillar)
    form.limit(topic=200)
    if pillar is None:
        form.errors["pillar"] = _("Pilih salah satu.")
    if pillar is None or not form.ok:
        return _policies(422, topic=form)
    return _set(lambda office: places.add_topic(*office, pillar, form.value("topic")), _("Topik dicatat."), topic=form)


def _set(verb: Callable[[tuple[Any, Any, Any]], object], message: str, **typed: Sheet) -> Response:
    with Refusing(*typed.values()):
        verb((db.session(), gate.actor(), db.clock()))
        flash(message, "success")
        return redirect(url_for("literacy.policy_page"), 303)
    return _policies(422, **typed)


def _policies(status: int = 200, **typed: Sheet) -> Response:
    session, actor = db.session(), gate.actor()
    row = session.get(LiteracyHours, 1)
    districts = queries.districts(session)
    context: dict[str, Any] = {
        "policies": queries.policies(session),
        "agreements": queries.agreements(session),
        "sectors": options(Sector),
        "pairings": options(Pairing),
        "pillars": options(Pillar),
        "ramadans": queries.ramadans(session),
        "districts": districts,
        "district_choices": [(one.id, one.name) for one in districts],
        "district_names": {one.id: one.name for one in districts},
        "ways": queries.ways(session),
        "topics": queries.topics(session),
        "now": standing.hours(session),
        "spelled": forms.spelled,
        "version": row.version if row else 0,
        "may_set": rules.may_set_policy(actor),
        "may_schedule": rules.may_schedule(actor),
        "policy": Sheet(),
        "hours": forms.of_hours(standing.hours(session)),
        "ramadan": Sheet(),
        "district": Sheet(),
        "way": Sheet(),
        "topic": Sheet(),
        **typed,
    }
    return make_response(render_template("literacy/policies.html", **context), status)
