#!/usr/bin/env python3
"""Everything a developer does with Posko, as one readable script that needs nothing but CPython 3.11-3.13.

    python3 dev.py run [--data DIR] [--port-base N] [--fresh]    the whole office on this machine, with invented people
    python3 dev.py test [PYTEST ARGUMENTS]    everything that must hold; with arguments only those tests
    python3 dev.py bench    the benchmarks: one JSON file and a table
    python3 dev.py setup    only make or repair the environment, assets and texts
    python3 dev.py lock     choose versions anew and write the hash-pinned locks (--upgrade: the newest)
    python3 dev.py i18n     bring the translation files up to date with the sources
    python3 dev.py shots    take the pictures of the README anew

Every step leaves a stamp of what it was made from, so that a second run does nothing twice.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
PIP = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")  # a lock names everything
# The locks and the extras each is made of. The widest comes first: the others agree with it.
LOCKS = {
    "tests/requirements.txt": ("dev",),
    "intranet/requirements.txt": ("intranet", "planner", "postgres"),
    "kiosk/requirements.txt": ("kiosk",),
}
OFFICE = "intranet/requirements.txt"
UV = "uv==0.13.9"
# What tests need from the system: the Debian package, and the program or file that shows it is there.
SYSTEM_PARTS = {
    "gcc": ("cc",),
    "libpcsclite-dev": ("/usr/include/PCSC/winscard.h",),
    "pcscd": ("pcscd",),
    "vsmartcard-vpcd": ("/usr/lib/pcsc/drivers/serial/libifdvpcd.so", "/etc/reader.conf.d/vpcd"),
    "chromium": ("chromium",),
    "nginx-light": ("nginx",),
    "poppler-utils": ("pdftotext",),
    "e2fsprogs": ("mkfs.ext4",),
    "mount": ("losetup",),
    "strace": ("strace",),
    "systemd": ("systemd-analyze",),
}
CARD_LIBRARY = "pyscard"


class Stop(SystemExit):
    """Ends the script with one plain sentence instead of a traceback."""


def say(text: str) -> None:
    """Tell the person what happens now."""
    print(text, flush=True)


def check_python() -> None:
    """Refuse, in one sentence, a Python that Posko is not made for or one that cannot make environments."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.implementation.name != "cpython":
        found = f"{sys.implementation.name} {sys.version.split()[0]}"
        raise Stop(f"needs CPython 3.11, 3.12 or 3.13; this is {found}. Try: python3.11 dev.py ...")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Stop("this Python cannot make environments. On Debian and its relatives: apt install python3-venv")


def digest(*parts: Path | str) -> str:
    """SHA-256 over files, folders of files, and strings."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path) and part.is_dir():
            part = digest(*sorted(path for path in part.rglob("*") if path.suffix in {".py", ".toml", ".mako"}))
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def done(stamp: Path, wanted: str) -> bool:
    """Whether the step that writes ``stamp`` has been done for exactly these inputs."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def call(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a program in the checkout and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env).returncode


def must(what: str, *command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a program; when it fails, stop and say what could not be done."""
    if call(*command, env=env):
        raise Stop(f"could not {what}; the reason is above")


def setup(lock: str) -> None:
    """Make ``.venv``, install ``lock`` and the project, build assets and texts: each only when its input changed."""
    if not PYTHON.exists():
        say("Making the environment .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        must("make .venv", sys.executable, "-m", "venv", VENV)
    widest = next(iter(LOCKS))
    version = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    for name in (widest, lock):  # an environment made for the tests serves everything else too
        wanted = digest(ROOT / name, version, str(can_build_reader()))
        if done(stamp_of(name), wanted):
            break
    else:
        say(f"Installing what {lock} lists (a minute or two)")
        must(f"install {lock}", *PIP, "--require-hashes", "--requirement", installable(ROOT / lock))
        stamp_of(lock).write_text(wanted, encoding="utf-8")
    stamp = VENV / ".project-stamp"
    wanted = digest(ROOT / "pyproject.toml", ROOT / "shared/assets/hatch_build.py", version)
    stale = stale_files()
    if not done(stamp, wanted) or (any("vendor" in name for name in stale) and shutil.which("npm") is None):
        say("Installing the project itself")
        must("install the project", *PIP, "--editable", ROOT)
        stamp.write_text(wanted, encoding="utf-8")
    elif stale:
        must("build assets and texts", PYTHON, "shared/assets/build.py")


def stamp_of(lock: str) -> Path:
    """Where it is noted what was installed from a lock."""
    return VENV / f".{lock.split('/')[0]}-stamp"


def stale_files() -> list[str]:
    """What shared/stamp.py finds missing or old."""
    spec = importlib.util.spec_from_file_location("posko_stamp", ROOT / "shared/stamp.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.stale(ROOT)


def installable(lock: Path) -> Path:
    """The lock itself; without compiler or headers a copy without the reader library, which cannot be built then."""
    if can_build_reader() or CARD_LIBRARY not in lock.read_text(encoding="utf-8"):
        return lock
    say(f"! {CARD_LIBRARY} needs gcc, Python headers and libpcsclite-dev: there will be no real or virtual reader")
    without = re.sub(rf"(?m)^{CARD_LIBRARY}==.*\n(?:[ ].*\n)*", "", lock.read_text(encoding="utf-8"))
    copy = Path(tempfile.mkdtemp(prefix="posko-"), lock.name)
    copy.write_text(without, encoding="utf-8")
    return copy


def can_build_reader() -> bool:
    """Whether the reader library can be installed: it has ready-made files for all but Linux."""
    headers = Path(sysconfig.get_path("include"), "Python.h").is_file()
    return not sys.platform.startswith("linux") or (headers and present("libpcsclite-dev") and present("gcc"))


def present(package: str) -> bool:
    """Whether everything that shows a system part is there."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return all(Path(sign).exists() or shutil.which(sign, path=path) for sign in SYSTEM_PARTS[package])


def system_parts() -> None:
    """As root on Debian install the system parts that tests need; elsewhere name what is missing."""
    missing = [package for package in SYSTEM_PARTS if not present(package)]
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        missing.append("python3-dev")
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing system parts: {' '.join(missing)}")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        must("refresh the list of system packages", "apt-get", "update", "-qq", env=quiet)
        must("install system parts", "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=quiet)
    elif missing:
        say(f"! missing system parts: {' '.join(missing)}. Tests that need them are skipped and counted.")


# ---- test, lock, i18n, bench, shots ----------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """All named steps; with arguments only pytest, with them. The last line is pytest's own summary."""
    system_parts()
    setup("tests/requirements.txt")
    if arguments:
        return call(PYTHON, "-m", "pytest", *arguments)
    steps = {
        "lint": [BIN / "ruff", "check", "."],
        "types": [BIN / "mypy"],
        "import contracts": [BIN / "lint-imports"],
        "texts translated": [PYTHON, "-m", "tests.texts", "--check"],
    }
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        failed += [name] if call(*command) else []
    if failed:
        raise Stop(f"failed before any test was run: {', '.join(failed)}")
    say("== tests")
    # Two at a time; tests that share something outside (the card service) are kept on one worker by xdist_group.
    # Coverage is demanded, whole, of the parts named in pyproject.toml.
    parallel = ["--numprocesses", "2", "--dist", "loadgroup"]
    return call(PYTHON, "-m", "pytest", *parallel, "--cov", "--cov-report", "term-missing:skip-covered")


def lock(arguments: list[str]) -> int:
    """Resolve pyproject.toml for every platform on Python 3.11-3.13 and write the locks, naming no address."""
    with tempfile.TemporaryDirectory(prefix="posko-lock-") as name:
        must("make a locking environment", sys.executable, "-m", "venv", name)
        must("install uv", Path(name, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", UV)
        widest = next(iter(LOCKS))
        for target, extras in {**LOCKS, "tests/bench/requirements.txt": ()}.items():  # the last: what we are measured beside
            options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
            options += ["--python-version", "3.11"] + [part for extra in extras for part in ("--extra", extra)]
            options += arguments if target == widest else ["--constraint", widest]
            options += ["-o", target, "pyproject.toml" if extras else target.replace(".txt", ".in")]
            must(f"lock {target}", Path(name, "bin/uv"), "pip", "compile", *options)
    return 0


def in_environment(module: str, arguments: list[str]) -> int:
    """Run one of the project's developer modules with everything installed."""
    system_parts()
    setup("tests/requirements.txt")
    return call(PYTHON, "-m", module, *arguments)


# ---- run -------------------------------------------------------------------------------------------------------------


class Office:
    """One invented office in one folder: settings, secrets, database, a kiosk, and the processes that make it live."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.ports = {"intranet": port, "kiosk": port + 1, "stand-in Dukcapil": port + 2}
        self.urls = {name: f"http://127.0.0.1:{number}" for name, number in self.ports.items()}
        self.children: dict[str, subprocess.Popen] = {}
        self.intranet = [BIN / "intranet", "--config", folder / "intranet.toml"]
        self.kiosk = [BIN / "kiosk", "--config", folder / "kiosk.toml"]
        # Ports by environment, so that the settings files stay true whatever --port-base was given.
        self.env = os.environ | {
            "POSKO_PORT": str(port),
            "POSKO_PUBLIC_URL": self.urls["intranet"],
            "POSKO_DUKCAPIL_BASE_URL": self.urls["stand-in Dukcapil"] + "/dukcapil/get_json",
            "POSKO_BALIKAN_URL": self.urls["stand-in Dukcapil"] + "/store",
            "POSKO_KIOSK_PORT": str(port + 1),
            "POSKO_KIOSK_INTRANET_URL": self.urls["intranet"],
        }

    def wipe(self) -> None:
        """Forget everything, but only in a folder that an earlier run made."""
        if self.folder.exists() and not (self.folder / "intranet.toml").is_file() and any(self.folder.iterdir()):
            raise Stop(f"{self.folder} was not made by dev.py run; it is not wiped")
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self) -> None:
        """Settings and secrets where there are none; schema and invented data when they are older than the sources."""
        for name in ("", "office", "secrets", "kiosk", "logs"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, template in (("intranet.toml", INTRANET_TOML), ("kiosk.toml", KIOSK_TOML)):
            if not (self.folder / name).exists():  # it may have been edited since
                text = template.format(folder=self.folder, secret=secrets.token_urlsafe(24))
                (self.folder / name).touch(mode=0o600)
                (self.folder / name).write_text(text, encoding="utf-8")
        stamp, schema = self.folder / ".schema-stamp", digest(ROOT / "migrations")
        if not done(stamp, schema):
            self.tell(*self.intranet, "db", "upgrade")
            stamp.write_text(schema, encoding="utf-8")
        people = self.folder / "people.txt"
        if not people.is_file():
            say("Inventing an office full of life (some seconds)")
            people.write_text(self.tell(*self.intranet, "demo", "load"), encoding="utf-8")

    def tell(self, *command: str | Path) -> str:
        """Run one command to its end and return what it said; its failure ends the script."""
        shown = [str(part) for part in command]
        finished = subprocess.run(shown, cwd=ROOT, env=self.env, capture_output=True, text=True)
        if finished.returncode:
            raise Stop(f"`{' '.join(shown)}` failed:\n{finished.stdout}{finished.stderr}")
        return finished.stdout

    def start(self, name: str, *command: str | Path) -> None:
        """Start one lasting process; what it says goes to a log file of its own."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.ports[name]))
            except OSError:
                raise Stop(f"port {self.ports[name]} is in use; choose others with --port-base N") from None
        with (self.folder / "logs" / f"{name.split()[0]}.log").open("wb") as log:
            # A session of its own: Ctrl-C reaches this script alone, which then stops everybody in order.
            how = {"cwd": ROOT, "env": self.env, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.children[name] = subprocess.Popen([str(part) for part in command], start_new_session=True, **how)

    def wait(self, *names: str) -> None:
        """Wait until the named processes answer; stop when any child has ended or after 60 seconds."""
        deadline = time.monotonic() + 60
        waiting = list(names)
        while waiting:
            self.watch()
            waiting = [name for name in waiting if not answers(self.urls[name])]
            if waiting and time.monotonic() > deadline:
                raise Stop(f"{waiting[0]} does not answer; see {self.folder}/logs")
            time.sleep(0.05)

    def watch(self) -> None:
        """Raise Stop, with the end of its log, when a child has ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                log = self.folder / "logs" / f"{name.split()[0]}.log"
                tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])
                raise Stop(f"{name} ended with code {child.returncode}; all is stopped. The end of {log}:\n{tail}")

    def stop(self) -> None:
        """End every child by its own id, politely first; the first started is the last to go."""
        for child in reversed(self.children.values()):
            if child.poll() is None:
                child.terminate()
        for child in reversed(self.children.values()):
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def enrol(self) -> None:
        """Make the kiosk known to the office, the way an officer does it: code, fingerprint, confirmation."""
        stamp = self.folder / ".kiosk-enrolled"
        if stamp.exists():
            return
        self.wait("intranet")
        code = find(r"\S+$", self.tell(*self.intranet, "device", "enrol", "Kios lobi").strip())
        fingerprint = find(r"[0-9A-F]{4}( [0-9A-F]{4})+", self.tell(*self.kiosk, "enrol", code))
        self.tell(*self.intranet, "device", "confirm", fingerprint)
        stamp.touch(mode=0o600)

    def greet(self) -> None:
        """Say where everything is and how to begin."""
        say(f"\n  Staff pages         {self.urls['intranet']}")
        say(f"  Kiosk               {self.urls['kiosk']}   (click a sample card in its tray to tap it)")
        say(f"  Stand-in Dukcapil   {self.urls['stand-in Dukcapil']}")
        say(f"  Data, logs          {self.folder}\n")
        say((self.folder / "people.txt").read_text(encoding="utf-8").rstrip())
        say("\nEverybody and everything here is invented. Ctrl-C stops it; --fresh begins anew.")


INTRANET_TOML = """\
# Settings of the invented office of `dev.py run`; the README lists every key.
data_dir = "{folder}/office"
secrets_dir = "{folder}/secrets"
office_name = "Diskominfo Kabupaten Contoh"
office_address = "Jalan Contoh 1, Kabupaten Contoh"
office_phone = "(0000) 000000"
office_code = "99.99"
processes = 1
# The stand-in register of `dev.py run`; its address is given by dev.py.
dukcapil_simulated = true
dukcapil_institution = "DISKOMINFO_CONTOH"
dukcapil_user_id = "contoh"
dukcapil_password = "{secret}"
dukcapil_client_ip = "127.0.0.1"
balikan_token = "{secret}"
balikan_institution_id = "99"
balikan_institution_name = "Diskominfo Kabupaten Contoh"
"""
KIOSK_TOML = """\
# Settings of the kiosk of `dev.py run`; the README lists every key.
kiosk_data_dir = "{folder}/kiosk"
kiosk_reader = "simulator"
"""


def find(pattern: str, said: str) -> str:
    """What is looked for in the words of a command."""
    found = re.search(pattern, said)
    return found[0] if found else ""


def answers(url: str) -> bool:
    """Whether anything sensible comes back from a first page."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def run(arguments: list[str]) -> int:
    """Start the office, a kiosk and the stand-in population register, and keep them until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument("--data", type=Path, default=ROOT / ".data", help="folder of all data (.data)")
    parser.add_argument("--port-base", type=int, default=8080, help="first of three ports (8080)")
    parser.add_argument("--fresh", action="store_true", help="forget all data")
    options = parser.parse_args(arguments)
    office = Office(options.data.resolve(), options.port_base)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        setup(OFFICE)
        if options.fresh:
            office.wipe()
        office.prepare()
        office.start("stand-in Dukcapil", *office.intranet, "demo", "register", "--port", str(options.port_base + 2))
        office.start("intranet", *office.intranet, "serve")
        office.enrol()
        office.start("kiosk", *office.kiosk, "run")
        office.wait(*office.ports)
        office.greet()
        while True:
            office.watch()
            time.sleep(0.3)
    except KeyboardInterrupt:
        say("\nStopping")
    finally:
        office.stop()
    return 0


def main() -> int:
    """Dispatch on the first argument."""
    commands = {
        "run": run,
        "test": test,
        "lock": lock,
        "bench": lambda rest: in_environment("tests.bench", rest),
        "i18n": lambda rest: in_environment("tests.texts", rest),
        "shots": lambda rest: in_environment("tests.shots", rest),
        # A repair does not widen the environment: the lock that was installed before, else the office's.
        "setup": lambda rest: setup(next((lock for lock in LOCKS if stamp_of(lock).is_file()), OFFICE)) or 0,
    }
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        return 0 if set(sys.argv[1:]) & {"-h", "--help"} else 2
    check_python()
    return commands[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
