"""``/api/kiosk/v1``: exactly the messages of ``shared.wire``, read strictly, answered once per idempotency key.

Every answer to a proven kiosk carries its next nonce. A request that ends in a refusal changes nothing, but its nonce is
used up all the same. Nothing of a message is logged.
"""

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import TypeVar, cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from pydantic import ValidationError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import Forbidden as ForbiddenPage
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from intranet.base.actor import Actor
from intranet.base.db import fault_name
from intranet.base.errors import NotFound, Refused
from intranet.cases.models import Case
from intranet.cases.service import Facts, Person
from intranet.counter import rules, service
from intranet.counter.openapi import KEY_PATTERN, Nothing
from intranet.counter.receipts import receipt_of
from intranet.devices import proving
from intranet.devices import service as devices
from intranet.devices.proving import Caller
from intranet.devices.rules import PROBLEMS, KioskRefused
from intranet.devices.signature import HttpRequest, make_nonce
from intranet.devices.throttle import Throttle
from intranet.identity import service as identity
from intranet.identity.arrangement import allowed_elements
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import METHOD_OF, Refusal, later_reason
from intranet.web import db, gate
from shared.wire import (
    BASE_PATH,
    IDEMPOTENCY_HEADER,
    NONCE_HEADER,
    Beat,
    Check,
    CheckAsk,
    ComplaintAsk,
    Enrol,
    Enrolled,
    Heartbeat,
    Message,
    Nonce,
    NonceAsk,
    Problem,
    Registered,
    VisitEnd,
    VisitOpen,
    VisitOpened,
)
from shared.words import CheckState, EndReason, ProblemCode

log = logging.getLogger(__name__)
bp = Blueprint("kiosk_api", __name__, url_prefix=BASE_PATH)
MAX_BODY = 64 * 1024  # bytes; the longest complaint is a tenth of it
KEY = re.compile(KEY_PATTERN)
REQUESTS_A_MINUTE = 240  # per kiosk; a busy one makes some thirty
WRONG_CODES = 20  # in ten minutes, over all: against guessing; 40 bits last for ever at this pace
M = TypeVar("M", bound=Message)


@bp.record
def _prepare(state: BlueprintSetupState) -> None:
    minute = dt.timedelta(minutes=1)
    state.app.extensions["posko_kiosk_requests"] = Throttle(REQUESTS_A_MINUTE, minute)
    state.app.extensions["posko_kiosk_nonces"] = Throttle(REQUESTS_A_MINUTE, minute)
    state.app.extensions["posko_kiosk_codes"] = Throttle(WRONG_CODES, 10 * minute)


def verify_device() -> Actor:
    """For the gate: the kiosk that signed this request. Raises KioskRefused.

    A POST uses up its nonce in its own transaction; a GET in one of its own, before anything is read.
    """
    request.max_content_length = MAX_BODY
    http = HttpRequest(request.method, address(request), request.headers, request.get_data())
    caller = _prove_post(http) if request.method == "POST" else _prove_get(http)
    g.kiosk = caller
    _take("posko_kiosk_requests", caller.actor.id)
    return caller.actor


def address(incoming: Request) -> str:
    """The whole address of a request as its sender wrote it, in plain ASCII."""
    query = incoming.query_string.decode("latin-1")
    return incoming.host_url.rstrip("/") + quote(incoming.path) + (f"?{quote(query, safe='%=&+')}" if query else "")


def _prove_post(http: HttpRequest) -> Caller:
    return proving.prove(db.session(), db.clock(), db.settings(), db.keys(), http)


def _prove_get(http: HttpRequest) -> Caller:
    with db.database().write() as session:
        return proving.prove(session, db.clock(), db.settings(), db.keys(), http)


@bp.after_request
def _next_nonce(response: Response) -> Response:
    caller = cast("Caller | None", g.get("kiosk"))
    if caller is None:
        return response
    if response.status_code >= 400 and request.method == "POST":
        db.session().rollback()
        with db.database().write() as session:
            proving.use_up(session, caller.proof)
    response.headers[NONCE_HEADER] = make_nonce(db.keys(), db.clock(), caller.actor.id, db.settings().device_nonce_seconds)
    return response


@bp.post("/enrolments")
@gate.open_to_all
def enrol() -> Response:
    """A kiosk introduces itself with an officer's one-time code."""
    ask = read(Enrol)
    codes, now = _throttle("posko_kiosk_codes"), db.clock().now()
    if codes.full("", now):
        raise KioskRefused(ProblemCode.TOO_MANY)
    try:
        device = devices.enrol(db.session(), db.clock(), db.keys(), code=ask.code, public_key=ask.public_key, version=ask.version)
    except KioskRefused:
        codes.count("", now)
        raise
    return _answer(201, Enrolled(device_id=device.id, name=device.name, fingerprint=device.fingerprint, state=device.state))


@bp.get("/enrolments/<string:device_id>")
@gate.open_to_all
def enrolment(device_id: str) -> Response:
    """What the office thinks of a kiosk; its id is known to nobody else."""
    device = devices.get(db.session(), device_id)
    return _answer(200, Enrolled(device_id=device.id, name=device.name, fingerprint=device.fingerprint, state=device.state))


@bp.post("/nonces")
@gate.open_to_all
def nonces() -> Response:
    """A nonce for a kiosk's next request."""
    ask = read(NonceAsk)
    settings = db.settings()
    _take("posko_kiosk_nonces", ask.device_id)
    with db.database().read() as session:  # nothing is stored, so it waits for no writer
        nonce = proving.give_nonce(session, db.clock(), settings, db.keys(), ask.device_id)
    return _answer(200, Nonce(nonce=nonce, valid_seconds=settings.device_nonce_seconds, now=db.clock().now()))


@bp.post("/heartbeats")
@gate.device_only
def heartbeat() -> Response:
    """How the kiosk is."""
    beat = read(Heartbeat)

    def act() -> Message:
        devices.heartbeat(db.session(), gate.actor(), db.clock(), version=beat.version, reader=beat.reader, printer=beat.printer)
        return Beat(now=db.clock().now())

    return once(beat.model_dump_json(), act)


@bp.post("/visits")
@gate.device_only
def open_visit() -> Response:
    """Somebody stands at the kiosk."""
    ask = read(VisitOpen)

    def act() -> Message:
        settings = db.settings()
        visit = service.open_visit(db.session(), gate.actor(), db.clock(), ask.language)
        return VisitOpened(
            visit_id=visit.id,
            offer=identity.offer(db.session(), db.clock(), settings, gate.actor()),
            notice_version=rules.NOTICE_VERSION,
            elements=list(allowed_elements(settings)),
            office_name=settings.office_name,
        )

    return once(ask.model_dump_json(), act, 201)


@bp.post("/visits/<string:visit_id>/check")
@gate.device_only
def ask_check(visit_id: str) -> Response:
    """Check this claim. What is remembered for repetitions says which elements were sent, never a value."""
    ask = read(CheckAsk)
    values = {claimed.element: claimed.value for claimed in ask.claims}

    def act() -> Message:
        if len(values) != len(ask.claims):  # one element claimed twice: nobody can say which is meant
            raise KioskRefused(ProblemCode.CHECK_REFUSED)
        claimed = service.Claimed(METHOD_OF[ask.method], ask.notice_version, values)
        try:
            check = service.ask_check(
                db.session(),
                gate.actor(),
                db.clock(),
                db.settings(),
                db.keys(),
                current_app.extensions["posko_checks"],
                visit_id,
                claimed,
            )
        except identity.CheckRefused as refused:
            if refused.reason is Refusal.VISIT_CHECKED:
                raise KioskRefused(ProblemCode.ALREADY_CHECKED) from None
            return Check(state=CheckState.LATER, reason=refused.reason.offer)
        except (service.NoConsent, service.VisitOver, NotFound):
            raise
        except Refused as refused:
            raise KioskRefused(ProblemCode.CHECK_REFUSED, refused.message) from None
        return _told(check)

    names = ",".join(sorted(claimed.element.name for claimed in ask.claims))
    return once(f"{visit_id}:{ask.method.value}:{ask.notice_version}:{names}", act, 202)


@bp.get("/visits/<string:visit_id>/check")
@gate.device_only
def check(visit_id: str) -> Response:
    """How far the check is."""
    return _answer(200, _told(service.current_check(db.session(), gate.actor(), visit_id)))


@bp.post("/visits/<string:visit_id>/help")
@gate.device_only
def call_help(visit_id: str) -> Response:
    """The visitor wants an officer."""
    read(Nothing)

    def act() -> Message:
        service.call_help(db.session(), gate.actor(), db.clock(), visit_id)
        return Beat(now=db.clock().now())

    return once(visit_id, act)


@bp.post("/visits/<string:visit_id>/complaint")
@gate.device_only
def register(visit_id: str) -> Response:
    """Register the complaint; the answer means it is on disk."""
    ask = read(ComplaintAsk)

    def act() -> Message:
        case = service.register(
            db.session(),
            gate.actor(),
            db.clock(),
            db.settings(),
            db.keys(),
            visit_id,
            facts=Facts(**dict(ask.complaint)),
            person=Person(**dict(ask.complainant)),
        )
        return _registered(case, service.printable_nik(db.session(), db.keys(), case.id))

    return once(f"{visit_id}:{ask.model_dump_json()}", act, 201)


@bp.post("/visits/<string:visit_id>/end")
@gate.device_only
def end_visit(visit_id: str) -> Response:
    """The visitor is gone."""
    ask = read(VisitEnd)

    def act() -> Message:
        visit = service.end_visit(db.session(), gate.actor(), db.clock(), visit_id, ask.reason)
        if visit.check_id and ask.reason is not EndReason.DONE:
            current_app.extensions["posko_verdicts"].take(visit.check_id)  # nobody is there any more to be told
        return Beat(now=db.clock().now())

    return once(f"{visit_id}:{ask.reason.value}", act)


def _told(row: IdentityCheck) -> Check:
    """How far a check is: the state and, when it is "later", why."""
    state = identity.check_state(row)
    return Check(state=state, reason=later_reason(row.code_class) if state is CheckState.LATER else None)


def _registered(case: Case, nik: str | None) -> Registered:
    receipt = receipt_of(db.settings(), case, nik)
    return Registered(complaint_no=receipt.complaint_no, check_code=receipt.check_code, receipt=receipt)


def once(asked: str, act: Callable[[], Message], status: int = 200) -> Response:
    """Do ``act`` once for the request's idempotency key; repetitions get the same answer, byte for byte.

    ``asked`` says what was asked; only a keyed hash of it is stored. A NIK in the answer is not stored but taken anew
    from where it is sealed.
    """
    key = request.headers.get(IDEMPOTENCY_HEADER, "")
    if not KEY.fullmatch(key):
        raise KioskRefused(ProblemCode.MALFORMED)
    session, actor = db.session(), gate.actor()
    before = devices.first_time(session, db.clock(), actor, key, db.keys().index(f"{request.endpoint}\x1f{asked}"))
    if before is not None:
        message = before.body
        if before.nik_case_id is not None:
            nik = service.declared_nik(session, db.keys(), before.nik_case_id)
            message = _with_nik(Registered.model_validate_json(before.body), nik).model_dump_json()
        return _json(before.status or status, message)
    answer = act()
    plain, nik_case_id = answer, None
    if isinstance(answer, Registered) and answer.receipt.nik is not None:
        plain, nik_case_id = _with_nik(answer, None), service.case_id_of(session, answer.complaint_no)
    devices.keep_answer(session, actor, key, status, plain.model_dump_json(), nik_case_id)
    return _answer(status, answer)


def _with_nik(answer: Registered, nik: str | None) -> Registered:
    return answer.model_copy(update={"receipt": answer.receipt.model_copy(update={"nik": nik})})


def read(kind: type[M]) -> M:
    """The body as a message, strictly; the reason it is refused never repeats what was sent."""
    request.max_content_length = MAX_BODY
    body = request.get_data()
    if request.mimetype != "application/json":
        raise KioskRefused(ProblemCode.MALFORMED)
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise KioskRefused(ProblemCode.MALFORMED) from None


def _answer(status: int, message: Message) -> Response:
    return _json(status, message.model_dump_json())


def _json(status: int, text: str) -> Response:
    return Response(text, status, mimetype="application/json")


def _throttle(name: str) -> Throttle:
    return cast(Throttle, current_app.extensions[name])


def _take(name: str, key: str) -> None:
    if not _throttle(name).take(key, db.clock().now()):
        raise KioskRefused(ProblemCode.TOO_MANY)


def _problem(code: ProblemCode, message: str, status: int) -> Response:
    return _answer(status, Problem(code=code, message=message))


@bp.errorhandler(KioskRefused)
def _kiosk_refused(error: KioskRefused) -> Response:
    return _problem(error.code, error.message, error.status)


@bp.errorhandler(Refused)
def _refused(error: Refused) -> Response:
    code = _CODES.get(type(error), ProblemCode.MALFORMED)
    return _problem(code, error.message, PROBLEMS[code][0])


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    status = error.code or 500
    code = ProblemCode.NOT_FOUND if status == 404 else ProblemCode.MALFORMED
    return _problem(ProblemCode.UNSIGNED if isinstance(error, ForbiddenPage) else code, PROBLEMS[code][1], status)


@bp.errorhandler(OperationalError)
def _busy(error: OperationalError) -> Response:
    log.error("the database could not serve a kiosk: %s", fault_name(error))  # never the statement: it carries values
    status, message = PROBLEMS[ProblemCode.BUSY]
    return _problem(ProblemCode.BUSY, message, status)


@bp.errorhandler(DataError)
def _no_value(error: DataError) -> Response:
    log.warning("the database does not take a value a kiosk sent: %s", fault_name(error))
    status, message = PROBLEMS[ProblemCode.MALFORMED]
    return _problem(ProblemCode.MALFORMED, message, status)


_CODES: dict[type[Refused], ProblemCode] = {
    NotFound: ProblemCode.NOT_FOUND,
    service.VisitOver: ProblemCode.VISIT_OVER,
    service.NoConsent: ProblemCode.CHECK_REFUSED,
}
