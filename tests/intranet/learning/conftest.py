"""A session that takes place, with sensible defaults for all that happens at it, in an office of its own."""

import datetime as dt
from typing import Any

import pytest

from intranet.base.actor import Actor, Party
from intranet.learning.models import Attendee
from intranet.learning.rules import AgeBand, CheckKind, Finding, Sex, Stage
from intranet.learning.service import attendance, doors, monitoring, questions, reports, testing
from intranet.learning.service.attendance import AttendeeInput
from intranet.learning.service.monitoring import MonitoringInput
from intranet.learning.service.questions import QuestionInput
from intranet.learning.service.reports import ReportInput
from intranet.learning.service.testing import SheetInput
from intranet.literacy.rules import Pairing, Pillar
from intranet.literacy.service import sessions
from tests.intranet.literacy.conftest import MONDAY, Class

NIK = "3319990101990001"


def person(name: str, **changes: Any) -> AttendeeInput:
    usual: dict[str, Any] = {"name": name, "unit": "SMA Contoh", "sex": Sex.FEMALE, "age": AgeBand.UNDER_17}
    return AttendeeInput(**{**usual, **changes})


class Hall(Class):
    """A class whose sessions take place; most methods return an id."""

    def took_place(self, *, held: bool = True, **changes: Any) -> str:
        """A confirmed session whose end has come, noted as held if wished."""
        if "bawaslu" not in self.known:
            self.known["bawaslu"], self.known["diskominfo"] = self.person(), self.person(Party.DISKOMINFO)
        row = self.session(self.known["bawaslu"], self.known["diskominfo"], **changes)
        self.confirm(row)
        self.clock.set(max(self.clock.now(), self.see(row).ends_at or MONDAY))
        if held:
            self.hold(row)
        return row

    def hold(self, row: str) -> None:
        with self.db.write() as session:
            sessions.hold(session, self.people.budi, self.clock, row, sessions.get(session, row).version, 2_000_000)

    def attend(self, row: str, *lines: AttendeeInput, who: Actor | None = None) -> list[Any]:
        """What became of each line: its number, or the refusal."""
        with self.db.write() as session:
            done = attendance.add_many(session, who or self.people.budi, self.clock, row, lines)
            return [one.number if isinstance(one, Attendee) else one for one in done]

    def full(self, row: str, number: int = 3) -> None:
        self.attend(row, *(person(f"Peserta Contoh {n}") for n in range(1, number + 1)))

    def question(self, text: str = "Kata sandi yang kuat?", right: str = "a", pillar: Pillar = Pillar.SAFETY) -> str:
        given = QuestionInput(pillar=pillar, text=text, choices=("Panjang", "Tanggal lahir", "Nama", "1234"), right=right)
        with self.db.write() as session:
            return questions.add(session, self.people.budi, self.clock, given).id

    def test(self, row: str, *ids: str) -> list[str]:
        with self.db.write() as session:
            return [item.question_id for item in testing.choose(session, self.people.budi, self.clock, row, ids)]

    def answer(self, row: str, stage: Stage, *sheets: tuple[int, str]) -> list[Any]:
        given = [SheetInput(number=number, answers=answers) for number, answers in sheets]
        with self.db.write() as session:
            done = testing.enter(session, self.people.budi, self.clock, row, stage, given)
            return [getattr(one, "score", one) for one in done]

    def door(self, row: str, stage: Stage = Stage.ATTENDANCE, who: Actor | None = None) -> tuple[str, str]:
        with self.db.write() as session:
            door = doors.open_door(session, who or self.people.budi, self.clock, row, stage)
            return door.code, door.token

    def watch(self, row: str, who: Actor | None = None, version: int = 0, **changes: Any) -> int:
        checks = {kind: (Finding.GOOD, "") for kind in CheckKind}
        given = MonitoringInput(**{"checks": checks, **changes})
        with self.db.write() as session:
            return monitoring.note(session, who or self.people.wulan, self.clock, row, version, given).version

    def write(self, row: str, text: str = "Berjalan baik.", version: int = 0, **changes: Any) -> int:
        with self.db.write() as session:
            given = ReportInput(text=text, **changes)
            return reports.write(session, self.people.budi, self.clock, row, version, given).version

    def finish(self, row: str, version: int) -> int:
        with self.db.write() as session:
            return reports.finish(session, self.people.budi, self.clock, row, version).version


def hall_in(*office: Any) -> Hall:
    made = Hall(*office)
    made.setup()
    made.policy(Pairing.REQUIRED)
    return made


@pytest.fixture
def hall(db, clock, settings, people) -> Hall:
    """In a database of each kind."""
    return hall_in(db, clock, settings, people)


@pytest.fixture
def shown(office_db, clock, settings, staff) -> Hall:
    """In the office the app serves."""
    return hall_in(office_db, clock, settings, staff)


def after(hours: float) -> dt.datetime:
    return MONDAY + dt.timedelta(hours=hours)
