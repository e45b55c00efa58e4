"""The command: plain sentences, right exit codes, and a kiosk that really runs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

import pytest

from kiosk import keys
from kiosk.__main__ import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a kiosk whose intranet does not exist, on a port that was free a moment ago."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'kiosk_data_dir = "{tmp_path}/data"\nkiosk_port = {port}\n'
        'kiosk_intranet_url = "http://127.0.0.1:9"\nkiosk_link_seconds = 1\n'
    )
    return file


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["card", "tap", "--help"]])
def test_help_and_version_end_well(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    assert "kiosk" in capsys.readouterr().out


def test_wrong_settings_are_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kiosk.toml"
    for text in (
        "kiosk_prot = 1",
        'kiosk_intranet_url = "http://posko.example"',
        "kiosk_port = true",
        "][",
        'kiosk_reader = "magic"',
    ):
        file.write_text(text)
        assert main(["--config", str(file), "doctor"]) == 2
        error = capsys.readouterr().err
        assert error.startswith("kiosk: ")
        assert error.count("\n") == 1
        assert "Traceback" not in error


def test_enrol_without_an_answer_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "enrol", "AB12-CD34"]) == 1
    assert "does not answer" in capsys.readouterr().err
    assert main(["--config", str(config), "enrol", "nonsense"]) == 1
    assert "AB12-CD34" in capsys.readouterr().err


def test_doctor_names_what_is_missing(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "doctor", "--json"]) == 1
    findings = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert findings["device key"]["well"]
    assert findings["device key"]["says"] == keys.load_or_make(tmp_path / "data").fingerprint
    assert "kiosk enrol" in findings["enrolment"]["says"]
    assert not findings["screen"]["well"]


def test_card_commands_without_a_kiosk_say_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "card", "list"]) == 1
    assert "no kiosk is running" in capsys.readouterr().err


@pytest.fixture
def running(config: Path) -> Iterator[str]:
    """A kiosk in a process of its own; its address."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("POSKO_")}
    command = [sys.executable, "-m", "kiosk", "--config", str(config), "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("kiosk: http://127.0.0.1:"), line
        yield line.split()[1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def get(address: str, path: str) -> str:
    """The text at ``path`` of the running kiosk."""
    connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def test_it_runs_unenrolled_and_its_cards_are_steered_by_command(
    running: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = get(running, "/")
    assert "Kios ini belum didaftarkan" in text
    assert keys.load_or_make(tmp_path / "data").fingerprint in text
    assert main(["--config", str(config), "card", "list"]) == 0
    assert "good " in capsys.readouterr().out
    assert main(["--config", str(config), "card", "tap", "good"]) == 0
    assert main(["--config", str(config), "card", "list"]) == 0
    assert "* good " in capsys.readouterr().out
    assert main(["--config", str(config), "card", "remove"]) == 0
    assert main(["--config", str(config), "card", "tap", "nobody"]) == 1
    assert "no sample card 'nobody'" in capsys.readouterr().err


def test_an_enrolment_made_beside_a_running_kiosk_is_taken_up(running: str, tmp_path: Path) -> None:
    keys.save_enrolment(tmp_path / "data", keys.Enrolment("d" * 32, "Kiosk Lobi"))
    end = time.monotonic() + 15
    state = ""
    while state != "in_service" and time.monotonic() < end:
        state = json.loads(get(running, "/health"))["state"]
        time.sleep(0.1)
    assert state == "in_service"


def test_a_port_in_use_is_said_in_one_line(running: str, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "run"]) == 1
    assert "cannot listen" in capsys.readouterr().err
