"""Every fault of a signature is refused, and a refused request changes nothing."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intranet.base.actor import SYSTEM
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.counter.models import Visit
from intranet.devices import service as devices
from intranet.devices.models import UsedNonce
from intranet.settings import Settings
from kiosk.signing import Request
from shared.wire import BASE_PATH, IDEMPOTENCY_HEADER, NONCE_HEADER, SIGNED
from tests.intranet.counter.kiosks import ORIGIN, Kiosk, enrolled

BODY = b'{"language": "id"}'
Post = Callable[..., TestResponse]


@pytest.fixture
def db(office_db: Database) -> Database:
    """SQLite only: what is said here does not depend on the database; repetitions are also tried on both (test_api)."""
    return office_db


@pytest.fixture
def post(kiosk: Kiosk) -> Post:
    """Open a visit with headers the test may spoil."""

    def send(headers: dict[str, str], body: bytes = BODY, path: str = "/visits") -> TestResponse:
        return kiosk.client.post(BASE_PATH + path, data=body, content_type="application/json", headers=headers)

    return send


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.is_json, answer.text
    return answer.status_code, answer.json["code"]  # type: ignore[index]


def visits(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Visit)) or 0


def sign(
    kiosk: Kiosk, *, device_id: str = "", nonce: str | None = "", tag: str = "posko-kiosk-v1", **changes: object
) -> dict[str, str]:
    """Sign the way a faulty or hostile kiosk might."""
    request = Request("POST", f"{ORIGIN}{BASE_PATH}/visits")
    request.headers[IDEMPOTENCY_HEADER] = new_id()
    device_id = device_id or kiosk.device_id
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={device_id: changes.pop("key", kiosk.key)}),  # type: ignore[dict-item]
    )
    arguments = {"created": kiosk.clock.now(), "covered_component_ids": SIGNED, "body": BODY, "label": "posko", **changes}
    signer.sign(request, key_id=device_id, nonce=kiosk.fresh_nonce() if nonce == "" else nonce, tag=tag, **arguments)  # type: ignore[arg-type]
    return request.headers


def test_a_well_signed_request_is_let_in_and_brings_the_next_nonce(kiosk: Kiosk, post: Post) -> None:
    answer = post(sign(kiosk))
    assert answer.status_code == 201
    assert answer.headers[NONCE_HEADER]


def test_an_unsigned_request_is_refused(post: Post, db: Database) -> None:
    assert code(post({})) == (401, "unsigned")
    assert visits(db) == 0


def test_another_key_is_refused(kiosk: Kiosk, post: Post, db: Database) -> None:
    assert code(post(sign(kiosk, key=Ed25519PrivateKey.generate()))) == (401, "unsigned")
    assert visits(db) == 0


def test_a_changed_body_is_refused(kiosk: Kiosk, post: Post, db: Database) -> None:
    assert code(post(sign(kiosk), body=b'{"language": "en"}')) == (401, "unsigned")
    assert visits(db) == 0


def test_a_changed_path_is_refused(kiosk: Kiosk, post: Post) -> None:
    assert code(post(sign(kiosk), path="/heartbeats")) == (401, "unsigned")


def test_a_changed_idempotency_key_is_refused(kiosk: Kiosk, post: Post) -> None:
    headers = sign(kiosk)
    headers[IDEMPOTENCY_HEADER] = new_id()
    assert code(post(headers)) == (401, "unsigned")


@pytest.mark.parametrize("left_out", SIGNED)
def test_a_missing_component_is_refused(kiosk: Kiosk, post: Post, left_out: str) -> None:
    covered = tuple(name for name in SIGNED if name != left_out)
    changes: dict[str, object] = {"covered_component_ids": covered}
    if left_out == "content-digest":
        changes["body"] = None
    assert code(post(sign(kiosk, **changes))) == (401, "unsigned")


def test_a_component_too_many_is_refused(kiosk: Kiosk, post: Post) -> None:
    assert code(post(sign(kiosk, covered_component_ids=(*SIGNED, "@scheme")))) == (401, "unsigned")


def test_a_digest_that_does_not_fit_the_body_is_refused(kiosk: Kiosk, post: Post) -> None:
    headers = sign(kiosk, body=b'{"language": "en"}')
    assert code(post(headers)) == (401, "unsigned")


def test_another_tag_is_refused(kiosk: Kiosk, post: Post) -> None:
    assert code(post(sign(kiosk, tag="web-bot-auth"))) == (401, "unsigned")


def test_a_signature_without_a_time_is_refused(kiosk: Kiosk, post: Post) -> None:
    headers = sign(kiosk)
    headers["Signature-Input"] = headers["Signature-Input"].replace(";created=", ";expires=")
    assert code(post(headers)) == (401, "unsigned")


def test_a_time_outside_the_window_is_refused(kiosk: Kiosk, post: Post) -> None:
    long_ago = kiosk.clock.now() - dt.timedelta(days=500)
    assert code(post(sign(kiosk, created=long_ago))) == (401, "unsigned")


def test_a_kiosk_whose_clock_is_a_year_behind_is_let_in(kiosk: Kiosk, post: Post) -> None:
    assert post(sign(kiosk, created=kiosk.clock.now() - dt.timedelta(days=365))).status_code == 201


def test_a_request_without_a_nonce_is_refused(kiosk: Kiosk, post: Post) -> None:
    assert code(post(sign(kiosk, nonce=None))) == (401, "nonce")


@pytest.mark.parametrize("nonce", ["x", "deadbeef.abc.def", "ffffffffff.aaaa." + "0" * 43, "é.é.é"])
def test_an_invented_nonce_is_refused(kiosk: Kiosk, post: Post, nonce: str) -> None:
    answer = code(post(sign(kiosk, nonce=nonce))) if nonce.isascii() else (401, "nonce")
    assert answer == (401, "nonce")


def test_an_old_nonce_is_refused(kiosk: Kiosk, post: Post, clock: FixedClock, settings: Settings) -> None:
    nonce = kiosk.fresh_nonce()
    clock.advance(dt.timedelta(seconds=settings.device_nonce_seconds))
    assert code(post(sign(kiosk, nonce=nonce))) == (401, "nonce")


def test_another_kiosks_nonce_is_refused(
    kiosk: Kiosk, post: Post, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    other = enrolled(counter_app, db, clock, settings, keys, "Kios Lain")
    assert code(post(sign(kiosk, nonce=other.fresh_nonce()))) == (401, "nonce")


def test_another_kiosks_name_is_refused(
    kiosk: Kiosk, post: Post, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    other = enrolled(counter_app, db, clock, settings, keys, "Kios Lain")
    assert code(post(sign(kiosk, device_id=other.device_id, nonce=other.fresh_nonce()))) == (401, "unsigned")


def test_an_unknown_kiosk_is_refused(kiosk: Kiosk, post: Post) -> None:
    assert code(post(sign(kiosk, device_id=new_id()))) == (403, "not_enrolled")


def test_a_repeated_request_is_refused(kiosk: Kiosk, post: Post, db: Database) -> None:
    headers = sign(kiosk)
    assert post(headers).status_code == 201
    for _again in range(10):
        assert code(post(headers)) == (409, "replayed")
    assert visits(db) == 1


def test_a_request_that_was_refused_cannot_be_repeated_either(kiosk: Kiosk) -> None:
    path = f"/visits/{new_id()}/help"
    headers = kiosk.signed_headers("POST", path, b"{}")

    def send() -> TestResponse:
        return kiosk.client.post(BASE_PATH + path, data=b"{}", content_type="application/json", headers=headers)

    assert code(send()) == (404, "not_found")
    assert code(send()) == (409, "replayed")


def test_a_get_cannot_be_repeated(kiosk: Kiosk) -> None:
    path = f"/visits/{new_id()}/check"
    headers = kiosk.signed_headers("GET", path, None)
    assert code(kiosk.client.get(BASE_PATH + path, headers=headers)) == (404, "not_found")
    assert code(kiosk.client.get(BASE_PATH + path, headers=headers)) == (409, "replayed")


def test_used_nonces_are_forgotten_when_they_are_over(kiosk: Kiosk, post: Post, db: Database, clock: FixedClock) -> None:
    post(sign(kiosk))
    clock.advance(dt.timedelta(hours=1))
    with db.write() as session:
        devices.tidy(session, clock)
        assert session.scalar(select(func.count()).select_from(UsedNonce)) == 0


def test_a_kiosk_waiting_for_confirmation_is_refused(
    counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    kiosk = enrolled(counter_app, db, clock, settings, keys, confirm=False)
    assert code(kiosk.plain("POST", "/nonces", {"device_id": kiosk.device_id})) == (403, "not_enrolled")
    kiosk.nonce = "unused"
    assert code(kiosk.send("POST", "/visits", {"language": "id"})) == (401, "nonce")


def test_a_revoked_kiosk_is_refused_in_the_middle_of_a_visit(kiosk: Kiosk, db: Database, clock: FixedClock) -> None:
    visit = kiosk.open_visit()
    with db.write() as session:
        devices.revoke(session, SYSTEM, clock, kiosk.device_id)
    assert code(kiosk.complain(visit)) == (403, "revoked")
    assert code(kiosk.plain("POST", "/nonces", {"device_id": kiosk.device_id})) == (403, "revoked")
    with db.read() as session:
        assert session.scalars(select(Visit)).one().case_id is None


def test_a_flood_from_one_kiosk_is_slowed_and_others_are_not(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    ask = {"device_id": kiosk.device_id}
    answers = [kiosk.plain("POST", "/nonces", ask).status_code for _ in range(241)]
    assert answers == [200] * 240 + [429]
    assert enrolled(counter_app, db, clock, settings, keys, "Kios Lain").fresh_nonce()
    clock.advance(dt.timedelta(minutes=1))
    assert kiosk.fresh_nonce()


def test_a_message_that_is_too_long_is_refused(kiosk: Kiosk) -> None:
    answer = kiosk.send("POST", "/visits", {"language": "id" * 40_000})
    assert code(answer) == (413, "malformed")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"language": "id", "more": 1}', b'{"language": 1}', b"\xff", b'{"language": "\\ud800"}']
)
def test_a_body_that_is_no_message_is_refused_without_repeating_it(kiosk: Kiosk, body: bytes) -> None:
    headers = kiosk.signed_headers("POST", "/visits", body)
    answer = kiosk.client.post(BASE_PATH + "/visits", data=body, content_type="application/json", headers=headers)
    assert code(answer) == (400, "malformed")
    assert set(json.loads(answer.text)) == {"code", "message"}
