"""dev.py: it says what is wrong in a sentence, does nothing twice, and leaves no process behind."""

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("posko_dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def office(dev: ModuleType, tmp_path: Path, free_port_base: int) -> Iterator[Any]:
    (tmp_path / "logs").mkdir()
    made = dev.Office(tmp_path, free_port_base)
    yield made
    made.stop()


@pytest.fixture
def free_port_base() -> int:
    """A port with two free ones after it, away from those the system hands out."""
    for base in range(21000 + os.getpid() % 5000, 32000, 3):
        probes = [socket.socket() for _ in range(3)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind(("127.0.0.1", base + offset))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return base
    raise AssertionError("no free ports")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_without_a_command_it_explains_itself() -> None:
    said = subprocess.run([sys.executable, "dev.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "python3 dev.py run" in said.stdout


@pytest.mark.parametrize("version", [(3, 10, 0), (3, 14, 1)])
def test_a_wrong_python_is_refused_in_one_sentence(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs CPython 3\.11, 3\.12 or 3\.13"):
        dev.check_python()


def test_a_python_that_cannot_make_environments_names_the_package(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        dev.check_python()


def test_a_folder_that_it_did_not_make_is_never_wiped(dev: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("years of work")
    with pytest.raises(SystemExit, match="not made by dev.py"):
        dev.Office(tmp_path, 8080).wipe()
    assert (tmp_path / "letters.txt").exists()


def test_without_headers_only_the_reader_library_is_left_out(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = ROOT / "kiosk/requirements.txt"
    monkeypatch.setattr(dev, "can_build_reader", lambda: False)
    whole, without = lock.read_text(), dev.installable(lock).read_text()
    assert "pyscard" in whole
    assert "pyscard" not in without
    assert without.count("==") == whole.count("==") - 1
    assert whole.startswith(without[:200])


def test_a_child_that_ends_is_named_with_its_last_words(office: Any) -> None:
    office.start("kiosk", sys.executable, "-c", "print('the reader is gone'); raise SystemExit(7)")
    office.children["kiosk"].wait(timeout=20)
    with pytest.raises(SystemExit, match=r"(?s)kiosk ended with code 7.*the reader is gone"):
        office.watch()


def test_it_waits_until_pages_answer_and_stops_everybody(office: Any) -> None:
    for name in ("intranet", "kiosk"):
        office.start(name, sys.executable, "-c", SERVER, str(office.ports[name]))
    office.wait("intranet", "kiosk")
    pids = [child.pid for child in office.children.values()]
    assert all(alive(pid) for pid in pids)
    office.stop()
    assert not any(alive(pid) for pid in pids)


def test_a_port_in_use_is_said_before_anything_is_started(office: Any) -> None:
    office.start("intranet", sys.executable, "-c", SERVER, str(office.ports["intranet"]))
    office.wait("intranet")
    with pytest.raises(SystemExit, match="--port-base"):
        office.start("intranet", sys.executable, "-c", "pass")


def test_the_office_learns_a_kiosk_by_code_fingerprint_and_confirmation(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, ...]] = []
    fingerprint = " ".join(["AB12"] * 16)
    answers = iter(["code: K7QF-2M9P\n", f"Sidik kunci kios ini:\n  {fingerprint}\nmenunggu petugas\n", "confirmed\n"])

    def tell(*command: object) -> str:
        said.append(tuple(str(part) for part in command[3:]))
        return next(answers)

    monkeypatch.setattr(office, "tell", tell)
    monkeypatch.setattr(office, "wait", lambda name: None)
    office.enrol()
    assert said == [("device", "enrol", "Kios lobi"), ("enrol", "K7QF-2M9P"), ("device", "confirm", fingerprint)]
    said.clear()
    office.enrol()
    assert said == []


def test_a_second_setup_does_nothing(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(dev, "call", lambda *command, **_: calls.append(command) or 0)
    monkeypatch.setattr(dev, "stale_files", list)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11.7\n")
    dev.setup("intranet/requirements.txt")
    assert len(calls) == 2  # what the lock lists, and the project itself
    calls.clear()
    dev.setup("intranet/requirements.txt")
    assert calls == []


def test_an_environment_made_for_the_tests_serves_a_run_too(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(dev, "call", lambda *command, **_: calls.append(command) or 0)
    monkeypatch.setattr(dev, "stale_files", list)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11.7\n")
    dev.setup("tests/requirements.txt")
    calls.clear()
    dev.setup("intranet/requirements.txt")
    assert calls == []
