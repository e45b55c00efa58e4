"""Verbs of privacy, a file for each duty: ``incidents``, ``subjects``, ``retention``, ``erasing``, ``portal``.

Here: what they share. Nothing a data subject told goes into an event; people are named by the number of their complaint.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, Refused, changed_meanwhile
from intranet.base.numbering import next_number
from intranet.cases.service import chiefs, officers
from intranet.privacy import rules
from intranet.settings import Settings
from shared.text import N_


def require_keeper(actor: Actor) -> None:
    """Raises Forbidden unless ``actor`` does the office's duties towards data subjects."""
    if not rules.may_keep(actor):
        raise Forbidden(N_("Ini tugas petugas Diskominfo, yang menyimpan datanya."))


def same_version(row_version: int, version: int) -> None:
    """Raises Conflict when the row is not the one the actor saw."""
    if row_version != version:
        raise changed_meanwhile()


def words(text: str) -> str:
    """One line with single spaces."""
    return " ".join(text.split())


def without_nik(**texts: str) -> None:
    """Raises Refused at the field whose text holds what may be a NIK: it would live longer than the data it came from."""
    for field, text in texts.items():
        if rules.bears_nik(text):
            raise Refused(N_("Jangan menulis NIK di sini. Sebut nomor registrasi pengaduannya."), field=field)


def number(session: Session, clock: Clock, settings: Settings, kind: str, row_id: str) -> str:
    """The next number of a kind of record: KDP an incident, PDP its notices, PSD a subject's request, BAP a certificate."""
    template = f"{{seq:03d}}/{kind}-KMF/{{office}}/{{roman}}/{{year}}"
    how = {"series": f"privacy-{kind.lower()}", "template": template, "office": settings.office_code, "zone": settings.zone}
    return next_number(session, clock, subject_id=row_id, **how)  # type: ignore[arg-type]


def note(session: Session, clock: Clock, actor: Actor, kind: str, subject: tuple[str, str], **data: object) -> None:
    """The event of a change; ``subject``: kind and id."""
    trail.record(session, clock, actor, f"privacy.{kind}", *subject, data)


def keepers(session: Session) -> list[str]:
    """The ids of those whom the clocks ring for: Diskominfo's officers and heads."""
    found = [*officers(session, Party.DISKOMINFO), *chiefs(session, Party.DISKOMINFO)]
    return list(dict.fromkeys(staff_id for staff_id, _name in found))


def house(session: Session) -> str:
    """The name of the agency that keeps the data, as it stands at the head of its letters."""
    found = select(Agency.name).where(Agency.party == Party.DISKOMINFO).order_by(Agency.name, Agency.id).limit(1)
    return session.scalar(found) or Party.DISKOMINFO.label
