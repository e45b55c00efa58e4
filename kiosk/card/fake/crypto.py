"""The simulators' secret handshake. INVENTED: it has nothing to do with the real KTP-el and protects nothing.

It only has the shape of the real one, so that the dialogue is exercised: 40-byte tokens both ways, session keys that
never leave card and SAM, wrapped commands and answers, and a SAM with the wrong secret that is found out.
"""

from __future__ import annotations

import hashlib
import hmac
from itertools import count

GENUINE = b"rahasia rekaan kartu dan SAM Posko"
FOREIGN = b"rahasia rekaan SAM dari tempat lain"
_SALT = 8
_SEAL = 8


def token(secret: bytes, salt: bytes, *parts: bytes) -> bytes:
    """A 40-byte token: 8 bytes of salt and 32 that prove knowledge of the secret."""
    return salt + hmac.digest(secret, b"|".join((salt, *parts)), "sha256")


def token_holds(secret: bytes, shown: bytes, *parts: bytes) -> bool:
    """Whether a token was made with this secret over these parts."""
    return hmac.compare_digest(token(secret, shown[:_SALT], *parts), shown)


def session_key(secret: bytes, ours: bytes, theirs: bytes) -> bytes:
    """The key both ends derive from the two tokens."""
    return hmac.digest(secret, b"session" + ours + theirs, "sha256")


def seal(key: bytes, plain: bytes) -> bytes:
    """Hide bytes and add 8 that show tampering."""
    hidden = bytes(one ^ other for one, other in zip(plain, _stream(key, len(plain)), strict=True))
    return hidden + hmac.digest(key, hidden, "sha256")[:_SEAL]


def unseal(key: bytes, sealed: bytes) -> bytes | None:
    """The hidden bytes, or None when they were not sealed with this key."""
    hidden, shown = sealed[:-_SEAL], sealed[-_SEAL:]
    if not hmac.compare_digest(hmac.digest(key, hidden, "sha256")[:_SEAL], shown):
        return None
    return bytes(one ^ other for one, other in zip(hidden, _stream(key, len(hidden)), strict=True))


def _stream(key: bytes, length: int) -> bytes:
    out = b""
    for block in count():
        if len(out) >= length:
            break
        out += hashlib.sha256(key + block.to_bytes(4, "big")).digest()
    return out[:length]
