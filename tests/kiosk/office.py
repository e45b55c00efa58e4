"""An office in memory: a ``Link`` that speaks the messages of shared.wire, can be cut, and remembers what it was asked."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from kiosk.link import Refused, Unreachable
from shared.elements import Element, Standing
from shared.wire import (
    Beat,
    Check,
    CheckAsk,
    ComplaintAsk,
    Enrol,
    Enrolled,
    Heartbeat,
    Problem,
    Receipt,
    Registered,
    StatusAnswer,
    StatusAsk,
    VisitOpen,
    VisitOpened,
)
from shared.words import CheckOffer, CheckState, DeviceState, EndReason, PlainState, ProblemCode

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # a Friday, 09.30 in Jakarta
DEVICE_ID = "d" * 32
READ = StatusAnswer(found=True, state=PlainState.BEING_READ, since=dt.date(2026, 11, 19), due=dt.date(2026, 11, 23))


def refuse(code: ProblemCode) -> Refused:
    return Refused(Problem(code=code, message="Tidak."))


@dataclass
class FakeOffice:
    """Answers like the intranet; ``down`` cuts the link, ``lose_answers`` loses the answer after the work was done."""

    state: DeviceState = DeviceState.ACTIVE
    offer: CheckOffer = CheckOffer.POSSIBLE
    verdict: CheckState = CheckState.VERIFIED
    down: bool = False
    lose_answers: int = 0
    refuse_next: ProblemCode | None = None
    time: dt.datetime = NOW
    asked: list[tuple[str, Any]] = field(default_factory=list)
    complaints: dict[str, Registered] = field(default_factory=dict)
    visits: dict[str, VisitOpened] = field(default_factory=dict)
    ended: dict[str, EndReason] = field(default_factory=dict)
    keys: list[tuple[str, str]] = field(default_factory=list)
    device_id: str = ""
    standings: dict[tuple[str, str], StatusAnswer] = field(default_factory=lambda: {("7", "K7M2QP"): READ})

    def now(self) -> dt.datetime:
        return self.time

    def become(self, device_id: str) -> None:
        self.device_id = device_id

    def _hear(self, act: str, what: Any = None, key: str = "") -> None:
        if self.down:
            raise Unreachable("the link is cut")
        self.asked.append((act, what))
        self.keys.append((act, key))
        if self.refuse_next is not None and act not in ("standing", "enrol"):
            code, self.refuse_next = self.refuse_next, None
            raise refuse(code)
        if self.state is DeviceState.REVOKED and act not in ("standing", "enrol"):
            raise refuse(ProblemCode.REVOKED)

    def _deliver(self) -> None:
        if self.lose_answers:
            self.lose_answers -= 1
            raise Unreachable("the answer was lost")

    def _enrolled(self) -> Enrolled:
        return Enrolled(device_id=DEVICE_ID, name="Kiosk Lobi", fingerprint="ABCD", state=self.state)

    def enrol(self, ask: Enrol, key: str) -> Enrolled:
        self._hear("enrol", ask, key)
        if ask.code != "AB12-CD34":
            raise refuse(ProblemCode.CODE)
        return self._enrolled()

    def standing(self, device_id: str) -> Enrolled:
        self._hear("standing", device_id)
        return self._enrolled()

    def heartbeat(self, beat: Heartbeat, key: str) -> Beat:
        self._hear("heartbeat", beat, key)
        return Beat(now=self.time)

    def open_visit(self, ask: VisitOpen, key: str) -> VisitOpened:
        self._hear("open", ask, key)
        if key not in self.visits:
            self.visits[key] = VisitOpened(
                visit_id=secrets.token_hex(16),
                offer=self.offer,
                notice_version="2026-01",
                elements=[Element.NIK, Element.NAME, Element.BIRTH_DATE],
                office_name="Diskominfo Kabupaten Contoh",
            )
        self._deliver()
        return self.visits[key]

    def ask_check(self, visit_id: str, ask: CheckAsk, key: str) -> Check:
        self._hear("check", ask, key)
        self._deliver()
        return Check(state=CheckState.CHECKING)

    def check(self, visit_id: str) -> Check:
        self._hear("poll")
        return Check(state=self.verdict)

    def call_officer(self, visit_id: str, key: str) -> Beat:
        self._hear("help", None, key)
        return Beat(now=self.time)

    def register(self, visit_id: str, ask: ComplaintAsk, key: str) -> Registered:
        self._hear("register", ask, key)
        if key not in self.complaints:
            self.complaints[key] = registered(len(self.complaints) + 1, nik=ask.complainant.nik)
        self._deliver()
        return self.complaints[key]

    def end_visit(self, visit_id: str, reason: EndReason, key: str) -> Beat:
        self._hear("end", reason, key)
        self.ended[visit_id] = reason
        return Beat(now=self.time)

    def look_up(self, ask: StatusAsk, key: str) -> StatusAnswer:
        self._hear("look_up", ask, key)
        self._deliver()
        return self.standings.get((ask.number, ask.code), StatusAnswer(found=False))

    def of(self, act: str) -> list[Any]:
        """Everything asked of one kind."""
        return [what for name, what in self.asked if name == act]


def registered(number: int = 1, nik: str | None = None) -> Registered:
    """A registration as the intranet answers it."""
    complaint_no = f"{number:04}/PGD/XI/2026"
    receipt = Receipt(
        complaint_no=complaint_no,
        check_code="KX7M-2QPA",
        received_at=NOW,
        nik=nik,
        standing=Standing.VERIFIED if nik else Standing.NOT_CHECKED,
        next_by=dt.date(2026, 12, 4),
        office_name="Dinas Komunikasi dan Informatika Kabupaten Contoh",
        office_address="Jalan Contoh Nomor 1, Kabupaten Contoh",
        office_phone="(0299) 123456",
        office_hours="Senin sampai Jumat, 08.00-15.30",
        zone="Asia/Jakarta",
    )
    return Registered(complaint_no=complaint_no, check_code="KX7M-2QPA", receipt=receipt)
