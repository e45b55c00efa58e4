"""What a complainant's rights change in a case: their data corrected, restricted, and erased when its time is over.

The old value is kept nowhere: the event names the fields alone (UU 27/2022 articles 30, 40-44).
"""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.sealing import FieldKeys
from intranet.cases import search
from intranet.cases.models import Case, CaseNote, Complainant
from intranet.cases.service import get
from shared.text import N_

GONE = N_("(dihapus menurut masa simpan)")
_TOLD = ("link", "account", "event_place", "respondent", "narrative")


def correct(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, case_id: str, values: Mapping[str, str]) -> list[str]:
    """Write the complainant's data anew; the names of the fields that changed, sorted."""
    row, changed = session.get_one(Complainant, case_id), []
    for name, value in values.items():
        if name == "nik":
            if row.nik_index == keys.index(value):
                continue
            row.nik_sealed = keys.seal(value, table="complainant", column="nik_sealed", row_id=case_id)
            row.nik_index = keys.index(value)
        elif getattr(row, name) == value:
            continue
        else:
            setattr(row, name, value)
        changed.append(name)
    if changed:
        session.flush()
        trail.record(session, clock, actor, "case.corrected", "case", case_id, {"fields": sorted(changed)})
    return sorted(changed)


def restrict(session: Session, actor: Actor, clock: Clock, case_id: str) -> None:
    """Restrict the complainant's data: from now on they are shown for a legal reason only."""
    row = session.get_one(Complainant, case_id)
    if row.restricted_at is None:
        row.restricted_at = clock.now()
        trail.record(session, clock, actor, "case.restricted", "case", case_id)


def release(session: Session, actor: Actor, clock: Clock, case_id: str, reason: str) -> None:
    """Lift the restriction, and say why."""
    row = session.get_one(Complainant, case_id)
    if row.restricted_at is not None:
        row.restricted_at = None
        trail.record(session, clock, actor, "case.unrestricted", "case", case_id, {"reason": reason})


def erase_person(session: Session, actor: Actor, clock: Clock, case_id: str) -> str | None:
    """Overwrite who complained; returns the keyed hash that was kept of their NIK, for those who keep it too."""
    row = session.get_one(Complainant, case_id)
    index = row.nik_index
    row.name = row.address = row.phone = row.email = ""
    row.nik_sealed = row.nik_index = None
    row.erased_at = clock.now()
    session.execute(update(Case).where(Case.id == case_id).values(check_code=None))
    trail.record(session, clock, actor, "case.person_erased", "case", case_id)
    return index


def erase_texts(session: Session, actor: Actor, clock: Clock, case_id: str) -> None:
    """Overwrite what a case tells in free words, its notes, and the words by which it is found. Figures keep what they count."""
    case = get(session, case_id)
    session.execute(update(Case).where(Case.id == case_id).values(dict.fromkeys(_TOLD, "") | {"extension_reason": ""}))
    session.refresh(case)
    for note in session.scalars(select(CaseNote).where(CaseNote.case_id == case_id)):
        note.text, note.indexed = GONE, True
    session.flush()
    search.index(session, case)
    trail.record(session, clock, actor, "case.texts_erased", "case", case_id)
