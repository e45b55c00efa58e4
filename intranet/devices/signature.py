"""Proof of a kiosk's request: RFC 9421 signatures with Ed25519, and nonces that need no memory until they are used.

A nonce is the office's own: it names its expiry and is bound by HMAC to one kiosk, so nothing is stored when it is
given. A kiosk has no battery clock, therefore freshness rests on the nonce; ``created`` is only checked within a wide
window. A POST covers exactly ``wire.SIGNED``, anything else exactly ``wire.SIGNED_WITHOUT_BODY``.
"""

import datetime as dt
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature, algorithms

from intranet.base.clock import Clock
from intranet.base.sealing import FieldKeys
from intranet.devices.rules import KioskRefused
from shared.wire import SIGNATURE_TAG, SIGNED, SIGNED_WITHOUT_BODY
from shared.words import ProblemCode

_PURPOSE = "kiosk-nonce"


@dataclass(frozen=True)
class HttpRequest:
    """A request as it came over the wire; ``url`` is the whole address, ``headers`` keep repeated lines apart."""

    method: str
    url: str
    headers: Any
    body: bytes


@dataclass(frozen=True)
class Proof:
    """A proven request: whose it is, and the nonce it used up (to be remembered until it expires)."""

    device_id: str
    nonce: str
    nonce_expires: dt.datetime


def make_nonce(keys: FieldKeys, clock: Clock, device_id: str, seconds: int) -> str:
    """A nonce for one request of ``device_id`` within ``seconds``."""
    until = int(clock.now().timestamp()) + seconds
    payload = f"{until:x}.{secrets.token_urlsafe(12)}"
    return f"{payload}.{_mac(keys, device_id, payload)}"


def nonce_expiry(keys: FieldKeys, clock: Clock, device_id: str, nonce: str) -> dt.datetime:
    """When ``nonce`` ends. Raises KioskRefused when it is not ours, another kiosk's, or over."""
    payload, _, mac = nonce.rpartition(".")
    if not hmac.compare_digest(mac.encode("utf-8", "replace"), _mac(keys, device_id, payload).encode()):
        raise KioskRefused(ProblemCode.NONCE)
    until = dt.datetime.fromtimestamp(int(payload.partition(".")[0], 16), dt.UTC)
    if clock.now() >= until:
        raise KioskRefused(ProblemCode.NONCE)
    return until


def verify(
    request: HttpRequest, keys: FieldKeys, clock: Clock, skew: dt.timedelta, find_key: Callable[[str], bytes | None]
) -> Proof:
    """Check signature, covered components, digest of the body and nonce of ``request``. Raises KioskRefused.

    ``find_key`` gives the public key (32 bytes) of a device id, or None. Replay and the kiosk's state are the caller's.
    """
    verifier = _Verifier(clock, skew, find_key)
    try:
        results = verifier.verify(request, max_age=None, expect_tag=SIGNATURE_TAG, body=request.body)
    except (InvalidSignature, ValueError, TypeError) as error:
        unknown = isinstance(error.__cause__, _UnknownKey)
        raise KioskRefused(ProblemCode.NOT_ENROLLED if unknown else ProblemCode.UNSIGNED) from error
    if len(results) != 1:
        raise KioskRefused(ProblemCode.UNSIGNED)
    result = results[0]
    wanted = SIGNED if request.method == "POST" else SIGNED_WITHOUT_BODY
    if set(result.covered_components) != {f'"{name}"' for name in (*wanted, "@signature-params")}:
        raise KioskRefused(ProblemCode.UNSIGNED)
    if request.method == "POST" and result.body is None:
        raise KioskRefused(ProblemCode.UNSIGNED)
    device_id, nonce = str(result.parameters["keyid"]), result.nonce
    if not nonce:
        raise KioskRefused(ProblemCode.NONCE)
    return Proof(device_id, nonce, nonce_expiry(keys, clock, device_id, nonce))


class _UnknownKey(Exception):
    """The signature names a kiosk this office does not know."""


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, find_key: Callable[[str], bytes | None]) -> None:
        self._find_key = find_key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        raw = self._find_key(key_id)
        if raw is None:
            raise _UnknownKey
        return Ed25519PublicKey.from_public_bytes(raw)


class _Verifier(HTTPMessageVerifier):
    """The library's verifier with the office's clock in place of the machine's, and our window."""

    def __init__(self, clock: Clock, skew: dt.timedelta, find_key: Callable[[str], bytes | None]) -> None:
        super().__init__(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(find_key))
        self._clock, self._skew = clock, skew

    def validate_created_and_expires(self, sig_input: Any, max_age: dt.timedelta | None = None) -> None:
        """Require ``created`` within the window around now; ``expires``, if there, must be ahead."""
        now = self._clock.now()
        created = self._parse_integer_timestamp(sig_input.params.get("created"), field_name="created")
        if abs(now - created) > self._skew:
            raise InvalidSignature("created is too far from now")
        if "expires" in sig_input.params:
            expires = self._parse_integer_timestamp(sig_input.params["expires"], field_name="expires")
            if expires + self._skew < now:
                raise InvalidSignature("expired")


def _mac(keys: FieldKeys, device_id: str, payload: str) -> str:
    return keys.index("\x1f".join((_PURPOSE, device_id, payload)))[:43]
