"""Pytest plugin: what a test needs from the system, and what a skip means.

A test marked ``needs("nginx")``, ``card`` or ``browser`` is skipped, with the reason and counted, where the program is
missing. Where ``CI`` is ``true`` a skip is a failure: there everything must be there.
"""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

VPCD = Path("/etc/reader.conf.d/vpcd")
LOOP = Path("/dev/loop-control")


def missing(program: str) -> bool:
    """Whether a program is not on this machine; also the virtual card reader ("vpcd") and disks in files ("loop": as root)."""
    if program == "vpcd":
        return not VPCD.exists()
    if program == "loop":
        return os.geteuid() != 0 or not LOOP.exists()
    if program == "pyscard":
        return not _importable("smartcard")
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is None


def needed(item: pytest.Item) -> list[str]:
    """The programs a test's marks ask for."""
    programs = [str(name) for mark in item.iter_markers("needs") for name in mark.args]
    if item.get_closest_marker("card"):
        programs += ["pcscd", "vpcd", "pyscard"]
    if item.get_closest_marker("browser"):
        programs += ["chromium"]
    return programs


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here; keep all tests with a real card service on one worker."""
    for item in items:
        absent = sorted({program for program in needed(item) if missing(program)})
        if absent:
            item.add_marker(pytest.mark.skip(reason=f"missing on this machine: {', '.join(absent)}"))
        if item.get_closest_marker("card"):
            item.add_marker(pytest.mark.xdist_group("pcscd"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true turn a skip into a failure."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    return report


def _importable(module: str) -> bool:
    try:
        __import__(module)
    except ImportError:
        return False
    return True
