"""From figures to sheets: tables in words, each figure leading to the list behind it where the list can show just that."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from intranet.base.actor import Party
from intranet.cases.classes import FollowUp, Target
from intranet.cases.forms import AGE_LABELS
from intranet.cases.queries import AGES, NOBODY
from intranet.cases.rules import Outcome, Source
from intranet.checkpoints import queries as checkpoints
from intranet.checkpoints import rules as checkpoint_rules
from intranet.reports import issues, queries
from intranet.reports.issues import Seen
from intranet.reports.queries import PARTIES, Group, Item
from intranet.reports.rules import Line, Period, Sheet, Table, WaitsFor, cross, per_step
from intranet.web import db, formatting, gate
from shared.questions import Platform, Topic

COMBINED, LISTED = 10, 6  # lines of the recap's last table, and of each list of the day's digest: what fits on one page


def written(period: Period) -> str:
    """``1–30 November 2026`` in full: both days as dates."""
    if period.first == period.last:
        return formatting.date(period.first)
    return f"{formatting.date(period.first)} – {formatting.date(period.last)}"


def listed(**filters: Any) -> str:
    """The case list behind a figure; nothing for who may not open it."""
    return _led("cases.listing", **{name: getattr(value, "value", value) for name, value in filters.items()})


def _led(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values) if gate.actor().has(*gate.CASE_WORKERS) else ""


def recap(period: Period, unmarked_at: dt.datetime | None = None) -> Sheet:
    """The recap in the supervisor's own columns; ``unmarked_at``: without cases that bear a mark then."""
    groups, days = queries.recap(db.session(), period, db.settings().zone, unmarked_at), _days(period)
    topics = _recap_table(_("Kelas konten"), "topic", list(Topic), groups, days, chart="bars")
    platforms = _recap_table(_("Platform"), "platform", list(Platform), groups, days)
    targets = _recap_table(_("Sasaran konten"), "target", list(Target), groups, days)
    combined: Counter[tuple[Topic | None, Platform | None, Target | None]] = Counter()
    for group in groups:
        combined[group.topic, group.platform, group.target] += group.number
    lines = []
    for (topic, platform, target), number in combined.most_common(COMBINED):
        told = [_(one.label) if one else _("belum diisi") for one in (topic, platform, target)]
        known = topic and platform and target  # the list cannot look for what is not filled in
        to = listed(topic=topic, platform=platform, target=target, **days) if known else ""
        lines.append(Line(told[0], (*told[1:], number), {3: to} if to else {}))
    more = len(combined) - len(lines)
    together = Table(
        _("Gabungan terbanyak"),
        (_("Kelas konten"), _("Platform"), _("Sasaran konten"), _("Jumlah")),
        lines,
        note=ngettext("Masih ada %(num)s gabungan lain.", "Masih ada %(num)s gabungan lain.", more) if more else "",
    )
    total = sum(group.number for group in groups)
    tiles = [(_("perkara diterima"), total, listed(**days))]
    for followed in (FollowUp.IN_STUDY, FollowUp.REFERRED, FollowUp.REMOVED):
        tiles.append((_(followed.label), sum(group.number for group in groups if group.followed is followed), ""))
    under = _("Perkara yang diterima pada masa ini, dalam kolom rekap Bawaslu, dengan tindak lanjut sampai sekarang.")
    return Sheet(_("Rekap pengawasan konten"), under, [topics, platforms, targets, *([together] if lines else [])], tiles)


def _recap_table(
    heading: str, name: str, members: Sequence[Enum], groups: Sequence[Group], days: dict[str, Any], chart: str = ""
) -> Table:
    table = cross((getattr(group, name), group.followed, group.number) for group in groups)
    lines = []
    for member in (*members, None):
        counted = table.get(member)
        if counted is None:
            continue
        label = _(member.label) if member else _("belum diisi")  # type: ignore[attr-defined]
        cells = (counted.total(), *(counted[followed] for followed in FollowUp))
        lines.append(Line(label, cells, {1: listed(**{name: member}, **days)} if member else {}))
    if lines:
        lines.append(_total(lines, {1: listed(**days)}))
    columns = (heading, _("Jumlah"), *(_(followed.label) for followed in FollowUp))
    return Table(heading, columns, lines, empty=_("Tidak ada perkara yang diterima pada masa ini."), chart=chart)


def handling(period: Period) -> Sheet:
    """What each party received, has and ended, and how long it took."""
    days = _days(period)
    by_party = queries.handling(db.session(), period, formatting.now(), db.settings().zone)
    found, parties = [by_party[party] for party in PARTIES], [_(party.label) for party in PARTIES]
    late = {"age": "overdue", "sort": "due"}
    flow = Table(
        _("Masuk, berjalan, selesai"),
        (_("Yang dihitung"), *parties, _("Jumlah")),
        [
            _beside(_("Diterima pada masa ini"), [one.received for one in found], days),
            _beside(_("Ditutup pada masa ini"), [one.outcomes.total() for one in found]),
            _beside(_("Berjalan sekarang"), [one.open for one in found], {"state": "open"}),
            _beside(_("Lewat tenggat sekarang"), [one.overdue for one in found], late),
        ],
    )
    ages = [
        _beside(_(AGE_LABELS[key]), [one.ages[place] for one in found], {"state": "open", "age": key})
        for place, key in enumerate(AGES)
    ]
    ageing = Table(_("Umur perkara yang berjalan"), (_("Umur"), *parties, _("Jumlah")), ages, chart="bars", charted=2)
    outcomes = Table(
        _("Ditutup menurut hasil akhir"),
        (_("Hasil akhir"), *parties, _("Jumlah")),
        [
            _beside(_(outcome.label), [one.outcomes[outcome] for one in found])
            for outcome in Outcome
            if any(one.outcomes[outcome] for one in found)
        ],
        empty=_("Tidak ada perkara yang ditutup pada masa ini."),
    )
    speed_columns = (_("Sumber"), *(f"{name}: {what}" for name in parties for what in (_("ditutup"), _("median"), _("9 dari 10"))))
    speeds = []
    for source in (*Source, None):
        both = [one.speeds[source] for one in found]
        if any(speed.closed for speed in both):
            cells = [part if part is not None else "–" for speed in both for part in speed]
            speeds.append(Line(_(source.label) if source else _("Semua sumber"), tuple(cells), {}, total=source is None))
    took = Table(
        _("Lama sampai ditutup, dalam hari"),
        speed_columns,
        speeds,
        empty=_("Tidak ada perkara yang ditutup pada masa ini."),
        note=_("Median: separuh perkara selesai paling lama sekian hari; 9 dari 10: sembilan dari sepuluh perkara."),
    )
    tiles = [
        (_("diterima"), sum(one.received for one in found), listed(**days)),
        (_("ditutup"), sum(one.outcomes.total() for one in found), ""),
        (_("berjalan sekarang"), sum(one.open for one in found), listed(state="open")),
        (_("lewat tenggat"), sum(one.overdue for one in found), listed(**late)),
    ]
    under = _("Perkara dihitung pada pihak yang memegangnya sekarang, atau yang memegangnya saat ditutup.")
    return Sheet(_("Penanganan per pihak"), under, [flow, ageing, outcomes, took], tiles)


def monitoring(period: Period, unmarked_at: dt.datetime | None = None) -> Sheet:
    """The report on what was seen on social media (Jambi 4(1)c); ``unmarked_at``: without what bears a mark then."""
    session, days = db.session(), _days(period)
    found = issues.issues(session, period, db.settings().zone, unmarked_at)
    columns = (_("Catatan patroli"), _("Perkara lain"), _("Jumlah"))
    platforms = _seen_table(_("Platform"), list(Platform), found.platforms, columns, chart="bars")
    topics = _seen_table(_("Kelas konten"), list(Topic), found.topics, columns)
    so_far = Period(period.first, max(period.first, min(period.last, formatting.today())))  # weeks to come are no calm ones
    steps = per_step(found.by_day, so_far)
    trend = Table(
        _("Perkembangan"),
        (_("Masa"), _("Jumlah")),
        [Line(written(step), (number,), {}) for step, number in steps] if found.total.total else [],
        empty=_("Tidak ada yang terlihat pada masa ini."),
        chart="line" if len(steps) > 2 else "bars",
    )
    known = Table(
        _("Akun resmi kampanye yang paling sering terlihat"),
        (_("Akun"), _("Platform"), _("Pemilik"), _("Jumlah")),
        [Line(_cut(one.account), (_platform(one.platform), one.owner or "", one.number), {}) for one in found.registered],
        empty=_("Tidak ada akun resmi kampanye yang terlihat."),
    )
    others = Table(
        _("Akun lain yang paling sering terlihat"),
        (_("Akun"), _("Platform"), _("Jumlah")),
        [Line(_cut(one.account), (_platform(one.platform), one.number), {}) for one in found.others],
        empty=_("Tidak ada akun lain yang terlihat."),
    )
    tiles = [
        (_("giliran patroli"), found.shifts, _led("oversight.shifts")),
        (_("di antaranya nihil"), found.nil, ""),
        *((_(source.label), found.sources.get(source, 0), listed(source=source, **days)) for source in issues.SOURCES),
        (_("hoaks diterbitkan"), found.hoaxes, _led("oversight.hoaxes")),
    ]
    under = _("Catatan patroli, ditambah perkara patroli dan temuan hoaks yang tidak berasal dari catatan itu.")
    # Whose account is no official one is told by cases: names for those who work on them.
    named = [known, others] if gate.actor().has(*gate.CASE_WORKERS) else [known]
    return Sheet(_("Pemantauan isu media sosial"), under, [platforms, trend, topics, *named], tiles)


def _seen_table(heading: str, members: Sequence[Enum], found: dict[Any, Seen], columns: tuple[str, ...], chart: str = "") -> Table:
    lines = [
        Line(_(member.label) if member else _("belum diisi"), (*found[member], found[member].total), {})  # type: ignore[attr-defined]
        for member in (*members, None)
        if member in found
    ]
    if lines:
        lines.append(_total(lines, {}))
    return Table(heading, (heading, *columns), lines, empty=_("Tidak ada yang terlihat pada masa ini."), chart=chart, charted=2)


def today() -> Sheet:
    """The day's digest of one's own party, on one page."""
    session, day, party = db.session(), formatting.today(), gate.actor().party or Party.DISKOMINFO
    since = queries.last_working_day(session, day)
    found = queries.day(session, party, formatting.now(), since, db.settings().zone, LISTED)
    since_yesterday = since == day - dt.timedelta(days=1)
    closed_heading = _("Ditutup kemarin") if since_yesterday else _("Ditutup sejak %(day)s", day=formatting.weekday_date(since))
    late = Table(
        _("Lewat tenggat, menurut petugas"),
        (pgettext("one", "Petugas"), _("Terlambat"), _("Yang terlama")),
        [
            Line(
                one.officer or _("Belum ada petugasnya"),
                (one.number, formatting.until(one.oldest)),
                {1: listed(age="overdue", party=party, officer=one.officer_id or NOBODY, sort="due")},
            )
            for one in found.late[:LISTED]
        ],
        empty=_("Tidak ada yang lewat tenggat."),
        note=more(len(found.late) - LISTED),
    )
    waits = [Line(_(who.label), (found.waits[who],), _waits_link(who, party)) for who in WaitsFor if found.waits[who]]
    if found.platforms:
        waits.append(Line(_("Jawaban platform atas permohonan penurunan"), (found.platforms,), {}))
    other = next(one for one in PARTIES if one is not party)
    if found.other_party:
        label = _("Perkara di pihak %(party)s", party=_(other.label))
        waits.append(Line(label, (found.other_party,), {1: listed(state="open", party=other)}))
    waiting = Table(_("Menunggu siapa"), (_("Yang ditunggu"), _("Jumlah")), waits, empty=_("Tidak ada perkara yang berjalan."))
    letters, total = found.unanswered
    unanswered = Table(
        _("Penerusan yang belum dijawab"),
        (_("Perkara"), _("Kepada"), _("Tahap"), _("Tenggat")),
        [
            Line(
                one.complaint_no,
                (_cut(one.target, 70), _(one.stage.label), formatting.until(one.due_on)),
                {0: url_for("cases.case", case_id=one.case_id)},
            )
            for one in letters
        ],
        empty=_("Tidak ada penerusan yang menunggu jawaban."),
        note=more(total - len(letters)),
    )
    tables = [
        _cases(
            _("Baru diterima hari ini"), found.new, listed(party=party, since=day, until=day), _("Belum ada yang masuk hari ini.")
        ),
        _cases(
            _("Jatuh tempo hari ini"), found.due, listed(age="due_today", party=party), _("Tidak ada yang jatuh tempo hari ini.")
        ),
        late,
        waiting,
        _cases(closed_heading, found.closed, "", _("Tidak ada yang ditutup."), ended=True),
        unanswered,
        *_checkpoint(),
    ]
    tiles = [
        (_("baru hari ini"), found.new[1], listed(party=party, since=day, until=day)),
        (_("jatuh tempo hari ini"), found.due[1], listed(age="due_today", party=party)),
        (_("lewat tenggat"), sum(one.number for one in found.late), listed(age="overdue", party=party, sort="due")),
        (_("belum dijawab lembaga"), total, ""),
    ]
    return Sheet(_("Ringkasan hari ini"), f"{formatting.weekday_date(day)} · {_(party.label)}", tables, tiles)


def _checkpoint() -> list[Table]:
    """The trail's newest checkpoint, for the other party to take along on this paper; no table before there is one."""
    row = checkpoints.newest(db.session())
    if row is None:
        return []
    may_open = gate.actor().has(*checkpoint_rules.READERS)
    to = url_for("checkpoints.show", checkpoint_id=row.id) if may_open else ""
    lines = [
        Line(_("Sampai catatan nomor"), (formatting.number(row.size),), {0: to} if to else {}),
        Line(_("Akar"), (checkpoint_rules.grouped(row.root),), {}),
        Line(_("Tanda tangan"), (checkpoints.short_signature(row),), {}),
        Line(_("Dibuat"), (formatting.moment(row.made_at),), {}),
    ]
    note = _("Simpan kertas ini. Bawaslu mengetik 8 huruf dan angka terakhir akar dari kertasnya di halaman Titik periksa.")
    return [Table(_("Titik periksa jejak"), (_("Titik periksa"), _("Isi")), lines, note=note)]


def _cases(heading: str, found: tuple[Iterable[Item], int], link: str, empty: str, *, ended: bool = False) -> Table:
    items, total = list(found[0]), found[1]
    lines = []
    for one in items:
        last = (_(one.outcome.label) if one.outcome else "") if ended else one.officer or _("Belum ada")
        about = _(one.topic.label) if one.topic else _("Pokok belum diisi")
        lines.append(Line(one.complaint_no, (about, last), {0: url_for("cases.case", case_id=one.id)}))
    if total > len(items):
        lines.append(Line(more(total - len(items)), ("", ""), {0: link} if link else {}, total=True))
    columns = (_("Nomor"), _("Pokok"), _("Hasil akhir") if ended else pgettext("one", "Petugas"))
    return Table(heading, columns, lines, empty=empty)


def _waits_link(who: WaitsFor, party: Party) -> dict[int, str]:
    states = {WaitsFor.COMPLAINANT: "awaiting_completion", WaitsFor.INSTITUTION: "referred", WaitsFor.OTHER_LEVEL: "delegated"}
    return {1: listed(state=states[who], party=party)} if who in states else {}


def more(number: int) -> str:
    """That there are so many more; empty for none."""
    return ngettext("dan %(num)s lagi", "dan %(num)s lagi", number) if number > 0 else ""


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _platform(platform: Platform | None) -> str:
    return _(platform.label) if platform else "–"


def _days(period: Period) -> dict[str, str]:
    return {"since": period.first.isoformat(), "until": period.last.isoformat()}


def _total(lines: Sequence[Line], links: dict[int, str]) -> Line:
    cells = tuple(sum(int(line.cells[place]) for line in lines) for place in range(len(lines[0].cells)))
    return Line(_("Jumlah"), cells, links, total=True)


def _beside(label: str, numbers: Sequence[int], filters: Mapping[str, str] | None = None) -> Line:
    """One measure of each party beside the other, and of both together; ``filters`` lead to the list behind it."""
    links = {n: listed(party=party, **filters) for n, party in enumerate(PARTIES, 1)} if filters else {}
    if filters:
        links[len(PARTIES) + 1] = listed(**filters)
    return Line(label, (*numbers, sum(numbers)), links)
