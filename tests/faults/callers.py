"""A process that asks the register about thousands of people with the office's own verbs and client, to be killed in it.

``python -m tests.faults.callers OFFICE.json``: goes on where the rows of its office end, until there are as many as wanted.
"""

import datetime as dt
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from intranet.agreements import service as agreements
from intranet.agreements.rules import Purpose
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import Claim, Document, Method
from intranet.identity.service import CheckInput, Turn
from intranet.settings import Settings
from shared.elements import Element
from shared.residents import BUILT_IN

AT_ONCE, PARALLEL = 50, 8  # checks counted in one transaction; calls in flight
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
    paths = ("data_dir", "secrets_dir")
    values = {key: Path(value) if key in paths else value for key, value in told["settings"].items()}
    return Settings(**values), told["wanted"]


def main(file: Path) -> None:
    """Ask until all is asked."""
    settings, wanted = office(file)
    database, keys, clock = Database(settings.url), FieldKeys.load(settings.field_keys_file), FixedClock(FIRST)

    with database.read() as session:  # once: whether the agreement stops a call is told elsewhere
        permit = agreements.allowed_today(session, clock, Purpose.POPULATION_CHECK, zone=settings.zone)
    service.agreements.allowed_today = lambda *_about, **_more: permit  # type: ignore[assignment]
    collected, client = Collecting(), Dukcapil(settings)
    with database.read() as session:
        begun = session.scalar(select(func.count()).select_from(IdentityCheck)) or 0
    with ThreadPoolExecutor(PARALLEL) as pool:
        while begun < wanted:
            clock.set(moment(begun, wanted))
            with database.write() as session:
                for index in range(begun, min(wanted, begun - begun % AT_ONCE + AT_ONCE)):
                    if by_eye(index):
                        service.record_by_eye(session, actor(index), clock, visit_id=new_id(), document=Document.KTP_EL)
                    else:
                        ask = CheckInput(visit_id=new_id(), method=method(index), claim=claim(index))
                        service.begin_check(session, actor(index), clock, settings, keys, collected, ask)
                    begun = index + 1
            asked, collected.claims = collected.claims, []
            with database.write() as session:
                turns = [service.take_turn(session, clock, settings, check_id) for check_id, _claim in asked]
            if any(turn is not Turn.GO for turn in turns):
                raise RuntimeError("a call was not let through")
            answers = list(pool.map(lambda pair: client.verify(pair[1]), asked))
            with database.write() as session:
                for (check_id, _claim), answer in zip(asked, answers, strict=True):
                    service.finish_check(session, clock, check_id, answer)


class Collecting:
    """Keeps the claims of committed checks until their calls are made."""

    def __init__(self) -> None:
        self.claims: list[tuple[str, Claim]] = []

    def ask(self, check_id: str, claim: Claim) -> None:
        """Take over a claim."""
        self.claims.append((check_id, claim))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
