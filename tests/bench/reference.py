"""The reference: the least a list of cases can be on this stack, in the same process arrangement as the product.

Flask-Login over one table, fifty rows by one prebuilt statement, one template, waitress. It has no rights, no marks, no
trail, no languages: it is the limit of the named parts, and every figure of the bench is a ratio to it.
"""

import argparse
import sqlite3

import flask
import waitress
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from sqlalchemy import Column, DateTime, MetaData, String, Table, create_engine, event, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

_metadata = MetaData()
_cases = Table(
    "cases",
    _metadata,
    Column("id", String, primary_key=True),
    *(
        Column(name, String)
        for name in ("complaint_no", "state", "source", "party", "topic", "respondent", "standing", "narrative")
    ),
    *(Column(name, DateTime) for name in ("received_at", "updated_at")),
    Column("due_on", String),
    Column("officer_id", String),
)
_staff = Table("staff", _metadata, Column("id", String, primary_key=True), Column("name", String))
_trail = Table("trail", _metadata, *(Column(n, String) for n in ("seq", "at", "actor_name", "kind", "subject_kind", "subject_id")))
_LIST = (
    select(*(c for c in _cases.c if c.name not in ("narrative", "officer_id")), _staff.c.name.label("officer"))
    .outerjoin_from(_cases, _staff, _cases.c.officer_id == _staff.c.id)
    .order_by(_cases.c.updated_at.desc(), _cases.c.id.desc())
    .limit(50)
)
_HISTORY = select(_trail).order_by(_trail.c.seq.desc()).limit(20)

_PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><header><a href="/">Contoh</a> {{ current_user.name }}</header><main><h1>{{ self.title() }}</h1>
{% block content %}{% endblock %}</main></body></html>"""
_LIST_PAGE = """{% extends "page.html" %}{% block title %}Perkara{% endblock %}{% block content %}<table>
<thead><tr><th>Nomor</th><th>Keadaan</th><th>Terlapor</th><th>Petugas</th><th>Diterima</th><th>Tenggat</th></tr></thead><tbody>
{% for row in rows %}<tr><th><a href="/case/{{ row.id }}">{{ row.complaint_no }}</a> {{ row.topic }}</th>
<td>{{ row.state }} {{ row.source }}</td><td>{{ row.respondent }}</td><td>{{ row.officer or "-" }} {{ row.party }}</td>
<td>{{ row.received_at.strftime("%d %b %Y %H.%M") }}</td><td>{{ row.due_on or "" }}</td></tr>{% endfor %}
</tbody></table>{% endblock %}"""
_CASE_PAGE = """{% extends "page.html" %}{% block title %}{{ case.complaint_no }}{% endblock %}{% block content %}<dl>
{% for name, value in case._mapping.items() %}<dt>{{ name }}</dt><dd>{{ value or "-" }}</dd>{% endfor %}</dl>
<ol>{% for row in history %}<li>{{ row.at }} {{ row.actor_name }} {{ row.kind }}</li>{% endfor %}</ol>{% endblock %}"""


class _Base(DeclarativeBase):
    """Parent of the one mapped class."""


class User(UserMixin, _Base):
    """Who is signed in, loaded the way Flask-Login's guide does it."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    username: Mapped[str]


def create_app(file: str, journal: str) -> flask.Flask:
    """The micro-app over a SQLite ``file`` that has the product's tables."""
    app = flask.Flask(__name__)
    app.secret_key = "reference"
    app.jinja_loader = __import__("jinja2").DictLoader({"page.html": _PAGE, "list.html": _LIST_PAGE, "case.html": _CASE_PAGE})
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 20, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("PRAGMA synchronous=EXTRA")

    manager = LoginManager(app)

    @manager.user_loader
    def load(user_id: str) -> User | None:
        with Session(engine) as session:
            return session.get(User, user_id)

    @app.get("/login")
    def login() -> str:
        with Session(engine) as session:
            login_user(session.scalars(select(User).where(User.username == "budi")).one())
        return current_user.name

    @app.get("/")
    @login_required
    def listing() -> str:
        with engine.connect() as connection:
            return flask.render_template("list.html", rows=connection.execute(_LIST).all())

    @app.get("/case/<case_id>")
    @login_required
    def case(case_id: str) -> str:
        with engine.connect() as connection:
            found = connection.execute(select(_cases).where(_cases.c.id == case_id)).one()
            return flask.render_template("case.html", case=found, history=connection.execute(_HISTORY).all())

    @app.post("/case/<case_id>")
    @login_required
    def change(case_id: str) -> flask.typing.ResponseReturnValue:
        with engine.begin() as connection:
            connection.execute(update(_cases).where(_cases.c.id == case_id).values(state=flask.request.form["state"]))
        return flask.redirect("/", 303)

    return app


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--threads", type=int, default=4)
    chosen = parser.parse_args()
    waitress.serve(create_app(chosen.file, chosen.journal), host="127.0.0.1", port=chosen.port, threads=chosen.threads)


if __name__ == "__main__":
    main()
