"""A kiosk's settings: sensible without a file, loud about nonsense."""

from pathlib import Path

import pytest

from kiosk.settings import ReaderKind, Settings, checked, is_loopback, read
from shared.settings import SettingsError


def test_without_a_file_a_kiosk_is_a_simulator_on_this_machine() -> None:
    settings = read(None, {})
    assert settings.simulated
    assert settings.kiosk_host == "127.0.0.1"
    assert settings.zone.key == "Asia/Jakarta"


def test_file_and_environment_set_them(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('kiosk_reader = "pcsc"\nkiosk_sam_secrets = "/etc/posko/sam"\nkiosk_paper_mm = 58\n')
    settings = read(file, {"POSKO_KIOSK_PORT": "8099", "POSKO_DATA_DIR": "not ours"})
    assert (settings.kiosk_reader, settings.kiosk_paper_mm, settings.kiosk_port) == (ReaderKind.PCSC, 58, 8099)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kiosk_intranet_url", "http://posko.example"),
        ("kiosk_intranet_url", "http://192.0.2.4:8080"),
        ("kiosk_intranet_url", "ftp://127.0.0.1"),
        ("kiosk_intranet_url", "https://posko.example/path"),
        ("kiosk_intranet_url", "https://user@posko.example"),
        ("kiosk_host", "192.0.2.1"),
        ("kiosk_host", "posko.example"),
        ("kiosk_port", 70000),
        ("kiosk_paper_mm", 70),
        ("kiosk_idle_seconds", 1),
        ("kiosk_link_seconds", 0),
        ("kiosk_printer", "tcp://printer"),
        ("kiosk_printer", "tcp://printer:x"),
        ("kiosk_reader", ReaderKind.PCSC),
        ("kiosk_zone", "Mars/Olympus"),
        ("kiosk_ca_file", Path("/nowhere/ca.pem")),
        ("kiosk_samples", Path("/nowhere/samples.json")),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(key: str, value: object) -> None:
    with pytest.raises(SettingsError):
        checked(Settings(**{key: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["https://posko.example", "https://posko.example:8443/", "http://localhost:8080", "http://[::1]:8080"]
)
def test_an_address_with_tls_or_on_this_machine_is_taken(url: str) -> None:
    assert checked(Settings(kiosk_intranet_url=url)).kiosk_intranet_url == url


def test_there_is_no_switch_to_trust_everybody() -> None:
    assert not [name for name in Settings.__dataclass_fields__ if "verify" in name or "insecure" in name]


def test_only_this_machine_is_loopback() -> None:
    assert is_loopback("127.0.0.53")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("localhost.example")
