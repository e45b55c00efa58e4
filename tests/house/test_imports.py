"""Who may import what: the contracts of pyproject.toml are kept, bite when they are broken, and have no blind spot."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HALVES = ("intranet", "kiosk", "shared")
# What other packages may take from a package; its pages, forms and private helpers are its own.
OPEN = {"service", "queries", "models", "rules"}
# A request of a kiosk is proved and slowed down at the edge, before there is a verb to call; verdicts are kept in no table.
OPEN_BY_NAME = {"intranet.devices.proving", "intranet.devices.signature", "intranet.devices.throttle", "intranet.identity.verdicts"}
# What the settings say of the register is checked at the start, and shown at the counter.
OPEN_BY_NAME |= {"intranet.identity.arrangement"}
# What is told about a matter is read in one place, whether the counter or the case log asks.
OPEN_BY_NAME |= {"intranet.cases.forms"}
# Letters sign the tracks they are for, and say what a report lacks: both are told in one place.
OPEN_BY_NAME |= {"intranet.cases.tracks", "intranet.cases.tracking", "intranet.cases.moving"}
# Files of evidence arrive before there is a verb to call, and leave after it.
OPEN_BY_NAME |= {"intranet.evidence.exchange", "intranet.evidence.picture", "intranet.evidence.store"}
# The recap's own columns, and how far a letter got, are counted and named by the reports.
OPEN_BY_NAME |= {"intranet.cases.classes", "intranet.cases.tracks"}
# A mark is set, and a disclosure asked for, where the thing itself is shown.
OPEN_BY_NAME |= {"intranet.disclosure.forms"}
# A deadline that explains itself goes from page to page.
OPEN_BY_NAME |= {"intranet.calendar.deadlines"}
# What a session came to is counted in one place, for its own report and for the programme's.
OPEN_BY_NAME |= {"intranet.learning.figures"}
# What the known agreements say is data, for whoever keeps account of it.
OPEN_BY_NAME |= {"intranet.agreements.clauses"}
# What a data subject is told of a case, how they are found by their paper, and what goes when its time is over.
OPEN_BY_NAME |= {"intranet.cases.rights", "intranet.cases.timeline", "intranet.counter.lookups"}
OPEN_BY_NAME |= {"intranet.documents.erasing", "intranet.evidence.erasing"}
# The semester report counts by the register's own codes and is written on the office's paper; the ledger asks which is due.
OPEN_BY_NAME |= {"intranet.identity.codes", "intranet.documents.stationery", "intranet.reports.usage"}
DOMAIN = {"agencies", "calendar", "agreements", "devices", "evidence", "identity", "cases", "literacy", "counter"}
DOMAIN |= {"learning", "outreach", "oversight", "reports", "partners", "inbox", "prevention", "disclosure", "documents"}
DOMAIN |= {"checkpoints", "coordination", "duties", "privacy"}
# The modules above all packages, which put them together.
EDGES = {"app", "cli", "demo", "doctor", "keeper", "serving", "setup", "work"}
# The only doors to a network, each for one reason; waitress, which opens them for us, is in the commands.
NETWORK = {"socket", "ssl", "http", "urllib", "requests", "urllib3", "smtplib", "ftplib", "asyncio"}
HARMLESS = ("urllib.parse", "http.HTTPStatus")


def sources(*packages: str) -> list[Path]:
    """The Python files of some packages, relative to the checkout."""
    return sorted(path.relative_to(ROOT) for package in packages for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it the import stands; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; we spell modules out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the packages in ``folder``."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def verdicts(output: str) -> dict[str, bool]:
    """Which contract was kept, by its name without line breaks and spaces."""
    flat = "".join(output.split("Contracts: ")[0].split())
    found = {}
    for name in contract_names():
        squeezed = "".join(name.split())
        if squeezed in flat:
            found[name] = flat.split(squeezed, 1)[1].startswith("KEPT")
    return found


def contract_names() -> list[str]:
    """The names of all contracts, from pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources in which breaches can be planted."""
    for package in HALVES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_planted_breach_is_caught(copy: Path) -> None:
    def plant(path: str, line: str) -> None:
        file = copy / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text(encoding="utf-8") if file.exists() else '"""Planted."""\n') + f"\n{line}\n")

    before = lint_imports(copy)
    assert before.returncode == 0, before.stdout
    plant("intranet/agencies/rules.py", "import intranet.cases.service")
    plant("intranet/cases/rules.py", "import intranet.cases.models")
    plant("kiosk/settings.py", "import kiosk.desk")
    plant("kiosk/keys.py", "import intranet.settings")
    plant("shared/nik.py", "import socket")
    plant("kiosk/card/source.py", "import smartcard")
    plant("intranet/cases/service.py", "import flask")
    plant("kiosk/desk.py", "import pathlib")
    after = lint_imports(copy)
    assert after.returncode == 1, after.stdout
    assert verdicts(after.stdout) == dict.fromkeys(contract_names(), False), after.stdout


def test_a_package_without_a_place_in_the_order_is_refused(copy: Path) -> None:
    (copy / "intranet" / "warehouse").mkdir()
    (copy / "intranet" / "warehouse" / "__init__.py").write_text('"""Nobody said where this belongs."""\n')
    outcome = lint_imports(copy)
    assert outcome.returncode == 1
    assert "intranet.warehouse" in outcome.stdout


def test_shared_needs_only_the_standard_library_pydantic_and_cryptography() -> None:
    allowed = sys.stdlib_module_names | {"pydantic", "cryptography", "shared"}
    wrong = [
        f"{path}: {name}"
        for path in sources("shared")
        if path.parts[:2] != ("shared", "assets")
        for name in imports(path)
        if name.split(".")[0] not in allowed or (name.split(".")[0] in NETWORK and not name.startswith(HARMLESS))
    ]
    assert wrong == []


def test_packages_take_from_each_other_only_what_is_meant_for_others() -> None:
    wrong = []
    for path in sources("intranet"):
        own = path.parts[1]
        for name in imports(path):
            parts = name.split(".")
            if parts[0] != "intranet" or len(parts) < 3 or parts[1] not in DOMAIN or parts[1] == own:
                continue
            if own.removesuffix(".py") not in EDGES and parts[2] not in OPEN and ".".join(parts[:3]) not in OPEN_BY_NAME:
                wrong.append(f"{path}: {name}")
    assert wrong == []


def test_commits_are_made_at_the_edge_alone() -> None:
    edges = {Path("intranet/base/db.py"), Path("intranet/base/schema.py"), Path("intranet/web/db.py")}
    wrong = [
        f"{path}:{node.lineno}"
        for path in sources("intranet")
        if path not in edges
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert wrong == []


def test_no_wall_clock_is_read_but_by_the_clock() -> None:
    clocks = {Path("intranet/base/clock.py"), Path("intranet/identity/fake.py")}  # the stand-in is a service of its own
    wrong = [
        f"{path}:{node.lineno}"
        for path in sources("intranet", "shared")
        if path not in clocks
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and (getattr(node.func.value, "id", "") or getattr(node.func.value, "attr", "")) in {"datetime", "date"}
    ]
    assert wrong == []


@pytest.mark.parametrize("package", sorted(path.parent.name for path in Path(ROOT, "intranet").glob("*/models*")))
def test_tables_bring_those_they_refer_to(package: str) -> None:
    """A package may be the first to be loaded in its process, so no table may wait for another package's."""
    name = f"intranet.{package}.models"
    look = "[key.column for table in Base.metadata.tables.values() for key in table.foreign_keys]"
    code = f"import {name}; from intranet.base.db import Base; {look}"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
