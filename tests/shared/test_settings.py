"""The settings loader: file, environment and secret files, in that order, and loud about anything it does not know."""

import dataclasses
import enum
from pathlib import Path

import pytest

from shared.settings import SettingsError, load, setting


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass(frozen=True)
class Office:
    name: str = setting("Name of the office.")
    port: int = setting("Port.", 8080)
    share: float = setting("A share.", 0.5)
    open: bool = setting("Whether it is open.", False)
    days: tuple[int, ...] = setting("Days.", (1, 2))
    file: Path | None = setting("A file.", None)
    colour: Colour = setting("Colour.", Colour.RED)
    password: str = setting("Secret.", "", secret=True)


@dataclasses.dataclass(frozen=True)
class Kiosk:
    kiosk_port: int = setting("Port.", 8081)


def toml(folder: Path, text: str) -> Path:
    file = folder / "posko.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_file_and_environment_win_in_that_order(tmp_path: Path) -> None:
    file = toml(tmp_path, 'name = "Kantor"\nport = 1\nshare = 1')
    settings = load(Office, file, {"POSKO_PORT": "2", "PATH": "/bin"})
    assert (settings.name, settings.port, settings.share, settings.open) == ("Kantor", 2, 1.0, False)


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("kata sandi\n")
    settings = load(Office, None, {"POSKO_NAME": "Kantor", "POSKO_PASSWORD_FILE": str(tmp_path / "secret")})
    assert settings.password == "kata sandi"
    assert "kata sandi" not in repr(settings)


def test_every_kind_of_value_is_read_from_text() -> None:
    given = {"NAME": "Kantor", "OPEN": "true", "DAYS": "3, 4", "FILE": "a.pem", "COLOUR": "red", "SHARE": "0.25"}
    settings = load(Office, None, {f"POSKO_{key}": value for key, value in given.items()})
    assert settings == Office("Kantor", 8080, 0.25, True, (3, 4), Path("a.pem"), Colour.RED)


def test_every_kind_of_value_is_read_from_toml(tmp_path: Path) -> None:
    settings = load(Office, toml(tmp_path, 'name = "K"\nopen = true\ndays = [5]\nfile = ""\ncolour = "red"'), {})
    assert settings == Office("K", open=True, days=(5,))


def test_both_halves_can_share_one_environment() -> None:
    environment = {"POSKO_NAME": "Kantor", "POSKO_KIOSK_PORT": "9"}
    assert load(Office, None, environment).name == "Kantor"
    assert load(Kiosk, None, environment, env_keys="kiosk_").kiosk_port == 9


@pytest.mark.parametrize(
    ("text", "environment", "complaint"),
    [
        ("", {}, "settings without a value: name"),
        ('name = "K"\nnmae = "K"', {}, "unknown settings in .*: nmae"),
        ("name = ", {}, "is not valid TOML"),
        ('name = "K"', {"POSKO_PROT": "1"}, "unknown setting in the environment: POSKO_PROT"),
        ('name = "K"', {"POSKO_PASSWORD_FILE": "/nowhere/at/all"}, "cannot read the file named by POSKO_PASSWORD_FILE"),
        ("name = 7", {}, "setting name: 7 is not a valid str"),
        ('name = "K"\nport = true', {}, "setting port: True is not a valid int"),
        ('name = "K"', {"POSKO_PORT": "many"}, "setting port: 'many' is not a valid int"),
        ('name = "K"', {"POSKO_OPEN": "yes"}, "setting open: 'yes' is not a valid bool"),
        ('name = "K"\ndays = 5', {}, "setting days: expected a list, got 5"),
        ('name = "K"\ncolour = "blue"', {}, "setting colour: 'blue' is not a valid Colour"),
    ],
)
def test_nonsense_is_named_with_the_setting(
    tmp_path: Path, text: str, environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        load(Office, toml(tmp_path, text), environment)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read the settings file"):
        load(Office, tmp_path / "none.toml", {})
