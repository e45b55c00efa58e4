"""The device key: made on the kiosk at its first start, never leaving it, known to the office by its fingerprint."""

import base64
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.settings import SettingsError

KEY_FILE = "device.key"
ENROLMENT_FILE = "enrolment.json"


@dataclass(frozen=True, repr=False)
class DeviceKey:
    """An Ed25519 key pair."""

    private: Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def public_text(self) -> str:
        """The public key as it goes over the wire (base64)."""
        return base64.b64encode(self.public_bytes).decode("ascii")

    @property
    def fingerprint(self) -> str:
        """What an officer compares on both screens."""
        return fingerprint(self.public_bytes)

    def __repr__(self) -> str:
        return f"<DeviceKey {self.fingerprint[:9]}>"


@dataclass(frozen=True)
class Enrolment:
    """Under which name the office knows this kiosk."""

    device_id: str
    name: str


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the 32 bytes of a public key, upper-case hex in groups of four."""
    digits = hashlib.sha256(public_key).hexdigest().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def load_or_make(folder: Path) -> DeviceKey:
    """The key in ``folder``, made there when there is none.

    Raises SettingsError when the folder cannot be used or others may read the key.
    """
    path = folder / KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write(path, _pem(Ed25519PrivateKey.generate()))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(f"{path}: others may read the device key; its mode must be 0600")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path}: this is not a device key; remove it and enrol the kiosk again") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{path}: this is not an Ed25519 key; remove it and enrol the kiosk again")
    return DeviceKey(key)


def save_enrolment(folder: Path, enrolment: Enrolment) -> None:
    """Remember the enrolment; on disk before it returns. Raises SettingsError when the folder cannot be written."""
    text = json.dumps({"device_id": enrolment.device_id, "name": enrolment.name})
    try:
        _write(folder / ENROLMENT_FILE, text.encode("utf-8"))
    except OSError as error:
        raise SettingsError(f"{folder / ENROLMENT_FILE}: {error.strerror}") from error


def load_enrolment(folder: Path) -> Enrolment | None:
    """The remembered enrolment, or None when there is none that can be read."""
    try:
        values = json.loads((folder / ENROLMENT_FILE).read_text(encoding="utf-8"))
        return Enrolment(device_id=str(values["device_id"]), name=str(values["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` whole or not at all, readable by its owner only, and on disk."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
