"""The papers of a session: attendance sheet, test, report. In Indonesian, as all papers of the office."""

from collections.abc import Sequence
from pathlib import Path

from intranet.base import papers
from intranet.learning.figures import Gain, Reach
from intranet.learning.models import Attendee, Monitoring, Question, SessionReport
from intranet.learning.rules import AgeBand, CheckKind, ReportState, Sex, Stage
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Mode, Pillar
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"
_LEAST_LINES, _MOST_LINES = 20, 400
_UNITS = 12  # named one by one; the rest together


def sheet(settings: Settings, row: LiteracySession, came: Sequence[Attendee]) -> bytes:
    """The attendance sheet as a PDF: a line for each place, with those filled in who entered themselves before."""
    known = {one.number: one for one in came}
    last = max(min(max(row.capacity, _LEAST_LINES), _MOST_LINES), max(known, default=0))
    lines = []
    for number in range(1, last + 1):
        one = known.get(number)
        lines.append([str(number), one.name, one.unit, one.sex.letter, one.age.label, ""] if one else [str(number), *[""] * 5])
    data = {
        "office_name": settings.office_name,
        "foot": row.title,
        "session": row.title,
        "about": _about(settings, row),
        "ages": ", ".join(band.label for band in AgeBand),
        "rows": lines,
    }
    return papers.render(_PAPERS / "attendance.typ", data)


def test(settings: Settings, row: LiteracySession, stage: Stage, questions: Sequence[Question]) -> bytes:
    """A test as a PDF, to be copied and handed out."""
    data = {
        "foot": settings.office_name,
        "session": row.title,
        "stage": stage.label,
        "day": papers.written_date(row.on_day) if row.on_day else "",
        "questions": [{"text": one.text, "choices": one.choices} for one in questions],
    }
    return papers.render(_PAPERS / "test.typ", data)


def report(
    settings: Settings,
    row: LiteracySession,
    written: SessionReport | None,
    *,
    reach: Reach,
    gains: tuple[Gain, dict[Pillar, Gain]],
    present: set[str],
    monitoring: Sequence[Monitoring],
    photos: Sequence[tuple[str, str]],
    reporter: str,
) -> bytes:
    """The report as a PDF; ``photos``: pictures drawn anew (SVG) with their titles."""
    whole, by_pillar = gains
    told = [("Semua soal", whole), *((pillar.label, by_pillar[pillar]) for pillar in Pillar if pillar in by_pillar)]
    actual = row.actual_cost if row.actual_cost is not None else written.actual_cost if written else None
    words = [
        ("Uraian kegiatan", written.text if written else ""),
        ("Kendala", written.obstacles if written else ""),
        ("Tindak lanjut", written.follow_up if written else ""),
    ]
    data = {
        "office_name": settings.office_name,
        "office_address": settings.office_address,
        "foot": row.title,
        "draft": written is None or written.state is not ReportState.REPORTED,
        "session": row.title,
        "about": [
            *_about(settings, row),
            ["Program", row.programme.title],
            ["Sasaran", ", ".join(part for part in (row.sector.label, row.segment.label, row.audience) if part)],
            ["Pilar", ", ".join(pillar.label for pillar in Pillar if pillar in row.pillars)],
        ],
        "people": [
            [seat.person.name, seat.role.label, seat.party.label, "Hadir" if seat.id in present else "Belum dicatat"]
            for seat in row.live_seats
            if seat.person
        ],
        "reach": _reach(reach),
        "tested": f"{whole.people} orang mengerjakan tes awal dan tes akhir; angka dalam persen jawaban benar.",
        "tests": [
            [name, f"{one.pre}%", f"{one.post}%", f"{one.gain:+d}", one.pre, one.post]
            for name, one in told
            if one.pre is not None and one.post is not None and one.gain is not None
        ],
        "words": [list(pair) for pair in words if pair[1]],
        "monitoring": [{"party": one.party.label, "incident": one.incident, "checks": _checks(one)} for one in monitoring],
        "costs": [
            ["Penanggung", row.cost_bearer.label],
            ["Rencana", _rupiah(row.planned_cost)],
            ["Terpakai", _rupiah(actual) if actual is not None else "belum diisi"],
        ],
        "photos": [list(pair) for pair in photos],
        "place_date": papers.written_date(written.reported_at.astimezone(settings.zone).date()).split(", ", 1)[1]
        if written and written.reported_at
        else "………………………",
        "reporter": reporter,
    }
    return papers.render(_PAPERS / "report.typ", data)


def _about(settings: Settings, row: LiteracySession) -> list[list[str]]:
    told = [["Kegiatan", f"{row.kind.label}: {row.title}"]]
    if row.starts_at and row.ends_at and row.on_day:
        start, end = row.starts_at.astimezone(settings.zone), row.ends_at.astimezone(settings.zone)
        told.append(["Waktu", f"{papers.written_date(row.on_day)}, {start:%H.%M}–{end:%H.%M} {start.tzname()}"])
    room = f"{row.room.name}, {row.room.venue.name}" if row.room else row.place
    place = "Daring" if row.mode is Mode.ONLINE else ", ".join(part for part in (room, f"Kecamatan {row.district.name}") if part)
    return [*told, ["Tempat", place]]


def _reach(reach: Reach) -> list[list[object]]:
    if not reach.total:
        return []
    sexes = [[sex.label, str(reach.sexes[sex])] for sex in Sex]
    ages = [[band.label, str(reach.ages[band])] for band in AgeBand if reach.ages[band]]
    units = [[name or "tanpa keterangan", str(number)] for name, number in reach.units.most_common(_UNITS)]
    rest = reach.total - sum(number for _name, number in reach.units.most_common(_UNITS))
    if rest:
        units.append(["asal lain", str(rest)])
    people: list[list[object]] = [["Jenis kelamin", [*sexes, ["Jumlah", str(reach.total)]]], ["Kelompok umur", ages]]
    return [*people, ["Asal", units]]


def _checks(one: Monitoring) -> list[list[str]]:
    by = {check.kind: check for check in one.checks}
    return [[kind.label, by[kind].finding.label, by[kind].note] for kind in CheckKind if kind in by]


def _rupiah(amount: int) -> str:
    return f"Rp {amount:,}".replace(",", ".")
