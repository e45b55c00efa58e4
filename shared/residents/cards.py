"""The tray of sample cards."""

from __future__ import annotations

from dataclasses import replace

from shared.residents.model import DECEASED, DUPLICATE, INACTIVE, NOT_FOUND, Population, SampleCard, population
from shared.residents.people import people as invented
from shared.text import N_


def built_in() -> Population:
    """The invented people with the tray of cards: one that reads well, and one for each thing that can be wrong."""
    people = invented()
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
    return population(people.values(), cards)
