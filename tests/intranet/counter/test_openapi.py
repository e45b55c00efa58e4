"""Schemathesis finds nothing in the kiosks' interface: unsigned, and signed so that it gets past the gate."""

import datetime as dt
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from werkzeug.wrappers import Request as Incoming

from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.counter import openapi
from intranet.counter.views.api import address
from kiosk.signing import Request, Signer
from shared.wire import BASE_PATH, IDEMPOTENCY_HEADER
from tests.intranet.counter.kiosks import Kiosk
from tests.intranet.counter.test_pages import browser, done  # noqa: F401

SIGN = "sign-this"
EXAMPLES = 12
MODES = list(schemathesis.GenerationMode)


@pytest.fixture
def db(office_db: Database) -> Database:
    """The interface does not depend on the kind of database."""
    return office_db


class SigningApp:
    """The app behind a kiosk: signs what asks for it (a Signature header of ``SIGN``), passes everything else on."""

    def __init__(self, app: Flask, kiosk: Kiosk, clock: FixedClock) -> None:
        self._app, self._kiosk, self._clock = app, kiosk, clock

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._clock.advance(dt.timedelta(seconds=1))  # a kiosk is no flood
        if environ.get("HTTP_SIGNATURE") == SIGN:
            self._sign(environ)
        return self._app.wsgi_app(environ, start_response)

    def _sign(self, environ: dict[str, Any]) -> None:
        del environ["HTTP_SIGNATURE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        incoming = Incoming(environ)
        request = Request(incoming.method, address(incoming))
        posts = incoming.method == "POST"
        if posts:
            request.headers[IDEMPOTENCY_HEADER] = incoming.headers.get(IDEMPOTENCY_HEADER, "")
        signer = Signer(self._kiosk.device_id, self._kiosk.key)
        signer.sign(request, body if posts else None, self._kiosk.fresh_nonce(), self._clock.now())
        for name, value in request.headers.items():
            if name != IDEMPOTENCY_HEADER:
                environ["HTTP_" + name.upper().replace("-", "_")] = value


@pytest.mark.parametrize(
    ("name", "signed"),
    [(one.name, False) for one in openapi.OPERATIONS] + [(one.name, True) for one in openapi.OPERATIONS if one.signed],
)
def test_schemathesis_finds_nothing(counter_app: Flask, kiosk: Kiosk, clock: FixedClock, name: str, signed: bool) -> None:
    document = openapi.document("1")
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
    schema.app = SigningApp(counter_app, kiosk, clock)
    operation = schema.find_operation_by_id(name)
    headers = {"Signature": SIGN} if signed else {}

    for mode in MODES:
        turns = iter(range(1_000_000))

        @hypothesis_settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            asks = signed and "visit_id" in (case.path_parameters or {}) and next(turns) % 2  # noqa: B023
            if asks and (mode.is_positive or _body_is_wrong(case)):  # noqa: B023 - else nothing wrong would be left in it
                kiosk.nonce = ""
                case.path_parameters["visit_id"] = kiosk.open_visit()
            case.call_and_validate(headers=headers)

        run()


def _body_is_wrong(case: Any) -> bool:
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return body is not None and body.mode.is_negative


def test_the_document_is_for_staff_and_names_every_route(counter_app: Flask, browser: Callable[[str], Any]) -> None:  # noqa: F811
    document = browser("budi").get(f"{BASE_PATH}/openapi.json").json
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = set()
    for rule in counter_app.url_map.iter_rules():
        if rule.endpoint.startswith("kiosk_api.") and rule.endpoint != "kiosk_api.openapi_json":
            path = rule.rule.replace("<string:", "{").replace(">", "}")
            served |= {(method, path) for method in rule.methods or () if method not in ("HEAD", "OPTIONS")}
    assert described == served
    page = browser("admin").get("/counter/interface")
    assert page.status_code == 200
    assert "ComplaintAsk" in page.text
    assert browser("wulan").get(f"{BASE_PATH}/openapi.json").status_code == 403


def test_an_answer_that_breaks_the_document_is_found(counter_app: Flask, kiosk: Kiosk, clock: FixedClock) -> None:
    """The proof that the search above can find something: a mutant that leaves out a field."""
    schema = schemathesis.openapi.from_dict(openapi.document("1"))

    class Mutant(SigningApp):
        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            list(super().__call__(environ, lambda status, headers, _info=None: start_response(status, _sized(headers, 2))))
            return [b"{}"]

    schema.app = Mutant(counter_app, kiosk, clock)
    case = schema.find_operation_by_id("nonces").Case(body={"device_id": kiosk.device_id}, media_type="application/json")
    with pytest.raises(BaseException, match="schema"):
        case.call_and_validate()


def _sized(headers: list[tuple[str, str]], size: int) -> list[tuple[str, str]]:
    return [(name, str(size) if name.lower() == "content-length" else value) for name, value in headers]
