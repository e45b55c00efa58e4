"""The semester report as tables, in the words of whoever reads it; the paper's words are Indonesian."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from intranet.identity.codes import CODES
from intranet.identity.rules import FeedbackState, Method
from intranet.outreach.rules import CapacityKind, Channel
from intranet.reports.rules import Line, Say, Sheet, Table
from intranet.reports.usage.figures import ALL, ANSWERED, CALLED, COLUMNS, FAILED, NO_CODE, UNFINISHED, Figures
from intranet.reports.usage.rules import Difference, Ending, Semester
from shared.elements import Element, Outcome
from shared.text import N_

_COLUMNS = {
    ALL: N_("Pemeriksaan"),
    CALLED: N_("Panggilan"),
    ANSWERED: N_("Dijawab"),
    FAILED: N_("Gagal"),
    UNFINISHED: N_("Tak selesai"),
}
_SECTIONS = {
    "ending": N_("Kesudahan pemeriksaan"),
    "month": N_("Per bulan"),
    "method": N_("Cara pemeriksaan"),
    "outcome": N_("Hasil pemeriksaan"),
    "code": N_("Kode jawaban Dukcapil"),
    "elements": N_("Elemen yang ditanyakan"),
    "officer": N_("Petugas"),
    "kiosk": N_("Kios"),
    "balikan": N_("Data balikan per bulan"),
    "training": N_("Pelatihan"),
    "promotion": N_("Promosi NIK dan KTP-el"),
    "device": N_("Perangkat"),
    "portal_lookups": N_("Akses portal web Disdukcapil"),
    "incidents": N_("Insiden data"),
}
_DEVICES = {
    "in_use": N_("Kios dipakai saat angka ditarik"),
    "added": N_("Kios ditambahkan pada semester ini"),
    "revoked": N_("Kios dicabut pada semester ini"),
}
_TRAININGS = {kind.value: kind.label for kind in CapacityKind}
_CHANNELS = {channel.value: channel.label for channel in Channel}
_NONE = N_("Tidak ada pada semester ini.")
NOT_RECORDED = N_("belum dicatat")


@dataclass(frozen=True)
class Tongue:
    """How the reader's language says a text and writes a month."""

    say: Say
    month: Callable[[dt.date], str]


def usage_sheet(semester: Semester, figures: Figures, tongue: Tongue) -> Sheet:
    """All tables of the report."""
    say, counts = tongue.say, figures.counts
    endings = counts.get("ending", {})
    called = sum(number for key, number in endings.items() if Ending(key).called)
    tiles = [
        (say(N_("panggilan ke Dukcapil")), called, ""),
        (say(N_("dijawab")), endings.get("answered", 0) + endings.get("refused", 0), ""),
        (say(N_("dimulai, tidak selesai")), endings.get("interrupted", 0) + endings.get("running", 0), ""),
        (say(N_("dilihat petugas")), endings.get("by_eye", 0), ""),
    ]
    ended = [Line(say(one.label), (endings[one.value],), {}) for one in Ending if endings.get(one.value)]
    if ended:
        ended.append(Line(say(N_("Semua panggilan")), (called,), {}, total=True))
    tables = [
        Table(
            say(_SECTIONS["ending"]),
            (say(_SECTIONS["ending"]), say(N_("Jumlah"))),
            ended,
            empty=say(_NONE),
            note=say(N_("Setiap panggilan dicatat sebelum dimulai. Yang tidak pernah selesai mungkin juga dihitung Dukcapil."))
            if ended
            else "",
        ),
        *(_checks(section, figures, tongue, semester) for section in ("month", "method")),
        _plain("outcome", figures, tongue),
        _plain("code", figures, tongue),
        *(_checks(section, figures, tongue, semester) for section in ("elements", "officer", "kiosk")),
        _balikan(semester, figures, tongue),
        _pairs("training", figures, tongue, ("events", "people"), (N_("Kegiatan"), N_("Orang"))),
        _pairs("promotion", figures, tongue, ("times", "reach"), (N_("Kali"), N_("Jangkauan"))),
        _others(figures, tongue),
    ]
    return Sheet(say(N_("Laporan semester pemanfaatan data kependudukan")), "", tables, tiles)


def _label(section: str, key: str, figures: Figures, tongue: Tongue) -> str:
    say = tongue.say
    match section:
        case "month" | "balikan":
            return tongue.month(dt.date.fromisoformat(f"{key}-01"))
        case "method":
            return say(Method(key).label)
        case "outcome":
            return say(Outcome(key).label)
        case "ending":
            return say(Ending(key).label)
        case "code":
            return say(N_("tanpa kode")) if key == NO_CODE else f"{key} · {say(CODES[key].told)}" if key in CODES else key
        case "elements":
            return ", ".join(say(Element(name).label) for name in key.split(","))
        case "training":
            return say(_TRAININGS[key])
        case "promotion":
            return say(_CHANNELS[key])
        case "device":
            return say(_DEVICES.get(key, key))
        case _:
            return figures.names.get(key, key)


def _keys(section: str, figures: Figures, semester: Semester | None = None) -> list[str]:
    """The lines of a table: months in order, all others the most first."""
    if semester is not None:
        return [f"{first:%Y-%m}" for first in semester.months]
    found = figures.counts.get(section, {})
    sums: dict[str, int] = {}
    for key, number in found.items():
        name = key.partition("|")[0]
        sums[name] = sums.get(name, 0) + number
    return sorted(sums, key=lambda name: (-sums[name], figures.names.get(name, name), name))


def _checks(section: str, figures: Figures, tongue: Tongue, semester: Semester) -> Table:
    found, heading = figures.counts.get(section, {}), tongue.say(_SECTIONS[section])
    lines = [
        Line(_label(section, key, figures, tongue), tuple(found.get(f"{key}|{column}", 0) for column in COLUMNS), {})
        for key in _keys(section, figures, semester if section == "month" and found else None)
    ]
    if len(lines) > 1:
        sums = tuple(sum(int(line.cells[place]) for line in lines) for place in range(len(COLUMNS)))
        lines.append(Line(tongue.say(N_("Jumlah")), sums, {}, total=True))
    columns = (heading, *(tongue.say(_COLUMNS[column]) for column in COLUMNS))
    return Table(heading, columns, lines, empty=tongue.say(_NONE))


def _plain(section: str, figures: Figures, tongue: Tongue) -> Table:
    found, heading = figures.counts.get(section, {}), tongue.say(_SECTIONS[section])
    lines = [Line(_label(section, key, figures, tongue), (found[key],), {}) for key in _keys(section, figures)]
    return Table(heading, (heading, tongue.say(N_("Jumlah"))), lines, empty=tongue.say(_NONE))


def _balikan(semester: Semester, figures: Figures, tongue: Tongue) -> Table:
    found, say, heading = figures.counts.get("balikan", {}), tongue.say, tongue.say(_SECTIONS["balikan"])
    lines = []
    for key in _keys("balikan", figures, semester if found else None):
        numbers = [found.get(f"{key}|{state.value}", 0) for state in FeedbackState]
        lines.append(Line(_label("balikan", key, figures, tongue), (sum(numbers), *numbers), {}))
    if lines:
        sums = tuple(sum(int(line.cells[place]) for line in lines) for place in range(len(lines[0].cells)))
        lines.append(Line(say(N_("Jumlah")), sums, {}, total=True))
    columns = (heading, say(N_("Nomor")), *(say(state.label) for state in FeedbackState))
    return Table(heading, columns, lines, empty=say(_NONE))


def _pairs(section: str, figures: Figures, tongue: Tongue, columns: tuple[str, str], heads: tuple[str, str]) -> Table:
    found, heading = figures.counts.get(section, {}), tongue.say(_SECTIONS[section])
    lines = [
        Line(_label(section, key, figures, tongue), tuple(found.get(f"{key}|{column}", 0) for column in columns), {})
        for key in _keys(section, figures)
    ]
    return Table(heading, (heading, *(tongue.say(head) for head in heads)), lines, empty=tongue.say(_NONE))


def _others(figures: Figures, tongue: Tongue) -> Table:
    """Devices, and what other parts of the office count: a number, or that nobody does yet."""
    say, counts = tongue.say, figures.counts
    rows: list[tuple[str, int | None]] = [(say(label), counts.get("device", {}).get(key, 0)) for key, label in _DEVICES.items()]
    for section in ("portal_lookups", "incidents"):
        rows.append((say(_SECTIONS[section]), counts[section].get(ALL, 0) if section in counts else None))
    lines = [Line(label, (say(NOT_RECORDED) if number is None else number,), {}) for label, number in rows]
    heading = say(N_("Perangkat, portal, dan insiden"))
    return Table(heading, (heading, say(N_("Jumlah"))), lines)


def changes(found: list[Difference], then: Figures, now: Figures, tongue: Tongue, number: Callable[[int], str]) -> Table:
    """What changed since a report was issued."""
    names = Figures(now.cut_off, {}, {**then.names, **now.names})

    def told(value: int | None) -> str:
        return tongue.say(NOT_RECORDED) if value is None else number(value)

    lines = []
    for one in found:
        key, _bar, column = one.key.rpartition("|")
        label = _label(one.section, key or one.key, names, tongue)
        column_label = tongue.say(_COLUMN_NAMES.get(column, "")) if key else ""
        title = tongue.say(_SECTIONS[one.section])
        what = title if one.key == ALL else f"{label}, {column_label}" if column_label else label
        lines.append(Line(title, (what, told(one.then), told(one.now)), {}))
    columns = (tongue.say(N_("Bagian")), tongue.say(N_("Angka")), tongue.say(N_("Saat terbit")), tongue.say(N_("Sekarang")))
    return Table(tongue.say(N_("Yang berubah sejak laporan terbit")), columns, lines)


_COLUMN_NAMES = {
    **_COLUMNS,
    **{state.value: state.label for state in FeedbackState},
    "events": N_("Kegiatan"),
    "people": N_("Orang"),
    "times": N_("Kali"),
    "reach": N_("Jangkauan"),
}
