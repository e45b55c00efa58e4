"""The trail of the invented office under its daily checkpoints: most confirmed by Bawaslu, two forgotten, two days without."""

import datetime as dt
from functools import partial

from sqlalchemy.orm import Session

from intranet.checkpoints import queries, service
from intranet.demo.quarter import Office

_DAY = dt.timedelta(days=1)
_OFF, _FORGOTTEN = (12, 26), (3, 17)  # days ago: the machine was off; nobody of Bawaslu came by
_FROM = 45
_WITNESSES = ("wulan", "dimas", "tiara")


def sign(office: Office) -> None:
    """Enter the last weeks' checkpoints into the diary: after midnight, and confirmed on the morning of a working day."""
    zone = office.settings.zone
    for days_ago in range(_FROM, -1, -1):
        day = office.now.astimezone(zone).date() - days_ago * _DAY
        midnight = dt.datetime.combine(day, dt.time(0, 1), zone).astimezone(dt.UTC)
        morning = midnight + dt.timedelta(hours=9, minutes=days_ago)
        if days_ago not in _OFF and midnight <= office.now:
            office.diary.enter(midnight, lambda session: service.daily(session, office.clock, office.settings))
            if day.weekday() < 5 and days_ago not in _FORGOTTEN and morning <= office.now:
                office.diary.enter(morning, partial(_confirm, office=office, who=_WITNESSES[days_ago % 3]))


def _confirm(session: Session, office: Office, who: str) -> None:
    row = queries.newest(session)
    if row is not None:
        service.witness(session, office.staff[who], office.clock, row.id, row.root[-8:], differs=False)
