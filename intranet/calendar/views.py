"""Pages of the calendar: elections with their stages, holidays of a year, and the calculator of deadlines."""

import datetime as dt

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Role
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.calendar import queries, rules, service
from intranet.calendar.deadlines import Deadline, Part, Word
from intranet.calendar.forms import FIRST_YEAR, LAST_YEAR, ElectionForm, HolidayForm, QuestionForm, StageForm
from intranet.calendar.models import Election
from intranet.calendar.rules import DeadlineKind, ElectionKind, HolidayKind, StageKind
from intranet.web import db, formatting, gate, i18n
from intranet.web.forms import Answers
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR)

bp = Blueprint("calendar", __name__, template_folder="templates")


@bp.app_template_filter("kalimat")
def sentence(part: Part) -> str:
    """One sentence of a deadline's explanation, in the visitor's language."""
    return _(part.text) % {name: _said(value) for name, value in part.values.items()}


@bp.app_template_filter("bulan_tahun")
def month_and_year(value: dt.date) -> str:
    """``November 2026``, as a month's caption."""
    return formatting.date(value).split(" ", 1)[1]


def _said(value: object) -> str:
    if isinstance(value, Word):
        return _(value.text)
    if isinstance(value, dt.datetime):
        return f"{formatting.weekday_date(value)} {formatting.clock_time(value)} {value.tzname()}"
    if isinstance(value, dt.date):
        return formatting.weekday_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H.%M}" if i18n.language() == "id" else f"{value:%H:%M}"
    if isinstance(value, tuple):
        return "; ".join(f"{formatting.weekday_date(step.day)} ({step.name})" for step in value)
    return str(value)


def _today() -> dt.date:
    return db.clock().now().astimezone(db.settings().zone).date()


def _options(kind: type[ElectionKind] | type[StageKind] | type[HolidayKind] | type[DeadlineKind]) -> list[tuple[str, str]]:
    return [(one.value, _(one.label)) for one in kind]


def _may_edit() -> bool:
    return gate.actor().has(*service.EDITORS)


@bp.get("/calendar")
@gate.allow(*READERS)
def index() -> str:
    """All elections with their stages, and what today is."""
    day, elections = _today(), queries.all_elections(db.session())
    current = queries.among(elections, day)
    return render_template(
        "calendar/index.html",
        elections=[(row, _line(row, day)) for row in elections],
        current=current,
        stage=queries.stage_of(current, day),
        regime=queries.regime_of(current),
        may_edit=_may_edit(),
    )


def _line(row: Election, day: dt.date) -> rules.StageLine | None:
    return rules.stage_line([stage.span for stage in row.stages], row.voting_on, day) if row.stages else None


@bp.get("/calendar/elections/new")
@gate.allow(*service.EDITORS)
def new_election() -> Response:
    """The form of a new election."""
    return _election_form(ElectionForm(), 200)


@bp.post("/calendar/elections/new")
@gate.allow(*service.EDITORS)
def add_election() -> Response:
    """Enter an election."""
    form = ElectionForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = service.add_election(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Pemilihan sudah dicatat. Tambahkan tahapannya di bawah ini."), "success")
            return redirect(url_for("calendar.election", election_id=row.id), 303)
    return _election_form(form, 422)


def _election_form(form: Answers, status: int) -> Response:
    return make_response(render_template("calendar/new.html", form=form, kinds=_options(ElectionKind)), status)


@bp.get("/calendar/elections/<string:election_id>")
@gate.allow(*READERS)
def election(election_id: str) -> Response:
    """One election: its stages drawn and listed, and what was done with it."""
    return _election_page(service.get_election(db.session(), election_id), 200)


@bp.post("/calendar/elections/<string:election_id>")
@gate.allow(*service.EDITORS)
def change_election(election_id: str) -> Response:
    """Rename an election or move its day of voting."""
    form = ElectionForm(request.form)
    given, version = form.read(), form.whole("version")
    if given is not None:
        try:
            service.change_election(db.session(), gate.actor(), db.clock(), election_id, given, version=version)
        except (Conflict, NotFound):
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            _changed(_("Pemilihan sudah diubah."))
            return redirect(url_for("calendar.election", election_id=election_id), 303)
    return _election_page(service.get_election(db.session(), election_id), 422, change=form)


@bp.post("/calendar/elections/<string:election_id>/stages")
@gate.allow(*service.EDITORS)
def add_stage(election_id: str) -> Response:
    """Enter a stage."""
    form = StageForm(request.form)
    return _set_stage(form, election_id, None) or _election_page(service.get_election(db.session(), election_id), 422, stage=form)


@bp.get("/calendar/elections/<string:election_id>/stages/<string:stage_id>")
@gate.allow(*service.EDITORS)
def stage(election_id: str, stage_id: str) -> Response:
    """The form that corrects a stage, and the button that removes it."""
    return _stage_page(election_id, stage_id, None, 200)


@bp.post("/calendar/elections/<string:election_id>/stages/<string:stage_id>")
@gate.allow(*service.EDITORS)
def correct_stage(election_id: str, stage_id: str) -> Response:
    """Correct a stage."""
    form = StageForm(request.form)
    return _set_stage(form, election_id, stage_id) or _stage_page(election_id, stage_id, form, 422)


@bp.post("/calendar/elections/<string:election_id>/stages/<string:stage_id>/remove")
@gate.allow(*service.EDITORS)
def remove_stage(election_id: str, stage_id: str) -> Response:
    """Take a stage out."""
    version = Answers(request.form).whole("version")
    service.remove_stage(db.session(), gate.actor(), db.clock(), election_id, stage_id, version=version)
    _changed(_("Tahapan sudah dihapus."))
    return redirect(url_for("calendar.election", election_id=election_id), 303)


def _set_stage(form: StageForm, election_id: str, stage_id: str | None) -> Response | None:
    given, version = form.read(), form.whole("version")
    if given is None:
        return None
    session, actor, clock = db.session(), gate.actor(), db.clock()
    try:
        service.set_stage(session, actor, clock, election_id, given, version=version, stage_id=stage_id)
    except (Conflict, NotFound):
        raise
    except Refused as refused:
        form.refuse(refused)
        return None
    _changed(_("Tahapan sudah disimpan."))
    return redirect(url_for("calendar.election", election_id=election_id), 303)


_EVENTS = {
    "election.added": N_("Dicatat"),
    "election.changed": N_("Diubah"),
    "election.stage_set": N_("Tahapan disimpan"),
    "election.stage_removed": N_("Tahapan dihapus"),
    "holiday.added": N_("Hari libur ditambahkan"),
    "holiday.corrected": N_("Hari libur dibetulkan"),
    "holiday.removed": N_("Hari libur dihapus"),
}


def _election_page(row: Election, status: int, *, change: Answers | None = None, stage: Answers | None = None) -> Response:
    kept = {"kind": row.kind.value, "name": row.name, "region": row.region, "voting_on": row.voting_on.isoformat()}
    page = render_template(
        "calendar/election.html",
        row=row,
        line=_line(row, _today()),
        change=change or Answers(kept),
        stage=stage or Answers(),
        kinds=_options(ElectionKind),
        stage_kinds=_options(StageKind),
        events=trail.of(db.session(), "election", row.id),
        event_texts=_EVENTS,
        may_edit=_may_edit(),
    )
    return make_response(page, status)


def _stage_page(election_id: str, stage_id: str, form: Answers | None, status: int) -> Response:
    row = service.get_election(db.session(), election_id)
    found = service.get_stage(row, stage_id)
    kept = {"kind": found.kind.value, "name": found.name}
    kept |= {"starts_on": found.starts_on.isoformat(), "ends_on": found.ends_on.isoformat()}
    page = render_template("calendar/stage.html", row=row, stage=found, form=form or Answers(kept), stage_kinds=_options(StageKind))
    return make_response(page, status)


@bp.get("/calendar/holidays")
@gate.allow(*READERS)
def holidays() -> Response:
    """The holidays of a year."""
    return _holidays_page(Answers(request.args).whole("year"), HolidayForm(), 200)


@bp.post("/calendar/holidays")
@gate.allow(*service.EDITORS)
def add_holiday() -> Response:
    """Enter a holiday."""
    form = HolidayForm(request.form)
    day, given = form.day("day"), form.read()
    if day is not None and given is not None:
        try:
            service.add_holiday(db.session(), gate.actor(), db.clock(), day, given)
        except Refused as refused:
            form.refuse(refused)
        else:
            _changed(_("Hari libur sudah ditambahkan."))
            return redirect(url_for("calendar.holidays", year=day.year), 303)
    return _holidays_page(day.year if day else -1, form, 422)


def _holidays_page(year: int, form: Answers, status: int) -> Response:
    year = year if FIRST_YEAR <= year <= LAST_YEAR else _today().year
    page = render_template(
        "calendar/holidays.html",
        year=year,
        earlier=year - 1 if year > FIRST_YEAR else None,
        later=year + 1 if year < LAST_YEAR else None,
        rows=[(row, HolidayKind(row.kind)) for row in queries.holidays_of(db.session(), year)],
        form=form,
        kinds=_options(HolidayKind),
        may_edit=_may_edit(),
    )
    return make_response(page, status)


@bp.get("/calendar/holidays/<string:day>")
@gate.allow(*service.EDITORS)
def holiday(day: str) -> Response:
    """The form that corrects a holiday, and the button that removes it."""
    return _holiday_page(_day(day), None, 200)


@bp.post("/calendar/holidays/<string:day>")
@gate.allow(*service.EDITORS)
def correct_holiday(day: str) -> Response:
    """Correct a holiday."""
    form, on = HolidayForm(request.form), _day(day)
    given = form.read()
    if given is not None:
        try:
            service.correct_holiday(db.session(), gate.actor(), db.clock(), on, given)
        except NotFound:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            _changed(_("Hari libur sudah dibetulkan."))
            return redirect(url_for("calendar.holidays", year=on.year), 303)
    return _holiday_page(on, form, 422)


@bp.post("/calendar/holidays/<string:day>/remove")
@gate.allow(*service.EDITORS)
def remove_holiday(day: str) -> Response:
    """Make a day an ordinary one again."""
    on = _day(day)
    service.remove_holiday(db.session(), gate.actor(), db.clock(), on)
    _changed(_("Hari libur sudah dihapus; tanggal itu hari kerja biasa lagi."))
    return redirect(url_for("calendar.holidays", year=on.year), 303)


def _changed(message: str) -> None:
    """Count the running deadlines again, and say how many moved."""
    moved = current_app.extensions["posko_recount"](db.session(), gate.actor(), db.clock(), db.settings())
    again = ngettext("%(num)s tenggat dihitung ulang.", "%(num)s tenggat dihitung ulang.", moved) if moved else ""
    flash(f"{message} {again}".strip(), "success")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound(N_("Pada tanggal itu tidak ada hari libur.")) from None


def _holiday_page(day: dt.date, form: Answers | None, status: int) -> Response:
    row = service.get_holiday(db.session(), day)
    form = form or Answers({"kind": row.kind, "name": row.name, "source": row.source})
    events = trail.of(db.session(), "holiday", day.isoformat())
    page = render_template(
        "calendar/holiday.html", row=row, form=form, kinds=_options(HolidayKind), events=events, event_texts=_EVENTS
    )
    return make_response(page, status)


@bp.get("/calendar/deadlines")
@gate.allow(*READERS)
def deadlines() -> Response:
    """The calculator: a kind of deadline, a start, and the explained result. Nothing is kept."""
    form = QuestionForm(request.args, db.settings().zone)
    if not form.asked:
        return _calculator(QuestionForm(MultiDict({"start": _today().isoformat()}), db.settings().zone), None, 200)
    found, question = None, form.read()
    if question is not None:
        try:
            found = service.deadline(
                db.session(),
                db.settings(),
                question.kind,
                question.start,
                regime=question.regime,
                extension_reason=question.reason,
            )
        except Refused as refused:
            form.refuse(refused)
    return _calculator(form, found, 200 if found else 422)


def _calculator(form: Answers, found: Deadline | None, status: int) -> Response:
    kinds, regimes = _options(DeadlineKind), _options(ElectionKind)
    page = render_template("calendar/deadlines.html", form=form, found=found, kinds=kinds, regimes=regimes)
    return make_response(page, status)
