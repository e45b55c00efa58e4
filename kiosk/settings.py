"""Every setting of a kiosk. All keys start with ``kiosk_``, so that a kiosk and the intranet can share one machine."""

import dataclasses
import ipaddress
import os
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.settings import SettingsError, load, setting

PREFIX = "kiosk_"


class ReaderKind(Enum):
    """What stands behind the card events."""

    SIMULATOR = "simulator"
    PCSC = "pcsc"


@dataclasses.dataclass(frozen=True)
class Settings:
    """A kiosk's settings. Checked once, when they are read: see ``read``."""

    kiosk_intranet_url: str = setting("Address of the intranet: https, or http when it is on this machine", "http://127.0.0.1:8080")
    kiosk_ca_file: Path | None = setting("Certificate authority of the office (PEM); without it the system's own list counts", None)
    kiosk_data_dir: Path = setting(
        "Folder of the device key and the enrolment; nothing about visitors is ever in it", Path(".data/kiosk")
    )
    kiosk_host: str = setting("Address the screen listens on; always this machine itself", "127.0.0.1")
    kiosk_port: int = setting("Port the screen listens on", 8081)
    kiosk_reader: ReaderKind = setting(
        "Card reader: `pcsc` (real) or `simulator` (invented cards, with a banner)", ReaderKind.SIMULATOR
    )
    kiosk_card_reader: str = setting("Pattern (regular expression) of the PC/SC name of the contactless reader", "")
    kiosk_sam_reader: str = setting("Pattern (regular expression) of the PC/SC name of the SAM slot", "SAM|Virtual PCD 00 01")
    kiosk_sam_secrets: Path | None = setting("File (mode 0600) with the secrets of this kiosk's SAM", None)
    kiosk_samples: Path | None = setting("JSON file of invented residents and sample cards; without it the built-in ones", None)
    kiosk_printer: str = setting("Receipt printer: `none`, a device or file path, or `tcp://host:port`", "none")
    kiosk_paper_mm: int = setting("Paper width in millimetres: 80 or 58", 80)
    kiosk_idle_seconds: int = setting("Seconds without a touch before the kiosk asks whether anybody is there", 60)
    kiosk_link_seconds: int = setting("Seconds one request to the intranet may take from start to end", 8)
    kiosk_zone: str = setting("Time zone of the office: Asia/Jakarta, Asia/Makassar or Asia/Jayapura", "Asia/Jakarta")

    @property
    def simulated(self) -> bool:
        """Whether invented cards are used instead of a reader; shown on every screen."""
        return self.kiosk_reader is ReaderKind.SIMULATOR

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.kiosk_zone)


def read(file: Path | None = None, environ: dict[str, str] | None = None) -> Settings:
    """The settings of ``file`` and the environment, checked. Raises SettingsError in words for whoever set them."""
    return checked(load(Settings, file, os.environ if environ is None else environ, env_keys=PREFIX))


def checked(settings: Settings) -> Settings:
    """``settings``, or SettingsError naming the first one that cannot be used."""
    _check_url(settings.kiosk_intranet_url)
    if not is_loopback(settings.kiosk_host):
        raise SettingsError("kiosk_host must be this machine itself (127.0.0.1): the screen is not for the network")
    if not 0 <= settings.kiosk_port <= 65535:
        raise SettingsError("kiosk_port must be between 0 and 65535")
    if settings.kiosk_paper_mm not in (80, 58):
        raise SettingsError("kiosk_paper_mm must be 80 or 58")
    if not 10 <= settings.kiosk_idle_seconds <= 600:
        raise SettingsError("kiosk_idle_seconds must be between 10 and 600")
    if not 1 <= settings.kiosk_link_seconds <= 60:
        raise SettingsError("kiosk_link_seconds must be between 1 and 60")
    if settings.kiosk_printer.startswith("tcp://"):
        _check_printer(settings.kiosk_printer)
    if settings.kiosk_reader is ReaderKind.PCSC and settings.kiosk_sam_secrets is None:
        raise SettingsError("kiosk_sam_secrets must name the file of the SAM's secrets when kiosk_reader is pcsc")
    for file in (settings.kiosk_ca_file, settings.kiosk_samples):
        if file is not None and not file.is_file():
            raise SettingsError(f"there is no file {file}")
    try:
        ZoneInfo(settings.kiosk_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(f"kiosk_zone: there is no time zone {settings.kiosk_zone!r}") from error
    return settings


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("kiosk_intranet_url must look like https://posko.example")
    if parts.path.rstrip("/") or parts.query or parts.fragment or parts.username:
        raise SettingsError("kiosk_intranet_url must end after the host and port")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise SettingsError("kiosk_intranet_url must be https: http is only for an intranet on this same machine")


def _check_printer(address: str) -> None:
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname and parts.port)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError("kiosk_printer must look like tcp://192.0.2.7:9100")
