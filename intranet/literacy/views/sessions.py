"""Pages of one session: its form, its page with both confirmations side by side, and every act on it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.calendar import queries as calendar
from intranet.calendar.rules import add_working_days
from intranet.literacy import forms, queries, rules
from intranet.literacy.forms import Sheet
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import (
    CostBearer,
    LetterKind,
    Mode,
    Pairing,
    Pillar,
    ProgrammeState,
    SeatRole,
    Sector,
    Segment,
    SessionKind,
    SessionState,
)
from intranet.literacy.service import confirming, replacing, seats, sessions, standing
from intranet.literacy.views.common import PLANNERS, READERS, bp, sections
from intranet.web import db, formatting, gate, hx, i18n
from intranet.web.editing import Refusing, options
from shared.text import N_

_TOLD = {
    "literacy.added": N_("Sesi dicatat"),
    "literacy.amended": N_("Sesi diubah"),
    "literacy.postponed": N_("Sesi ditunda"),
    "literacy.cancelled": N_("Sesi dibatalkan"),
    "literacy.held": N_("Sesi terlaksana"),
    "literacy.confirmed": N_("Dikonfirmasi"),
    "literacy.withdrawn": N_("Konfirmasi ditarik"),
    "literacy.consented": N_("Persetujuan satu pihak dicatat"),
    "literacy.reminded": N_("Diingatkan untuk mengonfirmasi"),
    "seat.opened": N_("Kursi ditambahkan"),
    "seat.dropped": N_("Kursi dihapus"),
    "seat.filled": N_("Kursi diisi"),
    "seat.vacated": N_("Petugas berhalangan"),
    "seat.pinned": N_("Kursi dikunci atau dibuka"),
    "letter.issued": N_("Surat terbit"),
    "letter.cancelled": N_("Surat dibatalkan"),
}
_MOVES: dict[str, str] = {
    "postpone": N_("Sesi ditunda. Tetapkan waktu barunya bila sudah ada."),
    "cancel": N_("Sesi dibatalkan."),
    "hold": N_("Sesi dicatat terlaksana."),
}
_SEATS = [(party, role) for party in (Party.BAWASLU, Party.DISKOMINFO, Party.PARTNER) for role in SeatRole]
_SHOWN = 5  # candidates before the rest is folded away


@bp.get("/sessions/new")
@gate.allow(*PLANNERS)
def new_session() -> Response:
    """The form of a new session; ``day`` in the address is the day one came from."""
    filled = MultiDict({name: request.args.get(name, "") for name in ("programme_id", "district_id", "day")})
    day = filled.pop("day")
    filled |= {
        "mode": "in_person",
        "kind": "literacy",
        "sector": "public",
        "cost_bearer": "diskominfo",
        "minutes": "120",
        "capacity": "30",
    }
    if day and rules.may_schedule(gate.actor()):
        filled["starts_at"] = f"{day}T09:00"
    running = [one for one in queries.programmes(db.session()) if one.state is not ProgrammeState.CLOSED]
    if len(running) == 1:
        filled["programme_id"] = running[0].id
    return _form(forms.SessionForm(filled), 200)


@bp.post("/sessions/new")
@gate.allow(*PLANNERS)
def add_session() -> Response:
    """Ask for a session, or plan it."""
    form, session = forms.SessionForm(request.form), db.session()
    given = form.read(db.settings().zone)
    if given is not None:
        with Refusing(form):
            row = sessions.add(session, gate.actor(), db.clock(), db.settings(), given)
            flash(_("Sesi dicatat. Isi kursinya."), "success")
            return redirect(url_for("literacy.show", session_id=row.id), 303)
    return _form(form, 422)


@bp.get("/sessions/<string:session_id>/edit")
@gate.allow(*PLANNERS)
def edit_session(session_id: str) -> Response:
    """The form of a session as it stands."""
    row = sessions.get(db.session(), session_id)
    return _form(forms.of_session(row, db.settings().zone), 200, row)


@bp.post("/sessions/<string:session_id>/edit")
@gate.allow(*PLANNERS)
def amend_session(session_id: str) -> Response:
    """Change a session."""
    form, session = forms.SessionForm(request.form), db.session()
    given = form.read(db.settings().zone)
    if given is not None:
        with Refusing(form):
            sessions.amend(session, gate.actor(), db.clock(), db.settings(), session_id, form.whole("version"), given)
            flash(_("Perubahan disimpan."), "success")
            return redirect(url_for("literacy.show", session_id=session_id), 303)
    return _form(form, 422, sessions.get(session, session_id))


def _form(form: forms.SessionForm, status: int, row: LiteracySession | None = None) -> Response:
    session = db.session()
    kept = {row.programme_id} if row else set()
    page = render_template(
        "literacy/session_form.html",
        form=form,
        row=row,
        programmes=[
            (one.id, one.title) for one in queries.programmes(session) if one.state is not ProgrammeState.CLOSED or one.id in kept
        ],
        kinds=options(SessionKind),
        sectors=options(Sector),
        segments=options(Segment),
        pillars=options(Pillar),
        modes=options(Mode),
        bearers=options(CostBearer),
        districts=[(one.id, one.name) for one in queries.districts(session)],
        topics=[(one.id, f"{_(one.pillar.label)}: {one.name}") for one in queries.topics(session)],
        rooms=[
            (room.id, _("%(venue)s, %(room)s (%(most)s orang)", venue=venue.name, room=room.name, most=room.capacity))
            for venue in queries.venues(session)
            for room in venue.rooms
            if (venue.active and room.active) or (row and row.room_id == room.id)
        ],
        usual_travel=standing.hours(session).travel,
        may_schedule=rules.may_schedule(gate.actor()),
    )
    return make_response(page, status)


@bp.get("/sessions/<string:session_id>")
@gate.allow(*READERS)
def show(session_id: str) -> Response:
    """One session."""
    return page_of(sessions.get(db.session(), session_id))


@bp.post("/sessions/<string:session_id>/confirm")
@gate.allow(*PLANNERS)
def confirm(session_id: str) -> Response:
    """Stand by the session as it is, for one's own party."""

    def verb(form: Sheet) -> str:
        row = confirming.confirm(*_office(), db.settings(), session_id, form.whole("version"))
        return _("Sesi terkonfirmasi.") if row.state is SessionState.CONFIRMED else _("Konfirmasi pihak Anda dicatat.")

    return act(session_id, "confirm", verb)


@bp.post("/sessions/<string:session_id>/withdraw")
@gate.allow(*PLANNERS)
def withdraw(session_id: str) -> Response:
    """Take one's own party's word back."""

    def verb(form: Sheet) -> str:
        confirming.withdraw(*_office(), session_id, form.whole("version"))
        return _("Konfirmasi pihak Anda ditarik.")

    return act(session_id, "confirm", verb)


@bp.post("/sessions/<string:session_id>/consent")
@gate.allow(*PLANNERS)
def consent(session_id: str) -> Response:
    """Agree that one party holds the session alone."""

    def verb(form: Sheet) -> str:
        confirming.consent(*_office(), session_id, form.whole("version"), form.value("note"))
        return _("Persetujuan pihak Anda dicatat.")

    return act(session_id, "consent", verb)


@bp.post("/sessions/<string:session_id>/seats")
@gate.allow(*PLANNERS)
def open_seat(session_id: str) -> Response:
    """Add a seat to be filled."""

    def verb(form: Sheet) -> str:
        party, role = next(((p, r) for p, r in _SEATS if f"{p.value}:{r.value}" == form.value("seat")), (None, None))
        if party is None or role is None:
            raise Refused(N_("Pilih kursi yang ditambahkan."), field="seat")
        seats.open_seat(*_office(), session_id, form.whole("version"), party, role)
        return _("Kursi ditambahkan.")

    return act(session_id, "seat", verb)


@bp.post("/sessions/<string:session_id>/seats/<string:seat_id>/fill")
@gate.allow(*PLANNERS)
def fill_seat(session_id: str, seat_id: str) -> Response:
    """Put somebody on an empty seat."""

    def verb(form: Sheet) -> str:
        seats.fill(*_office(), db.settings(), seat_id, form.whole("version"), form.value("person_id"))
        return _("Kursi diisi.")

    return act(session_id, "seat", verb)


@bp.post("/sessions/<string:session_id>/seats/<string:seat_id>/vacate")
@gate.allow(*PLANNERS)
def vacate_seat(session_id: str, seat_id: str) -> Response:
    """Let somebody go, with the reason."""

    def verb(form: Sheet) -> str:
        seats.vacate(*_office(), seat_id, form.whole("version"), form.value("reason"))
        return _("Kursi dikosongkan. Pilih penggantinya.")

    return act(session_id, f"vacate-{seat_id}", verb)


@bp.post("/sessions/<string:session_id>/seats/<string:seat_id>/drop")
@gate.allow(*PLANNERS)
def drop_seat(session_id: str, seat_id: str) -> Response:
    """Take an empty seat away."""

    def verb(form: Sheet) -> str:
        seats.drop_seat(*_office(), seat_id, form.whole("version"))
        return _("Kursi dihapus.")

    return act(session_id, "seat", verb)


@bp.post("/sessions/<string:session_id>/seats/<string:seat_id>/pin")
@gate.allow(*PLANNERS)
def pin_seat(session_id: str, seat_id: str) -> Response:
    """Let planning leave the person alone, or not any more."""

    def verb(form: Sheet) -> str:
        seats.pin(*_office(), seat_id, form.whole("version"), form.ticked("pinned"))
        return _("Kunci kursi diubah.")

    return act(session_id, "seat", verb)


@bp.post("/sessions/<string:session_id>/move")
@gate.allow(*PLANNERS)
def move(session_id: str) -> Response:
    """Postpone, cancel, or note that it took place."""
    wanted = request.form.get("act", "")

    def verb(form: Sheet) -> str:
        if wanted == "hold":
            paid = form.number("actual_cost", -1)
            if not form.ok:
                raise Refused(N_("Isi biaya dengan angka rupiah."), field="actual_cost")
            sessions.hold(*_office(), session_id, form.whole("version"), None if paid < 0 else paid)
        elif wanted in _MOVES:
            does = sessions.postpone if wanted == "postpone" else sessions.cancel
            does(*_office(), session_id, form.whole("version"), form.value("reason"))
        else:
            raise Refused(N_("Pilih langkahnya."))
        return i18n.text(_MOVES[wanted])

    return act(session_id, wanted if wanted in _MOVES else "move", verb)


def act(session_id: str, where: str, verb: Callable[[Sheet], str]) -> Response:
    """Do it and show the session as it is now, or with what stands in the way at ``where``: in its place, or as a page."""
    form, session = Sheet(request.form), db.session()
    try:
        message = verb(form)
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        form.refuse(refused)
        session.rollback()
        return page_of(sessions.get(session, session_id), refused.status, where=where, form=form)
    if hx.wanted():
        session.expire_all()
        return page_of(sessions.get(session, session_id), said_now=message)
    flash(message, "success")
    return redirect(url_for("literacy.show", session_id=session_id), 303)


def _office() -> tuple[Any, Any, Any]:
    return db.session(), gate.actor(), db.clock()


def page_of(
    row: LiteracySession, status: int = 200, *, where: str = "", form: Sheet | None = None, said_now: str = ""
) -> FlaskResponse:
    """The page of one session, or all but its frame; ``form``: what was refused and ``where``; ``said_now``: what was done."""
    session, actor, settings = db.session(), gate.actor(), db.settings()
    open_ = row.state in rules.OPEN
    empty = [seat for seat in row.live_seats if seat.person_id is None]
    letters = queries.letters_of(session, row.id)
    ids = [row.made_by, *(one.by for one in row.confirmations), *(one.by for one in row.consents)]
    return hx.page_or_fragment(
        "literacy/session.html",
        "literacy/_session.html",
        status,
        row=row,
        inline=hx.wanted(),
        said_now=said_now,
        where_=where,
        form=form or Sheet(),
        said={one.party: one for one in row.confirmations},
        consents={one.party: one for one in row.consents},
        names=queries.staff_names(session, ids),
        parties=rules.PARTIES,
        fault=rules.pair_fault(row.policy.pairing, row.pair) if open_ else None,
        by_agreement=row.policy.pairing is Pairing.BY_AGREEMENT,
        own=actor.party if actor.party in rules.PARTIES and rules.works_for(actor, actor.party) else None,
        open=open_,
        empty={seat.id: replacing.candidates(session, settings, row, seat) for seat in empty} if open_ else {},
        shown=_SHOWN,
        gone=[seat for seat in row.seats if seat.vacated_at is not None],
        may_seat={party: open_ and rules.may_seat(actor, party) for party in Party},
        may_schedule=open_ and rules.may_schedule(actor),
        may_edit=open_ and (rules.may_schedule(actor) or (row.state is SessionState.WANTED and rules.works_for(actor, row.party))),
        may_hold=row.state is SessionState.CONFIRMED and rules.may_propose(actor) and _begun(row),
        me=actor.id,
        seat_choices=[
            (f"{party.value}:{role.value}", f"{_(role.label)} · {_(party.label)}")
            for party, role in _SEATS
            if rules.may_seat(actor, party)
        ],
        letters=letters,
        reasons={text: i18n.text(text) for text in standing.REASONS},
        may_sign=actor.party is not None and rules.may_sign(actor, actor.party),
        invitation=LetterKind.INVITATION,
        warnings=_warnings(row) if open_ else [],
        sections=sections(row),
        events=trail.of(session, "literacy_session", row.id),
        told=lambda event: i18n.text(_TOLD.get(event.kind, N_("Perubahan lain"))),
    )


def _begun(row: LiteracySession) -> bool:
    return row.starts_at is not None and row.starts_at <= db.clock().now()


def _warnings(row: LiteracySession) -> list[str]:
    """What is unusual about a session and no reason to refuse it; in the visitor's language."""
    if row.starts_at is None or row.ends_at is None or row.on_day is None:
        return []
    session, zone = db.session(), db.settings().zone
    hours, today = standing.hours(session), formatting.today()
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    found = [rules.hours_fault(hours, start, end, ramadan=queries.in_ramadan(session, row.on_day))]
    off = calendar.days_off(session, today, row.on_day + dt.timedelta(days=1)) if today <= row.on_day else {}
    texts = [_(text) for text in found if text]
    if row.on_day in off:
        texts.append(_("Hari libur: %(name)s.", name=off[row.on_day].name))
    elif row.on_day.weekday() > 4:
        texts.append(_("Hari Sabtu atau Minggu."))
    soon = hours.lead_days and today <= row.on_day < add_working_days(today, hours.lead_days, off)
    if soon and row.state is not SessionState.CONFIRMED:
        texts.append(_("Kurang dari %(days)s hari kerja lagi; surat sebaiknya sudah keluar.", days=hours.lead_days))
    if row.room and row.capacity > row.room.capacity:
        texts.append(_("Pesertanya lebih banyak daripada daya tampung ruang."))
    return texts
