"""Deny by default: a view answers only those it names, and a view that names nobody answers nobody."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from intranet.base.actor import Actor, Role
from intranet.web import hx

View = TypeVar("View", bound=Callable[..., Any])
ANYONE, DEVICE, STAFF = "anyone", "device", "staff"

DISKOMINFO = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD)
BAWASLU = (Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER)
CASE_WORKERS = (*DISKOMINFO, *BAWASLU)


def allow(*roles: Role) -> Callable[[View], View]:
    """Let staff with one of ``roles`` in."""
    if not roles:
        raise ValueError("name the roles")
    return lambda view: _mark(view, frozenset(roles))


def any_staff(view: View) -> View:
    """Let any signed-in member of staff in."""
    return _mark(view, STAFF)


def open_to_all(view: View) -> View:
    """Let everybody in, also before signing in. The house tests keep the list of such views short."""
    return _mark(view, ANYONE)


def device_only(view: View) -> View:
    """Let an enrolled kiosk in whose request is signed; the device verifier decides."""
    return _mark(view, DEVICE)


def _mark(view: View, who: object) -> View:
    view.posko_gate = who  # type: ignore[attr-defined]
    return view


def who_may(view: Callable[..., Any]) -> object:
    """What a view declared: ANYONE, DEVICE, STAFF, a set of roles, or ``None`` for nobody."""
    return getattr(view, "posko_gate", None)


def install(app: Flask, *, load_staff: Callable[[], Actor | None], verify_device: Callable[[], Actor]) -> None:
    """Put the gate before every request. ``load_staff`` finds the signed-in person, ``verify_device`` the signing kiosk."""
    app.extensions["posko_gate"] = (load_staff, verify_device)
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: the 404 page tells nothing
    _refuse_foreign_sites()
    load_staff, verify_device = current_app.extensions["posko_gate"]
    who = who_may(current_app.view_functions[request.endpoint])
    g.actor = None
    if who == DEVICE:
        g.actor = verify_device()
        return None
    g.actor = load_staff()
    if who == ANYONE:
        return None
    if g.actor is None:
        return _sign_in_first()
    if who == STAFF or (isinstance(who, frozenset) and g.actor.has(*who)):
        return None
    raise Forbidden


def _refuse_foreign_sites() -> None:
    """A change must come from our own pages; browsers say where a request comes from and scripts cannot forge it."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise Forbidden


def _sign_in_first() -> Response:
    if hx.asks() and request.method != "GET":
        raise Unauthorized  # shown in the page that asked: what was typed stays there and can be sent again
    if hx.asks() or request.method != "GET":
        login = url_for("agencies.login")
        if hx.asks():
            return hx.redirect(login)
        flash(_("Sesi Anda sudah berakhir. Silakan masuk lagi; yang belum disimpan perlu diisi ulang."))
        return redirect(login, 303)
    if request.accept_mimetypes.best == "application/json":
        raise Unauthorized
    return redirect(url_for("agencies.login", next=request.full_path.rstrip("?")), 303)


def actor() -> Actor:
    """Who is asking; only for views that are not open to all."""
    return cast(Actor, g.actor)


def maybe_actor() -> Actor | None:
    """Who is asking, or ``None`` before signing in."""
    return cast("Actor | None", g.get("actor"))
