"""The office's key for checkpoints: a file in the secrets folder, made at first need, never in the database or a backup."""

import base64
import json
import os
import re
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intranet.base.sealing import SealError
from intranet.checkpoints.notes import NAME, PublicKey
from intranet.settings import Settings

FILE = "checkpoint-key.json"


@dataclass(frozen=True)
class OfficeKey:
    """The signing key and the name it signs under; printing it shows no key."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """What may be given to everybody."""
        return PublicKey(self.name, self.private.public_key().public_bytes_raw())


def load(settings: Settings) -> OfficeKey:
    """Read the key; raises SealError if it is missing, malformed, or readable by anybody but its owner."""
    file = settings.secrets_dir / FILE
    try:
        if file.stat().st_mode & 0o077:
            raise SealError(f"the checkpoint key {file} can be read by others; run: chmod 600 {file}")
        content = json.loads(file.read_text(encoding="utf-8"))
        name, private = content["name"], base64.b64decode(content["private"], validate=True)
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise ValueError("no name")
        return OfficeKey(name, Ed25519PrivateKey.from_private_bytes(private))
    except FileNotFoundError as error:
        raise SealError(
            f"the checkpoint key {file} is missing; bring it back, or begin with a new one: intranet trail key --new"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SealError(f"the checkpoint key {file} cannot be used ({type(error).__name__})") from error


def there(settings: Settings) -> bool:
    """Whether there is a key file, good or bad."""
    return (settings.secrets_dir / FILE).exists()


def create(settings: Settings) -> OfficeKey:
    """Write a new key with mode 0600; raises SealError rather than replace one."""
    file = settings.secrets_dir / FILE
    private = Ed25519PrivateKey.generate()
    name = "posko/" + (re.sub(r"[^0-9A-Za-z.-]", "-", settings.office_code) or "-")
    content = {"name": name, "private": base64.b64encode(private.private_bytes_raw()).decode()}
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SealError(f"the checkpoint key {file} cannot be made ({error.strerror})") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    return OfficeKey(name, private)
