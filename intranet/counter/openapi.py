"""The kiosks' interface as an OpenAPI 3.1 document, made from the messages themselves, so that the two cannot differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.json_schema import models_json_schema

from shared import wire
from shared.wire import BASE_PATH, IDEMPOTENCY_HEADER, NONCE_HEADER, Message
from shared.words import ProblemCode

_REF = "#/components/schemas/{model}"
_ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
KEY_PATTERN = "^[A-Za-z0-9._:-]{8,80}$"


class Nothing(Message):
    """An empty message."""


@dataclass(frozen=True)
class Operation:
    """One thing a kiosk can ask: what it sends, what it gets, and with which refusals."""

    method: str
    path: str
    name: str
    says: str
    sends: type[Message] | None
    gets: type[Message]
    status: int
    signed: bool = True
    refusals: tuple[int, ...] = ()


OPERATIONS = (
    Operation(
        "post",
        "/enrolments",
        "enrol",
        "Introduce a kiosk with an officer's one-time code.",
        wire.Enrol,
        wire.Enrolled,
        201,
        False,
        (403, 429),
    ),
    Operation(
        "get", "/enrolments/{device_id}", "enrolment", "What the office thinks of a kiosk.", None, wire.Enrolled, 200, False, (404,)
    ),
    Operation(
        "post", "/nonces", "nonces", "A nonce for a kiosk's next request.", wire.NonceAsk, wire.Nonce, 200, False, (403, 429)
    ),
    Operation("post", "/heartbeats", "heartbeat", "How the kiosk is.", wire.Heartbeat, wire.Beat, 200),
    Operation("post", "/visits", "open_visit", "Somebody stands at the kiosk.", wire.VisitOpen, wire.VisitOpened, 201),
    Operation("post", "/visits/{visit_id}/check", "ask_check", "Check this claim.", wire.CheckAsk, wire.Check, 202, True, (404,)),
    Operation("get", "/visits/{visit_id}/check", "check", "How far the check is.", None, wire.Check, 200, True, (404,)),
    Operation(
        "post", "/visits/{visit_id}/help", "call_help", "The visitor wants an officer.", Nothing, wire.Beat, 200, True, (404,)
    ),
    Operation(
        "post",
        "/visits/{visit_id}/complaint",
        "register",
        "Register the complaint.",
        wire.ComplaintAsk,
        wire.Registered,
        201,
        True,
        (404,),
    ),
    Operation("post", "/visits/{visit_id}/end", "end_visit", "The visitor is gone.", wire.VisitEnd, wire.Beat, 200, True, (404,)),
    Operation("post", "/lookups", "look_up", "How does this complaint stand?", wire.StatusAsk, wire.StatusAnswer, 200),
)


def document(version: str) -> dict[str, Any]:
    """The OpenAPI document."""
    messages = {message for one in OPERATIONS for message in (one.sends, one.gets) if message is not None} | {wire.Problem}
    ordered = sorted(messages, key=lambda message: message.__name__)
    _, definitions = models_json_schema([(message, "validation") for message in ordered], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(BASE_PATH + one.path, {})[one.method] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Posko: kiosk interface", "version": version, "description": wire.__doc__ or ""},
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": "RFC 9421, Ed25519, with Signature-Input; a POST covers "
                    + ", ".join(wire.SIGNED)
                    + "; a GET covers "
                    + ", ".join(wire.SIGNED_WITHOUT_BODY)
                    + f". The nonce is the office's, for one request; the next one comes in {NONCE_HEADER}.",
                }
            },
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.says,
        "parameters": list(_parameters(one)),
        "responses": dict(_responses(one)),
    }
    if one.sends is not None:
        made["requestBody"] = {"required": True, "content": _content(one.sends)}
    if one.signed:
        made["security"] = [{"signature": []}]
    return made


def _parameters(one: Operation) -> Iterator[dict[str, Any]]:
    for name in ("device_id", "visit_id"):
        if f"{{{name}}}" in one.path:
            yield {"name": name, "in": "path", "required": True, "schema": _ID}
    if one.signed and one.method == "post":
        schema = {"type": "string", "pattern": KEY_PATTERN}
        yield {"name": IDEMPOTENCY_HEADER, "in": "header", "required": True, "schema": schema}


def _responses(one: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    nonce = {NONCE_HEADER: {"description": "The nonce of the next request.", "schema": {"type": "string"}}} if one.signed else {}
    yield str(one.status), {"description": one.gets.__doc__ or "", "headers": nonce, "content": _content(one.gets)}
    refused = (
        set(one.refusals)
        | ({400, 413} if one.method == "post" else set())
        | ({401, 403, 409, 429} if one.signed else set())
        | {503}
    )
    for status in sorted(refused):
        yield str(status), {"description": _WHY.get(status, "Refused."), "content": _content(wire.Problem)}


def _content(message: type[Message]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=message.__name__)}}}


_WHY = {
    400: f"Not understood ({ProblemCode.MALFORMED.value}).",
    401: f"Not proven ({ProblemCode.UNSIGNED.value}, {ProblemCode.NONCE.value}).",
    403: f"Not let in ({ProblemCode.NOT_ENROLLED.value}, {ProblemCode.REVOKED.value}, {ProblemCode.CODE.value}).",
    404: f"No such thing, or not this kiosk's ({ProblemCode.NOT_FOUND.value}).",
    409: "Too late or twice (visit_over, already_checked, check_refused, replayed).",
    413: f"Longer than 64 KiB ({ProblemCode.MALFORMED.value}).",
    429: f"Too many ({ProblemCode.TOO_MANY.value}).",
    503: f"Busy; try again ({ProblemCode.BUSY.value}).",
}
