"""The screen: a Flask app for one browser on this machine. One URL for the visitor, one form, no value in any address."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from babel.dates import format_date as babel_date
from flask import Flask, Response, abort, jsonify, redirect, render_template, request, send_from_directory
from flask_babel import Babel
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kiosk.answers import NIK_DIGITS, TEXT_STATES
from kiosk.card.fake.source import SimulatorSource
from kiosk.desk import Event, State
from kiosk.loop import Loop
from kiosk.screen import texts
from kiosk.settings import Settings, is_loopback
from kiosk.visit import Help, Visit
from shared.questions import Platform, Topic
from shared.words import CheckState

log = structlog.get_logger("kiosk")

ASSETS = Path(__file__).resolve().parent.parent.parent / "shared" / "assets"
SERVED = {"kiosk.css": "kiosk.css", "kiosk.js": "kiosk.js", "htmx.min.js": "vendor/htmx.min.js"}
HEARTBEAT_SECONDS = 2.0
MOST_FORM_BYTES = 64 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass
class _Stream:
    """Which event stream is the newest; older ones end, so that they never use up the server's threads."""

    newest: int = 0


def create_screen(loop: Loop, settings: Settings) -> Flask:
    """The app that shows ``loop``. Listen with it on a loopback address only."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).resolve().parent.parent / "translations"),
        BABEL_DEFAULT_LOCALE="id",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def language() -> str:
        with loop.look() as (_, visit):
            return visit.language

    Babel(app, locale_selector=language)
    stream = _Stream()

    @app.before_request
    def only_this_machine() -> None:
        """Refuse pages of other sites and names that point here from elsewhere."""
        host = urlsplit(f"//{request.host}").hostname or ""
        if not is_loopback(host):
            abort(403)
        if request.method == "POST":
            origin = request.headers.get("Origin", "")
            if origin != f"http://{request.host}" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
                abort(403)

    @app.after_request
    def guard(response: AnyResponse) -> AnyResponse:
        """Nothing is kept, nothing foreign is loaded, nobody frames this page."""
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not "no-referrer": with it a browser sends plain forms with the origin "null", and they would be refused.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), usb=()"
        response.headers["Vary"] = "HX-Request"
        return response

    def shown(template: str) -> str:
        with loop.look():
            return render_template(template, **_context(loop, settings))

    def after_answer() -> Response | AnyResponse:
        if request.headers.get("HX-Request") == "true":
            return Response(shown("screen/_screen.html"), mimetype="text/html")
        return redirect("/", code=303)

    @app.errorhandler(Exception)
    def broke(error: Exception) -> AnyResponse:
        """A fault of ours: the visit is wiped and the screen says so; the log gets the kind of fault and no value."""
        if isinstance(error, HTTPException):
            return error.get_response()
        log.error("page failed", kind=type(error).__name__)
        loop.act(Event.BROKE)
        if request.method == "POST":
            return redirect("/", code=303)
        return Response("Maaf, ada gangguan pada kios ini. Silakan ke meja petugas.", 500, {"Refresh": "5; url=/"})

    @app.get("/")
    def page() -> str:
        return shown("screen/page.html")

    @app.get("/screen")
    def screen() -> str:
        return shown("screen/_screen.html")

    @app.get("/status")
    def status() -> str:
        return shown("screen/_status.html")

    @app.post("/answer")
    def answer() -> Response | AnyResponse:
        loop.answer(request.form.get("at", ""), request.form)
        return after_answer()

    @app.post("/touch")
    def touch() -> AnyResponse:
        loop.touch()
        return Response(status=204)

    @app.get("/events")
    def events() -> AnyResponse:
        stream.newest += 1
        return Response(_events(loop, stream, stream.newest), mimetype="text/event-stream")

    @app.get("/health")
    def health() -> AnyResponse:
        """For `kiosk doctor` and whoever waits for the start: nothing about a visitor."""
        with loop.look() as (position, _):
            in_service = position.state not in (State.NOT_ENROLLED, State.PENDING, State.REVOKED)
            state = "in_service" if in_service else position.state.value
        device = loop.device
        return jsonify(state=state, reader=device.reader, printer=device.printer, link=device.link_up, name=device.name)

    @app.get("/assets/<name>")
    def asset(name: str) -> AnyResponse:
        if name not in SERVED:
            abort(404)
        return send_from_directory(ASSETS, SERVED[name])

    if isinstance(loop.source, SimulatorSource):
        _add_tray(app, loop.source, after_answer)
    return app


def _add_tray(app: Flask, source: SimulatorSource, after: Any) -> None:
    """The end-points of the simulated reader; they do not exist beside a real one."""

    @app.get("/cards")
    def cards() -> AnyResponse:
        return jsonify(
            [{"key": c.key, "label": c.label, "shows": c.shows, "tapped": c.key == source.tapped} for c in source.samples()]
        )

    @app.post("/cards/tap")
    def tap() -> AnyResponse:
        try:
            source.tap(request.form.get("name", ""))
        except KeyError:
            abort(404)
        answer: AnyResponse = after()
        return answer

    @app.post("/cards/remove")
    def remove() -> AnyResponse:
        source.remove()
        answer: AnyResponse = after()
        return answer


def _events(loop: Loop, stream: _Stream, mine: int) -> Iterator[str]:
    """Tell of every change until a newer stream begins.

    It is told again every two seconds: that finds out who has gone, and a page that missed something catches up.
    """
    seen = (-1, -1)
    while stream.newest == mine:
        now = loop.wait(seen, HEARTBEAT_SECONDS)
        if now == seen and loop.stopping:
            return
        seen = now
        yield f"data: {_mark(loop, now)}\n\n"


_STARTED = int(time.time())


def _mark(loop: Loop, version: tuple[int, int]) -> str:
    """The version as the page compares it: another after every restart."""
    return f"{_STARTED}-{version[0]}/{version[1]}"


def _context(loop: Loop, settings: Settings) -> dict[str, Any]:
    """Everything a template may show."""
    with loop.look() as (position, visit):
        state = position.state
        today = loop.today()
        left = loop.seconds_left()
        simulator = loop.source if isinstance(loop.source, SimulatorSource) else None
        return {
            "state": state.value,
            "template": f"screen/states/{texts.TEMPLATE_OF.get(state, state.value)}.html",
            "visit": visit,
            "position": position,
            "device": loop.device,
            "reader": loop.reader,
            "card_on_reader": loop.card_on_reader,
            "mark": _mark(loop, loop.version),
            "left": None if left is None else round(left, 1),
            "waiting": state in texts.WAITING,
            "section": texts.SECTION_OF.get(position.state),
            "sections": texts.SECTIONS,
            "question": texts.TEXT_QUESTIONS.get(state),
            "text": _text(state, visit),
            "max_length": TEXT_STATES[state][1] if state in TEXT_STATES else 0,
            "keyboards": texts.KEYBOARDS,
            "topics": list(Topic),
            "platforms": list(Platform),
            "stages": texts.STAGES,
            "results": texts.RESULTS,
            "rows": _review(visit),
            "today": today,
            "day": dt.timedelta(days=1),
            "month": _month(visit, today),
            "say_date": lambda day: say_date(day, visit.language),
            "say_day": lambda day: babel_date(day, "d MMMM y", locale=visit.language),
            "say_month": lambda day: babel_date(day, "MMMM y", locale=visit.language),
            "weekdays": _weekdays(visit.language),
            "nik_digits": NIK_DIGITS,
            "paper_zone": settings.zone,
            "samples": simulator.samples() if simulator else (),
            "tapped": simulator.tapped if simulator else None,
            "simulated": simulator is not None,
            "tray_open": state in texts.CARD_SCREENS,
            "CheckState": CheckState,
            "Help": Help,
        }


def say_date(day: dt.date, language: str) -> str:
    """A day written out: Jumat, 4 Desember 2026."""
    return babel_date(day, "EEEE, d MMMM y", locale=language)


def _text(state: State, visit: Visit) -> str:
    return visit.text(TEXT_STATES[state][0]) if state in TEXT_STATES else ""


def _weekdays(language: str) -> list[str]:
    monday = dt.date(2024, 1, 1)
    return [babel_date(monday + dt.timedelta(days=n), "EEE", locale=language) for n in range(7)]


@dataclass(frozen=True)
class Month:
    """A month as a calendar shows it; days that have not come yet cannot be picked."""

    first: dt.date
    weeks: tuple[tuple[dt.date | None, ...], ...]
    before: dt.date
    after: dt.date | None


def _month(visit: Visit, today: dt.date) -> Month:
    first = (visit.month or today).replace(day=1)
    first = min(first, today.replace(day=1))
    following = (first + dt.timedelta(days=32)).replace(day=1)
    days: list[dt.date | None] = [None] * first.weekday()
    days += [first + dt.timedelta(days=n) for n in range((following - first).days)]
    days += [None] * (-len(days) % 7)
    weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
    return Month(first, weeks, (first - dt.timedelta(days=1)).replace(day=1), following if following <= today else None)


def _review(visit: Visit) -> list[dict[str, Any]]:
    """The answers as the review shows them: question, label, value (a text, a day, or something with a label)."""
    values: dict[State, Any] = {
        State.TOPIC: visit.topic,
        State.HAPPENED_ON: visit.happened_on,
        State.KNOWN_ON: visit.known_on,
        State.PLATFORM: visit.platform,
    }
    online = visit.platform is not Platform.NOT_ONLINE
    hidden = {State.PLACE} if online else {State.LINK, State.ACCOUNT}
    if visit.anonymous:
        hidden |= {State.ADDRESS, State.PHONE, State.EMAIL}
    rows = []
    for state, label in texts.EDITABLE:
        if state in hidden:
            continue
        value = values[state] if state in values else visit.text(TEXT_STATES[state][0])
        if state is State.NAME and visit.anonymous:
            value = None
        kind = "day" if isinstance(value, dt.date) else "label" if isinstance(value, Topic | Platform) else "text"
        rows.append({"state": state.value, "label": label, "value": value, "kind": kind})
    return rows
