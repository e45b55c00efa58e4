"""Verbs of checkpoints: make one, say what the printed one shows, attach a time stamp, keep what a whole check found."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.sealing import SealError
from intranet.base.trail import TrailHead
from intranet.checkpoints import keys, notes, queries, rules
from intranet.checkpoints.models import Checkpoint, CheckpointStamp, CheckpointWitness, TrailCheck
from intranet.checkpoints.tree import Tree, grew, leaf, prove
from intranet.checkpoints.verifier import Fault
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "checkpoint"
OWN_EVENTS = "checkpoint."
_BROKEN = N_("Jejak tidak utuh lagi pada catatan nomor %(seq)s. Jangan menghapus apa pun; panggil pengelola sistem.")
_NOT_WHOLE = N_("Jejak tidak utuh pada catatan nomor %(seq)s, jadi tidak ditandatangani.")
_DIFFERS = N_("Bawaslu menyatakan titik periksa pada kertasnya berbeda dari yang ada di sini (catatan nomor %(size)s).")
_events = trail.TrailEvent.__table__.c
_END = select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1).with_for_update()


def get(session: Session, checkpoint_id: str) -> Checkpoint:
    """One checkpoint. Raises NotFound."""
    row = session.get(Checkpoint, checkpoint_id)
    if row is None:
        raise NotFound(N_("Titik periksa ini tidak ada."))
    return row


def daily(session: Session, clock: Clock, settings: Settings) -> Checkpoint:
    """Today's checkpoint, made unless it is there (office's day). Raises Refused or SealError."""
    _refuse_broken(session)
    today = clock.now().astimezone(settings.zone).date()
    there = session.scalar(select(Checkpoint).where(Checkpoint.day == today))
    return there or _make(session, SYSTEM, clock, settings, today)


def ask(session: Session, actor: Actor, clock: Clock, settings: Settings) -> Checkpoint:
    """A checkpoint over all there is now; the newest one, if nothing but checkpoints happened since. Raises Refused."""
    if actor is not SYSTEM and not actor.has(*rules.MAKERS):
        raise Forbidden(N_("Peran Anda tidak membuat titik periksa."))
    _refuse_broken(session)
    last = queries.newest(session)
    if last is not None:
        since = select(_events.seq).where(_events.seq > last.size, _events.kind.not_like(f"{OWN_EVENTS}%")).limit(1)
        if session.execute(since).first() is None and trail.head(session)[0] >= last.size:
            return last
    try:
        return _make(session, actor, clock, settings, None)
    except SealError as error:
        raise Refused(N_("Kunci titik periksa tidak dapat dipakai."), do=N_("Jalankan di server: intranet doctor")) from error


def _refuse_broken(session: Session) -> None:
    check = queries.last_check(session)
    if check is not None and check.fault_seq is not None:
        raise Refused(_NOT_WHOLE, values={"seq": check.fault_seq})


def _make(session: Session, actor: Actor, clock: Clock, settings: Settings, day: dt.date | None) -> Checkpoint:
    end = session.execute(_END).one()  # locked, so that nothing is appended between what is read and what is signed
    last = queries.newest(session)
    key = keys.load(settings) if keys.there(settings) or last is not None else keys.create(settings)
    old = _grown(last)
    size, entries = old.size, []
    for entry in _rows_after(session, old.size):
        entries.append(entry)
    size += len(entries)
    if (size, _hash_at(session, size)) != (end.seq, end.hash) or not size or (last is not None and not entries):
        raise Refused(N_("Jejak berakhir di tempat lain daripada yang tercatat, jadi tidak ditandatangani."))
    proof, tree = prove(old, entries), Tree(old.size, old.peaks)
    for entry in entries:
        tree.add(entry)
    if not grew((old.size, old.root), (size, tree.root), proof):
        raise Refused(N_("Titik periksa baru tidak menyambung pada yang sebelumnya, jadi tidak dibuat."))
    now = clock.now()
    row = Checkpoint(
        day=day,
        made_at=now,
        made_by=actor.id if actor is not SYSTEM else None,
        size=size,
        root=tree.root.hex(),
        note=notes.write(key.private, key.name, size, tree.root, now),
        public_key=str(key.public),
        proof=" ".join(one.hex() for one in proof),
        peaks=" ".join(one.hex() for one in tree.peaks),
    )
    session.add(row)
    session.flush()
    trail.record(
        session, clock, actor, "checkpoint.made", SUBJECT, row.id, {"size": size, "root": row.root, "key": key.public.id.hex()}
    )
    return row


def _grown(last: Checkpoint | None) -> Tree:
    """The tree as the last checkpoint left it, if that is what was signed. Raises Refused."""
    if last is None:
        return Tree()
    note = queries.signed(last)
    try:
        tree = Tree(last.size, (bytes.fromhex(one) for one in last.peaks.split()))
    except ValueError:
        tree = Tree()
    if note is None or (note.size, note.root) != (tree.size, tree.root):
        raise Refused(N_("Titik periksa terakhir tidak cocok dengan yang ditandatangani, jadi tidak dilanjutkan."))
    return tree


def _rows_after(session: Session, size: int) -> Iterator[bytes]:
    """The leaves after the first ``size``, each linked to the one before. Raises Refused at the first that is not."""
    previous, expected = _hash_at(session, size), size + 1
    while rows := queries.events(session, expected - 1):
        for row in rows:
            if (row["seq"], row["previous"]) != (expected, previous) or trail.digest(row) != row["hash"]:
                raise Refused(_NOT_WHOLE, values={"seq": expected})
            yield leaf(trail.preimage(row))
            previous, expected = row["hash"], expected + 1


def _hash_at(session: Session, seq: int) -> str:
    if seq == 0:
        return trail.GENESIS
    return session.scalar(select(_events.hash).where(_events.seq == seq)) or ""


def witness(session: Session, actor: Actor, clock: Clock, checkpoint_id: str, typed: str, *, differs: bool) -> CheckpointWitness:
    """Say that the paper one holds shows this checkpoint, by the end of its root; or that it does not (``differs``).

    Raises Forbidden for all but the other party, and Refused when what was typed is something else.
    """
    row = get(session, checkpoint_id)
    if not rules.may_witness(actor):
        raise Forbidden(N_("Titik periksa disaksikan petugas Bawaslu."))
    if row.made_by == actor.id:
        raise Forbidden(N_("Yang membuat titik periksa tidak menyaksikannya sendiri."))
    if not rules.well_typed(typed):
        raise Refused(N_("Ketik 8 huruf dan angka terakhir dari kertas, misalnya 3F9A 07C2."), field="typed")
    said = rules.typed(typed)
    agrees = row.root.endswith(said)
    if agrees and differs:
        raise Refused(N_("Yang diketik sama dengan titik periksa ini; tidak ada yang berbeda."), field="typed")
    if not agrees and not differs:
        raise Refused(
            N_("Tidak sama dengan titik periksa ini. Periksa nomor dan tanggal pada kertas, lalu ketik sekali lagi."),
            do=N_("Bila kertasnya memang berbeda, tekan “Kertas saya berbeda”: kepala kedua pihak akan diberi tahu."),
            field="typed",
        )
    if queries.states(session, [row.id])[row.id] is rules.state_of(agrees):
        raise Refused(N_("Ini sudah dinyatakan untuk titik periksa ini."), field="typed")
    found = CheckpointWitness(checkpoint_id=row.id, staff_id=actor.id, at=clock.now(), agrees=agrees, typed=said)
    session.add(found)
    kind = "checkpoint.witnessed" if agrees else "checkpoint.disputed"
    trail.record(session, clock, actor, kind, SUBJECT, row.id, {"size": row.size, "typed": said})
    if not agrees:
        tell(session, clock, _concerned(session), kind, SUBJECT, row.id, _DIFFERS, size=row.size)
    return found


def attach(session: Session, actor: Actor, clock: Clock, checkpoint_id: str, answer: bytes) -> CheckpointStamp:
    """Keep the answer of a time-stamping authority with its checkpoint (RFC 3161). Raises Refused or Forbidden."""
    row = get(session, checkpoint_id)
    if not actor.has(*rules.STAMPERS):
        raise Forbidden(N_("Peran Anda tidak menyimpan cap waktu."))
    if not answer or len(answer) > rules.MOST_STAMP:
        raise Refused(N_("Pilih berkas jawaban (.tsr), paling besar 64 KB."), field="file")
    if not rules.stamp_answers(answer, row.note):
        raise Refused(N_("Berkas ini bukan jawaban atas permintaan cap waktu untuk titik periksa ini."), field="file")
    if queries.stamped(session, row.id):
        raise Refused(N_("Titik periksa ini sudah punya cap waktu."), field="file")
    stamp = CheckpointStamp(checkpoint_id=row.id, answer=answer, added_by=actor.id, added_at=clock.now())
    session.add(stamp)
    trail.record(session, clock, actor, "checkpoint.stamped", SUBJECT, row.id, {"size": row.size, "bytes": len(answer)})
    return stamp


def keep_check(session: Session, clock: Clock, size: int, fault: Fault | None) -> None:
    """Keep what a walk over the whole trail found; a new fault is told to heads, administrators and auditors."""
    row = queries.last_check(session)
    before = row.fault_seq if row else None
    if row is None:
        row = TrailCheck(id=1)
        session.add(row)
    row.at, row.size = clock.now(), size
    row.fault_seq, row.fault = (fault.seq, fault.told("id")) if fault else (None, "")
    session.flush()
    if fault is not None and before is None:
        trail.record(session, clock, SYSTEM, "checkpoint.trail_broken", "trail", "1", {"seq": fault.seq, "what": fault.what.name})
        tell(session, clock, _concerned(session), "checkpoint.trail_broken", "trail", "1", _BROKEN, seq=fault.seq)


def _concerned(session: Session) -> list[str]:
    """The heads of both parties, administrators and auditors."""
    wanted = {role.value for role in (Role.ADMIN, Role.AUDITOR, Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER)}
    found = select(Staff.id, Staff.roles).join(Agency, Staff.agency_id == Agency.id)
    found = found.where(Staff.active, Agency.party.in_((Party.BAWASLU, Party.DISKOMINFO))).order_by(Staff.name)
    return [row.id for row in session.execute(found) if wanted & set(row.roles.split())]
