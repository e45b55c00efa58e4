"""Evidence whose time is over: that there was an item stays, what it was does not."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.ids import new_id
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act
from shared.text import N_

GONE = N_("(dihapus menurut masa simpan)")


def erase(session: Session, actor: Actor, clock: Clock, subject: tuple[str, str]) -> tuple[int, set[str]]:
    """Overwrite the items of ``subject``: how many, and the hashes of files that nothing else needs any more."""
    kind, subject_id = subject
    own = (EvidenceItem.subject_kind == kind, EvidenceItem.subject_id == subject_id, EvidenceItem.erased_at.is_(None))
    items = session.scalars(select(EvidenceItem).where(*own)).all()
    for item in items:
        item.title = item.original_name = GONE
        item.url = GONE if item.url else ""
        item.account = item.note = ""
        item.damaged, item.erased_at = False, clock.now()
        session.add(CustodyEntry(id=new_id(), item_id=item.id, at=clock.now(), staff_id=actor.id, act=Act.ERASED))
    session.flush()
    if items:
        trail.record(session, clock, actor, "evidence.erased", kind, subject_id, {"items": len(items)})
    hashes = {item.sha256 for item in items if item.sha256}
    kept = select(EvidenceItem.sha256).where(EvidenceItem.sha256.in_(hashes), EvidenceItem.erased_at.is_(None))
    return len(items), hashes - set(session.scalars(kept))
