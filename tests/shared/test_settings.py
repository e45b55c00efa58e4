"""Settings: from file, environment and secret files; loud on everything else."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.settings import SettingsError, load, setting


@dataclass(frozen=True)
class Sample:
    folder: Path = setting("A folder.")
    port: int = setting("A port.", 80)
    rate: float = setting("A rate.", 1.5)
    on: bool = setting("A switch.", False)
    names: tuple[str, ...] = setting("Some names.", ("a",))
    extra: Path | None = setting("Maybe a file.", None)
    word: str = setting("A secret.", "", secret=True)


@dataclass(frozen=True)
class KioskSample:
    kiosk_port: int = setting("A port.", 81)


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "posko.toml"
    file.write_text(text)
    return file


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path):
    file = write(tmp_path, 'folder = "/a"\nport = 1\non = true\nnames = ["x", "y"]\nextra = "/e"')
    made = load(Sample, file, {"POSKO_PORT": "2", "OTHER": "x"})
    assert (made.folder, made.port, made.rate, made.on) == (Path("/a"), 2, 1.5, True)
    assert made.names == ("x", "y")
    assert made.extra == Path("/e")


def test_values_of_the_environment_are_read_by_their_kind(tmp_path):
    environ = {"POSKO_FOLDER": "/f", "POSKO_ON": "true", "POSKO_NAMES": "p, q", "POSKO_RATE": "2", "POSKO_EXTRA": ""}
    made = load(Sample, None, environ)
    assert (made.folder, made.on, made.names, made.rate, made.extra) == (Path("/f"), True, ("p", "q"), 2.0, None)


def test_a_secret_comes_from_a_file_and_is_never_shown(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("rahasia\n")
    made = load(Sample, None, {"POSKO_FOLDER": "/f", "POSKO_WORD_FILE": str(secret)})
    assert made.word == "rahasia"
    assert "rahasia" not in repr(made)


def test_each_half_reads_only_its_own_keys():
    environ = {"POSKO_FOLDER": "/f", "POSKO_KIOSK_PORT": "9"}
    assert load(Sample, None, environ).folder == Path("/f")
    assert load(KioskSample, None, environ, env_keys="kiosk_").kiosk_port == 9


@pytest.mark.parametrize(
    ("text", "environ", "said"),
    [
        ("", {}, "folder"),
        ("folder = 1", {}, "folder"),
        ('folder = "/a"\nprot = 1', {}, "prot"),
        ('folder = "/a"\nport = "x"', {}, "port"),
        ('folder = "/a"\nport = true', {}, "port"),
        ('folder = "/a"\non = "yes"', {}, "on"),
        ('folder = "/a"\nnames = 3', {}, "names"),
        ('folder = "/a"\nword = 3', {}, "word"),
        ("folder = ", {}, "TOML"),
        ('folder = "/a"', {"POSKO_PROT": "1"}, "POSKO_PROT"),
        ('folder = "/a"', {"POSKO_WORD_FILE": "/not/there"}, "POSKO_WORD_FILE"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path, text, environ, said):
    with pytest.raises(SettingsError, match=said):
        load(Sample, write(tmp_path, text), environ)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot read"):
        load(Sample, tmp_path / "none.toml", {})
