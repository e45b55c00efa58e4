"""The text of a checkpoint, in the form of a signed note (C2SP tlog-checkpoint), and the public keys that prove it; pure.

Lines: whose trail, how many events, the root (base64), the time; an empty line; then one signature per key.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = re.compile(r"[^\s+]{1,100}")
_ED25519 = b"\x01"
_NOTE = re.compile(
    r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([0-9A-Za-z+/]{43}=)\ntime ([0-9T:+-]{1,40})\n\n((?:— [^ \n]+ [0-9A-Za-z+/=]+\n)+)"
)


@dataclass(frozen=True)
class PublicKey:
    """A public key with its owner's name, as one word: ``name+id+key``."""

    name: str
    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read that word; raises ValueError for anything else."""
        name, _, rest = text.strip().partition("+")
        key_id, _, body = rest.partition("+")
        try:
            raw = base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise ValueError("not a public key") from error
        if not NAME.fullmatch(name) or len(raw) != 33 or raw[:1] != _ED25519:
            raise ValueError("not a public key")
        found = cls(name, raw[1:])
        if found.id.hex() != key_id:
            raise ValueError("a public key with a mistake in it")
        return found

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"


@dataclass(frozen=True)
class Note:
    """A checkpoint as read from its text; ``text`` is that text, whole."""

    origin: str
    size: int
    root: bytes
    at: dt.datetime
    text: str

    def signed_by(self, key: PublicKey) -> bool:
        """Whether one of the signatures is this key's, over this very text."""
        body, _, lines = self.text.partition("\n\n")
        for line in lines.splitlines():
            name, signature = line.removeprefix("— ").split(" ", 1)
            try:
                signed = base64.b64decode(signature, validate=True)
                if name != key.name or signed[:4] != key.id:
                    continue
                Ed25519PublicKey.from_public_bytes(key.raw).verify(signed[4:], f"{body}\n".encode())
            except (binascii.Error, InvalidSignature):
                continue
            return True
        return False

    @property
    def signature(self) -> str:
        """The first signature, in base64."""
        return self.text.rstrip("\n").rsplit("\n\n", 1)[1].splitlines()[0].rsplit(" ", 1)[1]


def write(key: Ed25519PrivateKey, name: str, size: int, root: bytes, at: dt.datetime) -> str:
    """The signed text of a checkpoint."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\ntime {moment}\n"
    public = PublicKey(name, key.public_key().public_bytes_raw())
    signature = base64.b64encode(public.id + key.sign(body.encode())).decode()
    return f"{body}\n— {name} {signature}\n"


def read(text: str) -> Note:
    """A checkpoint from its text; raises ValueError for anything else. Says nothing of its signatures."""
    found = _NOTE.fullmatch(text)
    if not found:
        raise ValueError("not a checkpoint")
    at = dt.datetime.fromisoformat(found[4])
    if at.tzinfo is None:
        raise ValueError("a checkpoint without a zone")
    return Note(found[1], int(found[2]), base64.b64decode(found[3]), at, text)
