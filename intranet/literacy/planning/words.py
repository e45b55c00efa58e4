"""What the planner has to say, in plain Indonesian: every finding, every obstacle, every reason and change as a sentence.

Each sentence is a ``Part``: a text with named places, to be translated and then filled, as deadlines explain themselves.
"""

from collections.abc import Mapping

from intranet.calendar.deadlines import Part, Word
from intranet.literacy.planning.checker import Finding
from intranet.literacy.planning.explain import Obstacle, Reason
from intranet.literacy.planning.model import Problem, Session
from intranet.literacy.planning.replan import Change, StandIn
from intranet.literacy.planning.rules import Rule
from shared.text import N_

_FOUND: Mapping[Rule, str] = {
    Rule.ACCEPTED: N_("Bagian yang sudah disetujui berubah."),
    Rule.TIMES: N_("Waktunya bukan salah satu pilihan, atau sesinya lebih banyak daripada yang diminta."),
    Rule.HOURS: N_("Di luar jam kerja."),
    Rule.PRAYER: N_("Bertepatan dengan waktu salat Jumat."),
    Rule.HOLIDAY: N_("Jatuh pada hari libur atau cuti bersama: %(name)s."),
    Rule.LEAD_TIME: N_("Surat harus dikirim paling lambat %(days)s hari kerja sebelumnya; waktunya tidak cukup."),
    Rule.PAIR: N_(
        "Pasangannya tidak lengkap: perlu satu narasumber Bawaslu dan pendamping Diskominfo, tidak lebih dari yang diminta."
    ),
    Rule.RESOURCE_PERSON: N_("Sektor pemerintah harus dengan narasumber Bawaslu."),
    Rule.SOLO: N_("Hanya satu pihak yang hadir; perlu alasan tertulis."),
    Rule.HELPERS: N_("Pendamping Diskominfo %(there)s orang, padahal diminta %(wanted)s."),
    Rule.SKILL: N_("%(person)s tidak terdaftar untuk peran, pilar, atau topik ini."),
    Rule.AVAILABILITY: N_("%(person)s tidak menyatakan bersedia pada waktu itu atau sedang cuti."),
    Rule.CASE_DUTY: N_("%(person)s bertugas pada perkara hari itu."),
    Rule.OVERLAP: N_("%(person)s sudah berada di acara lain pada waktu itu."),
    Rule.TRAVEL: N_("%(person)s perlu %(minutes)s menit perjalanan dari atau ke acara lain; jedanya tidak cukup."),
    Rule.LOAD: N_("%(person)s mendapat %(load)s sesi, padahal batasnya %(most)s."),
    Rule.ROOM: N_("%(room)s sudah dipakai pada waktu itu."),
    Rule.ROOM_FIT: N_("Ruangnya belum ada, terlalu kecil, atau kurang perlengkapan."),
}
_WAY: Mapping[Rule, str] = {
    Rule.TIMES: N_("Semua pilihan waktu sudah terpakai; tambahkan pilihan waktu."),
    Rule.HOURS: N_("Waktu yang diusulkan di luar jam kerja."),
    Rule.PRAYER: N_("Waktu yang diusulkan bertepatan dengan salat Jumat."),
    Rule.HOLIDAY: N_("Waktu yang diusulkan jatuh pada hari libur atau cuti bersama."),
    Rule.LEAD_TIME: N_("Surat tidak sempat dikirim cukup awal."),
    Rule.PAIR: N_("Orang dari salah satu pihak kurang, padahal sesi ini harus berpasangan."),
    Rule.RESOURCE_PERSON: N_("Tidak ada narasumber Bawaslu, padahal sektor pemerintah mewajibkannya."),
    Rule.SOLO: N_("Hanya satu pihak yang bisa hadir; sesi tanpa pasangan belum diizinkan."),
    Rule.HELPERS: N_("Pendamping Diskominfo yang bisa hadir kurang dari jumlah yang diminta."),
    Rule.SKILL: N_("Yang bisa hadir tidak terdaftar untuk peran, pilar, atau topik ini."),
    Rule.AVAILABILITY: N_("Orang yang cocok tidak menyatakan bersedia pada waktu itu."),
    Rule.CASE_DUTY: N_("Orang yang cocok bertugas pada perkara hari itu."),
    Rule.OVERLAP: N_("Orang yang cocok sudah berada di acara lain pada waktu itu."),
    Rule.TRAVEL: N_("Orang yang cocok tidak sempat menempuh perjalanan dari acara sebelumnya atau ke acara berikutnya."),
    Rule.LOAD: N_("Orang yang cocok sudah mencapai batas beban minggu atau bulan itu."),
    Rule.ROOM: N_("Ruang yang memadai sudah dipakai pada waktu itu."),
    Rule.ROOM_FIT: N_("Tidak ada ruang yang cukup besar dan lengkap di kecamatan itu."),
}
# A part that is accepted for the wish and yet cannot be completed is explained in the same words.
_POSSIBLE = N_("Tanpa hambatan itu, sesi bisa diadakan %(start)s oleh %(people)s.")
_LIST = ", "


def about_finding(problem: Problem, finding: Finding) -> Part:
    """What is wrong with one session of a plan."""
    rooms = {room.id: room.name or room.place for room in problem.rooms}
    values = {"person": _names(problem, [finding.who]), "room": rooms.get(finding.room, ""), **finding.about}
    return Part(_FOUND[finding.rule], values)


def about_obstacle(problem: Problem, obstacle: Obstacle) -> tuple[Part, ...]:
    """Why a wish is not filled: what stands in the way, all of it and no more, and what would be possible without."""
    parts = [Part(_WAY[rule], {}) for rule in obstacle.rules]
    if len(parts) > 1:
        parts.insert(0, Part(N_("%(count)s hal menghalangi sekaligus:"), {"count": len(parts)}))
    if obstacle.possible and obstacle.possible.people:
        parts.append(Part(_POSSIBLE, _of(problem, obstacle.possible)))
    return tuple(parts)


def about_reason(problem: Problem, reason: Reason) -> tuple[Part, ...]:
    """Why somebody was proposed."""
    before = {"person": _names(problem, [reason.person]), "before": reason.sessions_before, "planned": reason.sessions_planned}
    parts = [Part(N_("%(person)s: %(before)s sesi dalam 90 hari terakhir, %(planned)s sesi dalam rencana ini."), before)]
    parts.append(Part(N_("Perjalanan pulang pergi %(minutes)s menit."), {"minutes": reason.minutes}))
    if reason.others:
        parts.append(Part(N_("Pilihan lain yang juga bisa: %(others)s orang."), {"others": reason.others}))
    else:
        parts.append(Part(N_("Tidak ada orang lain yang bisa pada waktu itu."), {}))
    return tuple(parts)


def about_change(problem: Problem, change: Change) -> tuple[Part, ...]:
    """What changed in one session, one sentence for each thing."""
    if change.before is None or change.after is None:
        session = change.before or change.after
        text = N_("Sesi baru: %(start)s oleh %(people)s.") if change.after else N_("Sesi dibatalkan: %(start)s oleh %(people)s.")
        return (Part(text, _of(problem, session)),) if session else ()
    rooms = {room.id: room.name or room.place for room in problem.rooms}
    parts = []
    if change.moved:
        moved = {"before": change.before.time.start, "after": change.after.time.start}
        parts.append(Part(N_("Waktu: dari %(before)s menjadi %(after)s."), moved))
    if change.joined or change.left:
        people = {"left": _names(problem, change.left) or "–", "joined": _names(problem, change.joined) or "–"}
        parts.append(Part(N_("Orang: %(left)s diganti %(joined)s."), people))
    if change.elsewhere:
        places = {"before": rooms.get(change.before.room, "–"), "after": rooms.get(change.after.room, "–")}
        parts.append(Part(N_("Ruang: dari %(before)s menjadi %(after)s."), places))
    return tuple(parts)


def about_stand_in(problem: Problem, one: StandIn) -> tuple[Part, ...]:
    """What speaks for and against somebody who could take a place."""
    values = {"sessions": one.sessions, "road": one.road}
    parts = [Part(N_("%(sessions)s sesi dalam 90 hari bersama rencana ini; perjalanan pulang pergi %(road)s menit."), values)]
    if one.knows:
        parts.append(Part(N_("Pernah bertugas bersama pasangannya."), {}))
    text = N_("Tidak bisa karena: %(rule)s.") if one.blocked else N_("Peringatan: %(rule)s.")
    parts += [Part(text, {"rule": Word(rule.label)}) for rule in sorted(one.broken, key=list(Rule).index)]
    return tuple(parts)


def _of(problem: Problem, session: Session) -> dict[str, object]:
    return {"start": session.time.start, "people": _names(problem, session.people)}


def _names(problem: Problem, people: frozenset[str] | list[str]) -> str:
    return _LIST.join(person.name for person in problem.people if person.id in people)
