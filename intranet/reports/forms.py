"""What a person picks for a report."""

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _

from intranet.reports.rules import LONGEST, Period, Span, period_of
from intranet.web.forms import Answers

_YEARS = range(2000, 2101)


class PeriodForm(Answers):
    """Which period: this week, month or quarter, or days of one's own. What cannot be read leaves this month, and says so."""

    def __init__(self, source: Mapping[str, str], today: dt.date) -> None:
        super().__init__(source)
        self.span = self.choice("span", Span) or (Span.OWN if self.value("since") or self.value("until") else Span.MONTH)
        self.period = period_of(self.span, today)
        if self.span is Span.OWN:
            self._own()

    def _own(self) -> None:
        first, last = self._day("since"), self._day("until")
        if first is None or last is None:
            return
        if last < first:
            self.errors["until"] = _("Hari terakhir lebih awal dari hari pertama.")
        elif Period(first, last).days > LONGEST:
            self.errors["until"] = _("Paling panjang enam tahun.")
        else:
            self.period = Period(first, last)

    def _day(self, name: str) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(self.value(name))
        except ValueError:
            day = dt.date.min
        if day.year not in _YEARS:
            self.errors[name] = _("Isi tanggal yang benar.")
            return None
        return day

    @property
    def asked(self) -> dict[str, str]:
        """The period as an address says it."""
        if self.span is not Span.OWN:
            return {"span": self.span.value}
        return {"span": self.span.value, "since": self.period.first.isoformat(), "until": self.period.last.isoformat()}
