"""A whole office for a story: web processes, worker, stand-in register, kiosks with a reader, people with browsers.

Nothing is replaced by a double: the processes are the ones an office starts, a kiosk is enrolled by its commands, cards
go through the simulator or through a real pcscd. Everything lives in one folder and ends with the story.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.agreements import queries as agreement_queries
from intranet.agreements import service as agreements
from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, Party, Role
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.cases.models import Case, Complainant
from intranet.counter.models import Visit
from intranet.identity.models import Feedback, IdentityCheck
from intranet.partners import service as partners
from intranet.partners.rules import PartnerKind
from intranet.partners.service import PartnerInput
from shared.residents import Resident, load
from tests import live
from tests.kiosk.card.pcscd import PcscdWithVpcd
from tests.live import CLOCK, PASSWORD, ROOT, Running, control, free_port, until

INTRANET = ("-c", "from intranet.cli import main; main()")
KIOSK = ("-m", "kiosk")
SAMPLES = load()
__all__ = ["PASSWORD", "SAMPLES", "House", "Kiosk", "house", "until"]


@dataclass
class House(live.Office):
    """An office with the officers of both parties, an agreement in force, and as many kiosks as a story needs."""

    kiosks: list[Kiosk] = field(default_factory=list)
    web: Running | None = None

    def make(self) -> House:
        """Folders, keys, schema, agencies, people, agreement; then start the register and the intranet."""
        self.extra = {"processes": "2", "dukcapil_breaker_failures": "1000", **self.extra}
        super().make()
        with self.writing() as session:
            for username, party, role in (
                ("kartika", Party.DISKOMINFO, Role.DISKOMINFO_HEAD),
                ("dewi", Party.DISKOMINFO, Role.DISKOMINFO_OFFICER),
                ("ratna", Party.BAWASLU, Role.BAWASLU_COMMISSIONER),
                ("admin", Party.DISKOMINFO, Role.ADMIN),
            ):
                agency = session.scalars(select(Agency).where(Agency.party == party)).one()
                name = f"{username.title()} Contoh"
                row = agencies.add_staff(
                    session, SYSTEM, CLOCK, agency=agency, username=username, name=name, roles=[role], password=PASSWORD
                )
                self.people[username] = Actor(agencies.ActorKind.STAFF, row.id, name, party, frozenset([role]))
        return self

    def befriend(self, name: str, username: str) -> None:
        """An institution that works with the office, with one person who may sign in."""
        today = dt.datetime.now(self.settings.zone).date()
        with self.writing() as session:
            agency = agencies.add_agency(session, SYSTEM, CLOCK, party=Party.PARTNER, name=name)
            agencies.add_staff(
                session,
                SYSTEM,
                CLOCK,
                agency=agency,
                username=username,
                name=f"{username.title()} Contoh",
                roles=[Role.PARTNER],
                password=PASSWORD,
            )
            partner = PartnerInput(kind=PartnerKind.GAKKUMDU, name=name, valid_from=today, agency_id=agency.id)
            partners.add(session, self.people["kartika"], CLOCK, partner)

    @property
    def url(self) -> str:
        """Where the staff pages are."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> House:
        """Start the register and the intranet."""
        self.register()
        self.web = self.intranet()
        return self

    def close_doors(self) -> None:
        """End the intranet, all its processes."""
        assert self.web
        self.web.stop()

    def open_doors(self) -> None:
        """Start the intranet again."""
        self.web = self.intranet()

    @contextlib.contextmanager
    def spellbound(self) -> Iterator[None]:
        """The intranet takes connections and says nothing while the block runs; then it goes on where it was."""
        assert self.web
        os.killpg(self.web.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.web.pid, signal.SIGCONT)

    def tell(self, *command: str, env: dict[str, str] | None = None) -> str:
        """Run a command of the product to its end; what it said. Its failure fails the story."""
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env or self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kiosk(self, name: str, *, pcsc: PcscdWithVpcd | None = None, idle: int = 120, link: int = 8) -> Kiosk:
        """A kiosk in service: enrolled by the commands an officer would use, and started."""
        made = Kiosk(self, name, pcsc, idle, link)
        self.kiosks.append(made)
        made.enrol()
        made.start()
        return made

    # -- what the office holds ----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A look into the office's database."""
        database = Database(self.settings.url)
        try:
            with database.read() as session:
                yield session
        finally:
            database.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A change with the office's own verbs."""
        database = Database(self.settings.url)
        try:
            with database.write() as session:
                yield session
        finally:
            database.close()

    @property
    def keys(self) -> FieldKeys:
        """The office's keys."""
        return FieldKeys.load(self.settings.field_keys_file)

    def case(self, number: str) -> Case:
        """The case behind a complaint number."""
        with self.reading() as session:
            return session.scalars(select(Case).where(Case.complaint_no == number)).one()

    def nik_of(self, case: Case) -> str | None:
        """The declared NIK of a case, opened with the office's keys."""
        from intranet.cases.service import open_nik

        with self.reading() as session:
            return open_nik(self.keys, session.get_one(Complainant, case.id))

    def visit_of(self, case: Case) -> Visit:
        """The visit that brought a case."""
        with self.reading() as session:
            return session.scalars(select(Visit).where(Visit.case_id == case.id)).one()

    def check_of(self, visit: Visit) -> IdentityCheck | None:
        """The visit's check, if the register was asked."""
        with self.reading() as session:
            return session.get(IdentityCheck, visit.check_id) if visit.check_id else None

    def feedback(self, number: str) -> Feedback | None:
        """The number's way back to the register."""
        with self.reading() as session:
            return session.scalars(select(Feedback).where(Feedback.complaint_no == number)).one_or_none()

    def count(self, table: type[Any]) -> int:
        """How many rows there are."""
        with self.reading() as session:
            return len(session.scalars(select(table.id)).all())

    def trail_holds(self) -> bool:
        """Whether the chain of events is whole, asked the way an administrator asks."""
        with self.reading() as session:
            assert not list(trail.verify(session))
        return "holds" in self.tell(*INTRANET, "trail", "verify")

    # -- the stand-in register ----------------------------------------------------------------------------------

    def seen_by_register(self) -> dict[str, Any]:
        """What the stand-in counted and stored since its last reset."""
        state: dict[str, Any] = control(self.register_port, "state")
        return state

    def calm_register(self) -> None:
        """The stand-in as at its start: nothing counted, no misbehaviour, and our own pauses lifted."""
        control(self.register_port, "reset")
        self.conduct(token=live.TOKEN)
        from intranet.identity.service import resume_checks

        with self.writing() as session:
            resume_checks(session, self.people["budi"], CLOCK)

    # -- the agreement ------------------------------------------------------------------------------------------

    @property
    def agreement_id(self) -> str:
        """The agreement everything rests on."""
        with self.reading() as session:
            return agreement_queries.all_agreements(session)[0].id

    @contextlib.contextmanager
    def agreement_suspended(self) -> Iterator[None]:
        """Nothing may rest on the agreement while the block runs."""
        chief, today = self.people["kartika"], dt.datetime.now(self.settings.zone).date()
        with self.writing() as session:
            row = agreement_queries.all_agreements(session)[0]
            version, row_id = row.version, row.id
            agreements.suspend(
                session, chief, CLOCK, row_id, version=version, from_day=today, until_day=None, reason="Contoh pembekuan"
            )
        try:
            yield
        finally:
            with self.writing() as session:
                row = agreements.get(session, row_id)
                agreements.resume(session, chief, CLOCK, row_id, version=row.version, zone=self.settings.zone)

    def files(self) -> list[Path]:
        """Every file the story has written so far."""
        return [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]


class Kiosk:
    """One kiosk: its settings file, key, process, reader and paper."""

    def __init__(self, house: House, name: str, pcsc: PcscdWithVpcd | None, idle: int, link: int) -> None:
        self.house, self.name, self.pcsc = house, name, pcsc
        self.folder = house.folder / f"kiosk-{len(house.kiosks) + 1}"
        self.folder.mkdir(mode=0o700)
        self.paper = self.folder / "paper.escpos"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.running: Running | None = None
        settings = {
            "kiosk_data_dir": str(self.folder),
            "kiosk_port": self.port,
            "kiosk_intranet_url": house.url,
            "kiosk_printer": str(self.paper),
            "kiosk_idle_seconds": idle,
            "kiosk_link_seconds": link,
        }
        self.config = self.folder / "kiosk.toml"
        self.config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), encoding="utf-8")

    @property
    def env(self) -> dict[str, str]:
        """Its environment; with a real reader also where pcscd is."""
        if self.pcsc is None:
            return self.house.env
        more = {key: value for key, value in self.pcsc.env.items() if key.startswith(("PCSC", "POSKO_KIOSK_"))}
        return self.house.env | more

    def command(self, *words: str) -> tuple[str, ...]:
        """A command line of this kiosk."""
        return (*KIOSK, "--config", str(self.config), *words)

    def enrol(self) -> None:
        """Code, fingerprint, confirmation: the way an officer lets a kiosk in."""
        code = self.house.tell(*INTRANET, "device", "enrol", self.name).split()[-1]
        said = self.house.tell(*self.command("enrol", code), env=self.env)
        fingerprint = re.search(r"[0-9A-F]{4}(?: [0-9A-F]{4})+", said)
        assert fingerprint, said
        self.house.tell(*INTRANET, "device", "confirm", fingerprint[0])

    def start(self) -> None:
        """Start its process and wait until it takes visitors."""
        self.running = self.house.start(self.folder.name, *self.command("run"), env=self.env)
        until(self.in_service, f"{self.name} does not come into service")

    def stop(self) -> None:
        """End its process."""
        if self.running:
            self.running.stop()
            self.running = None

    def in_service(self) -> bool:
        """Whether it is in service with a reader that is ready."""
        assert self.running
        assert self.running.process.poll() is None, "the kiosk has ended"
        with contextlib.suppress(OSError, ValueError):
            health = self.ask("GET", "/health")
            return bool(health["state"] == "in_service" and health["reader"] == "ready" and health["link"])
        return False

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        """Ask its screen without a browser; the JSON of the answer, or its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Origin": self.url, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        assert answer.status < 400, f"{path}: {answer.status}"
        return json.loads(body) if body.startswith(("{", "[")) else body

    @property
    def state(self) -> str:
        """The state on its screen."""
        return str(self.ask("GET", "/screen").partition('data-state="')[2].partition('"')[0])

    def lay(self, key: str) -> Resident:
        """Lay the sample card of that key on the reader; who is on it."""
        sample = SAMPLES.card(key)
        if self.pcsc is not None:
            self.pcsc.tap(sample, mute_for=8)
        else:
            self.ask("POST", "/cards/tap", {"name": key})
        assert sample.card
        return sample.card

    def take(self) -> None:
        """Take the card off the reader."""
        if self.pcsc is not None:
            self.pcsc.card_slot.remove()
        else:
            self.ask("POST", "/cards/remove", {})

    def papers(self) -> list[bytes]:
        """The receipts printed so far."""
        if not self.paper.exists():
            return []
        return [b"\x1b@" + part for part in self.paper.read_bytes().split(b"\x1b@")[1:]]


@contextlib.contextmanager
def house(folder: Path, **extra: str) -> Iterator[House]:
    """An office at work, gone when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    made = House(folder, extra)
    try:
        yield made.make().open()
    finally:
        made.close()
