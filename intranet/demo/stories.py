"""What the invented complaints say: told the way people tell it, about candidates no ballot has and links of contoh.id."""

import datetime as dt
import random
from dataclasses import dataclass

from intranet.cases.rules import Event, Outcome, Source
from intranet.cases.service import Facts
from intranet.demo.people import VILLAGES
from shared.questions import Platform, Topic

_RESPONDENTS = ("Paslon 97", "Paslon 98", "Paslon 99", "Tim Paslon 98", "Relawan Paslon 99", "Partai Contoh", "Partai Rekaan")
_TELLING = (
    "Saya mohon diperiksa supaya warga tidak resah.",
    "Tangkapan layar ada pada saya dan dapat ditunjukkan.",
    "Beberapa tetangga juga melihat hal yang sama.",
    "Saya tidak kenal orangnya secara pribadi.",
    "Kiriman itu sudah dibagikan ratusan kali.",
    "Mohon nama saya dirahasiakan.",
    "Saya baru tahu setelah diberi tahu anak saya.",
    "",
)


@dataclass(frozen=True)
class _Kind:
    """One kind of matter: where it happens, by whom, and how it is told."""

    topic: Topic
    platforms: tuple[Platform, ...]
    tales: tuple[str, ...]
    respondents: tuple[str, ...] = _RESPONDENTS


_SOCIAL = (Platform.FACEBOOK, Platform.TIKTOK, Platform.WHATSAPP, Platform.INSTAGRAM, Platform.X)
_KINDS = (
    _Kind(
        Topic.HOAX,
        (*_SOCIAL, Platform.TELEGRAM, Platform.WEBSITE),
        (
            "Beredar pesan bahwa TPS {n} Desa {village} dipindah ke balai desa dan warga diminta membawa fotokopi KK. Setelah saya "
            "tanyakan ke petugas TPS, kabar itu tidak benar.",
            "Ada video yang mengatakan surat suara di gudang Kecamatan Contoh sudah tercoblos untuk {who}. Videonya seperti "
            "potongan dari daerah lain dan tahun lain.",
            "Akun ini menyebut warga yang belum rekam KTP-el tidak boleh memilih sama sekali. Banyak orang tua di "
            "Desa {village} jadi takut datang ke TPS.",
            "Di grup RT beredar jadwal pemungutan suara yang salah: katanya mundur dua hari. Pesannya memakai logo kantor "
            "penyelenggara.",
            "Situs ini menulis hasil hitung cepat padahal pemungutan suara belum mulai, dan menyebut {who} menang di {n} TPS.",
        ),
        ("Pemilik akun tidak dikenal", "Pengelola situs Kabar Contoh", *_RESPONDENTS[:3]),
    ),
    _Kind(
        Topic.MONEY_POLITICS,
        (Platform.NOT_ONLINE, Platform.WHATSAPP, Platform.FACEBOOK),
        (
            "Tadi malam dua orang datang ke rumah-rumah di Desa {village} membagikan amplop berisi uang lima puluh "
            "ribu dan kartu nama {who}.",
            "Pada acara senam di lapangan Desa {village} dibagikan kupon sembako bergambar {who}. Kupon ditukar di warung.",
            "Ketua kelompok meminta fotokopi KTP dan menjanjikan seratus ribu per orang bila {who} menang di TPS {n}.",
            "Ada siaran pesan yang menawarkan pulsa gratis bagi yang memasang stiker {who} dan mengirim fotonya.",
        ),
        _RESPONDENTS[2:],
    ),
    _Kind(
        Topic.ASN_NEUTRALITY,
        (Platform.FACEBOOK, Platform.INSTAGRAM, Platform.WHATSAPP, Platform.NOT_ONLINE),
        (
            "Seorang pegawai kecamatan memasang foto profil bersama {who} dan menulis ajakan memilih. Di akunnya tertulis "
            "jabatannya.",
            "Kepala sekolah rekaan di Desa {village} mengirim ajakan mendukung {who} ke grup wali murid.",
            "Mobil dinas terlihat dipakai membawa alat peraga {who} ke lapangan desa pada hari Minggu pagi.",
            "Pegawai itu hadir di acara {who} memakai seragam dan ikut bernyanyi di panggung. Ada siaran langsungnya.",
        ),
        ("Pegawai Kecamatan Contoh", "Kepala Sekolah Rekaan 3", "Lurah Misal", "Staf Dinas Ujicoba"),
    ),
    _Kind(
        Topic.IMPERSONATION,
        (Platform.FACEBOOK, Platform.INSTAGRAM, Platform.WHATSAPP, Platform.TELEGRAM),
        (
            "Ada akun yang memakai nama dan logo kantor pengawas lalu meminta data KTP warga untuk pendaftaran bantuan.",
            "Akun dengan foto {who} menawarkan bantuan modal dan meminta uang administrasi. Akun aslinya sudah membantah.",
            "Nomor tidak dikenal mengaku petugas TPS {n} dan meminta kode yang masuk ke telepon saya.",
            "Muncul akun kembar dari akun resmi desa. Isinya ajakan memilih {who} seolah-olah dari pemerintah desa.",
        ),
        ("Pemilik akun tidak dikenal",),
    ),
    _Kind(
        Topic.DEFAMATION,
        (*_SOCIAL, Platform.YOUTUBE),
        (
            "Video ini menuduh {who} memakai ijazah palsu tanpa bukti apa pun. Komentarnya penuh makian.",
            "Selebaran digital menyebut {who} pernah dipenjara. Setahu saya orang dengan nama itu tidak ada.",
            "Akun ini setiap hari membuat gambar olahan yang memfitnah keluarga {who}.",
        ),
        ("Pemilik akun tidak dikenal", "Kanal Suara Rekaan", "Relawan Paslon 97"),
    ),
    _Kind(
        Topic.OUT_OF_SCHEDULE_CAMPAIGN,
        (Platform.FACEBOOK, Platform.YOUTUBE, Platform.TIKTOK, Platform.NOT_ONLINE),
        (
            "Hari ini sudah masa tenang tetapi iklan {who} masih muncul terus di telepon saya.",
            "Spanduk {who} masih terpasang di pertigaan Desa {village} padahal masa kampanye sudah lewat.",
            "Akun resmi {who} menyiarkan langsung acara dengan ajakan memilih pada malam masa tenang.",
        ),
    ),
    _Kind(
        Topic.SARA,
        _SOCIAL,
        (
            "Kiriman ini menghasut warga agar tidak memilih {who} karena asal daerahnya. Kata-katanya kasar sekali.",
            "Potongan ceramah disunting supaya terdengar melarang memilih calon dari golongan tertentu.",
        ),
        ("Pemilik akun tidak dikenal", "Kanal Suara Rekaan"),
    ),
    _Kind(
        Topic.HATE_SPEECH,
        _SOCIAL,
        (
            "Di kolom komentar akun ini ada ajakan mendatangi rumah pendukung {who} dan mengusir mereka.",
            "Grup ini berisi ancaman kepada petugas TPS {n}. Saya khawatir terjadi sesuatu.",
        ),
        ("Pemilik akun tidak dikenal", "Pengelola grup Obrolan Misal"),
    ),
    _Kind(
        Topic.OTHER,
        (Platform.NOT_ONLINE, Platform.WEBSITE, Platform.OTHER),
        (
            "Nama ayah saya yang sudah meninggal masih ada di daftar pemilih TPS {n}. Saya harus melapor ke mana?",
            "Saya menerima pesan singkat dari pengirim tanpa nama yang berisi tautan pendaftaran saksi. Saya ragu membukanya.",
            "Alat peraga {who} dipasang di pagar sekolah tanpa izin.",
        ),
    ),
)
_WEIGHTS = (30, 18, 14, 12, 9, 7, 4, 3, 6)
_OFFICIAL = {
    Source.CYBER_PATROL: "Ditemukan saat patroli siber. {tale}",
    Source.HOAX_FINDING: "Temuan pengecekan isu harian. {tale}",
    Source.SUPERVISORY_FINDING: "Hasil pengawasan petugas di lapangan. {tale}",
    Source.AGENCY_COMPLAINT: "Diteruskan oleh instansi lain dengan surat pengantar. {tale}",
}
_ONLINE_ONLY = (Source.CYBER_PATROL, Source.HOAX_FINDING)


def facts(rng: random.Random, source: Source, day: dt.date) -> Facts:
    """What is told about one matter received on ``day``; people at the counter leave things out, officers do not."""
    kind = rng.choices(_KINDS, _WEIGHTS)[0]
    platforms = [one for one in kind.platforms if one is not Platform.NOT_ONLINE or source not in _ONLINE_ONLY]
    platform, who, village = rng.choice(platforms), rng.choice(_RESPONDENTS[:5]), rng.choice(VILLAGES)
    tale = rng.choice(kind.tales).format(who=who, village=village, n=rng.randrange(1, 30))
    told = source is Source.PUBLIC_COMPLAINT
    narrative = f"{tale} {rng.choice(_TELLING)}".strip() if told else _OFFICIAL[source].format(tale=tale)
    happened = day - dt.timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 5)))
    known = happened + dt.timedelta(days=rng.choice((0, 0, 0, 1)))
    online = platform is not Platform.NOT_ONLINE
    number = rng.randrange(1000, 9999)
    said = kind.respondents if rng.random() < 0.75 or not told else ("",)
    return Facts(
        topic=kind.topic,
        happened_on=happened if not told or rng.random() < 0.9 else None,
        known_on=min(known, day) if not told or rng.random() < 0.8 else None,
        platform=platform,
        link=f"https://{platform.value}.contoh.id/kiriman/{number}" if online and (not told or rng.random() < 0.7) else "",
        account=f"@{rng.choice(('kabar', 'warga', 'suara', 'info'))}.contoh{number % 100}" if online and rng.random() < 0.6 else "",
        event_place="" if online else f"Desa {village}, Kecamatan Contoh",
        respondent=rng.choice(said),
        narrative=narrative,
    )


NOTES = (
    "Pelapor sudah dihubungi lewat telepon dan bersedia melengkapi tangkapan layar.",
    "Tautan masih dapat dibuka; tangkapan layar disimpan pada map perkara.",
    "Akun dibuat bulan lalu dan hanya berisi kiriman sejenis.",
    "Mirip pengaduan minggu lalu; dibandingkan dahulu sebelum dilanjutkan.",
    "Menunggu penjelasan dari panitia tingkat desa sampai besok siang.",
    "Sudah dicek ke laman resmi penyelenggara: jadwal tidak berubah.",
    "Pelapor datang lagi menanyakan perkembangan; dijelaskan langkah berikutnya.",
    "Bukti foto kurang jelas. Pelapor diminta mengirim foto lain.",
    "Dibahas pada rapat pagi; tetap diteruskan.",
    "Kiriman aslinya berasal dari daerah lain, tahun lain.",
)
REASONS: dict[Event, tuple[str, ...]] = {
    Event.LACKS: (
        "Tempat kejadian dan alamat pelapor belum ada; pelapor diminta melengkapi.",
        "Tanggal kejadian belum jelas dan bukti belum diserahkan.",
    ),
    Event.COMPLETED: ("Pelapor membawa tanggal kejadian dan foto yang diminta.",),
    Event.TRACE: (
        "Syarat formal tidak lengkap, tetapi isinya layak ditelusuri.",
        "Pelapor tidak dapat dihubungi; ditelusuri sebagai informasi awal.",
    ),
    Event.SUBSTANTIATED: ("Penelusuran menemukan saksi dan foto yang menguatkan.",),
    Event.DELEGATE: ("Kejadiannya di kabupaten lain; dilimpahkan ke tingkat yang berwenang.",),
    Event.STUDIED: ("Kajian selesai; unsur dan buktinya diuraikan dalam dokumen kajian.",),
    Event.EXTEND: ("Dua saksi baru dapat diperiksa minggu depan.",),
    Event.REFER: (
        "Pleno menyimpulkan ada pelanggaran yang menjadi wewenang lembaga lain.",
        "Urusannya bukan kewenangan kami; diteruskan dengan surat pengantar.",
    ),
    Event.HANDLED: (
        "Platform menjawab konten sudah diturunkan; tautan dipantau.",
        "Pemilik akun menghapus kirimannya; tautan dipantau beberapa hari.",
    ),
    Event.ANSWERED: ("Surat jawaban sudah diterima dan disimpan.",),
    Event.REOPEN: ("Konten yang sama muncul lagi dari akun lain.", "Pelapor membawa bukti baru yang belum pernah diperiksa."),
    Event.RECOMMEND_REMOVAL: (
        "Konten memuat kabar bohong tentang pemungutan suara; direkomendasikan untuk ditangani.",
        "Akun mencatut lembaga; mohon ditangani agar warga tidak tertipu.",
        "Ajakan kampanye di luar jadwal masih tayang; mohon penanganan konten.",
    ),
}
ADDRESSEES = {
    Event.REFER: ("Kepolisian Resor Contoh", "KPU Kabupaten Contoh", "Badan Kepegawaian Contoh"),
    Event.DELEGATE: ("Bawaslu Kabupaten Misal", "Bawaslu Provinsi Contoh"),
}
SUMMARY = "Dugaan pelanggaran oleh peserta pemilihan rekaan; mohon ditindaklanjuti sesuai kewenangan, dan hasilnya disampaikan."
LETTERS = (
    "Surat nomor 12/CONTOH/2026 dikirim lewat surel resmi.",
    "Tanda terima dan jawaban disimpan pada map perkara.",
    "Dijawab lewat surat; salinannya dilampirkan.",
)
LEGAL_BASES = (
    "UU 7/2017 Pasal 454",
    "UU 7/2017 Pasal 280 ayat (1)",
    "Perbawaslu 7/2022 Pasal 15",
    "UU ITE Pasal 28 ayat (1)",
)
REVEALED = (
    "Menghubungi pelapor untuk melengkapi bukti.",
    "Mengirim pemberitahuan hasil kepada pelapor.",
    "Memastikan alamat untuk undangan.",
)
CLOSED: dict[Outcome, tuple[str, ...]] = {
    Outcome.CONTENT_REMOVED: (
        "Platform sudah menghapus konten; tautan diperiksa ulang dan tidak dapat dibuka.",
        "Pemilik akun menghapus sendiri kirimannya setelah diberi tahu.",
    ),
    Outcome.CLARIFIED: (
        "Penjelasan resmi sudah diumumkan di laman dan grup desa.",
        "Hasil cek fakta sudah diterbitkan dan dikirim kepada pelapor.",
    ),
    Outcome.NO_VIOLATION: (
        "Setelah dikaji, kiriman berupa pendapat pribadi dan tidak melanggar aturan.",
        "Kegiatan berlangsung dalam jadwal dan sudah diberitahukan.",
    ),
    Outcome.NOT_COMPETENT: (
        "Urusan daftar pemilih; pelapor diarahkan ke penyelenggara dengan alamat tercetak.",
        "Dugaan penipuan umum; pelapor diarahkan ke kepolisian.",
    ),
    Outcome.VIOLATION_SANCTIONED: ("Lembaga penerima menjatuhkan teguran tertulis; suratnya disimpan.",),
    Outcome.REFERRED_FINAL: ("Lembaga penerima sudah menjawab; jawabannya disampaikan kepada pelapor.",),
    Outcome.NOT_REGISTERED: ("Sampai batas waktu tidak ada perbaikan dari pelapor.",),
    Outcome.TIME_BARRED: ("Kejadiannya diketahui lebih dari tujuh hari sebelum dilaporkan.",),
    Outcome.WITHDRAWN: ("Pelapor mencabut pengaduan dan tidak ada yang perlu ditelusuri.",),
    Outcome.DUPLICATE: ("Sama dengan pengaduan yang sudah berjalan; pelapor diberi tahu nomor perkara utama.",),
}
