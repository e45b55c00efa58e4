"""What is shipped: a wheel with both halves, what they share, the migrations and the made files, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built now, by the very build that installs it."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    command = [sys.executable, "-m", "pip", "wheel", *options, "."]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(next(folder.glob("posko-*.whl"))) as wheel:
        return set(wheel.namelist())


def test_every_source_file_is_shipped(shipped: set[str]) -> None:
    sources = [path for half in ("intranet", "kiosk", "shared") for path in (ROOT / half).rglob("*.py")]
    expected = {path.relative_to(ROOT).as_posix() for path in sources if path.parent != ROOT / "shared/assets"}
    assert expected - shipped == set()


def test_pages_assets_and_texts_are_shipped(shipped: set[str]) -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("[ik]*/**/templates/**/*.html")}
    vendor = {f"shared/assets/vendor/{name}" for name in ("bootstrap.min.css", "htmx.min.js", "icons.svg")}
    packed = {f"{name}.gz" for name in vendor}
    texts = {path.relative_to(ROOT).with_suffix(".mo").as_posix() for path in ROOT.glob("*/translations/*/*/*.po")}
    assert (pages | vendor | packed | texts | {"shared/assets/vendor/LICENSES.txt"}) - shipped == set()


def test_the_migrations_are_shipped_inside_the_office_half(shipped: set[str]) -> None:
    there = {f"intranet/_{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "migrations").rglob("*.py")}
    assert there
    assert there - shipped == set()


def test_nothing_else_is_shipped(shipped: set[str]) -> None:
    tops = {name.split("/")[0] for name in shipped}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"intranet", "kiosk", "shared"}
    stray = ("requirements.txt", "hatch_build.py", "package.json", ".pyc", ".toml")
    found = [name for name in shipped if name.endswith(stray)]
    assert [name for name in found if not name.startswith("intranet/agreements/known/")] == []


def test_the_commands_are_named_in_the_wheel(shipped: set[str]) -> None:
    assert [name for name in shipped if name.endswith(".dist-info/entry_points.txt")]


def test_all_packages_come_from_this_checkout() -> None:
    import intranet
    import kiosk
    import shared

    assert {Path(str(package.__file__)).parents[1] for package in (intranet, kiosk, shared)} == {ROOT}
