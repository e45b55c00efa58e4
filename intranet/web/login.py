"""Flask-Login over our own table of logins: the cookie holds a random token, the table its hash, so a login can be ended."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask_login import LoginManager, UserMixin, current_user

from intranet.base.actor import Actor

FindLogin = Callable[[str, bool], tuple[str, Actor] | None]
POLL_HEADER = "Posko-Poll"  # sent by parts of a page that refresh themselves


class User(UserMixin):
    """The signed-in person: who acts, and in which login."""

    def __init__(self, session_id: str, actor: Actor) -> None:
        self.id = actor.id
        self.session_id = session_id
        self.actor = actor


def install(app: Flask, *, secure: bool, find: FindLogin) -> None:
    """Load the person behind the cookie with ``find(token, click)``; the cookie's name says how it travels."""
    app.config["POSKO_COOKIE"] = "__Host-posko" if secure else "posko"
    app.config["POSKO_SECURE"] = secure
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # nothing of the login lives in Flask's own session

    @manager.request_loader
    def load(request: Request) -> User | None:
        token = request.cookies.get(app.config["POSKO_COOKIE"])
        click = request.method != "GET" or POLL_HEADER not in request.headers
        found = find(token, click) if token else None
        return User(*found) if found else None


def person() -> Actor | None:
    """The signed-in actor, or ``None``."""
    return current_user.actor if current_user.is_authenticated else None


def session_id() -> str:
    """The login this request came with."""
    return str(current_user.session_id)


def remember(app: Flask, response: Any, token: str) -> None:
    """Hand a new login's token to the browser, until it is closed."""
    response.set_cookie(
        app.config["POSKO_COOKIE"], token, secure=app.config["POSKO_SECURE"], httponly=True, samesite="Strict", path="/"
    )


def forget(app: Flask, response: Any) -> None:
    """Take the token back, and whatever the browser kept of us."""
    response.delete_cookie(
        app.config["POSKO_COOKIE"], secure=app.config["POSKO_SECURE"], httponly=True, samesite="Strict", path="/"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
