"""A process that asks the register about thousands of people through the real pool, to be killed in the middle of it.

``python -m tests.faults.callers OFFICE.json``: goes on where the rows of its office end, until there are as many as wanted.
"""

import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path

from sqlalchemy import func, select

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.calls import CheckRunner
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import Claim, Document, Method
from intranet.identity.service import CheckInput
from intranet.settings import Settings
from shared.elements import Element
from shared.residents import BUILT_IN

AT_ONCE = 10  # checks begun together, and calls in flight
FIRST = dt.datetime(2026, 6, 30, 17, 5, tzinfo=dt.UTC)  # 1 July, just after midnight in Jakarta
OFFICERS = [
    Actor(ActorKind.STAFF, f"{n:032x}", f"Petugas {n}", Party.DISKOMINFO, frozenset({Role.DISKOMINFO_OFFICER})) for n in (1, 2, 3)
]
KIOSKS = [Actor(ActorKind.DEVICE, f"{n:032x}", f"Kios {n}") for n in (11, 12)]
_HELD = [resident for resident in BUILT_IN.residents if not BUILT_IN.answer(resident.nik).delay]
_EYE_EVERY = 25


def moment(index: int, wanted: int) -> dt.datetime:
    """When check ``index`` is asked for: the checks of a batch together, all of them spread over the semester."""
    return FIRST + (index - index % AT_ONCE) * (dt.timedelta(days=183) / wanted)


def actor(index: int) -> Actor:
    """Who asks."""
    return (OFFICERS + KIOSKS)[index % 5]


def method(index: int) -> Method:
    """How the claim came about."""
    return Method.DESK if index % 5 < len(OFFICERS) else (Method.CARD, Method.TYPED)[index % 2]


def by_eye(index: int) -> bool:
    """Whether an officer looks at the card instead of asking."""
    return index % _EYE_EVERY == 0 and index % 5 < len(OFFICERS)


def claim(index: int) -> Claim:
    """About whom: someone the register knows, someone whose name is another, or nobody it knows."""
    known = _HELD[index % len(_HELD)]
    if index % 3 == 0:
        return Claim({Element.NIK: f"339999{1 + index % 28:02}0190{index % 10000:04}", Element.NAME: "Tidak Dikenal"})
    name = known.name if index % 3 == 1 else "Nama Lain Sekali"
    asked = {Element.NIK: known.nik, Element.NAME: name}
    return Claim(asked | ({Element.BIRTH_PLACE: known.birth_place} if index % 2 else {}))


def office(file: Path) -> tuple[Settings, int]:
    """The office of a test, and how many checks it wants."""
    told = json.loads(file.read_text())
    known = {one.name: one.type for one in dataclasses.fields(Settings)}
    paths = {"data_dir", "secrets_dir"}
    return Settings(**{key: Path(value) if key in paths else value for key, value in told["settings"].items() if key in known}), told["wanted"]


def main(file: Path) -> None:
    """Ask until all is asked."""
    settings, wanted = office(file)
    database, keys, clock = Database(settings.url), FieldKeys.load(settings.field_keys_file), FixedClock(FIRST)

    class Nowhere:
        """The verdicts are shown to nobody here."""

        def put(self, *_: object) -> None:
            """Forget them."""

    runner = CheckRunner(database, clock, settings, Dukcapil(settings), Nowhere())  # type: ignore[arg-type]
    with database.read() as session:
        begun = session.scalar(select(func.count()).select_from(IdentityCheck)) or 0
    while begun < wanted:
        clock.set(moment(begun, wanted))
        with database.write() as session:
            for index in range(begun, min(wanted, begun - begun % AT_ONCE + AT_ONCE)):
                if by_eye(index):
                    service.record_by_eye(session, actor(index), clock, visit_id=new_id(), document=Document.KTP_EL)
                else:
                    ask = CheckInput(visit_id=new_id(), method=method(index), claim=claim(index))
                    service.begin_check(session, actor(index), clock, settings, keys, runner, ask)
                begun = index + 1
        if not runner.wait_idle(60):
            raise TimeoutError("a call does not end")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
