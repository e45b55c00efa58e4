"""A kiosk for tests: speaks to the app in process, signs with the kiosk's own signer."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intranet.base.actor import SYSTEM
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.devices import service as devices
from intranet.settings import Settings
from kiosk.signing import Request, Signer
from shared.elements import Element
from shared.wire import BASE_PATH, IDEMPOTENCY_HEADER, NONCE_HEADER

ORIGIN = "http://localhost"
NIK = "3319990101900001"
OTHER_NIK = "3319994202910002"


@dataclass
class Kiosk:
    """An enrolled kiosk. ``nonce`` is the next one to use; each answer replaces it."""

    client: FlaskClient
    clock: FixedClock
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    device_id: str = ""
    nonce: str = ""

    @property
    def public_key(self) -> str:
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def plain(self, method: str, path: str, message: Any = None, headers: dict[str, str] | None = None) -> TestResponse:
        """Send unsigned."""
        body = None if message is None else json.dumps(message).encode()
        return self.client.open(
            BASE_PATH + path, method=method, data=body, content_type="application/json" if body else None, headers=headers
        )

    def fresh_nonce(self) -> str:
        answer = self.plain("POST", "/nonces", {"device_id": self.device_id})
        assert answer.status_code == 200, answer.text
        return str(answer.json["nonce"])  # type: ignore[index]

    def signed_headers(
        self, method: str, path: str, body: bytes | None, *, key: str | None = None, nonce: str = ""
    ) -> dict[str, str]:
        request = Request(method, f"{ORIGIN}{BASE_PATH}{path}")
        if body is not None:
            request.headers[IDEMPOTENCY_HEADER] = key or new_id()
        Signer(self.device_id, self.key).sign(request, body, nonce or self.nonce or self.fresh_nonce(), self.clock.now())
        return request.headers

    def send(self, method: str, path: str, message: Any = None, *, key: str | None = None) -> TestResponse:
        """Send signed, with the nonce at hand."""
        body = None if message is None else json.dumps(message).encode()
        headers = self.signed_headers(method, path, body, key=key)
        answer = self.client.open(
            BASE_PATH + path, method=method, data=body, content_type="application/json" if body else None, headers=headers
        )
        self.nonce = answer.headers.get(NONCE_HEADER, "")
        return answer

    def open_visit(self) -> str:
        answer = self.send("POST", "/visits", {"language": "id"})
        assert answer.status_code == 201, answer.text
        return str(answer.json["visit_id"])  # type: ignore[index]

    def ask_check(self, visit_id: str, *, nik: str = NIK, key: str | None = None) -> TestResponse:
        claims = [
            {"element": Element.NIK.value, "value": nik},
            {"element": Element.NAME.value, "value": "SITI CONTOH"},
        ]
        ask = {"method": "card", "notice_version": "2026-11", "claims": claims}
        return self.send("POST", f"/visits/{visit_id}/check", ask, key=key)

    def complain(self, visit_id: str, *, nik: str | None = NIK, key: str | None = None, **complaint: Any) -> TestResponse:
        ask = {
            "complainant": {"nik": nik, "name": "Siti Contoh", "address": "Jalan Mawar 1", "phone": "0812-0000-0000"},
            "complaint": {"topic": "hoax", "narrative": "Ada kabar bohong.", **complaint},
            "notice_version": "2026-11",
        }
        return self.send("POST", f"/visits/{visit_id}/complaint", ask, key=key)


def enrolled(
    app: Flask,
    database: Database,
    clock: FixedClock,
    settings: Settings,
    keys: FieldKeys,
    name: str = "Kios Lobi",
    *,
    confirm: bool = True,
) -> Kiosk:
    """A kiosk that went the whole way: code, key, fingerprint confirmed."""
    with database.write() as session:
        made = devices.make_code(session, SYSTEM, clock, settings, keys, name=name, place="Lobi utama")
    kiosk = Kiosk(app.test_client(), clock)
    answer = kiosk.plain("POST", "/enrolments", {"code": made.code, "public_key": kiosk.public_key, "version": "0.1.0"})
    assert answer.status_code == 201, answer.text
    kiosk.device_id = answer.json["device_id"]  # type: ignore[index]
    if confirm:
        with database.write() as session:
            devices.confirm(session, SYSTEM, clock, answer.json["fingerprint"])  # type: ignore[index]
    return kiosk


def all_text(database: Database) -> str:
    """Every value in every row, for looking for what must not be there."""
    from intranet.base.db import Base

    with database.read() as session:
        return "\n".join(str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))
