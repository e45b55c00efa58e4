"""The parent's side of the card process, where no PC/SC service runs: it starts, watches, replaces and ends its child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.card.pipe import ReaderSettings
from kiosk.card.process import PcscSource
from kiosk.card.source import CardFailed, CardFault, CardPlaced, ReaderCondition, ReaderState
from tests.kiosk.card.heard import Heard

NO_SERVICE = ReaderState(ReaderCondition.NO_SERVICE)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment in which no PC/SC service can be found."""
    return {**os.environ, "PCSCLITE_CSOCK_NAME": str(tmp_path / "nobody"), "POSKO_SECRET": "rahasia"}


@pytest.fixture
def source(env: dict[str, str], heard: Heard) -> Iterator[PcscSource]:
    made = PcscSource(ReaderSettings(secrets="/nowhere"), env=env)
    yield made
    made.stop()


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


def test_without_a_service_the_source_says_so_and_stops_cleanly(source, heard):
    source.start(heard.emit)
    assert heard.next() == ReaderState(ReaderCondition.STARTING)
    assert heard.next() == NO_SERVICE
    pid = source.child_pid
    source.stop()
    assert gone(pid)
    assert source.condition is ReaderCondition.STOPPED
    assert source.child_pid is None


def test_a_source_is_started_once(source, heard):
    source.start(heard.emit)
    with pytest.raises(RuntimeError):
        source.start(heard.emit)


def test_no_setting_and_no_secret_is_an_argument_or_in_the_environment(source, heard):
    source.start(heard.emit)
    heard.until(NO_SERVICE)
    folder = Path(f"/proc/{source.child_pid}")
    assert (folder / "cmdline").read_bytes().split(b"\0")[1:3] == [b"-m", b"kiosk.card"]
    assert b"nowhere" not in (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
    assert b"POSKO_" not in (folder / "environ").read_bytes()


def test_the_card_process_leaves_no_core_file(source, heard):
    source.start(heard.emit)
    heard.until(NO_SERVICE)
    limits = Path(f"/proc/{source.child_pid}/limits").read_text()
    line = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]


@pytest.mark.fault
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_card_process_that_dies_is_replaced(source, heard, how):
    source.start(heard.emit)
    heard.until(NO_SERVICE)
    first = source.child_pid
    os.kill(first, how)
    deadline = time.monotonic() + 5
    while source.child_pid in (first, None):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert gone(first)


@pytest.mark.fault
def test_a_card_process_that_hangs_is_killed_by_its_id_and_replaced(env, heard):
    source = PcscSource(ReaderSettings(), env=env, silence=0.8)
    source.start(heard.emit)
    try:
        heard.until(NO_SERVICE)
        first = source.child_pid
        os.kill(first, signal.SIGSTOP)
        assert gone(first)
    finally:
        source.stop()


@pytest.mark.fault
def test_the_watchdog_is_what_ends_a_hung_card_process(env, heard):
    """The counter-proof of the test above: with a watchdog that is never impatient the hung process stays."""
    source = PcscSource(ReaderSettings(), env=env, silence=3600)
    source.start(heard.emit)
    try:
        heard.until(NO_SERVICE)
        first = source.child_pid
        os.kill(first, signal.SIGSTOP)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            assert source.child_pid == first
            time.sleep(0.05)
    finally:
        source.stop()
    assert gone(first)


@pytest.mark.fault
def test_the_card_process_ends_when_its_parent_is_killed(env):
    program = (
        "import time\nfrom kiosk.card.pipe import ReaderSettings\nfrom kiosk.card.process import PcscSource\n"
        "s = PcscSource(ReaderSettings())\ns.start(lambda event: None)\n"
        "while s.child_pid is None: time.sleep(0.01)\nprint(s.child_pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=env)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


def scripted(tmp_path: Path, body: str) -> str:
    """A stand-in for Python that runs as the card process: it answers with the lines of `body`."""
    program = tmp_path / "card-process"
    program.write_text(f"#!{sys.executable}\nimport sys, time\nsys.stdin.readline()\n{body}\n")
    program.chmod(0o700)
    return str(program)


@pytest.mark.fault
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('print(\'{"is":"placed","seq":1}\', flush=True); time.sleep(60)', CardFault.TIMED_OUT),
        ('print(\'{"is":"placed","seq":1}\', flush=True)', CardFault.READER_GONE),
        ('print(\'{"is":"placed","seq":1}\\nnonsense\', flush=True); time.sleep(60)', CardFault.READER_GONE),
        ('print(\'{"is":"placed","seq":1}\\n\' + \'x\' * 70000, flush=True); time.sleep(60)', CardFault.READER_GONE),
        (
            'print(\'{"is":"placed","seq":1}\', flush=True)\nwhile True: print(\'{"is":"beat"}\', flush=True); time.sleep(0.1)',
            CardFault.TIMED_OUT,
        ),
    ],
    ids=["silent", "dies", "nonsense", "endless line", "beats without end"],
)
def test_a_read_that_the_card_process_cannot_end_fails_for_the_desk(tmp_path, monkeypatch, env, heard, body, fault):
    monkeypatch.setattr(sys, "executable", scripted(tmp_path, body))
    source = PcscSource(ReaderSettings(), env=env, silence=0.6, read_limit=1.2)
    source.start(heard.emit)
    try:
        heard.until(CardPlaced(1))
        assert heard.next() == CardFailed(1, fault)
    finally:
        source.stop()


def test_a_card_process_that_does_not_start_is_a_missing_service(monkeypatch, env, heard):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    source = PcscSource(ReaderSettings(), env=env)
    source.start(heard.emit)
    heard.until(NO_SERVICE)
    source.stop()


def test_orders_that_make_no_sense_end_the_card_process_without_repeating_them():
    done = subprocess.run([sys.executable, "-m", "kiosk.card"], input=b"rahasia\n", capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"PipeError at" in done.stderr
    assert b"rahasia" not in done.stderr + done.stdout
