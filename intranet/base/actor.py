"""Who acts: a member of staff, an enrolled kiosk, or the system itself. Parties and roles are the documents' own."""

from dataclasses import dataclass
from enum import Enum

from shared.text import N_


class Party(Enum):
    """The agencies of the agreements; a partner is anybody a case may be referred to."""

    BAWASLU = "bawaslu"
    DISKOMINFO = "diskominfo"
    DUKCAPIL = "dukcapil"
    PARTNER = "partner"

    @property
    def label(self) -> str:
        """The party's short name."""
        return {
            "bawaslu": N_("Bawaslu"),
            "diskominfo": N_("Diskominfo"),
            "dukcapil": N_("Disdukcapil"),
            "partner": N_("Mitra"),
        }[self.value]


class Role(Enum):
    """What a member of staff may do; one person may have several."""

    BAWASLU_OFFICER = "bawaslu_officer"
    BAWASLU_COMMISSIONER = "bawaslu_commissioner"
    DISKOMINFO_OFFICER = "diskominfo_officer"
    DISKOMINFO_HEAD = "diskominfo_head"
    DUKCAPIL_AUDITOR = "dukcapil_auditor"
    PARTNER = "partner"
    SCHEDULER = "scheduler"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role as shown on screen."""
        return _ROLES[self]

    @property
    def party(self) -> Party | None:
        """The party a role belongs to; ``None`` for roles any party may hold."""
        return _ROLE_PARTY.get(self)


_ROLES = {
    Role.BAWASLU_OFFICER: N_("Petugas Bawaslu"),
    Role.BAWASLU_COMMISSIONER: N_("Anggota Bawaslu"),
    Role.DISKOMINFO_OFFICER: N_("Petugas Diskominfo"),
    Role.DISKOMINFO_HEAD: N_("Kepala Diskominfo"),
    Role.DUKCAPIL_AUDITOR: N_("Pengawas Disdukcapil"),
    Role.PARTNER: N_("Mitra"),
    Role.SCHEDULER: N_("Penyusun jadwal"),
    Role.ADMIN: N_("Pengelola sistem"),
    Role.AUDITOR: N_("Pemeriksa"),
}
_ROLE_PARTY = {
    Role.BAWASLU_OFFICER: Party.BAWASLU,
    Role.BAWASLU_COMMISSIONER: Party.BAWASLU,
    Role.DISKOMINFO_OFFICER: Party.DISKOMINFO,
    Role.DISKOMINFO_HEAD: Party.DISKOMINFO,
    Role.DUKCAPIL_AUDITOR: Party.DUKCAPIL,
    Role.PARTNER: Party.PARTNER,
}


class ActorKind(Enum):
    """The three kinds of actors."""

    STAFF = "staff"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who does something: kept in the trail with the name as it was then."""

    kind: ActorKind
    id: str
    name: str
    party: Party | None = None
    roles: frozenset[Role] = frozenset()

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(ActorKind.SYSTEM, "system", "Posko")
