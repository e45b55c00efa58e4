"""How the closed link served: answer times by day, failures by kind, outages; from the usage rows (Magelang 3(2)a, b)."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.identity.codes import CodeClass
from intranet.identity.models import IdentityCheck
from intranet.reports.queries import as_day, local_day, within
from intranet.reports.rules import Period, percentile
from intranet.reports.usage.rules import Ending, Outage, ending, outages

_check = IdentityCheck.__table__.c
_GRAIN = 100  # milliseconds told apart: finer than anybody at a counter can tell
_ANSWERS = (Ending.ANSWERED, Ending.REFUSED)


@dataclass
class Served:
    """The calls of a day or a period."""

    endings: Counter[Ending] = field(default_factory=Counter)
    took: Counter[int] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        """How many calls were begun."""
        return self.endings.total()

    @property
    def answered(self) -> int:
        """How many of them the register answered, if only with a refusal."""
        return sum(self.endings[one] for one in _ANSWERS)

    def milliseconds(self, share: float) -> int | None:
        """Within how many milliseconds ``share`` of the answers came, upwards to a tenth of a second; None without any."""
        found = percentile(self.took, share)
        return None if found is None else (found + 1) * _GRAIN


@dataclass(frozen=True)
class Log:
    """The service-level log of a period."""

    days: dict[dt.date, Served]
    total: Served
    kinds: Counter[CodeClass]
    outages: list[Outage]


def log(session: Session, period: Period, zone: ZoneInfo) -> Log:
    """The log of the calls begun in a period."""
    connection, day = session.connection(), local_day(session, _check.started_at, zone).label("day")
    took = (func.coalesce(_check.latency_ms, 0) // _GRAIN).label("took")
    begun = within(_check.started_at, period, zone)
    query = select(day, _check.method, _check.code_class, took, func.count()).where(begun)
    days: dict[dt.date, Served] = defaultdict(Served)
    total, kinds = Served(), Counter[CodeClass]()
    for name, method, code_class, tenths, number in connection.execute(query.group_by(day, _check.method, _check.code_class, took)):
        ended = ending(method, code_class, started=True)
        for served in (days[as_day(name)], total):
            served.endings[ended] += number
            if ended in _ANSWERS:
                served.took[int(tenths)] += number
        if ended in (Ending.FAILED, Ending.REFUSED, Ending.INTERRUPTED):
            kinds[code_class] += number
    telling = [kind for kind in CodeClass if kind.tells_of_service]
    rows = select(_check.started_at, _check.finished_at, _check.code_class).where(begun, _check.code_class.in_(telling))
    ended_calls = connection.execute(rows.order_by(_check.started_at, _check.id))
    found = outages((started, finished, kind.link_failed) for started, finished, kind in ended_calls)
    return Log(dict(sorted(days.items())), total, kinds, found)
