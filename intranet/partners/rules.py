"""Which kind of partner a violation goes to, on which day, by which law; and how a partnership stands on a day. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from shared.questions import Topic
from shared.text import N_


class PartnerKind(Enum):
    """What a partner is; the order is the one the list is read in."""

    BAWASLU = "bawaslu"
    GAKKUMDU = "gakkumdu"
    POLICE = "police"
    KPU = "kpu"
    DKPP = "dkpp"
    BKN = "bkn"
    KASN = "kasn"
    PERSONNEL_OFFICE = "personnel_office"
    VILLAGE_OFFICE = "village_office"
    LOCAL_OFFICE = "local_office"
    MINISTRY = "ministry"
    KPID = "kpid"
    PRESS_COUNCIL = "press_council"
    JOURNALISTS = "journalists"
    UNIVERSITY = "university"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _PARTNERS[self]


_PARTNERS = {
    PartnerKind.BAWASLU: N_("Bawaslu tingkat lain"),
    PartnerKind.GAKKUMDU: N_("Sentra Gakkumdu"),
    PartnerKind.POLICE: N_("Kepolisian"),
    PartnerKind.KPU: N_("KPU"),
    PartnerKind.DKPP: N_("DKPP"),
    PartnerKind.BKN: N_("Badan Kepegawaian Negara"),
    PartnerKind.KASN: N_("Komisi Aparatur Sipil Negara"),
    PartnerKind.PERSONNEL_OFFICE: N_("Kepegawaian daerah (BKPSDM)"),
    PartnerKind.VILLAGE_OFFICE: N_("Pemberdayaan desa (DPMD)"),
    PartnerKind.LOCAL_OFFICE: N_("Perangkat daerah"),
    PartnerKind.MINISTRY: N_("Kementerian"),
    PartnerKind.KPID: N_("Komisi Penyiaran (KPI/KPID)"),
    PartnerKind.PRESS_COUNCIL: N_("Dewan Pers"),
    PartnerKind.JOURNALISTS: N_("Organisasi wartawan dan media"),
    PartnerKind.UNIVERSITY: N_("Perguruan tinggi"),
    PartnerKind.COMMUNITY: N_("Organisasi masyarakat"),
}


class ViolationKind(Enum):
    """The kinds of violations, as far as they differ in who deals with them."""

    ADMINISTRATIVE = "administrative"
    ETHICS = "ethics"
    CRIMINAL = "criminal"
    ASN_NEUTRALITY = "asn_neutrality"
    VILLAGE_HEAD = "village_head"
    GENERAL_CRIME = "general_crime"
    BROADCAST = "broadcast"
    PRESS = "press"
    OTHER_LAW = "other_law"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _VIOLATIONS[self]


_VIOLATIONS = {
    ViolationKind.ADMINISTRATIVE: N_("Pelanggaran administrasi"),
    ViolationKind.ETHICS: N_("Pelanggaran kode etik penyelenggara"),
    ViolationKind.CRIMINAL: N_("Tindak pidana pemilu atau pemilihan"),
    ViolationKind.ASN_NEUTRALITY: N_("Netralitas pegawai ASN"),
    ViolationKind.VILLAGE_HEAD: N_("Kepala desa dan perangkat desa"),
    ViolationKind.GENERAL_CRIME: N_("Pidana umum, ITE, data pribadi"),
    ViolationKind.BROADCAST: N_("Siaran televisi dan radio"),
    ViolationKind.PRESS: N_("Pemberitaan pers"),
    ViolationKind.OTHER_LAW: N_("Peraturan perundang-undangan lain"),
}


class Validity(Enum):
    """How something with a first and a last day stands on one day."""

    COMING = "coming"
    VALID = "valid"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The standing in Indonesian."""
        return {"coming": N_("belum mulai"), "valid": N_("berlaku"), "ended": N_("berakhir")}[self.value]


def validity_on(valid_from: dt.date, valid_until: dt.date | None, day: dt.date) -> Validity:
    """How a term stands on ``day``; both its ends are inside, and without a last day it goes on."""
    if day < valid_from:
        return Validity.COMING
    return Validity.VALID if valid_until is None or day <= valid_until else Validity.ENDED


def overlap(from_a: dt.date, until_a: dt.date | None, from_b: dt.date, until_b: dt.date | None) -> bool:
    """Whether two terms share a day."""
    return (until_b is None or from_a <= until_b) and (until_a is None or from_b <= until_a)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One line of the table: violations of ``kind`` (of one topic, or of any) go to a partner of kind ``partner``."""

    kind: ViolationKind
    topic: Topic | None = None
    partner: PartnerKind
    valid_from: dt.date
    valid_until: dt.date | None = None
    source: str


def target_for(kind: ViolationKind, topic: Topic | None, day: dt.date, rules: Iterable[Target]) -> Target | None:
    """The line of ``rules`` that holds on ``day``, or ``None``: one for the topic before the one for any, the younger first."""
    fitting = [
        line
        for line in rules
        if line.kind is kind
        and line.topic in (None, topic)
        and validity_on(line.valid_from, line.valid_until, day) is Validity.VALID
    ]
    return max(fitting, key=lambda line: (line.topic is not None, line.valid_from, line.partner.value), default=None)


_ELECTIONS = dt.date(2017, 8, 16)  # UU 7/2017
_KASN_ENDS = dt.date(2024, 9, 3)  # the day before the circular that hands its work over was signed
# Where an office begins; heads and administrators end lines and add others as the law changes.
DEFAULTS: tuple[Target, ...] = (
    Target(
        kind=ViolationKind.ADMINISTRATIVE,
        partner=PartnerKind.KPU,
        valid_from=dt.date(2016, 7, 1),
        source="UU 1/2015 jo. UU 10/2016 Pasal 139 (pemilihan); dalam pemilu diperiksa Bawaslu sendiri (Perbawaslu 8/2022)",
    ),
    Target(kind=ViolationKind.ETHICS, partner=PartnerKind.DKPP, valid_from=_ELECTIONS, source="UU 7/2017 Pasal 455 ayat (1)"),
    Target(kind=ViolationKind.CRIMINAL, partner=PartnerKind.GAKKUMDU, valid_from=_ELECTIONS, source="UU 7/2017 Pasal 486"),
    Target(
        kind=ViolationKind.ASN_NEUTRALITY,
        partner=PartnerKind.KASN,
        valid_from=dt.date(2014, 1, 15),
        valid_until=_KASN_ENDS,
        source="UU 5/2014 Pasal 31",
    ),
    Target(
        kind=ViolationKind.ASN_NEUTRALITY,
        partner=PartnerKind.BKN,
        valid_from=_KASN_ENDS + dt.timedelta(days=1),
        source="Perpres 92/2024; SE MenPANRB 4/2024",
    ),
    Target(
        kind=ViolationKind.VILLAGE_HEAD,
        partner=PartnerKind.VILLAGE_OFFICE,
        valid_from=dt.date(2014, 1, 15),
        source="UU 6/2014 Pasal 29–30 dan 51–52",
    ),
    Target(
        kind=ViolationKind.GENERAL_CRIME,
        partner=PartnerKind.POLICE,
        valid_from=dt.date(2008, 4, 21),
        source="UU 11/2008 jo. UU 19/2016 dan UU 1/2024",
    ),
    Target(kind=ViolationKind.BROADCAST, partner=PartnerKind.KPID, valid_from=dt.date(2002, 12, 28), source="UU 32/2002 Pasal 8"),
    Target(
        kind=ViolationKind.PRESS, partner=PartnerKind.PRESS_COUNCIL, valid_from=dt.date(1999, 9, 23), source="UU 40/1999 Pasal 15"
    ),
    Target(kind=ViolationKind.OTHER_LAW, partner=PartnerKind.POLICE, valid_from=_ELECTIONS, source="UU 7/2017 Pasal 455 ayat (1)"),
    Target(
        kind=ViolationKind.OTHER_LAW,
        topic=Topic.ASN_NEUTRALITY,
        partner=PartnerKind.BKN,
        valid_from=_KASN_ENDS + dt.timedelta(days=1),
        source="Perpres 92/2024; SE MenPANRB 4/2024",
    ),
)
