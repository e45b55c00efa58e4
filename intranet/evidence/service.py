"""Verbs on evidence: add a file or a link, note who opened or took a copy, and check that files are still what they were."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, ActorKind
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act as Wish
from intranet.evidence import rules
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act, ItemKind
from intranet.evidence.store import Incoming, Store
from shared.text import N_

CHECK_EVERY = dt.timedelta(hours=24)
ONE_LOOK = dt.timedelta(minutes=30)
KIND = "evidence"  # by which marks and disclosures know an item
_WISHES = {Act.OPENED: Wish.READ, Act.EXPORTED: Wish.DOWNLOAD, Act.CHECKED: Wish.READ}
_SLICE_FILES, _SLICE_BYTES = 20, 100 * 1024 * 1024  # of one look of the nightly check
_MB = 1024 * 1024
_DETAIL = 200


@dataclass(frozen=True)
class About:
    """What a person says of an item; everything but a link's address may be missing."""

    title: str = ""
    url: str = ""
    account: str = ""
    captured_at: dt.datetime | None = None
    note: str = ""


def add_file(
    session: Session, actor: Actor, clock: Clock, store: Store, *, subject: tuple[str, str], file: Incoming, name: str, about: About
) -> EvidenceItem:
    """Keep a file as evidence of ``subject`` (kind, id). Raises Refused: empty, too large, a program, or a bad field.

    When this returns, the file is on the disk for good; only then may the caller commit the row.
    """
    if file.too_large:
        raise too_large(file.limit)
    if not file.size:
        raise nothing_chosen()
    name = rules.clean_name(name)
    if rules.runs(file.head, name):
        raise Refused(
            N_("Program dan skrip tidak diterima sebagai bukti."),
            do=N_("Kirim tangkapan layar atau rekamannya; catat asal berkas itu sebagai catatan."),
            field="file",
        )
    about = _checked(clock, about)
    store.keep(file)
    return _add(
        session,
        actor,
        clock,
        subject,
        kind=ItemKind.FILE,
        title=about.title or name,
        sha256=file.sha256,
        size=file.size,
        media_type=rules.media_type(file.head, name),
        original_name=name,
        account=about.account,
        captured_at=about.captured_at,
        note=about.note,
        checked_at=clock.now(),
    )


def add_link(session: Session, actor: Actor, clock: Clock, *, subject: tuple[str, str], about: About) -> EvidenceItem:
    """Keep a place on the web as evidence. Raises Refused."""
    about = _checked(clock, about)
    if not about.url.lower().startswith(("http://", "https://")) or any(letter.isspace() for letter in about.url):
        raise Refused(N_("Isi alamat lengkap yang diawali https:// atau http://."), field="url")
    return _add(
        session,
        actor,
        clock,
        subject,
        kind=ItemKind.LINK,
        title=about.title or about.url[: rules.TITLE],
        url=about.url,
        account=about.account,
        captured_at=about.captured_at,
        note=about.note,
    )


def nothing_chosen() -> Refused:
    """The refusal of no file, or of one without anything in it."""
    return Refused(N_("Berkas belum dipilih, atau isinya kosong."), do=N_("Pilih berkas yang berisi."), field="file")


def too_large(limit: int) -> Refused:
    """The refusal of a file beyond the limit, which it tells."""
    return Refused(
        N_("Berkas lebih besar dari %(most)s MB, jadi tidak disimpan."),
        do=N_("Perkecil atau potong berkas itu, lalu kirim lagi."),
        field="file",
        values={"most": limit // _MB},
    )


def get(session: Session, subject: tuple[str, str], item_id: str) -> EvidenceItem:
    """The item, if it belongs to ``subject``; raises NotFound."""
    row = session.get(EvidenceItem, item_id)
    if row is None or (row.subject_kind, row.subject_id) != subject:
        raise NotFound(N_("Bukti tidak ditemukan."))
    return row


def _there(session: Session, subject: tuple[str, str], item_id: str) -> EvidenceItem:
    """The item, unless it was erased."""
    item = get(session, subject, item_id)
    if item.erased_at is not None:
        raise NotFound(N_("Bukti ini sudah dihapus menurut masa simpan."))
    return item


def to_be_shown(session: Session, actor: Actor, clock: Clock, *, subject: tuple[str, str], item_id: str) -> EvidenceItem:
    """An item that ``actor`` may look at, before it is drawn; notes nothing. Raises NotFound, Forbidden, or Refused."""
    item = _there(session, subject, item_id)
    disclosure.require(session, actor, clock, Wish.READ, (KIND, item.id), within=subject)
    if item.media_type not in rules.SHOWN:
        raise Refused(N_("Berkas ini tidak dapat ditampilkan di sini."), do=N_("Unduh berkasnya."))
    return item


def open_file(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: Store,
    *,
    subject: tuple[str, str],
    item_id: str,
    act: Act,
    turning: bool = False,
) -> bool:
    """Note that a file is seen (OPENED), taken away (EXPORTED) or checked; False: it is damaged. Raises NotFound.

    Raises Forbidden when a mark on it, or on what it belongs to, does not let ``actor``. The file is checked first, and a
    damaged one is noted as such instead: nobody gets what is not the evidence any more. ``turning``: to another page of
    what the same person opened within ``ONE_LOOK``, which is one look and noted once.
    """
    item = _there(session, subject, item_id)
    if item.sha256 is None:
        raise NotFound(N_("Bukti tidak ditemukan."))
    sound = store.intact(item.sha256)
    wish = _WISHES[act] if sound else Wish.READ  # what is not given out uses up no disclosure
    disclosure.require(session, actor, clock, wish, (KIND, item.id), within=subject)
    if not sound:
        _find(session, clock, item, sound=False, actor=actor)
        return False
    if act is Act.CHECKED or item.damaged:
        _find(session, clock, item, sound=True, actor=actor)
    if act is not Act.CHECKED and not (turning and _being_read(session, actor, clock, item)):
        _note(session, actor, clock, item, act)
    return True


def hand_out(
    session: Session, actor: Actor, clock: Clock, *, subject: tuple[str, str], found: Mapping[str, bool], detail: str
) -> None:
    """Note that items of ``subject`` leave together (id: whether it was sound); ``detail`` says as what. Raises NotFound.

    Items found damaged did not leave: that is noted instead.
    """
    for item_id, sound in found.items():
        item = get(session, subject, item_id)
        if sound:
            _note(session, actor, clock, item, Act.EXPORTED, detail[:_DETAIL])
        else:
            _find(session, clock, item, sound=False, actor=actor)


def due(session: Session, clock: Clock) -> dict[str, str]:
    """The next slice of files to be checked: their ids and hashes, those unchecked for longest first."""
    old = or_(EvidenceItem.checked_at.is_(None), EvidenceItem.checked_at <= clock.now() - CHECK_EVERY)
    query = (
        select(EvidenceItem.id, EvidenceItem.sha256, EvidenceItem.size)
        .where(EvidenceItem.kind == ItemKind.FILE, EvidenceItem.erased_at.is_(None), old)
        .order_by(EvidenceItem.checked_at, EvidenceItem.id)
        .limit(_SLICE_FILES)
    )
    found: dict[str, str] = {}
    total = 0
    for item_id, sha256, size in session.execute(query):
        total += size
        if found and total > _SLICE_BYTES:
            break
        found[item_id] = sha256 or ""
    return found


def checked(session: Session, clock: Clock, found: Mapping[str, bool]) -> int:
    """Keep what a check found (id: whether sound); returns how many are damaged. A change is told in custody and trail."""
    for item in session.scalars(select(EvidenceItem).where(EvidenceItem.id.in_(found), EvidenceItem.erased_at.is_(None))):
        _find(session, clock, item, sound=found[item.id], actor=SYSTEM)
    session.flush()
    return sum(not sound for sound in found.values())


def _being_read(session: Session, actor: Actor, clock: Clock, item: EvidenceItem) -> bool:
    """Whether ``actor`` opened the item a moment ago."""
    mine = (CustodyEntry.item_id == item.id, CustodyEntry.staff_id == actor.id, CustodyEntry.act == Act.OPENED)
    return session.scalar(select(CustodyEntry.id).where(*mine, CustodyEntry.at > clock.now() - ONE_LOOK).limit(1)) is not None


def _find(session: Session, clock: Clock, item: EvidenceItem, *, sound: bool, actor: Actor) -> None:
    changed = item.damaged is sound
    item.checked_at, item.damaged = clock.now(), not sound
    if not sound and changed:
        _note(session, actor, clock, item, Act.DAMAGED)
    elif sound and (changed or actor is not SYSTEM):  # a quiet night is kept as the time of the last check only
        _note(session, actor, clock, item, Act.CHECKED)


def _checked(clock: Clock, about: About) -> About:
    """The same without spaces around; raises Refused naming the field that is too long or lies ahead."""
    words = {name: getattr(about, name).strip() for name in ("title", "url", "account", "note")}
    most = {"title": rules.TITLE, "url": rules.ADDRESS, "account": rules.ACCOUNT, "note": rules.NOTE}
    for name, text in words.items():
        if len(text) > most[name]:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most[name]})
    if about.captured_at is not None and about.captured_at > clock.now() + dt.timedelta(minutes=5):
        raise Refused(N_("Waktu pengambilan belum terjadi."), field="captured_at")
    return About(captured_at=about.captured_at, **words)


def _add(session: Session, actor: Actor, clock: Clock, subject: tuple[str, str], **values: object) -> EvidenceItem:
    kind, subject_id = subject
    item = EvidenceItem(
        id=new_id(), subject_kind=kind, subject_id=subject_id, added_by=actor.id, added_at=clock.now(), damaged=False, **values
    )
    session.add(item)
    session.flush()
    _note(session, actor, clock, item, Act.ADDED)
    return item


def _note(session: Session, actor: Actor, clock: Clock, item: EvidenceItem, act: Act, detail: str = "") -> None:
    staff_id = actor.id if actor.kind is ActorKind.STAFF else None
    session.add(CustodyEntry(id=new_id(), item_id=item.id, at=clock.now(), staff_id=staff_id, act=act, detail=detail))
    session.flush()
    data = {"item": item.id, "kind": item.kind.value, "sha256": item.sha256 or "", "size": item.size}
    trail.record(session, clock, actor, f"evidence.{act.value}", item.subject_kind, item.subject_id, data)
