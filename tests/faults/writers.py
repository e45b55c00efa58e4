"""Kiosks that never give up, the list of what they were promised, and the look whether every promise was kept."""

import datetime as dt
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select, text

from intranet import work
from intranet.base import trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.outbox import OutboxItem, work_once
from intranet.base.sealing import FieldKeys
from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.counter import service as counter
from intranet.counter.models import Visit
from intranet.counter.rules import NOTICE_VERSION
from intranet.identity import service as identity
from intranet.identity.models import Feedback, IdentityCheck
from kiosk.link import HttpLink, Refused, Unreachable
from shared.elements import Element
from shared.residents import BUILT_IN, Resident
from shared.wire import CheckAsk, Claimed, Complainant, Complaint, ComplaintAsk, VisitOpen
from shared.words import ClaimMethod, ProblemCode
from tests.live import Office, control

_AGAIN = frozenset({ProblemCode.TOO_MANY, ProblemCode.BUSY, ProblemCode.NONCE, ProblemCode.REPLAYED})
_PEOPLE = [card.card for card in BUILT_IN.cards if card.card and card.register_code == "01" and not card.register_delay]


@dataclass
class Journal:
    """What the kiosks were told: the number by the mark a complaint carried. Kept on the kiosks' side of the wire."""

    promised: dict[str, str] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    retried: int = 0
    failed: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """One writer with some kiosks (so that their request limits do not slow it), going on until told to stop."""

    def __init__(self, links: list[HttpLink], journal: Journal, stop: threading.Event, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._links, self._journal, self._stop_when = links, journal, stop

    def run(self) -> None:
        """Complain until stopped; the complaint at hand is brought to its answer first."""
        turn = 0
        while not self._stop_when.is_set():
            link = self._links[turn % len(self._links)]
            turn += 1
            try:
                self._complain(link, f"{self.name}-{turn}", _PEOPLE[turn % len(_PEOPLE)], check=turn % 3 == 0)
            except Exception as error:
                self._journal.failed.append(f"{self.name}: {type(error).__name__}: {error}")
                return

    def _complain(self, link: HttpLink, mark: str, who: Resident, *, check: bool) -> None:
        opening, asking, sending = (secrets.token_hex(16) for _ in range(3))
        opened = self._until_answered(lambda: link.open_visit(VisitOpen(language="id"), opening))
        if check:
            values = {Element.NIK: who.nik, Element.NAME: who.name, Element.BIRTH_DATE: who.birth_date.isoformat()}
            claims = [Claimed(element=element, value=value) for element, value in values.items()]
            ask = CheckAsk(method=ClaimMethod.CARD, notice_version=NOTICE_VERSION, claims=claims)
            self._until_answered(lambda: link.ask_check(opened.visit_id, ask, asking))
            self._journal.checked.add(mark)
        complaint = ComplaintAsk(
            complainant=Complainant(nik=who.nik, name="Pelapor Contoh"),
            complaint=Complaint(account=mark, narrative="Kabar bohong tentang hari pemungutan suara."),
        )
        registered = self._until_answered(lambda: link.register(opened.visit_id, complaint, sending))
        self._journal.promised[mark] = registered.complaint_no

    def _until_answered(self, ask):  # type: ignore[no-untyped-def]
        """The answer, however often it takes; always with the same idempotency key."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return ask()
            except Unreachable:
                pass
            except Refused as refused:
                if refused.problem.code not in _AGAIN:
                    raise
            if time.monotonic() > deadline:
                raise TimeoutError("no answer for a minute")
            self._journal.retried += 1
            time.sleep(0.05)


def broken_promises(office: Office, journal: Journal) -> list[str]:
    """Everything that is not as it was promised, in sentences; empty: every promise was kept."""
    database = Database(office.settings.url)
    keys = FieldKeys.load(office.settings.field_keys_file)
    wrong: list[str] = []
    with database.read() as session:
        cases = session.scalars(select(Case).where(Case.state != State.DRAFT)).all()
        by_mark = {case.account: case.complaint_no for case in cases}
        for mark, number in journal.promised.items():
            if by_mark.get(mark) != number:
                wrong.append(f"{number} was promised to {mark}; the office has {by_mark.get(mark)}")
        wrong += [f"{mark} was registered {n} times" for mark, n in Counter(case.account for case in cases).items() if n > 1]
        numbers = sorted(str(case.complaint_no) for case in cases)
        wrong += [f"number {number} was given twice" for number, n in Counter(numbers).items() if n > 1]
        given = [int(number.partition("/")[0]) for number in numbers]
        if given != list(range(1, len(given) + 1)):
            wrong.append(f"the numbers have gaps: {sorted(set(range(1, max(given) + 1)) - set(given))}")
        unpromised = set(by_mark) - set(journal.promised)
        if unpromised:
            wrong.append(f"{len(unpromised)} complaints nobody was told of, though everybody asked until answered")
        wrong += [f"the trail breaks at {found.seq}: {found.reason}" for found in trail.verify(session)]
        received = session.scalar(
            select(func.count()).select_from(trail.TrailEvent).where(trail.TrailEvent.kind == "case.received")
        )
        if received != len(cases):
            wrong.append(f"{len(cases)} cases, {received} receptions in the trail")
        wrong += _wrong_feedback(office, session, keys, cases)
        if database.url.startswith("sqlite"):
            said = session.execute(text("PRAGMA integrity_check")).scalar()
            if said != "ok":
                wrong.append(f"the database file is damaged: {said}")
    database.close()
    return wrong


def _wrong_feedback(office: Office, session, keys: FieldKeys, cases) -> list[str]:  # type: ignore[no-untyped-def]
    """A number goes back exactly when the register was read about that NIK, once, and the register has it."""
    checks = {row.id: row for row in session.scalars(select(IdentityCheck))}
    visits = {row.case_id: row for row in session.scalars(select(Visit).where(Visit.case_id.is_not(None)))}
    expected = set()
    for case in cases:
        visit = visits.get(case.id)
        check = checks.get(visit.check_id) if visit and visit.check_id else None
        nik = counter.declared_nik(session, keys, case.id)
        if check and check.code_class and check.code_class.register_was_read and nik and identity.is_about(check, keys, nik):
            expected.add(case.complaint_no)
    queued = Counter(session.scalars(select(Feedback.complaint_no)))
    stored = Counter(row["NO_REGISTRASI_PENGADUAN"] for row in control(office.register_port, "state")["stored"])
    wrong = [f"{no} went back {n} times" for no, n in (queued | stored).items() if n > 1]
    wrong += [f"{no} never went back" for no in expected - set(queued)]
    wrong += [f"{no} went back for no reason" for no in set(queued) - expected]
    wrong += [f"the register never got {no}" for no in expected - set(stored)]
    calls = control(office.register_port, "state")["verify_calls"]
    if calls > len(checks):
        wrong.append(f"{calls} calls to the register, {len(checks)} usage rows")
    return wrong


def ten_minutes_later(office: Office) -> None:
    """Let the leases of killed workers run out and the worker do what is left, here, by a clock that is ahead."""
    database, settings = Database(office.settings.url), office.settings
    clock = FixedClock(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10))
    for chore in work.chores(settings, clock):
        with database.write() as session:
            chore(session)
    doing = work.handlers(settings, FieldKeys.load(settings.field_keys_file))
    while work_once(database, clock, doing):
        pass
    with database.read() as session:
        waiting = session.scalar(select(func.count()).select_from(OutboxItem))
        running = session.scalar(select(func.count()).select_from(IdentityCheck).where(IdentityCheck.finished_at.is_(None)))
    database.close()
    assert (waiting, running) == (0, 0)
