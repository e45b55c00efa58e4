"""Who works in the invented office, and who comes to it."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

from intranet.base.actor import Party, Role
from intranet.cases.service import Person

AGENCIES = {
    Party.DISKOMINFO: ("Dinas Komunikasi dan Informatika Kabupaten Contoh",),
    Party.BAWASLU: ("Bawaslu Kabupaten Contoh",),
    Party.DUKCAPIL: ("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh",),
    Party.PARTNER: ("KPU Kabupaten Contoh", "Kesbangpol Kabupaten Contoh"),
}


@dataclass(frozen=True)
class Colleague:
    """A member of staff with the password everybody may know, and what they do, for the printed list."""

    username: str
    name: str
    agency: str
    party: Party
    roles: tuple[Role, ...]
    password: str
    does: str


def _people(party: Party, *rows: tuple[str, str, tuple[Role, ...], str, str], agency: int = 0) -> list[Colleague]:
    house = AGENCIES[party][agency]
    return [Colleague(username, name, house, party, roles, password, does) for username, name, roles, password, does in rows]


CAST: tuple[Colleague, ...] = (
    *_people(
        Party.DISKOMINFO,
        ("kartika", "Kartika Contohsari", (Role.DISKOMINFO_HEAD,), "kopi pagi di teras rumah", "head of Diskominfo"),
        ("budi", "Budi Rekaanto", (Role.DISKOMINFO_OFFICER,), "sepeda biru menunggu hujan", "counter officer"),
        ("ningsih", "Ningsih Ujicobawati", (Role.DISKOMINFO_OFFICER,), "tiga kucing di atas atap", "counter officer"),
        ("galih", "Galih Misalnyoto", (Role.DISKOMINFO_OFFICER,), "perahu kertas ke muara", "content handling"),
        ("arum", "Arum Contohning", (Role.SCHEDULER,), "jadwal kereta selalu tepat", "scheduler"),
        ("satrio", "Satrio Rekaanjaya", (Role.ADMIN,), "lampu jalan menyala jam enam", "runs the machine"),
    ),
    *_people(
        Party.BAWASLU,
        ("halim", "Halim Contohudin", (Role.BAWASLU_COMMISSIONER,), "meja bundar dan teh hangat", "commissioner"),
        ("ratih", "Ratih Rekaanwati", (Role.BAWASLU_COMMISSIONER,), "gunung tampak dari jendela", "commissioner"),
        ("wulan", "Wulan Ujicobasari", (Role.BAWASLU_OFFICER,), "bulan sabit di atas sawah", "case officer"),
        ("dimas", "Dimas Misalwan", (Role.BAWASLU_OFFICER,), "jalan setapak menuju pasar", "case officer, cyber patrol"),
        ("tiara", "Tiara Contohningrum", (Role.BAWASLU_OFFICER,), "payung merah di halte bus", "case officer"),
        ("yusuf", "Yusuf Rekaandi", (Role.AUDITOR,), "catatan rapi di lemari kayu", "auditor"),
    ),
    *_people(
        Party.DUKCAPIL,
        ("sekar", "Sekar Ujicobaningsih", (Role.DUKCAPIL_AUDITOR,), "angka kecil dijaga baik", "auditor of the register"),
    ),
    *_people(
        Party.PARTNER,
        ("tirta", "Tirta Contohwan", (Role.PARTNER,), "sungai tenang sampai sore", "contact of the election commission"),
    ),
)

_GIVEN = (
    "Sari",
    "Budi",
    "Wati",
    "Joko",
    "Dewi",
    "Agus",
    "Ratna",
    "Hasan",
    "Lina",
    "Yohanes",
    "Maria",
    "Putu",
    "Slamet",
    "Endang",
    "Bambang",
    "Rukmini",
    "Teguh",
    "Suryani",
    "Wahyu",
    "Karti",
    "Nurul",
    "Hendra",
    "Yanti",
    "Rahmat",
    "Ida",
    "Sutrisno",
    "Mega",
    "Darto",
    "Lestari",
    "Anton",
)
_FAMILY = (
    "Contohwati",
    "Rekaanto",
    "Ujicobawan",
    "Misalnyo",
    "Contohnugraha",
    "Rekaansari",
    "Ujicobayani",
    "Misaldi",
    "Contohadi",
    "Rekaanputra",
    "Ujicobasih",
    "Misalrini",
)
_STREETS = ("Jalan Melati Contoh", "Dusun Rekaan Kidul", "Gang Ujicoba", "Perum Griya Contoh", "Kampung Misal", "Jalan Rekaan")
VILLAGES = ("Karangcontoh", "Rekaansari", "Ujicoba Lor", "Misalrejo", "Contohan", "Sumberrekaan", "Banyuujicoba", "Tegalmisal")


def complainant(rng: random.Random, serial: int) -> Person:
    """An invented complainant; some leave out what a complainant may leave out."""
    woman = rng.random() < 0.5
    name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    born = dt.date(1945, 1, 1) + dt.timedelta(days=rng.randrange(60 * 365))
    nik = f"339999{born.day + 40 * woman:02d}{born:%m%y}{serial % 9000 + 1:04d}"
    village = rng.choice(VILLAGES)
    address = f"{rng.choice(_STREETS)} No. {rng.randrange(1, 140)}, Desa {village}"
    phone = f"0800-0000-{rng.randrange(10_000):04d}" if rng.random() < 0.8 else ""
    email = f"{name.split()[0].lower()}.{serial}@surel.contoh.id" if rng.random() < 0.35 else ""
    if rng.random() < 0.06:
        return Person()
    return Person(nik if rng.random() < 0.9 else None, name, address, phone, email)


def born_on(nik: str) -> str:
    """The birth date in an invented NIK, as yyyy-mm-dd."""
    day, month, year = int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])
    return f"{1900 + year if year >= 45 else 2000 + year}-{month:02d}-{day:02d}"


def logins(cast: Iterable[Colleague]) -> str:
    """The list of sample logins, for the terminal."""
    lines = ["  Sample logins (user name, password, who it is)"]
    party = None
    for one in cast:
        if one.party is not party:
            party = one.party
            lines.append(f"  {one.agency}")
        lines.append(f"    {one.username:<9}{one.password:<32}{one.name}, {one.does}")
    return "\n".join(lines)
