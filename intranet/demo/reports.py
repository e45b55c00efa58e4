"""What the invented office makes of its figures: whom content aims at, and filters kept for every morning."""

import datetime as dt
import random
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import saved
from intranet.cases import service as cases
from intranet.cases.classes import Target
from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.demo.quarter import Office

_EVERY, _DAYS = 6, 84  # days between two sittings in which targets are filled in, and since when
_WEIGHTS = (44, 11, 14, 25, 6)  # of Target's members, in their order
_FILTERS = (
    ("budi", "Belum ada petugasnya", "state=open&party=diskominfo&officer=none", True),
    ("budi", "Hoaks di Facebook", "topic=hoax&platform=facebook", False),
    ("wulan", "Kajian saya yang terlambat", "officer=me&age=overdue&sort=due", False),
    ("halim", "Menunggu Bawaslu", "state=open&party=bawaslu&sort=due", True),
)


def count_up(office: Office) -> None:
    """Enter into the diary what makes the reports of this office worth reading."""
    rng = random.Random(14)  # noqa: S311 - the same office every time; nothing secret
    for days in range(_DAYS, 0, -_EVERY):
        office.diary.enter(office.now - dt.timedelta(days=days, hours=1), _sitting(office, rng))
    office.diary.enter(office.now - dt.timedelta(days=12), lambda session: _filters(session, office))


def _sitting(office: Office, rng: random.Random) -> Callable[[Session], None]:
    """A sitting over the cases that came since the last one; a few are left open."""

    def happen(session: Session) -> None:
        waiting = select(Case).where(Case.target.is_(None), Case.state.not_in((State.DRAFT, State.CLOSED)))
        for case in session.scalars(waiting.order_by(Case.received_at, Case.id)).all():
            if rng.random() < 0.8:
                target = rng.choices(list(Target), _WEIGHTS)[0]
                cases.set_target(session, office.staff["wulan"], office.clock, case.id, case.version, target)

    return happen


def _filters(session: Session, office: Office) -> None:
    for username, name, query, shared in _FILTERS:
        saved.save(session, office.staff[username], office.clock, name=name, query=query, shared=shared)
