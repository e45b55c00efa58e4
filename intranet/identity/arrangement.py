"""What the settings arrange with the register: its addresses, the elements to ask about, the limits. Checked at each start."""

import datetime as dt
import ipaddress
from urllib.parse import urlsplit

from intranet.identity.rules import Limits
from intranet.settings import Settings
from shared.elements import Element
from shared.settings import SettingsError


class AddressError(ValueError):
    """An address in the settings that must not be called; the message says why."""


def check_address(url: str) -> None:
    """Raise AddressError unless ``url`` is https, or http to a literal private or loopback address.

    Closed networks of the older generation speak plain http inside the VPN; over anything wider it is refused.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressError("the address needs http:// or https:// and a host")
    if parts.scheme == "https":
        return
    try:
        address = ipaddress.ip_address(parts.hostname)
    except ValueError as error:
        raise AddressError("plain http is allowed to a private IP address only; use https") from error
    if not (address.is_private or address.is_loopback):
        raise AddressError("plain http is allowed to a private IP address only; use https")


def limits(settings: Settings) -> Limits:
    """The limits these settings mean. Raises ValueError for hours that are no times."""
    return Limits(
        zone=settings.zone,
        opens=dt.time.fromisoformat(settings.dukcapil_opens),
        closes=dt.time.fromisoformat(settings.dukcapil_closes),
        daily=settings.dukcapil_daily,
        parallel=settings.dukcapil_parallel,
        deadline=dt.timedelta(seconds=settings.dukcapil_deadline_seconds),
        breaker_failures=settings.dukcapil_breaker_failures,
        breaker_pause=dt.timedelta(seconds=settings.dukcapil_breaker_pause_seconds),
        setup_pause=dt.timedelta(minutes=settings.dukcapil_setup_pause_minutes),
        kiosk_per_hour=settings.dukcapil_kiosk_per_hour,
        kiosk_misses=settings.dukcapil_kiosk_misses,
        kiosk_pause=dt.timedelta(minutes=settings.dukcapil_kiosk_pause_minutes),
    )


def allowed_elements(settings: Settings) -> tuple[Element, ...]:
    """The white list, in the agreement's order. Raises ValueError for a name that is none of the nine."""
    return tuple(sorted((Element(name) for name in settings.dukcapil_elements), key=list(Element).index))


def configured(settings: Settings) -> bool:
    """Whether the web service is installed in the settings."""
    return bool(settings.dukcapil_base_url and settings.dukcapil_institution and settings.dukcapil_method)


def check(settings: Settings) -> None:
    """Raise SettingsError when what is set about the register cannot work; an office without a register passes."""
    try:
        allowed_elements(settings)
        limits(settings)
        for address in (settings.dukcapil_base_url, settings.balikan_url):
            if address:
                check_address(address)
    except ValueError as error:
        raise SettingsError(f"settings dukcapil_* and balikan_*: {error}") from error
    faults = {
        "dukcapil_dialect is new or old": settings.dukcapil_dialect in ("new", "old"),
        "dukcapil_dialect old needs dukcapil_region": settings.dukcapil_dialect == "new" or settings.dukcapil_region,
        "balikan_encoding is list or form": settings.balikan_encoding in ("list", "form"),
        "dukcapil_threshold is a percentage": 1 <= settings.dukcapil_threshold <= 100,
        "dukcapil_parallel is at least 1": settings.dukcapil_parallel >= 1,
        "dukcapil_elements holds NIK and one more": Element.NIK in allowed_elements(settings)
        and len(settings.dukcapil_elements) > 1,
    }
    wrong = [fault for fault, fine in faults.items() if not fine]
    if wrong:
        raise SettingsError("; ".join(wrong))
