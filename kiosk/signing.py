"""Signs a request with the device key (RFC 9421, Ed25519), the way ``shared.wire`` says.

Label ``posko``, tag ``posko-kiosk-v1``, parameters ``created``, ``keyid`` (the device id), ``alg`` and ``nonce``. A
POST covers the components of ``SIGNED``, the SHA-256 ``Content-Digest`` being added here;
a GET those of ``SIGNED_WITHOUT_BODY``. The verifier is the same library's ``HTTPMessageVerifier``.
"""

import datetime as dt
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms

from shared.wire import SIGNATURE_LABEL, SIGNATURE_TAG, SIGNED, SIGNED_WITHOUT_BODY


@dataclass
class Request:
    """A request as the library wants to see it: method, whole address, headers."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Signer:
    """Signs requests of one enrolled kiosk."""

    def __init__(self, device_id: str, key: Ed25519PrivateKey) -> None:
        self._device_id = device_id
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519,
            key_resolver=MappingKeyResolver(public_keys={}, private_keys={device_id: key}),
        )

    def sign(self, request: Request, body: bytes | None, nonce: str, now: dt.datetime) -> None:
        """Add ``Content-Digest`` (when there is a body), ``Signature-Input`` and ``Signature`` to the headers.

        With a body the request must already carry its ``Idempotency-Key``. ``now`` is the office's time.
        """
        self._signer.sign(
            request,
            key_id=self._device_id,
            created=now,
            nonce=nonce,
            label=SIGNATURE_LABEL,
            tag=SIGNATURE_TAG,
            covered_component_ids=SIGNED_WITHOUT_BODY if body is None else SIGNED,
            body=body,
        )
