"""Verbs on partners and on the referral table."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base import trail
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.partners import rules
from intranet.partners.models import PartnerOrganisation, ReferralRule
from intranet.partners.rules import PartnerKind, Target
from shared.text import N_

EDITORS = (Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER, Role.ADMIN)
Dated = TypeVar("Dated", PartnerOrganisation, ReferralRule)


@dataclass(frozen=True, kw_only=True)
class PartnerInput:
    """A partner as entered."""

    kind: PartnerKind
    name: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    role: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    contact_role: str = ""
    agency_id: str | None = None


def add(session: Session, actor: Actor, clock: Clock, partner: PartnerInput) -> PartnerOrganisation:
    """Enter a partner. Raises Refused naming the field at fault, Forbidden for roles that may not."""
    _require_editor(actor)
    row = PartnerOrganisation(id=new_id(), **_checked(session, partner, ""))
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "partner.added", "partner", row.id, {"kind": row.kind.value})
    return row


def change(
    session: Session, actor: Actor, clock: Clock, partner_id: str, version: int, partner: PartnerInput
) -> PartnerOrganisation:
    """Replace what is known of a partner; the trail keeps which fields. Raises Conflict, Refused, Forbidden, NotFound."""
    row = _open(session, actor, PartnerOrganisation, partner_id, version)
    given = _checked(session, partner, row.id)
    changed = sorted(name for name, value in given.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name in changed:
        setattr(row, name, given[name])
    flush(session)
    trail.record(session, clock, actor, "partner.changed", "partner", row.id, {"fields": changed})
    return row


def end(session: Session, actor: Actor, clock: Clock, partner_id: str, version: int, last_day: dt.date) -> PartnerOrganisation:
    """Let a partnership end with ``last_day``; the partner stays in the list. Raises Conflict, Refused, Forbidden, NotFound."""
    row = _open(session, actor, PartnerOrganisation, partner_id, version)
    _end(session, row, last_day)
    trail.record(session, clock, actor, "partner.ended", "partner", row.id, {"until": last_day.isoformat()})
    return row


def open_to_accounts(session: Session, actor: Actor, clock: Clock, partner_id: str, version: int) -> PartnerOrganisation:
    """Tie a partner to an agency of its own, so that its people can be given accounts. For the administrator.

    One that is tied already stays as it is. Raises Conflict, Refused, Forbidden, NotFound.
    """
    if not actor.has(Role.ADMIN):
        raise Forbidden(N_("Akun dibuat oleh pengelola sistem."))
    row = _open(session, actor, PartnerOrganisation, partner_id, version)
    if row.agency_id is None:
        row.agency_id = agencies.add_agency(session, actor, clock, party=Party.PARTNER, name=row.name).id
        flush(session)
        trail.record(session, clock, actor, "partner.changed", "partner", row.id, {"fields": ["agency_id"]})
    return row


def add_rule(session: Session, actor: Actor, clock: Clock, target: Target) -> ReferralRule:
    """Add a line to the referral table. Raises Refused when another one holds for the same matter on one of its days."""
    _require_editor(actor)
    if not target.source.strip():
        raise Refused(N_("Sebutkan dasar hukumnya."), field="source")
    _check_term(target.valid_from, target.valid_until)
    same = select(ReferralRule).where(ReferralRule.violation == target.kind, ReferralRule.topic.is_not_distinct_from(target.topic))
    for other in session.scalars(same):
        if rules.overlap(target.valid_from, target.valid_until, other.valid_from, other.valid_until):
            raise Refused(
                N_("Untuk pelanggaran dan pokok yang sama masih ada aturan lain pada waktu itu."),
                do=N_("Akhiri dahulu aturan yang lama, lalu tambahkan yang baru mulai hari berikutnya."),
                field="valid_from",
            )
    row = _rule(target)
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "referral_rule.added", "referral_rule", row.id, _told(row))
    return row


def end_rule(session: Session, actor: Actor, clock: Clock, rule_id: str, version: int, last_day: dt.date) -> ReferralRule:
    """Let a line hold for the last time on ``last_day``. Raises Conflict, Refused, Forbidden, NotFound."""
    row = _open(session, actor, ReferralRule, rule_id, version)
    _end(session, row, last_day)
    trail.record(
        session, clock, actor, "referral_rule.ended", "referral_rule", row.id, {**_told(row), "until": last_day.isoformat()}
    )
    return row


def seed_referral_rules(session: Session, actor: Actor, clock: Clock) -> int:
    """Fill an empty referral table with the lines that come with the program; returns how many were added."""
    if session.scalar(select(ReferralRule.id).limit(1)) is not None:
        return 0
    session.add_all(_rule(target) for target in rules.DEFAULTS)
    session.flush()
    trail.record(session, clock, actor, "referral_rule.seeded", "referral_rule", "all", {"lines": len(rules.DEFAULTS)})
    return len(rules.DEFAULTS)


def fill_rules(session: Session, actor: Actor, clock: Clock) -> int:
    """The same at an editor's wish, where an office began without it. Raises Forbidden."""
    _require_editor(actor)
    return seed_referral_rules(session, actor, clock)


def get(session: Session, partner_id: str) -> PartnerOrganisation:
    """The partner; raises NotFound."""
    return _get(session, PartnerOrganisation, partner_id)


def _get(session: Session, kind: type[Dated], row_id: str) -> Dated:
    row = session.get(kind, row_id)
    if row is None:
        raise NotFound(N_("Tidak ada dalam daftar mitra."))
    return row


def _open(session: Session, actor: Actor, kind: type[Dated], row_id: str, version: int) -> Dated:
    _require_editor(actor)
    row = _get(session, kind, row_id)
    if row.version != version:
        raise changed_meanwhile()
    return row


def _require_editor(actor: Actor) -> None:
    if not actor.has(*EDITORS):
        raise Forbidden(N_("Hanya pimpinan kedua kantor atau pengelola sistem yang dapat mengubah daftar mitra."))


def _checked(session: Session, partner: PartnerInput, own_id: str) -> dict[str, object]:
    """The columns of a partner, or Refused."""
    given = {key: value.strip() if isinstance(value, str) else value for key, value in vars(partner).items()}
    given["agency_id"] = given["agency_id"] or None
    if not given["name"]:
        raise Refused(N_("Nama mitra belum diisi."), field="name")
    _check_term(partner.valid_from, partner.valid_until)
    namesakes = select(PartnerOrganisation).where(
        func.lower(PartnerOrganisation.name) == str(given["name"]).lower(), PartnerOrganisation.id != own_id
    )
    for other in session.scalars(namesakes):
        if rules.overlap(partner.valid_from, partner.valid_until, other.valid_from, other.valid_until):
            raise Refused(N_("Mitra dengan nama ini sudah ada dalam daftar."), field="name")
    if given["agency_id"] is not None:
        agency = session.get(Agency, given["agency_id"])
        if agency is None or agency.party is not Party.PARTNER:
            raise Refused(N_("Pilih instansi mitra yang ada."), field="agency_id")
    return given


def _check_term(first: dt.date, last: dt.date | None) -> None:
    if last is not None and last < first:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="valid_until")


def _end(session: Session, row: PartnerOrganisation | ReferralRule, last_day: dt.date) -> None:
    if last_day < row.valid_from:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="last_day")
    if row.valid_until is not None and row.valid_until <= last_day:
        raise Refused(N_("Masa berlakunya sudah berakhir pada atau sebelum hari itu."), field="last_day")
    row.valid_until = last_day
    flush(session)


def _rule(target: Target) -> ReferralRule:
    return ReferralRule(
        id=new_id(),
        violation=target.kind,
        topic=target.topic,
        partner=target.partner,
        valid_from=target.valid_from,
        valid_until=target.valid_until,
        source=target.source.strip(),
    )


def _told(row: ReferralRule) -> Mapping[str, str]:
    topic = row.topic.value if row.topic else ""
    return {"violation": row.violation.value, "topic": topic, "partner": row.partner.value}
