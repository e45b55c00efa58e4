"""The plugin that skips what cannot run on a machine: counted on a developer's, a failure where CI is true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

@pytest.mark.needs("no-such-program")
def test_wanting(): raise AssertionError

@pytest.mark.needs("sh")
def test_served(): pass

@pytest.mark.xfail(strict=True)
def test_known_to_fail(): raise AssertionError
"""


def outcome(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs\n    card\n    browser\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.parts", "-p", "no:cacheprovider", "-rs", str(folder)]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_is_missing_is_named_skipped_and_counted(tmp_path: Path) -> None:
    said = outcome(tmp_path, ci="")
    assert said.returncode == 0, said.stdout
    assert "1 passed, 1 skipped, 1 xfailed" in said.stdout
    assert "missing on this machine: no-such-program" in said.stdout


def test_with_ci_a_skip_is_a_failure(tmp_path: Path) -> None:
    said = outcome(tmp_path, ci="true")
    assert said.returncode == 1, said.stdout
    assert "1 passed, 1 xfailed, 1 error" in said.stdout
    assert "was skipped where nothing may be" in said.stdout


@pytest.mark.needs("sh")
def test_a_need_that_is_there_is_no_hindrance() -> None:
    assert os.access("/bin/sh", os.X_OK)
