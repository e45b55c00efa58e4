"""The one file that knows every package: builds the web application from settings and collaborators."""

import secrets
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from intranet.agencies import service as agencies
from intranet.agencies import views as agency_pages
from intranet.agreements.rules import Matter
from intranet.base.actor import Actor
from intranet.base.board import FarBoard
from intranet.base.clock import Clock, SystemClock
from intranet.base.db import Database
from intranet.base.errors import Forbidden
from intranet.base.sealing import FieldKeys
from intranet.calendar import views as calendar_pages
from intranet.cases import queries as case_queries
from intranet.cases import service as cases
from intranet.cases import views as case_pages
from intranet.cases import watch
from intranet.cases.rules import OPEN_STATES
from intranet.evidence import service as evidence
from intranet.evidence.store import Store
from intranet.identity import arrangement
from intranet.inbox import views as inbox_pages
from intranet.settings import Settings
from intranet.web import (
    assets,
    blanks,
    db,
    formatting,
    gate,
    headers,
    i18n,
    login,
    navigation,
    pages,
    refusals,
    rooms,
    routing,
    uploads,
)
from shared import stamp
from shared.text import N_

MAX_BODY = 512 * 1024  # bytes; only evidence may be larger
csrf = CSRFProtect()
# Loaded at every start: what each page of the day needs.
BLUEPRINTS = (assets.bp, agency_pages.bp, calendar_pages.bp, case_pages.bp, inbox_pages.bp)
# Loaded when somebody comes, as are literacy, the counter and the kiosks' interface (``_rooms``).
ROOMS = (
    "agreements",
    "checkpoints",
    "coordination",
    "devices",
    "disclosure",
    "documents",
    "duties",
    "identity",
    "learning",
    "outreach",
    "oversight",
    "partners",
    "prevention",
    "privacy",
    "reports",
)
KIOSKS = "intranet.counter.views.api"
MENU = (
    navigation.Item("cases.home", N_("Beranda"), "house"),
    navigation.Item("counter.queue", N_("Loket"), "person-badge"),
    navigation.Item("cases.listing", N_("Perkara"), "journal-text"),
    navigation.Item("cases.referrals", N_("Penerusan kepada kami"), "send"),
    navigation.Item("documents.register", N_("Surat keluar"), "send"),
    navigation.Item("oversight.shifts", N_("Pengawasan"), "globe"),
    navigation.Item("reports.recap", N_("Laporan"), "clipboard-check"),
    navigation.Item("literacy.month", N_("Literasi"), "people"),
    navigation.Item("outreach.event_list", N_("Kegiatan bersama"), "flag"),
    navigation.Item("coordination.forum_list", N_("Koordinasi"), "person-check"),
    navigation.Item("coordination.registry_evaluation_list", N_("Evaluasi"), "person-check"),
    navigation.Item("identity.usage", N_("Pemeriksaan NIK"), "shield-check"),
    navigation.Item("reports.usage", N_("Laporan Dukcapil"), "clipboard-check"),
    navigation.Item("disclosure.listing", N_("Pengungkapan"), "shield-lock"),
    navigation.Item("agreements.index", N_("Perjanjian"), "file-earmark-text"),
    navigation.Item("checkpoints.listing", N_("Titik periksa"), "shield-check"),
    navigation.Item("partners.listing", N_("Mitra kerja"), "building"),
    navigation.Item("privacy.incident_list", N_("Data pribadi"), "shield-exclamation"),
    navigation.Item("calendar.index", N_("Kalender"), "calendar3"),
    navigation.Item("devices.listing", N_("Kios"), "card-text"),
    navigation.Item("agencies.staff", N_("Petugas"), "people"),
)

# Where messages of the inbox lead.
SUBJECTS = {
    "agreement": ("agreements.show", "agreement_id"),
    "agreement_evaluation": ("coordination.evaluation_list", "agreement"),
    "case": ("cases.case", "case_id"),
    "checkpoint": ("checkpoints.show", "checkpoint_id"),
    "coordination_action": ("coordination.action", "action_id"),
    "coordination_forum": ("coordination.forum", "forum_id"),
    "credential": ("duties.credential", "credential_id"),
    "data_incident": ("privacy.incident", "incident_id"),
    "disclosure": ("disclosure.show", "disclosure_id"),
    "document": ("documents.show", "document_id"),
    "facility_loan": ("outreach.loan", "loan_id"),
    "joint_activity": ("outreach.activity", "activity_id"),
    "literacy_proposal": ("literacy.proposal", "proposal_id"),
    "literacy_session": ("literacy.show", "session_id"),
    "portal_lookup": ("privacy.portal_lookup", "lookup_id"),
    "referral": ("cases.referral", "track_id"),
    "report_delivery": ("reports.delivery", "delivery_id"),
    "report_due": ("reports.new_delivery", "kind"),
    "subject_request": ("privacy.subject_request", "request_id"),
    "trail": ("checkpoints.listing", "trail"),
    "usage_semester": ("reports.semester", "key"),
}


class _App(Flask):
    """Flask, for views that are all plain functions: looking for others at every call costs a page a fiftieth of its time."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func`` as it is."""
        return func


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    board: FarBoard | None = None,
    verifier: Any = None,
    routes: Path | None = None,
) -> Flask:
    """Build the app. ``board``: where verdicts wait when several processes share them.

    ``verifier``: who asks the population register (an ``identity.calls.Verifier``); ``routes``: where the routes of rooms
    are remembered, so that those need not be loaded now. Raises SealError without usable keys, NotBuiltError without
    fresh assets and texts, and SettingsError when what is set about the register cannot work.
    """
    arrangement.check(settings)
    stamp.check()
    app = _App(__name__, static_folder=None, template_folder=None)
    app.url_rule_class = routing.Rule
    app.jinja_environment = pages.Templates
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME="__Host-posko-form" if settings.secure else "posko-form",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
    )
    clock = clock or SystemClock()
    database = database or Database(settings.url)
    if settings.trusted_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    headers.install(app, secure=settings.secure)  # first registered, last run: sees the final answer
    db.install(app, database, clock, settings, FieldKeys.load(settings.field_keys_file))
    app.extensions["posko_release"] = cases.release  # what somebody who leaves still had on the desk
    app.extensions["posko_duties"] = case_queries.duties  # who has a case due when, for who plans sessions
    app.extensions["posko_trail_line"] = lambda: rooms.module("intranet.checkpoints.views").line()  # the trail's state, drawn
    app.extensions["posko_recount"] = watch.recount  # the deadlines that a changed calendar moves
    app.extensions["posko_open_matters"] = open_matters  # what must be settled before an agreement is closed
    app.extensions["posko_open_cases"] = case_queries.open_count  # what somebody who leaves a task force hands over
    i18n.install(app, settings)
    Htmx(app)
    refusals.install(app)

    def find(token: str, click: bool) -> tuple[str, Actor] | None:
        limits = {"idle_minutes": settings.session_idle_minutes, "hours": settings.session_hours}
        with db.reading() as session:
            found = agencies.find_login(session, clock, token, **limits)
        if found and click and agencies.click_is_due(found, clock):
            with db.aside() as session:
                agencies.note_click(session, clock, found)
        return (found.session_id, found.actor) if found else None

    login.install(app, secure=settings.secure, find=find)
    rooms.install(app, _rooms(app, database, clock, settings, board, verifier), routes)
    gate.install(app, load_staff=login.person, verify_device=lambda: rooms.module(KIOSKS).verify_device())
    if settings.task_force_only:
        app.before_request(_only_task_force)
    # After the gate, so that no stranger's body is read: looking for a form's token reads it.
    limit, store = settings.evidence_max_mb * 1024 * 1024, Store(settings.data_dir)
    uploads.install(app, limit=limit, open_file=store.incoming, refusal=evidence.too_large)
    csrf.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    pages.install(app, version=version("posko"), simulators=simulators(settings), waiting=inbox_pages.waiting)
    inbox_pages.install(app, SUBJECTS)
    case_pages.install(
        app,
        lambda case: rooms.module("intranet.documents.views").section(case),
        _raised,
    )
    navigation.install(app, MENU)
    return app


def _rooms(
    app: Flask, database: Database, clock: Clock, settings: Settings, board: FarBoard | None, verifier: Any
) -> Iterable[rooms.Room]:
    """The packages whose pages are loaded when somebody comes."""

    def checks(_module: object) -> None:
        """What the counter and the kiosks need: who makes the calls, and where the verdicts wait."""
        if "posko_checks" in app.extensions:
            return
        from intranet.identity.calls import CheckRunner
        from intranet.identity.dukcapil import Dukcapil
        from intranet.identity.verdicts import VerdictBoard

        verdicts = app.extensions["posko_verdicts"] = VerdictBoard(board)
        app.extensions["posko_checks"] = CheckRunner(database, clock, settings, verifier or Dukcapil(settings), verdicts)

    def kiosks(loaded: Any) -> None:
        checks(loaded)
        csrf.exempt(loaded.bp)  # kiosks sign each request instead

    def sessions(loaded: Any) -> None:
        """What literacy is given by packages above it: how letters are headed, and what came of a session."""
        from intranet.documents import stationery

        app.extensions["posko_stationery"] = stationery
        loaded.install(app, lambda row: rooms.module("intranet.learning.views").section(row))

    def counted(loaded: Any) -> None:
        """What the semester report is given by packages that count beside the checks: look-ups in the portal, incidents."""
        from intranet.privacy import queries as privacy
        from intranet.reports.usage.figures import Beside

        loaded.install(app, Beside(portal_lookups=privacy.portal_lookups_between, incidents=privacy.incidents_between))

    yield rooms.Room("intranet.counter.views", checks)
    yield rooms.Room("intranet.literacy.views", sessions)
    yield rooms.Room(KIOSKS, kiosks)
    yield rooms.Room("intranet.reports.views", counted)
    yield from (rooms.Room(f"intranet.{name}.views") for name in ROOMS)


def open_matters(session: Session, agreement_id: str, matter: Matter) -> int:
    """How many of a kind are still open under an agreement: cases and numbers of the whole office, the rest of its own."""
    if matter is Matter.CASES:
        return case_queries.open_count(session)
    if matter is Matter.SESSIONS:
        from intranet.literacy import queries as literacy

        return literacy.unfinished(session, agreement_id)
    if matter is Matter.LOANS:
        from intranet.outreach import queries as outreach

        return outreach.open_loans(session, agreement_id)
    from intranet.identity import queries as identity

    return identity.unacknowledged(session)


def _only_task_force() -> None:
    """Keep everybody off single cases who is not in a running task force, where the office wants it so (Jambi 9(7); Kudus 7)."""
    from intranet.agreements.service import task_force

    actor = gate.maybe_actor()
    if actor is None or request.blueprint != "cases" or "case_id" not in (request.view_args or {}):
        return
    if not task_force.may_work(db.session(), actor, formatting.today()):
        raise Forbidden(
            N_("Perkara bersama dikerjakan anggota gugus tugas, dan keanggotaan Anda tidak sedang berjalan."),
            do=N_("Minta pimpinan Anda mencatat keanggotaan Anda pada halaman perjanjian."),
        )


def _raised(case: Any) -> Markup:
    """What an open case's page offers of coordination; drawn without loading the room, and once for all."""
    if case.state not in OPEN_STATES or not gate.actor().has(*gate.CASE_WORKERS):
        return Markup()
    return blanks.drawn("coordination/_raise.html", "raise_case", case.id)


def load_models() -> None:
    """Load every mapped class, for whoever needs the whole schema: migrations and their tests."""
    house = Path(__file__).parent
    for folder in {file.relative_to(house).parts[0] for pattern in ("*/models.py", "*/models/") for file in house.glob(pattern)}:
        import_module(f"intranet.{folder}.models")
    import_module("intranet.base.outbox")


def simulators(settings: Settings) -> tuple[str, ...]:
    """Names of the stand-ins in use, for the banner on every page."""
    return (N_("layanan Dukcapil"),) if settings.dukcapil_simulated else ()


def secret_key(settings: Settings) -> str:
    """The key of form tokens: from the settings, else from the secrets folder, made there at first need (0600)."""
    if settings.secret_key:
        return settings.secret_key
    file: Path = settings.secrets_dir / "form-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return file.read_text(encoding="utf-8")
