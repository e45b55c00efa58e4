"""How each party's papers are headed and numbered: what an administrator set, else what comes with the program."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.base import numbering, trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush, insert_new
from intranet.base.errors import Forbidden, Refused, changed_meanwhile
from intranet.documents import rules
from intranet.documents.bodies import Head
from intranet.documents.models import Letterhead, NumberingScheme
from intranet.documents.rules import DocumentKind, Scheme
from intranet.settings import Settings
from shared.text import N_

ALL = "all"  # the papers of a party without a line of their own
_OVER = {Party.BAWASLU: "Badan Pengawas Pemilihan Umum"}
_MOST = {"over": 200, "name": 200, "address": 300, "contact": 300, "place": 100}


@dataclass(frozen=True)
class Line:
    """A line of the table of numbers. ``version`` 0: it is the program's own."""

    party: Party
    kind: DocumentKind | None
    scheme: Scheme
    version: int

    @property
    def key(self) -> str:
        """The kind's value, or ALL."""
        return self.kind.value if self.kind else ALL


def lines(session: Session) -> list[Line]:
    """Every party's common line, and those of kinds of their own, in order."""
    set_here = {(row.party, row.kind): row for row in session.scalars(select(NumberingScheme))}
    found = []
    for party in rules.CHIEFS:
        for kind in (None, *DocumentKind):
            row, own = set_here.get((party, kind.value if kind else ALL)), rules.SCHEMES.get((party, kind))
            if row is not None:
                found.append(Line(party, kind, row.scheme, row.version))
            elif own is not None:
                found.append(Line(party, kind, own, 0))
    return found


def scheme_for(session: Session, party: Party, kind: DocumentKind) -> Scheme:
    """How ``party`` numbers papers of ``kind`` now; one that counts with the others begins again with them."""
    mine = {line.kind: line.scheme for line in lines(session) if line.party is party}
    common = mine[None]
    scheme = mine.get(kind, common)
    return scheme if scheme.own else Scheme(scheme.template, common.reset, scheme.width)


def set_scheme(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    party: Party,
    kind: DocumentKind | None,
    version: int,
    scheme: Scheme,
) -> None:
    """Number the papers of ``party`` (of one kind, or all without a line of their own) in another way from now on.

    Raises Forbidden, Conflict, or Refused: a template that would repeat numbers, another series' template, or another
    beginning in the middle of a year whose numbers have begun.
    """
    _require_keeper(actor)
    if party not in rules.CHIEFS or (kind is not None and party not in rules.SPECS[kind].parties):
        raise Refused(N_("Pihak itu tidak membuat surat jenis ini."))
    if kind is None:
        scheme = Scheme(scheme.template, scheme.reset, scheme.width)
    field, fault = rules.scheme_fault(scheme)
    if fault:
        raise Refused(fault, field=field)
    longest = rules.template_of(scheme).format(seq=10**6, year=2026, month=12, roman="VIII", office=settings.office_code)
    if len(longest) > rules.NUMBER_ROOM:
        raise Refused(N_("Nomor yang jadi terlalu panjang."), field="template")
    _check_others(session, party, kind, scheme)
    _check_reset(session, clock.now().astimezone(settings.zone).year, party, kind, scheme)
    key = kind.value if kind else ALL
    values = {"template": scheme.template, "reset": scheme.reset, "width": scheme.width, "own": scheme.own}
    if version == 0:
        if not insert_new(session, NumberingScheme, party=party, kind=key, version=1, **values):
            raise changed_meanwhile()
    else:
        row = session.get(NumberingScheme, (party, key))
        if row is None or row.version != version:
            raise changed_meanwhile()
        for name, value in values.items():
            setattr(row, name, value)
        flush(session)
    told = {"party": party.value, "kind": key, "template": scheme.template, "reset": scheme.reset.value, "width": scheme.width}
    trail.record(session, clock, actor, "numbering.set", "numbering", f"{party.value}.{key}", told | {"own": scheme.own})


def letterhead(session: Session, settings: Settings, party: Party) -> tuple[Head, int]:
    """A party's letterhead and its version (0: not set yet, so the agency's name and, at its own house, the address)."""
    row = session.get(Letterhead, party)
    if row is not None:
        return Head(row.over, row.name, row.address, row.contact, row.place), row.version
    named = session.scalar(select(Agency.name).where(Agency.party == party).order_by(Agency.name).limit(1))
    hosts = party is Party.DISKOMINFO  # the office is Diskominfo's house
    contact = f"Telepon {settings.office_phone}" if hosts and settings.office_phone else ""
    return Head(_OVER.get(party, ""), named or party.label, settings.office_address if hosts else "", contact, ""), 0


def set_letterhead(session: Session, actor: Actor, clock: Clock, party: Party, version: int, head: Head) -> None:
    """Head the papers of ``party`` in another way from now on. Raises Forbidden, Conflict or Refused."""
    _require_keeper(actor)
    values = {name: " ".join(getattr(head, name).split()) for name in _MOST}
    for name, most in _MOST.items():
        if len(values[name]) > most:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most})
    if not values["name"]:
        raise Refused(N_("Nama lembaga belum diisi."), field="name")
    if party not in rules.CHIEFS:
        raise Refused(N_("Pihak itu tidak membuat surat di sini."))
    if version == 0:
        if not insert_new(session, Letterhead, party=party, version=1, **values):
            raise changed_meanwhile()
    else:
        row = session.get(Letterhead, party)
        if row is None or row.version != version:
            raise changed_meanwhile()
        for name, value in values.items():
            setattr(row, name, value)
        flush(session)
    trail.record(session, clock, actor, "letterhead.set", "letterhead", party.value, values)


def _check_others(session: Session, party: Party, kind: DocumentKind | None, scheme: Scheme) -> None:
    """No two series may write alike: their numbers would meet."""
    series = _series(party, kind, scheme)
    for line in lines(session):
        same_line = (line.party, line.kind) == (party, kind)
        if not same_line and _series(line.party, line.kind, line.scheme) != series and rules.clash(scheme, line.scheme):
            raise Refused(
                N_("Deret lain sudah memakai bentuk nomor ini, jadi nomornya akan sama."),
                do=N_("Tambahkan sesuatu yang membedakannya, misalnya kode jenis surat."),
                field="template",
            )


def _check_reset(session: Session, year: int, party: Party, kind: DocumentKind | None, scheme: Scheme) -> None:
    """In the middle of a year a series that began again would give its first numbers twice."""
    before = next((line.scheme for line in lines(session) if (line.party, line.kind) == (party, kind)), None)
    if before is None or before.reset is scheme.reset:
        return
    last = numbering.last_given(session, _series(party, kind, scheme))
    if any(period.startswith(str(year)) for period in last):
        raise Refused(
            N_("Deret ini sudah memberi nomor tahun ini; mulai ulangnya baru dapat diubah sebelum nomor pertama tahun depan."),
            field="reset",
        )


def _series(party: Party, kind: DocumentKind | None, scheme: Scheme) -> str:
    return rules.series_of(party, kind, scheme) if kind else f"doc.{party.value}"


def _require_keeper(actor: Actor) -> None:
    if not rules.may_number(actor):
        raise Forbidden(N_("Hanya pengelola sistem yang dapat mengubah kop dan penomoran."))
