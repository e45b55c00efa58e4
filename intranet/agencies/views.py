"""Pages of accounts: signing in and out, one's own account, and (for the administrator) the staff."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.agencies import queries, service
from intranet.agencies.forms import PasswordForm, StaffForm, browser_name, first_password
from intranet.agencies.models import Agency
from intranet.base.actor import Role
from intranet.base.errors import NotFound, Refused
from intranet.web import db, gate, login
from intranet.web.forms import Answers
from intranet.web.links import local_path
from shared.text import N_

bp = Blueprint("agencies", __name__, template_folder="templates")


@bp.get("/login", endpoint="login")
@gate.open_to_all
def login_page() -> Response:
    """The form to sign in; who is already in goes on."""
    if gate.maybe_actor() is not None:
        return redirect(_after_login(request.args.get("next", "")), 303)
    return _login_form(Answers(), 200)


@bp.post("/login")
@gate.open_to_all
def login_post() -> Response:
    """Check name and password. The same text and time whether the name exists or not."""
    form = Answers(request.form)
    browser = browser_name(request.headers.get("User-Agent", ""))
    try:
        signed_in = service.sign_in(db.database(), db.clock(), form.value("username"), form.secret("password"), browser)
    except service.LoginRefused as refused:
        form.refuse(refused)
        return _login_form(form, 422)
    response = redirect(_after_login(form.value("next")), 303)
    login.remember(current_app, response, signed_in.token)
    return response


def _after_login(wanted: str) -> str:
    path = local_path(wanted, "/")
    return "/" if path.startswith(url_for("agencies.login")) else path


def _login_form(form: Answers, status: int) -> Response:
    after = form.value("next") or request.args.get("next", "")
    return make_response(render_template("agencies/login.html", form=form, after=after), status)


@bp.post("/logout")
@gate.any_staff
def logout() -> Response:
    """End this login."""
    service.end_session(db.session(), db.clock(), gate.actor(), login.session_id())
    response = redirect(url_for("agencies.login"), 303)
    login.forget(current_app, response)
    return response


@bp.get("/account")
@gate.any_staff
def account() -> Response:
    """One's own account: who one is, where one is signed in, and the password."""
    return _account(PasswordForm(), 200)


def _account(form: PasswordForm, status: int, email: Answers | None = None) -> Response:
    settings, now = db.settings(), db.clock().now()
    logins = queries.logins(
        db.session(), gate.actor().id, now, idle_minutes=settings.session_idle_minutes, hours=settings.session_hours
    )
    member = queries.member(db.session(), gate.actor().id)
    told = email or Answers({"email": member.email if member else ""})
    page = render_template(
        "agencies/account.html",
        form=form,
        email=told,
        mails=bool(settings.smtp_host),
        member=member,
        logins=logins,
        here_id=login.session_id(),
    )
    return make_response(page, status)


@bp.post("/account/email")
@gate.any_staff
def change_email() -> Response:
    """Change where one's own messages are also sent."""
    form = Answers(request.form)
    try:
        service.set_email(db.session(), gate.actor(), db.clock(), form.value("email"))
    except Refused as refused:
        form.refuse(refused)
        db.session().rollback()
        return _account(PasswordForm(), 422, form)
    flash(_("Alamat surel sudah disimpan."), "success")
    return redirect(url_for("agencies.account"), 303)


@bp.post("/account/password")
@gate.any_staff
def change_password() -> Response:
    """Change one's own password; all other logins end."""
    form = PasswordForm(request.form)
    old, new = form.read()
    if form.ok:
        try:
            service.change_password(db.session(), gate.actor(), db.clock(), old=old, new=new, keep_session=login.session_id())
        except Refused as refused:
            form.refuse(refused)
    if not form.ok:
        db.session().rollback()
        return _account(form, 422)
    flash(_("Kata sandi sudah diganti. Perangkat lain yang masih masuk sudah dikeluarkan."), "success")
    return redirect(url_for("agencies.account"), 303)


@bp.post("/account/logins/<string:login_id>/end")
@gate.any_staff
def end_login(login_id: str) -> Response:
    """End one of one's own logins, on whatever device it is."""
    service.end_session(db.session(), db.clock(), gate.actor(), login_id)
    flash(_("Perangkat itu sudah dikeluarkan."), "success")
    return redirect(url_for("agencies.account"), 303)


@bp.get("/staff")
@gate.allow(Role.ADMIN)
def staff() -> str:
    """All accounts."""
    return render_template("agencies/staff.html", people=queries.people(db.session()))


@bp.get("/staff/new")
@gate.allow(Role.ADMIN)
def new_staff() -> Response:
    """The form of a new account; a partner's page leads here with the agency and the role filled in."""
    return _staff_form(StaffForm(request.args), 200)


@bp.post("/staff/new")
@gate.allow(Role.ADMIN)
def add_staff() -> Response:
    """Open an account; its first password is shown once, here, and never again."""
    form = StaffForm(request.form)
    given, password = form.read(), first_password()
    if form.ok:
        agency = db.session().get(Agency, given.agency_id)
        try:
            if agency is None:
                raise Refused(N_("Pilih instansinya."), field="agency_id")
            added = service.add_staff(
                db.session(),
                gate.actor(),
                db.clock(),
                agency=agency,
                username=given.username,
                name=given.name,
                roles=given.roles,
                password=password,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return make_response(render_template("agencies/added.html", added=added, password=password))
    return _staff_form(form, 422)


def _staff_form(form: StaffForm, status: int) -> Response:
    db.session().rollback()
    agencies = queries.agencies(db.session())
    return make_response(render_template("agencies/new.html", form=form, agencies=agencies, all_roles=list(Role)), status)


@bp.get("/staff/<string:staff_id>")
@gate.allow(Role.ADMIN)
def member(staff_id: str) -> Response:
    """One account: its roles, and closing it."""
    return _member(staff_id, StaffForm(), 200)


def _member(staff_id: str, form: StaffForm, status: int) -> Response:
    found = queries.member(db.session(), staff_id)
    if found is None:
        raise NotFound(N_("Petugas tidak ditemukan."))
    roles = [role for role in Role if role.party in (None, found.party)]
    page = render_template("agencies/member.html", form=form, member=found, all_roles=roles)
    return make_response(page, status)


@bp.post("/staff/<string:staff_id>/roles")
@gate.allow(Role.ADMIN)
def change_roles(staff_id: str) -> Response:
    """Give a person other roles."""
    form = StaffForm(request.form)
    try:
        service.change_roles(db.session(), gate.actor(), db.clock(), staff_id, form.roles)
    except Refused as refused:
        if refused.field is None:
            raise
        form.refuse(refused)
        db.session().rollback()
        return _member(staff_id, form, 422)
    flash(_("Peran sudah diganti. Petugas itu perlu masuk lagi."), "success")
    return redirect(url_for("agencies.member", staff_id=staff_id), 303)


@bp.post("/staff/<string:staff_id>/password")
@gate.allow(Role.ADMIN)
def renew(staff_id: str) -> Response:
    """A new password for somebody who forgot theirs, shown once; a closed account is open again."""
    password = first_password()
    staff = service.renew(db.session(), gate.actor(), db.clock(), staff_id, password)
    return make_response(render_template("agencies/renewed.html", member=staff, password=password))


@bp.post("/staff/<string:staff_id>/close")
@gate.allow(Role.ADMIN)
def close_account(staff_id: str) -> Response:
    """Close an account at once."""
    session, actor, clock = db.session(), gate.actor(), db.clock()
    service.disable(session, actor, clock, staff_id)
    released = current_app.extensions["posko_release"](session, actor, clock, staff_id)
    flash(_("Akun ditutup. Catatan pekerjaannya tetap ada."), "success")
    if released:
        text = ngettext(
            "%(num)s perkaranya sekarang menunggu petugas lain.", "%(num)s perkaranya sekarang menunggu petugas lain.", released
        )
        flash(text, "warning")
    return redirect(url_for("agencies.staff"), 303)
