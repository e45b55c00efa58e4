"""Who came, what was learnt, what was watched over: kinds and states, when a door is open, who may do what. Pure.

No NIK is kept anywhere here: sex and age band serve statistics, the name a certificate, the signature stays on paper.
"""

import datetime as dt
import re
from collections.abc import Mapping
from enum import Enum

from intranet.base.actor import Actor
from intranet.literacy import rules as literacy
from intranet.literacy.rules import SessionState
from shared.text import N_

# Who came ---------------------------------------------------------------------------------------------------------


class Sex(Enum):
    """For statistics only."""

    FEMALE = "female"
    MALE = "male"

    @property
    def label(self) -> str:
        """As said."""
        return {"female": N_("Perempuan"), "male": N_("Laki-laki")}[self.value]

    @property
    def letter(self) -> str:
        """As written in the column of a sheet."""
        return {"female": "P", "male": "L"}[self.value]


class AgeBand(Enum):
    """For statistics only: a birthday is nobody's business here."""

    UNDER_17 = "under_17"
    TO_25 = "17_25"
    TO_35 = "26_35"
    TO_45 = "36_45"
    TO_59 = "46_59"
    FROM_60 = "60_up"

    @property
    def label(self) -> str:
        """The band in years."""
        return {
            "under_17": N_("di bawah 17"),
            "17_25": N_("17–25"),
            "26_35": N_("26–35"),
            "36_45": N_("36–45"),
            "46_59": N_("46–59"),
            "60_up": N_("60 ke atas"),
        }[self.value]


class Way(Enum):
    """How something reached us."""

    PAPER = "paper"
    TABLET = "tablet"

    @property
    def label(self) -> str:
        """As said."""
        return {"paper": N_("Kertas"), "tablet": N_("Tablet")}[self.value]


MOST_PEOPLE = 20_000  # attendance numbers of a session
_NIK = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")


def looks_like_nik(text: str) -> bool:
    """Whether sixteen digits stand together in ``text``, however they are spaced."""
    return _NIK.search(text) is not None


# The code on a tablet ---------------------------------------------------------------------------------------------


class Stage(Enum):
    """What a tablet asks for while the door is open."""

    ATTENDANCE = "attendance"
    PRE = "pre"
    POST = "post"

    @property
    def label(self) -> str:
        """As said."""
        return {"attendance": N_("Daftar hadir"), "pre": N_("Tes awal"), "post": N_("Tes akhir")}[self.value]


TESTS = (Stage.PRE, Stage.POST)
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
CODE_LENGTH = 6
EARLY, LATE = dt.timedelta(hours=2), dt.timedelta(hours=1)  # before the session's beginning, after its end


def spelled_code(text: str) -> str:
    """A code as kept, however it was typed; empty when it cannot be one."""
    code = "".join(text.upper().replace("-", " ").split())
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else ""


def door_fault(state: SessionState, starts_at: dt.datetime | None, ends_at: dt.datetime | None, now: dt.datetime) -> str:
    """Why no tablet may be let in at ``now`` (a text to translate); empty when one may."""
    if state not in (SessionState.CONFIRMED, SessionState.HELD) or starts_at is None or ends_at is None:
        return N_("Kode hanya dapat dibuka untuk sesi yang sudah terkonfirmasi.")
    if now < starts_at - EARLY:
        return N_("Kode dapat dibuka mulai dua jam sebelum sesi.")
    if now >= ends_at + LATE:
        return N_("Sesi ini sudah selesai, jadi kodenya tidak dapat dibuka lagi.")
    return ""


# Tests ------------------------------------------------------------------------------------------------------------

CHOICES = "abcd"
MOST_QUESTIONS = 20


def read_answers(text: str, questions: int) -> str | None:
    """Answers typed in a row (``abcd-a``; ``-`` or ``.`` for none), as kept; None when they do not fit the test."""
    found = "".join(text.lower().split()).replace(".", "-")
    return found if len(found) == questions and set(found) <= {*CHOICES, "-"} else None


def percent(part: int, whole: int) -> int | None:
    """``part`` of ``whole`` in per cent, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def passes(score: int | None, least: int) -> bool:
    """Whether somebody with this score (per cent) of the last test may have a certificate; ``least`` 0 asks for none."""
    return least <= 0 or (score is not None and score >= least)


# Watching over a session ------------------------------------------------------------------------------------------


class CheckKind(Enum):
    """The five tasks of overseeing a literacy activity (Jambi 4(4)a)."""

    MONITOR = "monitor"
    CONTROL = "control"
    INSPECT = "inspect"
    TRACE = "trace"
    SECURE = "secure"

    @property
    def label(self) -> str:
        """The task in the agreement's own word."""
        return {
            "monitor": N_("Memantau"),
            "control": N_("Mengendalikan"),
            "inspect": N_("Memeriksa"),
            "trace": N_("Menelusuri"),
            "secure": N_("Mengamankan"),
        }[self.value]

    @property
    def help(self) -> str:
        """What is looked at."""
        return {
            "monitor": N_("Acara berjalan menurut jadwal dan bahan yang disepakati."),
            "control": N_("Tidak ada ajakan memilih atau lambang peserta pemilihan."),
            "inspect": N_("Peserta, narasumber, dan perlengkapan sesuai dengan undangan."),
            "trace": N_("Informasi bohong yang muncul dalam acara dicari asalnya."),
            "secure": N_("Peserta, data, dan tautan rapat terjaga."),
        }[self.value]


class Finding(Enum):
    """What a task came to."""

    GOOD = "good"
    ATTENTION = "attention"
    NOT_DONE = "not_done"

    @property
    def label(self) -> str:
        """As said."""
        return {"good": N_("Baik"), "attention": N_("Perlu perhatian"), "not_done": N_("Tidak dilakukan")}[self.value]


def unexplained(found: Mapping[CheckKind, tuple[Finding, str]]) -> CheckKind | None:
    """The first task whose finding needs a word of explanation and has none."""
    return next((kind for kind, (finding, note) in found.items() if finding is not Finding.GOOD and not note.strip()), None)


# The report -------------------------------------------------------------------------------------------------------


class ReportState(Enum):
    """A held session is accounted for once its report is finished."""

    DRAFT = "draft"
    REPORTED = "reported"

    @property
    def label(self) -> str:
        """As said."""
        return {"draft": N_("Belum dilaporkan"), "reported": N_("Sudah dilaporkan")}[self.value]


def report_fault(state: SessionState, attended: int, text: str) -> tuple[str, str] | None:
    """Why a session cannot be reported, and what to do (texts to translate); None when it can."""
    if state is not SessionState.HELD:
        return N_("Sesi ini belum dicatat terlaksana."), N_("Catat terlaksana dahulu di halaman sesi.")
    if not attended:
        return N_("Daftar hadirnya masih kosong."), N_("Isi daftar hadir dahulu.")
    if not text.strip():
        return N_("Uraian kegiatannya masih kosong."), N_("Tuliskan apa yang terjadi, lalu simpan.")
    return None


# Who may ----------------------------------------------------------------------------------------------------------


def may_write(actor: Actor) -> bool:
    """Whether ``actor`` keeps attendance, tests, monitoring and reports: either party's officers (Jambi 4(4)a, e)."""
    return literacy.may_propose(actor)


def may_certify(actor: Actor) -> bool:
    """Whether ``actor`` signs certificates and opens a finished report again: either party's chief."""
    return actor.party is not None and literacy.may_sign(actor, actor.party)
