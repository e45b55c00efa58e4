"""Pages of forums: the list, a new one (also from a stuck case), one with its participants, minutes and promises."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Party
from intranet.coordination import forms, queries, records, rules
from intranet.coordination.models import Forum
from intranet.coordination.rules import ForumKind, ForumState
from intranet.coordination.service import forums
from intranet.coordination.views.common import READERS, agreements, attempt, bp, office, owners, told
from intranet.outreach import queries as outreach
from intranet.outreach.rules import may_work
from intranet.outreach.service import house_of
from intranet.web import db, downloads, formatting, gate, paging
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers

SUBJECT = forums.SUBJECT
_LATE = 10  # as many as are shown before the list itself; all are under what was promised


@bp.get("")
@gate.allow(*READERS)
def forum_list() -> str:
    """All forums, or those of one kind, state or case; and what was promised and is late."""
    session, asked = db.session(), Answers(request.args)
    kind, state = asked.choice("kind", ForumKind), asked.choice("state", ForumState)
    case_id = asked.value("case")[:32]
    page = queries.forums(session, kind, state, case_id, paging.read(request.args))
    late = queries.late_actions(session, formatting.today(), _LATE + 1)
    return render_template(
        "coordination/forums.html",
        page=page,
        url=paging.address(request.path, request.args),
        now=formatting.now(),
        unminuted=queries.unminuted(session, formatting.now()),
        late=late[:_LATE],
        more_late=len(late) > _LATE,
        titles=queries.titles_of(session, late),
        numbers=queries.case_numbers(session, case_id, *(row.case_id for row in page.rows)),
        kinds=options(ForumKind),
        states=options(ForumState),
        kind=kind.value if kind else "",
        state=state.value if state else "",
        case_id=case_id,
        may_work=may_work(gate.actor()),
    )


@bp.get("/forums/new")
@gate.allow(*gate.CASE_WORKERS)
def new_forum() -> Response:
    """The form of a new forum; with ``case``, an incidental one about that case."""
    case_id = request.args.get("case", "")[:32]
    given = {"kind": "periodic"}
    if number := queries.case_numbers(db.session(), case_id).get(case_id):
        title = _("Perkara %(no)s", no=number)
        given = {
            "kind": "incidental",
            "case_no": number,
            "title": title,
            "agenda": _("Hambatan pada perkara ini dan jalan keluarnya."),
        }
    return _form(forms.ForumForm(given), 200)


@bp.post("/forums/new")
@gate.allow(*gate.CASE_WORKERS)
def call_forum() -> Response:
    """Call a forum."""
    form, rows = forms.ForumForm(request.form), []
    given = form.read(db.settings().zone)
    if given is not None and attempt(form, lambda: rows.append(forums.call(*office(), given))):
        return back_to("forum", _("Forum diusulkan. Lengkapi pesertanya."), forum_id=rows[0].id)
    return _form(form, 422)


@bp.get("/forums/<string:forum_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_forum(forum_id: str) -> Response:
    """The form of a forum as it stands."""
    row = forums.get(db.session(), forum_id)
    number = queries.case_numbers(db.session(), row.case_id).get(row.case_id or "", "")
    return _form(forms.of_forum(row, db.settings().zone, number), 200, row)


@bp.post("/forums/<string:forum_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_forum(forum_id: str) -> Response:
    """Correct a forum."""
    form = forms.ForumForm(request.form)
    given, version = form.read(db.settings().zone), form.whole("version")
    if given is not None and attempt(form, lambda: forums.amend(*office(), forum_id, version, given)):
        return back_to("forum", _("Perbaikan disimpan."), forum_id=forum_id)
    return _form(form, 422, forums.get(db.session(), forum_id))


def _form(form: forms.ForumForm, status: int, row: Forum | None = None) -> Response:
    page = render_template("coordination/forum_form.html", form=form, row=row, kinds=options(ForumKind), agreements=agreements())
    return make_response(page, status)


@bp.get("/forums/<string:forum_id>")
@gate.allow(*READERS)
def forum(forum_id: str) -> Response:
    """One forum."""
    return _page(forums.get(db.session(), forum_id))


@bp.post("/forums/<string:forum_id>/participants")
@gate.allow(*gate.CASE_WORKERS)
def invite(forum_id: str) -> Response:
    """Put somebody on the list."""
    form = forms.GuestForm(request.form)
    given = form.read()
    if given is not None and attempt(form, lambda: forums.invite(*office(), forum_id, given)):
        return back_to("forum", _("Peserta ditambahkan."), forum_id=forum_id, _anchor="people")
    return _page(forums.get(db.session(), forum_id), 422, guest=form)


@bp.post("/forums/<string:forum_id>/participants/<string:participant_id>/remove")
@gate.allow(*gate.CASE_WORKERS)
def strike(forum_id: str, participant_id: str) -> Response:
    """Take somebody off the list."""
    forums.strike(*office(), forum_id, participant_id)
    return back_to("forum", _("Peserta dihapus dari daftar."), forum_id=forum_id, _anchor="people")


@bp.post("/forums/<string:forum_id>/minutes")
@gate.allow(*gate.CASE_WORKERS)
def write_minutes(forum_id: str) -> Response:
    """Write the minutes."""
    form = Answers(request.form)
    on = form.day("minutes_on")
    form.limit(chair=200, points=20000)
    if on is not None:
        given = forums.Minutes(
            on=on,
            chair=form.value("chair"),
            points=form.value("points"),
            came=set(request.form.getlist("came")),
            nothing_agreed=form.value("nothing_agreed") == "yes",
        )
        version = form.whole("version")
        if attempt(form, lambda: forums.minute(*office(), db.settings(), forum_id, version, given)):
            return back_to("forum", _("Notulen disimpan."), forum_id=forum_id, _anchor="minutes")
    return _page(forums.get(db.session(), forum_id), 422, minutes=form, came=set(request.form.getlist("came")))


@bp.post("/forums/<string:forum_id>/cancel")
@gate.allow(*gate.CASE_WORKERS)
def cancel_forum(forum_id: str) -> Response:
    """Call a planned forum off."""
    form = Answers(request.form)
    form.limit(reason=300)
    how = (form.whole("version"), form.value("reason"))
    if attempt(form, lambda: forums.cancel(*office(), forum_id, *how)):
        return back_to("forum", _("Forum dibatalkan."), forum_id=forum_id)
    return _page(forums.get(db.session(), forum_id), 422, ending=form)


@bp.get("/forums/<string:forum_id>/minutes-paper")
@gate.allow(*READERS)
def minutes_paper(forum_id: str) -> FlaskResponse:
    """The minutes; marked as a draft until they are written."""
    session = db.session()
    row = forums.get(session, forum_id)
    agreement = outreach.titles(session, row.agreement_id).get(row.agreement_id or "", "")
    number = queries.case_numbers(session, row.case_id).get(row.case_id or "", "")
    pdf = records.minutes(db.settings(), house_of(session, row.party), row, number, agreement)
    return downloads.paper(pdf, f"notulen-forum-{row.minutes_on or row.starts_on(db.settings().zone)}")


def _page(row: Forum, status: int = 200, **given: Any) -> Response:
    return make_response(page_of(row, **given), status)


def page_of(row: Forum, **given: Any) -> str:
    """The page of a forum; ``given``: what was typed and refused."""
    session, actor = db.session(), gate.actor()
    written = {
        "minutes_on": (row.minutes_on or row.starts_on(db.settings().zone)).isoformat(),
        "chair": row.chair,
        "points": row.points,
        "nothing_agreed": "yes" if row.nothing_agreed else "",
    }
    context: dict[str, Any] = {
        "row": row,
        "agreement": outreach.titles(session, row.agreement_id).get(row.agreement_id or "", ""),
        "case_no": queries.case_numbers(session, row.case_id).get(row.case_id or "", ""),
        "may_open_cases": actor.has(*gate.CASE_WORKERS),
        "recorded_by": outreach.names(session, row.recorded_by).get(row.recorded_by, ""),
        "may_edit": may_work(actor) and row.state is not ForumState.CANCELLED,
        "may_do": lambda item: rules.may_change(actor, item.owner_party),
        "colleagues": owners(),
        "institutions": queries.institutions(session, formatting.today()),
        "parties": [(party.value, _(party.label)) for party in reversed(Party)],
        "events": trail.of(session, SUBJECT, row.id),
        "came": {one.id for one in row.participants if one.came},
        "guest": forms.GuestForm(),
        "promise": forms.PromiseForm(),
        "minutes": Answers(written),
        "ending": Answers(),
        "doing": Answers(),
        "doing_id": "",
        "told": told,
        **given,
    }
    return render_template("coordination/forum.html", **context)
