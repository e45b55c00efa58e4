"""Verbs of a data breach: record it, list who is concerned, issue and send its three letters, close it (UU 27/2022 article 46)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.trail import canonical
from intranet.cases.models import Case
from intranet.privacy import rules
from intranet.privacy.models import AffectedRecord, DataIncident, IncidentNotice
from intranet.privacy.rules import IncidentState, Recipient
from intranet.privacy.service import note, number, require_keeper, same_version, without_nik, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "data_incident"
MOST_AFFECTED = 2000
_NEED = {
    "exposed": N_("Tuliskan data apa yang terungkap."),
    "happened": N_("Tuliskan kapan kejadiannya, sejauh diketahui."),
    "how": N_("Tuliskan bagaimana data itu terungkap."),
    "recovery": N_("Tuliskan upaya penanganan dan pemulihannya."),
}


@dataclass(frozen=True, kw_only=True)
class IncidentInput:
    """What is known of a breach; ``recovery`` may come later, but no letter leaves without it."""

    title: str
    discovered_at: dt.datetime
    exposed: str
    happened: str = ""
    how: str = ""
    recovery: str = ""
    complainants: int = 0
    staff: int = 0
    others: int = 0

    @property
    def texts(self) -> dict[str, str]:
        """The texts as stored."""
        long = {name: getattr(self, name).strip() for name in ("exposed", "how", "recovery")}
        return {"title": words(self.title), "happened": words(self.happened), **long}


@dataclass(frozen=True)
class Letter:
    """Who signs a letter, and whom its readers may ask."""

    signer: str
    signer_title: str
    contact: str


def record(session: Session, actor: Actor, clock: Clock, settings: Settings, given: IncidentInput) -> DataIncident:
    """Record a breach; its clock runs from the discovery. Raises Forbidden, or Refused naming the field at fault."""
    require_keeper(actor)
    values, row_id = _checked(clock, given), new_id()
    row = DataIncident(
        id=row_id,
        number=number(session, clock, settings, "KDP", row_id),
        state=IncidentState.OPEN,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        **values,
    )
    session.add(row)
    session.flush()
    note(session, clock, actor, "incident_recorded", (SUBJECT, row.id), no=row.number)
    return row


def amend(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, given: IncidentInput) -> DataIncident:
    """Write down what is known by now; letters already issued stay as they were. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, row_id, version)
    values = _checked(clock, given)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    flush(session)
    if changed:
        note(session, clock, actor, "incident_amended", (SUBJECT, row.id), fields=changed)
    return row


def list_affected(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, text: str) -> int:
    """Replace the list of who is concerned: a complaint number or an own id a line, never a NIK; how many there are now."""
    row = _open(session, actor, row_id, version)
    refs = list(dict.fromkeys(line for line in map(words, text.split("\n")) if line))
    if len(refs) > MOST_AFFECTED:
        raise Refused(N_("Paling banyak %(most)s baris."), field="refs", values={"most": MOST_AFFECTED})
    for ref in refs:
        if rules.bears_nik(ref):
            raise Refused(N_("Jangan menulis NIK. Satu baris memuat nomor registrasi atau nomor internal."), field="refs")
        if len(ref) > 80:
            raise Refused(N_("Satu baris paling panjang 80 huruf."), field="refs")
    known = {no: case_id for case_id, no in session.execute(select(Case.id, Case.complaint_no).where(Case.complaint_no.in_(refs)))}
    for old in [one for one in row.affected if one.ref not in refs]:
        session.delete(old)
    listed = {one.ref for one in row.affected}
    session.add_all(AffectedRecord(incident_id=row.id, ref=ref, case_id=known.get(ref)) for ref in refs if ref not in listed)
    session.flush()
    session.expire(row, ["affected"])
    note(session, clock, actor, "incident_listed", (SUBJECT, row.id), count=len(refs))
    return len(refs)


def issue(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    row_id: str,
    version: int,
    recipient: Recipient,
    letter: Letter,
) -> IncidentNotice:
    """Issue a letter with a number; the three minimum contents must be there. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, row_id, version)
    contents = {name: getattr(row, name) for name in ("exposed", "happened", "how", "recovery")}
    if missing := rules.lacking(contents):
        raise Refused(_NEED[missing[0]], do=N_("Lengkapi kejadian ini dahulu; surat wajib memuat ketiga hal itu."))
    for name in ("signer", "signer_title", "contact"):
        if not words(getattr(letter, name)):
            raise Refused(N_("Isi bagian ini; surat memuatnya."), field=name)
    counts = {name: getattr(row, name) for name in ("complainants", "staff", "others")}
    said = {"signer": words(letter.signer), "signer_title": words(letter.signer_title), "contact": words(letter.contact)}
    refs = [one.ref for one in row.affected]
    content = {**contents, **counts, **said, "discovered_at": row.discovered_at.isoformat(), "refs": refs}
    notice_id = new_id()
    notice = IncidentNotice(
        id=notice_id,
        incident_id=row.id,
        recipient=recipient,
        number=number(session, clock, settings, "PDP", notice_id),
        issued_at=clock.now(),
        issued_by=actor.id,
        content=canonical(content),
    )
    session.add(notice)
    session.flush()
    session.expire(row, ["notices"])
    note(session, clock, actor, "notice_issued", (SUBJECT, row.id), no=notice.number, to=recipient.value)
    return notice


def mark_sent(
    session: Session, actor: Actor, clock: Clock, row_id: str, notice_id: str, *, at: dt.datetime, way: str, proof: str
) -> IncidentNotice:
    """Note when a letter was sent, by which way, and what proves it. Raises Forbidden, NotFound or Refused."""
    row = _open(session, actor, row_id)
    notice = notice_of(row, notice_id)
    if notice.sent_at is not None:
        raise Refused(N_("Pengiriman surat ini sudah dicatat."))
    way, proof = words(way), words(proof)
    if not way:
        raise Refused(N_("Tuliskan cara pengirimannya."), field="way")
    if not proof:
        raise Refused(N_("Tuliskan bukti pengirimannya, misalnya nomor resi."), field="proof")
    without_nik(way=way, proof=proof)
    if at > clock.now() or at < notice.issued_at.replace(second=0, microsecond=0):
        raise Refused(N_("Waktu kirim antara terbitnya surat dan sekarang."), field="sent_at")
    notice.sent_at, notice.sent_by, notice.way, notice.proof = at, actor.id, way, proof
    session.flush()
    note(session, clock, actor, "notice_sent", (SUBJECT, row.id), no=notice.number, to=notice.recipient.value)
    return notice


def close(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, lesson: str) -> DataIncident:
    """End an incident: recovered, all three told, and what keeps it from happening again. Raises Forbidden, Conflict, Refused."""
    row, lesson = _open(session, actor, row_id, version), lesson.strip()
    if not row.recovery.strip():
        raise Refused(_NEED["recovery"], do=N_("Perbaiki kejadian ini dahulu."), field="lesson")
    if left := rules.unsent(notice.recipient for notice in row.notices if notice.sent_at):
        raise Refused(N_("Belum semua diberi tahu: %(who)s."), field="lesson", values={"who": ", ".join(one.label for one in left)})
    if not lesson:
        raise Refused(N_("Tuliskan langkah agar tidak terulang."), field="lesson")
    without_nik(lesson=lesson)
    row.state, row.lesson, row.closed_at = IncidentState.CLOSED, lesson, clock.now()
    flush(session)
    note(session, clock, actor, "incident_closed", (SUBJECT, row.id))
    return row


def get(session: Session, row_id: str) -> DataIncident:
    """The incident, or NotFound."""
    row = session.get(DataIncident, row_id)
    if row is None:
        raise NotFound(N_("Kejadian tidak ditemukan."))
    return row


def notice_of(row: DataIncident, notice_id: str) -> IncidentNotice:
    """A letter of an incident, or NotFound."""
    for notice in row.notices:
        if notice.id == notice_id:
            return notice
    raise NotFound(N_("Surat pemberitahuan tidak ditemukan."))


def _open(session: Session, actor: Actor, row_id: str, version: int | None = None) -> DataIncident:
    require_keeper(actor)
    row = get(session, row_id)
    if row.state is IncidentState.CLOSED:
        raise Refused(N_("Kejadian ini sudah selesai; catatannya tidak dapat diubah lagi."))
    if version is not None:
        same_version(row.version, version)
    return row


def _checked(clock: Clock, given: IncidentInput) -> dict[str, object]:
    texts = given.texts
    if not texts["title"]:
        raise Refused(N_("Tuliskan nama singkat kejadiannya."), field="title")
    if not texts["exposed"]:
        raise Refused(_NEED["exposed"], field="exposed")
    without_nik(**texts)
    if given.discovered_at > clock.now():
        raise Refused(N_("Waktu diketahui belum terjadi."), field="discovered_at")
    counts = {name: getattr(given, name) for name in ("complainants", "staff", "others")}
    return {**texts, **counts, "discovered_at": given.discovered_at}
