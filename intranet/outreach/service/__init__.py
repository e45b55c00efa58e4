"""Verbs of outreach, a file for each thing people do: ``capacity``, ``dissemination``, ``facilities``, ``activities``.

Here: what they share. An agreement carries something on a day only while it is in force and the acting party is one of its own.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.agreements.models import Agreement
from intranet.agreements.rules import Standing, standing_on
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, Refused, changed_meanwhile
from intranet.outreach import rules
from intranet.outreach.rules import CostBearer, Scope
from intranet.settings import Settings
from shared.text import N_


@dataclass(frozen=True)
class Under:
    """The agreement something belongs to and the part of it; empty: to none."""

    agreement_id: str = ""
    scope: Scope | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Who pays, from which line of the budget, for which task or stage; ``planned`` in rupiah, None: not known."""

    bearer: CostBearer = CostBearer.NONE
    line: str = ""
    stage: str = ""
    planned: int | None = None


def today(clock: Clock, settings: Settings) -> dt.date:
    """The office's day."""
    return clock.now().astimezone(settings.zone).date()


def party_of(actor: Actor) -> Party:
    """The party ``actor`` works for; Forbidden for everybody else."""
    if not rules.may_work(actor) or actor.party is None:
        raise Forbidden(N_("Kegiatan bersama dicatat petugas Bawaslu atau Diskominfo."))
    return actor.party


def require_own(actor: Actor, party: Party, *, joint: bool = False) -> None:
    """Raises Forbidden unless ``actor`` may change what belongs to ``party``."""
    if not rules.may_change(actor, party, joint=joint):
        raise Forbidden(N_("Ini milik pihak lain; pihak Anda hanya membacanya."))


def same_version(row_version: int, version: int) -> None:
    """Raises Conflict when the row is not the one the actor saw."""
    if row_version != version:
        raise changed_meanwhile()


def under(session: Session, given: Under, day: dt.date, *parties: Party) -> dict[str, object]:
    """The columns of an agreement and its part, or none of both; raises Refused when it does not carry ``day`` for ``parties``."""
    if not given.agreement_id:
        return {"agreement_id": None, "scope": None}
    row = session.get(Agreement, given.agreement_id)
    if row is None or not set(parties) <= {one.party for one in row.parties}:
        raise Refused(N_("Pilih perjanjian yang pihak-pihaknya melaksanakan kegiatan ini."), field="agreement")
    if given.scope is None:
        raise Refused(N_("Pilih lingkupnya dalam perjanjian itu."), field="scope")
    if standing_on(row.term, day) is not Standing.IN_FORCE:
        raise Refused(
            N_("Perjanjian itu tidak berlaku pada tanggal ini."),
            do=N_("Pilih perjanjian lain atau tanggal lain, atau catat tanpa perjanjian."),
            field="agreement",
        )
    return {"agreement_id": row.id, "scope": given.scope}


def costs(given: Cost) -> dict[str, object]:
    """The columns of a cost; raises Refused naming the field at fault."""
    if fault := rules.cost_fault(given.bearer, given.planned, None):
        raise Refused(fault, field="bearer")
    return {
        "cost_bearer": given.bearer,
        "budget_line": words(given.line),
        "cost_stage": words(given.stage),
        "planned_cost": given.planned,
    }


def words(text: str) -> str:
    """One line with single spaces."""
    return " ".join(text.split())


def put(row: object, values: Mapping[str, object]) -> list[str]:
    """Write ``values`` into ``row``; the names of those that changed, sorted."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def note(session: Session, clock: Clock, actor: Actor, kind: str, subject: tuple[str, str], **data: object) -> None:
    """The event of a change; ``subject``: kind and id."""
    trail.record(session, clock, actor, f"outreach.{kind}", *subject, data)


def house_of(session: Session, party: Party) -> str:
    """The name of ``party``'s agency, as it stands at the head of its letters."""
    name = session.scalar(select(Agency.name).where(Agency.party == party).order_by(Agency.name, Agency.id).limit(1))
    return name or party.label
