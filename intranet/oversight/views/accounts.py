"""Pages of registered campaign accounts: the list with its alarm, a new one, shutting one."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.oversight import forms, queries
from intranet.oversight.rules import MOST_ACCOUNTS, PATROLLED, name_key
from intranet.oversight.service import accounts
from intranet.oversight.views.common import bp
from intranet.web import db, formatting, gate, paging
from intranet.web.forms import Answers
from shared.questions import Platform


@bp.get("/accounts")
@gate.allow(*gate.CASE_WORKERS)
def account_list() -> Response:
    """The accounts; those that should have been shut stand on top."""
    return _list(200)


def _list(status: int, **given: Any) -> Response:
    session, asked = db.session(), Answers(request.args)
    participant, platform = name_key(asked.value("participant")), asked.choice("platform", Platform)
    page = render_template(
        "oversight/accounts.html",
        page=queries.accounts(session, participant, platform, paging.read(request.args)),
        late=queries.overdue(session, participant, platform, formatting.today()),
        url=paging.address(url_for("oversight.account_list"), request.args),
        participants=queries.participants(session),
        platforms=_platforms(),
        participant=participant,
        platform=platform.value if platform else "",
        **{"form": Answers(), "wrong": "", **given},
    )
    return make_response(page, status)


@bp.get("/accounts/new")
@gate.allow(*gate.CASE_WORKERS)
def new_account() -> Response:
    """The form of an account."""
    return _form(forms.AccountForm(request.args), 200)


@bp.post("/accounts/new")
@gate.allow(*gate.CASE_WORKERS)
def register_account() -> Response:
    """Enter an account; the next one of the same letter needs only its name."""
    form = forms.AccountForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = accounts.register(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Akun %(account)s dicatat. Isi akun berikutnya, atau kembali ke daftar.", account=row.account), "success")
            kept = {name: form.value(name) for name in ("participant", "platform", "registered_on", "closes_on", "letter")}
            return redirect(f"{url_for('oversight.new_account')}?{urlencode(kept)}", 303)
    return _form(form, 422)


def _form(form: forms.AccountForm, status: int) -> Response:
    page = render_template(
        "oversight/account_new.html",
        form=form,
        participants=queries.participants(db.session()),
        platforms=_platforms(),
        most=MOST_ACCOUNTS,
    )
    return make_response(page, status)


@bp.post("/accounts/<string:account_id>/deactivate")
@gate.allow(*gate.CASE_WORKERS)
def deactivate_account(account_id: str) -> Response:
    """Note that an account was shut."""
    form = forms.DeactivationForm(request.form)
    day = form.read()
    if day is not None:
        try:
            accounts.deactivate(db.session(), gate.actor(), db.clock(), account_id, form.whole("version"), day)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
        else:
            flash(_("Akun ditandai sudah nonaktif."), "success")
            return redirect(url_for("oversight.account_list"), 303)
    accounts.get(db.session(), account_id)
    return _list(422, form=form, wrong=account_id)


def _platforms() -> list[tuple[str, str]]:
    return [(platform.value, _(platform.label)) for platform in PATROLLED]
