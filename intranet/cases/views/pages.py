"""Pages of cases: the start page, the list, and one case with everything that can be done to it."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, flash, get_template_attribute, make_response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Row
from werkzeug.wrappers import Response

from intranet.base.actor import Actor, Party, Role
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.calendar import deadlines
from intranet.calendar import queries as calendar
from intranet.cases import board, clocks, forms, moving, presence, queries, rules, saved, search, service, timeline, tracks
from intranet.cases.classes import Target
from intranet.cases.rules import State
from intranet.cases.views import secrecy
from intranet.checkpoints.rules import CONCERNED
from intranet.disclosure import service as disclosure
from intranet.evidence import queries as evidence
from intranet.evidence import rules as evidence_rules
from intranet.partners import queries as partners
from intranet.web import blanks, db, formatting, gate, hx, i18n, paging
from intranet.web.blanks import form_token
from intranet.web.forms import NOTHING, Answers
from shared.questions import Platform, Topic
from shared.text import N_

bp = Blueprint("cases", __name__, template_folder="../templates")
PARTIES = (Party.DISKOMINFO, Party.BAWASLU)  # those between whom cases go
CHECKED = (State.INITIAL_STUDY, State.AWAITING_COMPLETION)  # where the list of requirements stands on the page


def install(app: Flask, *sections: Callable[[Any], Markup]) -> None:
    """Add to each case's page the ``sections`` of packages above this one; each draws its part of the case it is given."""
    app.extensions["posko_case_sections"] = sections


@bp.get("/")
@gate.any_staff
def home() -> Response:
    """The start page: what is mine, what waits, what grows old. Who does not work on cases gets the menu, explained.

    A partner's person has one page only, and is taken there.
    """
    actor = gate.actor()
    if not actor.has(*gate.CASE_WORKERS):
        if actor.party is Party.PARTNER and actor.has(Role.PARTNER):
            return hx.see(url_for("cases.referrals"))
        return make_response(render_template("cases/welcome.html", trail_line=_trail_line(actor)))
    session, now, today, zone = db.session(), formatting.now(), formatting.today(), db.settings().zone
    found = board.board(session, actor, now, zone)
    context = {
        "board": found,
        "ageing": _ageing(i18n.language(), tuple((state, tuple(parts)) for state, parts in found.ageing)),
        "due": board.tracks_due(session, actor, today, zone),
        "brief": lambda row: _drawn("brief", i18n.language(), today, zone, row, _late(row, now, today)),
        "parties": PARTIES,
        "listed": lambda **filters: _listed(tuple(filters.items())),
        "trail_line": _trail_line(actor),
    }
    return make_response(render_template("cases/home.html", **context))


def _trail_line(actor: Actor) -> Markup:
    """The state of the trail in one line, for those who answer for it."""
    return current_app.extensions["posko_trail_line"]() if actor.has(*CONCERNED) else Markup()


@bp.get("/cases")
@gate.allow(*gate.CASE_WORKERS)
def listing() -> Response:
    """The case list: filters, search, order and place are all in the address."""
    session, actor, wish = db.session(), gate.actor(), forms.read_wish(request.args, gate.actor())
    now, today, zone = formatting.now(), formatting.today(), db.settings().zone
    page = queries.listing(session, actor, wish, paging.read(request.args), now, zone)
    one_page = not (page.newer or page.older)
    total = len(page.rows) if one_page else -1 if wish.words else queries.count(session, actor, wish, now, zone)
    context: dict[str, Any] = {
        "page": page,
        "total": total,
        "cap": queries.COUNT_CAP,
        "most": search.MOST,
        "wish": wish,
        "filters": forms.filters_of(request.args),
        "url": paging.address(request.path, request.args),
        "line": lambda row: _drawn("line", i18n.language(), today, zone, row, _late(row, now, today)),
    }
    if not hx.wanted():
        officers, opened = tuple(service.officers(session, *PARTIES)), wish.narrowed and not wish.words
        panel = _panel(i18n.language(), actor.id, officers, replace(wish, words=()), opened)
        context |= {"panel": panel, "asked": request.args}
        context |= {"kept": saved.usable(session, actor), "present": urlencode(context["filters"])}
    return hx.page_or_fragment("cases/list.html", "cases/_list.html", **context)


def _late(row: queries.Line, now: dt.datetime, today: dt.date) -> bool:
    return deadlines.is_late(row.due_on, deadlines.due_at(row.clock, row.clock_from), now, today)


@lru_cache(maxsize=500)
def _drawn(how: str, _language: str, _today: dt.date, _zone: ZoneInfo, row: queries.Line, late: bool) -> Markup:
    """A row as drawn; everybody looks at the same ones, again and again."""
    at = deadlines.due_at(row.clock, row.clock_from)
    return Markup(get_template_attribute("cases/_line.html", how)(row, at, late))  # noqa: S704 - a template's own markup


@lru_cache(maxsize=200)
def _listed(filters: tuple[tuple[str, str], ...]) -> str:
    """The address of the list under these filters; the start page has a dozen and a half, the same for everybody."""
    wanted: dict[str, Any] = dict(filters)
    return url_for("cases.listing", **wanted)


@lru_cache(maxsize=50)
def _ageing(_language: str, groups: tuple[tuple[State, tuple[int, ...]], ...]) -> Markup:
    """The bars of the start page; the same for everybody until a number changes."""
    draw = get_template_attribute("cases/_ageing.html", "ageing")
    return Markup(draw(groups, list(forms.AGE_LABELS.values())[:4]))  # noqa: S704 - a template's own markup


@lru_cache(maxsize=200)
def _panel(_language: str, me: str, officers: tuple[tuple[str, str], ...], wish: queries.Wish, opened: bool) -> Markup:
    """The filters as drawn; most people look at the list unfiltered, again and again."""
    members = (list(State), PARTIES, list(rules.Source), list(Topic), list(Platform), list(Target))
    draw = get_template_attribute("cases/_filters.html", "filters")
    return Markup(draw(me, officers, wish, opened, *members, forms.AGE_LABELS, forms.SORT_LABELS))  # noqa: S704


@bp.get("/cases/<string:case_id>")
@gate.allow(*gate.CASE_WORKERS)
def case(case_id: str) -> Response:
    """One case. Who reads another party's secret by a disclosure leaves its use behind, before seeing anything."""
    found = visible(case_id)
    kept = secrecy.context(found)
    if grant_id := kept["refusal"].grant_id:
        with db.aside() as session:
            disclosure.note_reading(session, gate.actor(), db.clock(), grant_id)
        kept = secrecy.context(found)
    return page(found, kept=kept)


@bp.get("/cases/<string:case_id>/deadline")
@gate.allow(*gate.CASE_WORKERS)
def deadline(case_id: str) -> Response:
    """Why the case is due on that day: the rule, what was counted and left out, and a small calendar."""
    found = visible(case_id)
    service.open_case(db.session(), gate.actor(), db.clock(), case_id)
    counted = clocks.explain(db.session(), db.settings(), found)
    return hx.page_or_fragment("cases/deadline.html", "cases/_deadline.html", case=found, counted=counted)


@bp.post("/cases/<string:case_id>/present")
@gate.allow(*gate.CASE_WORKERS)
def present(case_id: str) -> str:
    """An open page says so, and shows who else has this case open."""
    service.open_case(db.session(), gate.actor(), db.clock(), case_id)
    others = presence.look(db.session(), gate.actor(), db.clock(), case_id)
    return render_template("cases/_present.html", others=others)


@bp.post("/cases/<string:case_id>/notes")
@gate.allow(*gate.CASE_WORKERS)
def add_note(case_id: str) -> Response:
    """Add a note."""
    form = Answers(request.form)
    try:
        service.add_note(db.session(), gate.actor(), db.clock(), case_id, form.value("text"))
    except Refused as refused:
        return again(case_id, refused, note=form)
    return done(case_id, _("Catatan ditambahkan."))


@bp.post("/cases/<string:case_id>/officer")
@gate.allow(*gate.CASE_WORKERS)
def assign(case_id: str) -> Response:
    """Name the case's officer."""
    form = Answers(request.form)
    try:
        service.assign(db.session(), gate.actor(), db.clock(), case_id, form.whole("version"), form.value("officer_id"))
    except Refused as refused:
        return again(case_id, refused, assignment=form)
    return done(case_id, _("Petugas sudah ditunjuk."))


@bp.post("/cases/<string:case_id>/target")
@gate.allow(*gate.CASE_WORKERS)
def set_target(case_id: str) -> Response:
    """Say whom the content aims at."""
    form = Answers(request.form)
    try:
        target = form.choice("target", Target)
        service.set_target(db.session(), gate.actor(), db.clock(), case_id, form.whole("version"), target)
    except Refused as refused:
        return again(case_id, refused, aim=form)
    return done(case_id, _("Sasaran konten sudah dicatat."))


@bp.post("/cases/<string:case_id>/state")
@gate.allow(*gate.CASE_WORKERS)
def move(case_id: str) -> Response:
    """Move the case along the table of rules."""
    form = forms.MoveForm(request.form)
    try:
        if form.event in (None, rules.Event.SUBMIT):  # a draft is submitted at the counter
            raise Refused(N_("Langkah itu tidak berlaku untuk keadaan perkara sekarang. Muat ulang halaman."))
        version = form.whole("version")
        moving.move(db.session(), gate.actor(), db.clock(), db.settings(), case_id, version, form.event, form.step)
    except Refused as refused:
        return again(case_id, refused, step=form)
    return done(case_id, _("Keadaan perkara sudah diubah."))


@bp.post("/cases/<string:case_id>/complainant")
@gate.allow(*gate.CASE_WORKERS)
def reveal(case_id: str) -> Response:
    """Show the complainant's data once, for a reason that goes into the trail."""
    form = Answers(request.form)
    found = visible(case_id)
    try:
        reason, ground = form.value("reason"), form.value("ground")
        person = service.reveal(db.session(), gate.actor(), db.clock(), db.keys(), case_id, reason, ground)
    except Refused as refused:
        return again(case_id, refused, reason=form)
    return page(found, person=person)


def visible(case_id: str) -> Row[*tuple[Any, ...]]:
    """The case, if this person may know of it: a draft only by its own party."""
    found = queries.sheet(db.session(), case_id)
    if found is None or (found.state is State.DRAFT and found.party is not gate.actor().party):
        raise NotFound(N_("Perkara tidak ditemukan."))
    return found


def done(case_id: str, message: str) -> Response:
    """After a change: the changed block for htmx, the page again for everybody else."""
    if hx.wanted():
        return page(visible(case_id), said=message)
    flash(message, "success")
    return make_response(hx.see(url_for("cases.case", case_id=case_id)))


def again(case_id: str, refused: Refused, **typed: Answers) -> Response:
    """The page again with what was typed; when somebody else was quicker, with both versions beside each other."""
    if refused.status in (403, 404):
        raise refused
    for form in typed.values():
        form.refuse(refused)
    session = db.session()
    session.rollback()
    lost = isinstance(refused, Conflict)
    wanted = typed["assignment"].value("officer_id") if "assignment" in typed else ""
    return page(visible(case_id), 409 if lost else 422, lost=lost, wanted_officer=queries.staff_name(session, wanted), **typed)


def page(found: Row[*tuple[Any, ...]], status: int = 200, **given: Any) -> Response:
    """Render one case; ``given``: what was typed and refused, a revealed person, a message, its secrecy (``kept``).

    Of another party's secret only number, state, clock and mark reach the template.
    """
    session, actor = db.session(), gate.actor()
    at = deadlines.due_at(found.clock, found.clock_from)
    due = {"due_at": at, "late": deadlines.is_late(found.due_on, at, formatting.now(), formatting.today())}
    kept = given.pop("kept", None) or secrecy.context(found)
    if not kept["readable"]:
        context = {"case": secrecy.Hidden.of(found), "said": "", **due, **kept, **given}
        return hx.page_or_fragment("cases/hidden.html", "cases/_hidden.html", status, **context)
    steps = [line for line in rules.moves_from(found.state) if line.event is not rules.Event.SUBMIT]
    own = [line for line in steps if actor.roles & line.roles]
    onward = [line for line in steps if line.event is not rules.Event.WITHDRAW]  # a withdrawal may be noted by anybody
    waits_for = set() if any(line in own for line in onward) else {role for line in onward for role in line.roles}
    holds = found.state is not State.DRAFT and rules.may_bundle(actor, found.party)
    may_assign = found.state in rules.OPEN_STATES and rules.may_assign(actor, found.party)
    beside = queries.tracks(session, found.id) if found.with_track else ()
    running = any(not track.stage.ended for track in beside)
    holding = moving.facts(found, told_name=found.reporter_known, running=running)
    context = {
        "case": found,
        **due,
        "says_every": presence.SAYS_EVERY,
        "stage": calendar.stage_name(session, found.happened_on) if found.happened_on else "",
        "officer": found.officer,
        "officers": service.officers(session, found.party) if may_assign else [],
        "moves": [(line, rules.unmet(line, holding)) for line in own],
        "tracks": [(track, tracks.open_to(actor, track.kind, track.stage)) for track in beside],
        "lacking": moving.lacking(found, told_name=found.reporter_known) if found.state in CHECKED else None,
        "receivers": partners.names_on(session, formatting.today()) if any(line.addressee for line in own) else [],
        "requirements": moving.requirements_of(found.source),
        "targets": [(one.value, i18n.text(one.label)) for one in Target],
        "crimes": list(rules.ElectionCrime),
        "notices": list(rules.Notice),
        # Of one's own party it is told who; of the other party that it is theirs.
        "waits_for": sorted(
            {i18n.text((role if role.party is actor.party else role.party).label) for role in waits_for if role.party}
        ),
        "may_bundle": holds and kept["leave"].allowed,
        "no_bundle": holds and not kept["leave"].allowed,
        "told_who": found.told_who,
        "entries": timeline.of(session, found.id),
        "told": _told,
        "evidence": evidence.of(session, actor, db.clock(), ("case", found.id)) if found.with_evidence else [],
        "evidence_targets": secrecy.evidence_targets,
        "sections": [draw(found) for draw in current_app.extensions["posko_case_sections"]],
        "may_add_evidence": found.state is not State.DRAFT,
        "evidence_add": _evidence_forms(found.id, given.get("evidence_file"), given.get("evidence_link")),
        "person": None,
        "said": "",
        "lost": False,
        "nothing": NOTHING,
        "wanted_officer": "",
        "note_form": _form("note", found.id, typed=given.get("note")),
        "reveal_form": _form("reveal", found.id, typed=given.get("reason")) if rules.may_reveal(actor) else "",
        "move_form": lambda event: blanks.drawn("cases/_forms.html", "move", found.id, found.version, event),
        **{name: NOTHING for name in ("assignment", "step", "act", "aim")},
        **kept,
        **given,
    }
    if not kept["mark_version"] and "mark_kept" not in given:
        context["first_mark"] = _form("first_mark", found.id, tuple(kept["mark_targets"]))
    asked = context["step"].value("event")
    context["can_repeat"] = not asked or any(line.event.value == asked and not missing for line, missing in context["moves"])
    return hx.page_or_fragment("cases/case.html", "cases/_case.html", status, **context)


def _form(name: str, case_id: str, *args: Hashable, typed: Answers | None = None) -> Markup:
    return blanks.form("cases/_forms.html", name, case_id, *args, typed=typed)


def _evidence_forms(case_id: str, file: Answers | None, link: Answers | None) -> Markup:
    """The forms that add evidence, with what was typed and refused; else as drawn for everybody."""
    told = (db.settings().evidence_max_mb, evidence_rules.ACCEPT, NOTHING)
    if file is None and link is None:
        return blanks.drawn("evidence/_add.html", "forms", case_id, *told)
    draw = get_template_attribute("evidence/_add.html", "forms")
    return Markup(draw(case_id, form_token(), *told, file, link))  # noqa: S704 - a template's own markup


def _told(entry: timeline.Entry) -> str:
    values = {name: formatting.date(value) if isinstance(value, dt.date) else value for name, value in entry.values.items()}
    return i18n.text(entry.text, **values, **{name: i18n.text(label) for name, label in entry.labels.items()})
