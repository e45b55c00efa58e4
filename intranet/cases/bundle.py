"""The hand-over bundle of a case: who may make it, what goes into it, and what is noted when it leaves.

Making it takes three steps, because packing may take long and must not hold the database: ``gather`` reads, ``packing``
writes the file without a session, ``note`` records in one transaction that it leaves; only then is it sent.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.sealing import FieldKeys
from intranet.cases import queries, rules, service
from intranet.cases.rules import State
from intranet.cases.service import Person
from intranet.cases.timeline import BUNDLED
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act
from intranet.evidence import queries as evidence
from intranet.evidence import service as custody
from shared.text import N_

ADDRESSEE, PURPOSE = 200, 300  # letters at most


@dataclass(frozen=True)
class Order:
    """To whom a bundle goes and what for; ``reason``: why the complainant's data goes along, empty when it does not; ``ground``:
    by which law it does although they asked for restriction."""

    addressee: str
    purpose: str
    with_complainant: bool = False
    reason: str = ""
    ground: str = ""


@dataclass(frozen=True)
class Contents:
    """All a bundle says, read in one go. ``withheld``: how many items of evidence their marks hold back."""

    case: Row[*tuple[Any, ...]]
    tracks: Sequence[Row[*tuple[Any, ...]]]
    evidence: Sequence[evidence.Line]
    withheld: int
    links: Sequence[trail.Link]
    head: tuple[int, str]
    person: Person | None
    order: Order
    made_by: Actor
    made_at: dt.datetime


@dataclass(frozen=True)
class Made:
    """What came of packing: the SHA-256 of the list of sums, and each item with whether it was sound and so went along."""

    sums: str
    found: dict[str, bool]


def check(session: Session, actor: Actor, clock: Clock, case_id: str, order: Order | None = None) -> Row[*tuple[Any, ...]]:
    """The case, if ``actor`` may take it out of the office (to whom ``order`` says). Raises NotFound, Forbidden or Refused."""
    found = queries.sheet(session, case_id)
    if found is None or found.state is State.DRAFT:
        raise NotFound(N_("Perkara tidak ditemukan."))
    if not rules.may_bundle(actor, found.party):
        raise Forbidden(N_("Berkas penyerahan dibuat petugas pihak yang memegang perkara ini."))
    verdict = disclosure.look(session, actor, clock, Act.EXPORT, ("case", case_id))
    if not verdict.allowed:
        raise Forbidden(verdict.reason, do=verdict.do)
    if order is not None:
        _check_order(order)
    return found


def require_leave(session: Session, actor: Actor, clock: Clock, case_id: str) -> None:
    """Raise Forbidden where the case's mark forbids that it leaves; what lets it go is noted as its disclosure's use."""
    disclosure.require(session, actor, clock, Act.EXPORT, ("case", case_id))


def leaving(session: Session, actor: Actor, clock: Clock, case_id: str) -> tuple[list[evidence.Line], int]:
    """The evidence that may leave with the case, and how many items are held back by their marks."""
    lines = evidence.of(session, actor, clock, ("case", case_id))
    case = ("case", case_id)
    given = [
        line
        for line in lines
        if isinstance(line, evidence.Line)
        and line.item.erased_at is None
        and (
            line.mark is None
            or disclosure.look(session, actor, clock, Act.EXPORT, (custody.KIND, line.item.id), within=case).allowed
        )
    ]
    return given, len(lines) - len(given)


def _check_order(order: Order) -> None:
    if not order.addressee:
        raise Refused(N_("Tuliskan kepada siapa berkas ini diserahkan."), field="addressee")
    if len(order.purpose) < rules.PURPOSE:
        raise Refused(N_("Tuliskan untuk apa berkas ini diserahkan, sedikitnya 10 huruf."), field="purpose")
    for name, most in (("addressee", ADDRESSEE), ("purpose", PURPOSE), ("reason", PURPOSE)):
        if len(getattr(order, name)) > most:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most})
    if order.with_complainant and len(order.reason) < rules.REVEAL_REASON:
        raise Refused(N_("Tuliskan mengapa data pelapor perlu disertakan, sedikitnya 10 huruf."), field="reason")


def reveal(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, case_id: str, order: Order) -> Person:
    """The complainant's data for a bundle, noted as seen before it goes anywhere. Raises what ``check`` and revealing raise."""
    check(session, actor, clock, case_id, order)
    return service.reveal(session, actor, clock, keys, case_id, order.reason, order.ground)


def gather(session: Session, actor: Actor, clock: Clock, case_id: str, order: Order, person: Person | None) -> Contents:
    """Read everything that goes into the bundle. Raises NotFound, Forbidden or Refused."""
    found = check(session, actor, clock, case_id, order)
    given, withheld = leaving(session, actor, clock, case_id)
    return Contents(
        case=found,
        tracks=queries.tracks(session, case_id),
        evidence=given,
        withheld=withheld,
        links=trail.links(session, "case", case_id),
        head=trail.head(session),
        person=person,
        order=order,
        made_by=actor,
        made_at=clock.now(),
    )


def note(session: Session, actor: Actor, clock: Clock, case_id: str, order: Order, made: Made) -> None:
    """Record that the bundle leaves: in the case's history, and in the custody of each item that is in it.

    Asks once more whether it may: the case may have gone to the other party meanwhile. Raises what ``check`` raises.
    """
    check(session, actor, clock, case_id, order)
    require_leave(session, actor, clock, case_id)
    for item_id, sound in made.found.items():
        if sound:
            disclosure.require(session, actor, clock, Act.EXPORT, (custody.KIND, item_id), within=("case", case_id))
    detail = f"berkas penyerahan untuk {order.addressee}"
    custody.hand_out(session, actor, clock, subject=("case", case_id), found=made.found, detail=detail)
    data = {
        "addressee": order.addressee,
        "purpose": order.purpose,
        "complainant": order.with_complainant,
        "files": sum(made.found.values()),
        "sums": made.sums,
    }
    trail.record(session, clock, actor, BUNDLED, "case", case_id, data)
