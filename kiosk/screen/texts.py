"""The words of the questions, as data: title, one sentence of help, and what kind of keyboard suits the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.desk import State
from shared.text import N_
from shared.words import PlainResult, PlainState


@dataclass(frozen=True)
class TextQuestion:
    """A question answered in writing. ``keys``: letters, web, digits or email; ``lines``: height of the field."""

    title: str
    lead: str
    label: str
    keys: str = "letters"
    lines: int = 1
    skip: str = N_("Lewati")


TEXT_QUESTIONS: Mapping[State, TextQuestion] = {
    State.NIK_NAME: TextQuestion(
        N_("Siapa nama Anda di KTP-el?"),
        N_("Tulis seperti yang tercetak di kartu. Nama dipakai untuk mencocokkan NIK."),
        N_("Nama lengkap"),
    ),
    State.LINK: TextQuestion(
        N_("Apakah Anda punya tautannya?"),
        N_("Tautan adalah alamat kiriman itu. Boleh dilewati kalau tidak ada."),
        N_("Tautan (alamat web)"),
        keys="web",
        skip=N_("Tidak punya tautan"),
    ),
    State.ACCOUNT: TextQuestion(
        N_("Akun siapa yang mengirimnya?"),
        N_("Tulis nama akun seperti yang Anda lihat, misalnya @namaakun."),
        N_("Nama akun"),
        keys="web",
        skip=N_("Saya tidak tahu"),
    ),
    State.PLACE: TextQuestion(
        N_("Di mana kejadiannya?"),
        N_("Sebutkan tempatnya, misalnya balai desa dan nama desanya."),
        N_("Tempat kejadian"),
        skip=N_("Saya tidak tahu"),
    ),
    State.WHO: TextQuestion(
        N_("Siapa yang Anda laporkan?"),
        N_("Tulis nama orangnya kalau Anda tahu. Boleh lebih dari satu."),
        N_("Orang yang dilaporkan"),
        skip=N_("Saya tidak tahu"),
    ),
    State.WHAT: TextQuestion(
        N_("Apa yang terjadi?"),
        N_("Ceritakan dengan kata-kata Anda sendiri. Petugas dapat melengkapinya nanti."),
        N_("Cerita Anda"),
        lines=3,
        skip=N_("Ceritakan ke petugas nanti"),
    ),
    State.NAME: TextQuestion(
        N_("Siapa nama Anda?"),
        N_("Agar petugas dapat menghubungi Anda. Anda juga boleh melapor tanpa nama."),
        N_("Nama Anda"),
    ),
    State.ADDRESS: TextQuestion(
        N_("Di mana alamat Anda?"),
        N_("Periksa apakah alamat ini masih benar. Ubah kalau perlu."),
        N_("Alamat Anda"),
        lines=2,
    ),
    State.PHONE: TextQuestion(
        N_("Berapa nomor telepon Anda?"),
        N_("Petugas menelepon hanya untuk urusan pengaduan ini."),
        N_("Nomor telepon"),
        keys="digits",
        skip=N_("Tidak punya telepon"),
    ),
    State.EMAIL: TextQuestion(
        N_("Apa alamat surel (email) Anda?"),
        N_("Boleh dilewati kalau tidak punya."),
        N_("Alamat surel"),
        keys="email",
        skip=N_("Tidak punya surel"),
    ),
}

SECTIONS = (N_("Siapa Anda"), N_("Kejadiannya"), N_("Menghubungi Anda"), N_("Periksa"), N_("Nomor"))
_FIRST = (
    State.CARD,
    State.READING,
    State.CARD_FAULT,
    State.NIK,
    State.NIK_NAME,
    State.CONFIRM,
    State.CONNECTING,
    State.NOTICE,
    State.UNCHECKED,
)
_EVENT = (
    State.TOPIC,
    State.HAPPENED_ON,
    State.HAPPENED_DAY,
    State.KNOWN_ON,
    State.KNOWN_DAY,
    State.PLATFORM,
    State.LINK,
    State.ACCOUNT,
    State.PLACE,
    State.WHO,
    State.WHAT,
)
SECTION_OF: Mapping[State, int] = {
    **dict.fromkeys(_FIRST, 0),
    **dict.fromkeys(_EVENT, 1),
    **dict.fromkeys((State.NAME, State.ADDRESS, State.PHONE, State.EMAIL), 2),
    **dict.fromkeys((State.REVIEW, State.REGISTERING, State.OFFLINE, State.REFUSED), 3),
    **dict.fromkeys((State.PRINTING, State.PRINTED, State.NO_PAPER), 4),
}

# One template shows several states that differ only in their words.
TEMPLATE_OF: Mapping[State, str] = {
    **dict.fromkeys(TEXT_QUESTIONS, "text"),
    **dict.fromkeys((State.HAPPENED_ON, State.KNOWN_ON), "day"),
    **dict.fromkeys((State.HAPPENED_DAY, State.KNOWN_DAY), "calendar"),
    **dict.fromkeys((State.PRINTING, State.PRINTED, State.NO_PAPER), "number"),
}
# Screens that change by themselves: without script the page asks again after two seconds.
WAITING = frozenset(
    {
        State.NOT_ENROLLED,
        State.PENDING,
        State.REVOKED,
        State.WELCOME,
        State.CARD,
        State.READING,
        State.CONNECTING,
        State.REGISTERING,
        State.OFFLINE,
        State.PRINTING,
        State.HELP,
        State.CARD_TAKEN,
        State.WIPED,
        State.STATUS_ASKING,
    }
)
# Screens beside which the tray of sample cards lies open (simulator only).
CARD_SCREENS = frozenset(
    {
        State.WELCOME,
        State.LANGUAGE,
        State.CARD,
        State.READING,
        State.CARD_FAULT,
        State.CONFIRM,
        State.CARD_TAKEN,
        State.WIPED,
    }
)
EDITABLE: tuple[tuple[State, str], ...] = (
    (State.TOPIC, N_("Tentang apa")),
    (State.HAPPENED_ON, N_("Kapan terjadi")),
    (State.KNOWN_ON, N_("Kapan Anda tahu")),
    (State.PLATFORM, N_("Di mana")),
    (State.LINK, N_("Tautan")),
    (State.ACCOUNT, N_("Nama akun")),
    (State.PLACE, N_("Tempat kejadian")),
    (State.WHO, N_("Siapa yang dilaporkan")),
    (State.WHAT, N_("Apa yang terjadi")),
    (State.NAME, N_("Nama Anda")),
    (State.ADDRESS, N_("Alamat Anda")),
    (State.PHONE, N_("Nomor telepon")),
    (State.EMAIL, N_("Alamat surel")),
)
KEYBOARDS: Mapping[str, tuple[str, ...]] = {
    "letters": ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm,.-"),
    "web": ("1234567890", "qwertyuiop", "asdfghjkl/", "zxcvbnm.-_@:"),
    "email": ("1234567890", "qwertyuiop", "asdfghjkl_", "zxcvbnm.-@"),
    "check": ("23456789", "QWERTYUP", "ASDFGHJKL", "ZXCVBNM"),  # the letters of check codes: none reads like a digit
    "nik": ("123", "456", "789", "0"),
    "digits": ("123", "456", "789", "+0"),
    "code": ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM-"),
}


# How a complaint stands: what is said first, and the sentence under it.
STAGES: Mapping[PlainState, tuple[str, str]] = {
    PlainState.RECEIVED: (
        N_("Pengaduan Anda sudah kami terima"),
        N_("Petugas segera membacanya."),
    ),
    PlainState.BEING_READ: (
        N_("Pengaduan Anda sedang dibaca petugas"),
        N_("Petugas melihat apa yang terjadi dan siapa yang harus menanganinya."),
    ),
    PlainState.WAITS_FOR_YOU: (
        N_("Pengaduan Anda menunggu Anda"),
        N_("Ada yang masih kurang. Petugas di meja dapat memberi tahu apa yang perlu dilengkapi."),
    ),
    PlainState.WITH_OTHERS: (
        N_("Pengaduan Anda sudah diteruskan"),
        N_("Lembaga lain yang berwenang sedang mengurusnya. Kami menunggu jawabannya."),
    ),
    PlainState.WITH_BAWASLU: (
        N_("Pengaduan Anda sedang diperiksa Bawaslu"),
        N_("Bawaslu mengawasi pemilu. Mereka menilai apakah ada pelanggaran."),
    ),
    PlainState.BEING_HANDLED: (
        N_("Pengaduan Anda sedang ditangani"),
        N_("Pemeriksaannya sudah selesai. Diskominfo sedang menindaklanjutinya."),
    ),
    PlainState.FINISHED: (
        N_("Pengaduan Anda sudah selesai"),
        N_("Terima kasih sudah melapor."),
    ),
}
RESULTS: Mapping[PlainResult, str] = {
    PlainResult.REMOVED: N_("Kiriman yang Anda laporkan sudah dihapus."),
    PlainResult.CLARIFIED: N_("Kabarnya sudah diluruskan dengan penjelasan resmi."),
    PlainResult.NO_VIOLATION: N_("Sudah diperiksa, dan tidak ada pelanggaran."),
    PlainResult.OTHER_OFFICE: N_("Ini urusan kantor lain. Petugas dapat menunjukkan kantornya."),
    PlainResult.VIOLATION: N_("Ada pelanggaran, dan sudah ditindak."),
    PlainResult.ANSWERED: N_("Lembaga yang menerimanya sudah menjawab. Petugas dapat menunjukkan jawabannya."),
    PlainResult.INCOMPLETE: N_("Syaratnya tidak lengkap, jadi tidak dapat diregistrasi. Petugas dapat menjelaskannya."),
    PlainResult.TOO_LATE: N_("Batas waktu untuk melaporkannya sudah lewat."),
    PlainResult.WITHDRAWN: N_("Pengaduan ini sudah dicabut."),
    PlainResult.SAME_MATTER: N_("Hal yang sama sudah dilaporkan sebelumnya. Keduanya diurus bersama."),
}
