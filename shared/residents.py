"""Invented residents: who the sample cards show and whom the stand-in population register knows.

Both simulators read this one file, so that a sample card and the register's answer to it always belong together.
Nobody here exists: every NIK carries district code 99, which the ministry has never given out, and the names say
"contoh", "ujicoba" or "rekaan". Tests load sets of their own from JSON (see `load`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from shared.text import N_

FOUND = "01"
DECEASED = "11"
DUPLICATE = "12"
NOT_FOUND = "13"
INACTIVE = "14"


@dataclass(frozen=True, kw_only=True)
class Resident:
    """One invented person as a card or the register holds them; text in capitals, as both write it."""

    key: str
    nik: str
    kk: str
    name: str
    birth_place: str
    birth_date: date
    sex: str
    marital_status: str
    occupation: str
    address: str
    rt: str = "001"
    rw: str = "002"
    village: str = "KARANGCONTOH"
    district: str = "CONTOH UTARA"
    regency: str = "KOTA MAGELANG"
    province: str = "JAWA TENGAH"
    religion: str = "KEPERCAYAAN REKAAN"
    blood_group: str = "-"
    nationality: str = "WNI"


@dataclass(frozen=True, kw_only=True)
class SampleCard:
    """One card of the tray: what lies on the reader, and what the register answers to its NIK.

    `card` is None when there is no KTP-el to read at all. `register` is None when the register has no such NIK.
    `fault` names a member of the simulated card's closed set of faults (`kiosk.card.fake.Fault`). `register_delay`
    is in seconds.
    """

    key: str
    label: str
    shows: str
    card: Resident | None
    register: Resident | None
    register_code: str = FOUND
    fault: str | None = None
    register_delay: float = 0.0
    chip: Literal["A", "B"] = "A"


@dataclass(frozen=True)
class RegisterAnswer:
    """What the register knows of a NIK: reply code, the person if it holds one, seconds it takes to answer."""

    code: str
    resident: Resident | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class Population:
    """The invented residents and the catalogue of sample cards."""

    residents: tuple[Resident, ...]
    cards: tuple[SampleCard, ...]
    only_on_card: frozenset[str] = field(default_factory=frozenset)

    def card(self, key: str) -> SampleCard:
        """The sample card of that key; raises KeyError when the tray has none."""
        return {card.key: card for card in self.cards}[key]

    def resident(self, key: str) -> Resident:
        """The resident of that key; raises KeyError when there is none."""
        return {person.key: person for person in self.residents}[key]

    def answer(self, nik: str) -> RegisterAnswer:
        """What the register answers to a NIK: a sample card's own row decides, else any resident of the register."""
        return self._answers.get(nik, RegisterAnswer(NOT_FOUND))

    @cached_property
    def _answers(self) -> dict[str, RegisterAnswer]:
        known = {person.nik: RegisterAnswer(FOUND, person) for person in self.residents if person.key not in self.only_on_card}
        for card in self.cards:
            nik = card.card.nik if card.card else None
            if nik and (card.fault is None or nik not in known):
                known[nik] = RegisterAnswer(card.register_code, card.register, card.register_delay)
        return known


def load(path: Path | str | None = None) -> Population:
    """The population of a JSON file, or the built-in one when no path is given.

    The file is `{"residents": [...], "cards": [...]}`: residents with the fields of `Resident` (`birth_date` as
    yyyy-mm-dd), cards with the fields of `SampleCard`, where `card` and `register` are resident keys or null. A
    resident that only a card refers to is unknown to the register. Raises OSError, ValueError, KeyError or TypeError
    when the file cannot be read or does not fit.
    """
    if path is None:
        return BUILT_IN
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    people = {row["key"]: _resident(row) for row in raw["residents"]}
    cards = tuple(_card(row, people) for row in raw.get("cards", ()))
    return _population(people.values(), cards)


def _resident(row: Mapping[str, Any]) -> Resident:
    return Resident(**{**row, "birth_date": date.fromisoformat(row["birth_date"])})


def _card(row: Mapping[str, Any], people: Mapping[str, Resident]) -> SampleCard:
    sides = {side: people[row[side]] if row.get(side) else None for side in ("card", "register")}
    return SampleCard(**{"shows": "", **row, **sides})


def _population(people: Iterable[Resident], cards: tuple[SampleCard, ...]) -> Population:
    residents = tuple(people)
    registered = {card.register.key for card in cards if card.register}
    only_on_card = frozenset(card.card.key for card in cards if card.card and card.card.key not in registered)
    return Population(residents, cards, only_on_card)


def _people() -> dict[str, Resident]:
    rows = (
        Resident(
            key="budi",
            nik="3371991203850001",
            kk="3371990101150001",
            name="BUDI CONTOHNUGRAHA",
            birth_place="MAGELANG",
            birth_date=date(1985, 3, 12),
            sex="LAKI-LAKI",
            marital_status="KAWIN",
            occupation="KARYAWAN SWASTA",
            address="JL. MELATI CONTOH NO. 7",
        ),
        Resident(
            key="sari",
            nik="3371995508900002",
            kk="3371990101150002",
            name="SARI UJICOBAWATI",
            birth_place="TEMANGGUNG",
            birth_date=date(1990, 8, 15),
            sex="PEREMPUAN",
            marital_status="BELUM KAWIN",
            occupation="GURU",
            address="GANG KENANGA REKAAN 3",
            rt="004",
            rw="001",
        ),
        Resident(
            key="joko",
            nik="3371990107680003",
            kk="3371990101150003",
            name="JOKO REKAANTORO",
            birth_place="PURWOREJO",
            birth_date=date(1968, 7, 1),
            sex="LAKI-LAKI",
            marital_status="CERAI MATI",
            occupation="PETANI/PEKEBUN",
            address="DUSUN CONTOH KIDUL",
            rt="002",
            rw="005",
        ),
        Resident(
            key="mbah-karti",
            nik="3371997112420004",
            kk="3371990101150004",
            name="KARTI CONTOHSIH",
            birth_place="MAGELANG",
            birth_date=date(1942, 12, 31),
            sex="PEREMPUAN",
            marital_status="CERAI MATI",
            occupation="MENGURUS RUMAH TANGGA",
            address="KAMPUNG REKAAN RT 03",
            rt="003",
            rw="007",
        ),
        Resident(
            key="dewi",
            nik="3371994302010005",
            kk="3371990101150005",
            name="DEWI REKAANINGRUM",
            birth_place="KEBUMEN",
            birth_date=date(2001, 2, 3),
            sex="PEREMPUAN",
            marital_status="BELUM KAWIN",
            occupation="PELAJAR/MAHASISWA",
            address="JL. CONTOH RAYA NO. 21A",
        ),
        Resident(
            key="agus",
            nik="3371991708790006",
            kk="3371990101150006",
            name="AGUS UJICOBAWAN",
            birth_place="MAGELANG",
            birth_date=date(1979, 8, 17),
            sex="LAKI-LAKI",
            marital_status="KAWIN",
            occupation="WIRASWASTA",
            address="JL. PEMUDA REKAAN NO. 45",
            rt="006",
            rw="003",
        ),
        Resident(
            key="ratna",
            nik="3371996505880007",
            kk="3371990101150007",
            name="RATNA CONTOHSARI",
            birth_place="WONOSOBO",
            birth_date=date(1988, 5, 25),
            sex="PEREMPUAN",
            marital_status="CERAI HIDUP",
            occupation="PEDAGANG",
            address="PASAR CONTOH BLOK C NO. 9",
        ),
        Resident(
            key="jose",
            nik="3371990910930008",
            kk="3371990101150008",
            name="JOSÉ D'CONTOH MÜLLERWAN",
            birth_place="DILI",
            birth_date=date(1993, 10, 9),
            sex="LAKI-LAKI",
            marital_status="KAWIN",
            occupation="PENERJEMAH",
            address='PERUM "GRIYA REKAAN", BLOK É, NO. 12',
            rt="010",
            rw="011",
        ),
        Resident(
            key="long-name",
            nik="3371992611750009",
            kk="3371990101150009",
            name="RADEN MAS CONTOHADININGRAT SURYA UJICOBAKUSUMA WIJAYAREKAANINGPRAJA BIN CONTOHATMOJO",
            birth_place="KABUPATEN MAGELANG REKAAN SEBELAH TENGGARA",
            birth_date=date(1975, 11, 26),
            sex="LAKI-LAKI",
            marital_status="KAWIN",
            occupation="KONSULTAN TATA KELOLA PEMERINTAHAN DAERAH",
            address="PERUMAHAN CONTOH ASRI REKAAN PERMAI TAHAP KEDUA, JALAN ANGGREK BULAN UJICOBA BLOK ZZ NOMOR 128",
            rt="012",
            rw="014",
        ),
        Resident(
            key="maria",
            nik="3371994104970010",
            kk="3371990101150010",
            name="MARIA UJICOBANI",
            birth_place="KUPANG",
            birth_date=date(1997, 4, 1),
            sex="PEREMPUAN",
            marital_status="BELUM KAWIN",
            occupation="PERAWAT",
            address="ASRAMA CONTOH LANTAI 2",
        ),
        Resident(
            key="putu",
            nik="3371992902000011",
            kk="3371990101150011",
            name="PUTU REKAANDANA",
            birth_place="SINGARAJA",
            birth_date=date(2000, 2, 29),
            sex="LAKI-LAKI",
            marital_status="BELUM KAWIN",
            occupation="BELUM/TIDAK BEKERJA",
            address="JL. KABISAT CONTOH NO. 29",
        ),
        Resident(
            key="hasan",
            nik="3371990506820012",
            kk="3371990101150012",
            name="HASAN CONTOHUDIN",
            birth_place="DEMAK",
            birth_date=date(1982, 6, 5),
            sex="LAKI-LAKI",
            marital_status="KAWIN",
            occupation="SOPIR",
            address="JL. TERMINAL REKAAN NO. 2",
        ),
        Resident(
            key="lina",
            nik="3371995907860013",
            kk="3371990101150013",
            name="LINA UJICOBAYANTI",
            birth_place="SALATIGA",
            birth_date=date(1986, 7, 19),
            sex="PEREMPUAN",
            marital_status="KAWIN",
            occupation="MENGURUS RUMAH TANGGA",
            address="JL. ANGGUR CONTOH NO. 5",
        ),
        Resident(
            key="yohanes",
            nik="3371992409910014",
            kk="3371990101150014",
            name="YOHANES REKAANTO",
            birth_place="SEMARANG",
            birth_date=date(1991, 9, 24),
            sex="LAKI-LAKI",
            marital_status="BELUM KAWIN",
            occupation="BURUH HARIAN LEPAS",
            address="KAMPUNG CONTOH BARAT NO. 88",
        ),
    )
    return {person.key: person for person in rows}


def _built_in() -> Population:
    people = _people()
    # The register spells her name and address in another way than the card she still carries.
    people["sari-register"] = replace(
        people["sari"], key="sari-register", name="SARI REKAAN HANDAYANI", address="JL. PINDAHAN CONTOH NO. 30"
    )
    budi = people["budi"]
    cards = (
        SampleCard(
            key="good",
            label=N_("Kartu baik"),
            shows=N_("Terbaca lancar, semua data sesuai dengan data kependudukan."),
            card=budi,
            register=budi,
        ),
        SampleCard(
            key="good-type-b",
            label=N_("Kartu baik, cip tipe B"),
            shows=N_("Kartu dengan cip jenis lain; hasilnya sama dengan kartu baik."),
            card=people["maria"],
            register=people["maria"],
            chip="B",
        ),
        SampleCard(
            key="name-differs",
            label=N_("Nama berbeda"),
            shows=N_("Nama dan alamat di kartu tidak sama dengan data kependudukan."),
            card=people["sari"],
            register=people["sari-register"],
        ),
        SampleCard(
            key="unknown",
            label=N_("NIK tidak ditemukan"),
            shows=N_("Kartu terbaca, tetapi NIK tidak ada dalam data kependudukan."),
            card=people["joko"],
            register=None,
            register_code=NOT_FOUND,
        ),
        SampleCard(
            key="deceased",
            label=N_("Tercatat meninggal"),
            shows=N_("Data kependudukan mencatat pemilik NIK telah meninggal."),
            card=people["mbah-karti"],
            register=people["mbah-karti"],
            register_code=DECEASED,
        ),
        SampleCard(
            key="duplicate",
            label=N_("Data ganda"),
            shows=N_("Data kependudukan menyimpan lebih dari satu data untuk NIK ini."),
            card=people["agus"],
            register=people["agus"],
            register_code=DUPLICATE,
        ),
        SampleCard(
            key="inactive",
            label=N_("Data nonaktif"),
            shows=N_("NIK ada, tetapi datanya tidak aktif; pemilik diminta menghubungi Disdukcapil."),
            card=people["ratna"],
            register=people["ratna"],
            register_code=INACTIVE,
        ),
        SampleCard(
            key="slow-register",
            label=N_("Data kependudukan lambat"),
            shows=N_("Kartu baik, tetapi jawaban data kependudukan datang setelah 20 detik."),
            card=people["dewi"],
            register=people["dewi"],
            register_delay=20.0,
        ),
        SampleCard(
            key="special-letters",
            label=N_("Huruf dan tanda khusus"),
            shows=N_("Nama beraksen; alamat dengan koma dan tanda kutip."),
            card=people["jose"],
            register=people["jose"],
            fault="latin1",
        ),
        SampleCard(
            key="long-name",
            label=N_("Nama sangat panjang"),
            shows=N_("Nama dan alamat yang panjang tetap tampil utuh."),
            card=people["long-name"],
            register=people["long-name"],
        ),
        SampleCard(
            key="damaged",
            label=N_("Kartu rusak"),
            shows=N_("Cip menjawab dengan galat di tengah pembacaan."),
            card=people["putu"],
            register=people["putu"],
            fault="damaged",
        ),
        SampleCard(
            key="removed-early",
            label=N_("Diangkat terlalu cepat"),
            shows=N_("Kartu diangkat saat masih dibaca."),
            card=people["hasan"],
            register=people["hasan"],
            fault="removed",
        ),
        SampleCard(
            key="mute",
            label=N_("Cip diam"),
            shows=N_("Cip berhenti menjawab; pembacaan dihentikan setelah batas waktu."),
            card=people["lina"],
            register=people["lina"],
            fault="mute",
        ),
        SampleCard(
            key="wrong-sam",
            label=N_("Modul keamanan salah"),
            shows=N_("Alat baca memakai modul keamanan yang tidak cocok dengan kartu."),
            card=people["yohanes"],
            register=people["yohanes"],
            fault="wrong_sam",
        ),
        SampleCard(
            key="sam-absent",
            label=N_("Modul keamanan tidak ada"),
            shows=N_("Alat baca tanpa modul keamanan: NIK harus diketik."),
            card=budi,
            register=budi,
            fault="sam_absent",
        ),
        SampleCard(
            key="sam-locked",
            label=N_("Modul keamanan terkunci"),
            shows=N_("Modul keamanan menolak dibuka: NIK harus diketik."),
            card=budi,
            register=budi,
            fault="sam_locked",
        ),
        SampleCard(
            key="not-ktp",
            label=N_("Bukan KTP-el"),
            shows=N_("Kartu lain, misalnya kartu uang elektronik atau SIM."),
            card=None,
            register=None,
            register_code=NOT_FOUND,
            fault="not_ktp",
        ),
    )
    return _population(people.values(), cards)


BUILT_IN = _built_in()
