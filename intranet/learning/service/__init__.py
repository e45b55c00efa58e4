"""Verbs of what happens at and after a session, a file for each thing people do.

Whoever writes to a session's attendance, answers or report first calls ``locked`` or ``unreported``, which others wait for.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.learning import rules
from intranet.learning.models import SessionReport
from intranet.learning.rules import ReportState
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from shared.text import N_

KIND = "learning"  # by which the trail knows what was done at and after a session; the id is the session's
_TAKES_PLACE = (SessionState.CONFIRMED, SessionState.HELD)


def require_writer(actor: Actor) -> None:
    """Raises Forbidden for whoever only reads."""
    if not rules.may_write(actor):
        raise Forbidden(N_("Pelaksanaan sesi dicatat petugas Bawaslu atau Diskominfo."))


def locked(session: Session, session_id: str) -> LiteracySession:
    """The session, which nobody else writes about until this transaction ends. Raises NotFound."""
    query = select(LiteracySession).where(LiteracySession.id == session_id)
    row = session.scalars(query.with_for_update(of=LiteracySession)).one_or_none()
    if row is None:
        raise NotFound(N_("Sesi literasi tidak ditemukan."))
    return row


def unreported(session: Session, session_id: str) -> LiteracySession:
    """The session, locked; raises Refused when it does not take place, or is accounted for already."""
    row = locked(session, session_id)
    if row.state not in _TAKES_PLACE:
        raise Refused(
            N_("Daftar hadir dan tes hanya untuk sesi yang sudah terkonfirmasi."), do=N_("Mintalah konfirmasi kedua pihak dahulu.")
        )
    report = session.get(SessionReport, session_id)
    if report is not None and report.state is ReportState.REPORTED:
        raise Refused(
            N_("Sesi ini sudah dilaporkan, jadi catatannya tidak berubah lagi."),
            do=N_("Bila ada yang keliru, pimpinan dapat membuka laporannya kembali."),
        )
    return row


def plain(text: str, field: str, most: int, *, lines: bool = False) -> str:
    """``text`` as kept: spaces tidied, paragraphs left where ``lines``. Raises Refused for what looks like a NIK or is too long."""
    text = text.replace("\r\n", "\n").strip() if lines else " ".join(text.split())
    if rules.looks_like_nik(text):
        raise Refused(
            N_("Ada 16 angka yang tampak seperti NIK. NIK tidak dicatat di sini."),
            do=N_("Hapus angka itu, lalu simpan lagi."),
            field=field,
        )
    if len(text) > most:
        raise Refused(N_("Paling panjang %(most)s huruf."), field=field, values={"most": most})
    return text


def record(session: Session, clock: Clock, actor: Actor, kind: str, session_id: str, **data: object) -> None:
    """Tell the trail what was done about a session; never with a name."""
    trail.record(session, clock, actor, f"learning.{kind}", KIND, session_id, data)
