"""What an office may begin from when it records an agreement: facts of the known ones beside their clauses, without any name."""

from dataclasses import dataclass

from intranet.agreements import clauses
from intranet.agreements.rules import AgreementKind, Notice, NoticeUnit, Purpose
from intranet.base.actor import Party
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class Example:
    """A known agreement as a beginning. ``parties`` in the order of the paper; ``talks_months``: by when renewal is talked over."""

    key: str
    label: str
    title: str
    kind: AgreementKind
    parties: tuple[Party, ...]
    purposes: frozenset[Purpose]
    notice: Notice | None = None
    talks_months: int | None = None
    end_event: str = ""
    bases: tuple[str, ...] = ()


_ELECTION_LAWS = (
    "Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum",
    "Undang-Undang Nomor 1 Tahun 2015 tentang Pemilihan Gubernur, Bupati, dan Wali Kota, beserta perubahannya",
    "Undang-Undang Nomor 11 Tahun 2008 tentang Informasi dan Transaksi Elektronik, beserta perubahannya",
    "Peraturan Pemerintah Nomor 71 Tahun 2019 tentang Penyelenggaraan Sistem dan Transaksi Elektronik",
)
_JAMBI = Example(
    key="jambi",
    label=N_("Bawaslu dan Diskominfo: pengawasan konten, literasi digital, dan gugus tugas"),
    title="Pengawasan pemilihan melalui pemanfaatan teknologi informasi",
    kind=AgreementKind.PKS,
    parties=(Party.BAWASLU, Party.DISKOMINFO),
    purposes=frozenset({Purpose.CONTENT_OVERSIGHT, Purpose.LITERACY}),
    notice=Notice(30, NoticeUnit.WORKING_DAYS),
    end_event="Berakhirnya seluruh tahapan pemilihan",
    bases=(*_ELECTION_LAWS, "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi"),
)
_KUDUS = Example(
    key="kudus",
    label=N_("Bawaslu dan Diskominfo: literasi, diseminasi, pelatihan, dan pinjam pakai sarana"),
    title="Sinergi tugas pengawasan pemilihan melalui teknologi informasi",
    kind=AgreementKind.PKS,
    parties=(Party.BAWASLU, Party.DISKOMINFO),
    purposes=frozenset({Purpose.CONTENT_OVERSIGHT, Purpose.LITERACY}),
    notice=Notice(3, NoticeUnit.MONTHS),
    talks_months=3,
    end_event="Selesainya seluruh tahapan pemilihan di kabupaten ini",
    bases=_ELECTION_LAWS,
)
_MAGELANG = Example(
    key="magelang",
    label=N_("Disdukcapil dan Diskominfo: pemeriksaan NIK pelapor"),
    title="Pemanfaatan NIK, data kependudukan, dan KTP-el untuk layanan pengaduan",
    kind=AgreementKind.PKS,
    parties=(Party.DUKCAPIL, Party.DISKOMINFO),
    purposes=frozenset({Purpose.POPULATION_CHECK}),
    bases=(
        "Undang-Undang Nomor 23 Tahun 2006 tentang Administrasi Kependudukan, beserta perubahannya",
        "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi",
        "Peraturan Pemerintah Nomor 40 Tahun 2019 tentang pelaksanaan undang-undang administrasi kependudukan",
        "Peraturan Menteri Dalam Negeri Nomor 102 Tahun 2019, beserta perubahannya, tentang hak akses data kependudukan",
    ),
)
_SIBER = Example(
    key="siber",
    label=N_("Bawaslu dan banyak mitra: pengawasan siber bersama"),
    title="Pengawasan siber bersama pada pemilihan",
    kind=AgreementKind.PKS,
    parties=(Party.BAWASLU, Party.DISKOMINFO, Party.PARTNER, Party.PARTNER, Party.PARTNER),
    purposes=frozenset({Purpose.CONTENT_OVERSIGHT}),
    end_event="Berakhirnya seluruh tahapan pemilihan",
    bases=_ELECTION_LAWS[:2],
)
_KPU = Example(
    key="kpu",
    label=N_("Nota kesepahaman di tingkat pusat: layanan informasi pemilihan"),
    title="Pemanfaatan layanan informasi dalam penyelenggaraan pemilihan",
    kind=AgreementKind.MOU,
    parties=(Party.PARTNER, Party.PARTNER),
    purposes=frozenset(),
    bases=_ELECTION_LAWS[:1],
)
EXAMPLES = {one.key: one for one in (_JAMBI, _KUDUS, _MAGELANG, _SIBER, _KPU)}
if tuple(EXAMPLES) != clauses.KNOWN:
    raise RuntimeError("the examples and the known clauses must be of the same agreements")
