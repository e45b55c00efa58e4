"""The questions a complaint answers, the same at the kiosk and at the desk, and what is still missing.

The formal and material items follow Perbawaslu 7/2022 article 15 (reporter, respondent, time; place, description).
Nothing missing ever refuses a complaint: partial input is kept and completed later.
"""

import datetime as dt
import re
from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit

from shared.text import N_

SHORT, LONG = 200, 4000  # characters an answer may have: a line, and the story


class Topic(Enum):
    """What a complaint is about, in the classes the election supervisor reports by; labels in plain words."""

    HOAX = "hoax"
    HATE_SPEECH = "hate_speech"
    SARA = "sara"
    DEFAMATION = "defamation"
    MONEY_POLITICS = "money_politics"
    ASN_NEUTRALITY = "asn_neutrality"
    OUT_OF_SCHEDULE_CAMPAIGN = "out_of_schedule_campaign"
    IMPERSONATION = "impersonation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The topic in plain Indonesian."""
        return _TOPICS[self]


_TOPICS = {
    Topic.HOAX: N_("Berita bohong (hoaks)"),
    Topic.HATE_SPEECH: N_("Ujaran kebencian"),
    Topic.SARA: N_("Menghina suku, agama, ras, atau golongan"),
    Topic.DEFAMATION: N_("Fitnah atau kampanye hitam"),
    Topic.MONEY_POLITICS: N_("Politik uang"),
    Topic.ASN_NEUTRALITY: N_("Pegawai negeri tidak netral"),
    Topic.OUT_OF_SCHEDULE_CAMPAIGN: N_("Kampanye di luar jadwal"),
    Topic.IMPERSONATION: N_("Akun palsu atau mencatut nama"),
    Topic.OTHER: N_("Hal lain"),
}


class Platform(Enum):
    """Where on the internet something was seen."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    X = "x"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    WEBSITE = "website"
    OTHER = "other"
    NOT_ONLINE = "not_online"

    @property
    def label(self) -> str:
        """The platform's own name, or plain Indonesian."""
        return _PLATFORMS[self]


_PLATFORMS = {
    Platform.FACEBOOK: N_("Facebook"),
    Platform.INSTAGRAM: N_("Instagram"),
    Platform.TIKTOK: N_("TikTok"),
    Platform.YOUTUBE: N_("YouTube"),
    Platform.X: N_("X (Twitter)"),
    Platform.WHATSAPP: N_("WhatsApp"),
    Platform.TELEGRAM: N_("Telegram"),
    Platform.WEBSITE: N_("Situs web"),
    Platform.OTHER: N_("Tempat lain di internet"),
    Platform.NOT_ONLINE: N_("Bukan di internet"),
}

_HOSTS = {
    "facebook.com": Platform.FACEBOOK,
    "fb.com": Platform.FACEBOOK,
    "fb.watch": Platform.FACEBOOK,
    "instagram.com": Platform.INSTAGRAM,
    "tiktok.com": Platform.TIKTOK,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
    "x.com": Platform.X,
    "twitter.com": Platform.X,
    "wa.me": Platform.WHATSAPP,
    "whatsapp.com": Platform.WHATSAPP,
    "t.me": Platform.TELEGRAM,
    "telegram.me": Platform.TELEGRAM,
}


def platform_of(link: str) -> Platform | None:
    """The platform a link points to; another web address is a website, anything else is ``None``."""
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").hostname or ""
    except ValueError:
        return None
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host):
        return None
    return next((p for h, p in _HOSTS.items() if host == h or host.endswith(f".{h}")), Platform.WEBSITE)


# What still has to be known for a report to stand, in the order it is asked; the text is what the officer reads.
_NEEDED: tuple[tuple[str, str], ...] = (
    ("name", N_("Nama pelapor")),
    ("address", N_("Alamat pelapor")),
    ("contact", N_("Nomor telepon atau surel pelapor")),
    ("topic", N_("Pokok pengaduan")),
    ("happened_on", N_("Tanggal kejadian")),
    ("known_on", N_("Tanggal pelapor mengetahui kejadian")),
    ("place", N_("Tempat kejadian atau tautan")),
    ("respondent", N_("Siapa yang dilaporkan")),
    ("narrative", N_("Uraian kejadian")),
)
_EITHER = {"contact": ("phone", "email"), "place": ("event_place", "link", "account")}


def missing(answers: Mapping[str, object]) -> list[str]:
    """The labels (to be translated) of what ``answers`` still lacks, in the order of the questions."""
    return [label for key, label in _NEEDED if not any(answers.get(name) for name in _EITHER.get(key, (key,)))]


class DateFault(Enum):
    """What is wrong with a pair of dates; the value is what the visitor is told."""

    HAPPENED_IN_FUTURE = N_("Tanggal kejadian belum terjadi. Pilih hari ini atau tanggal sebelumnya.")
    KNOWN_IN_FUTURE = N_("Tanggal mengetahui belum terjadi. Pilih hari ini atau tanggal sebelumnya.")
    KNOWN_BEFORE_HAPPENED = N_("Tanggal mengetahui lebih awal dari tanggal kejadian. Periksa lagi kedua tanggal.")


def date_fault(happened_on: dt.date | None, known_on: dt.date | None, today: dt.date) -> DateFault | None:
    """The first thing wrong with the dates of an event and of knowing it, or ``None``; a missing date is not wrong."""
    if happened_on and happened_on > today:
        return DateFault.HAPPENED_IN_FUTURE
    if known_on and known_on > today:
        return DateFault.KNOWN_IN_FUTURE
    if happened_on and known_on and known_on < happened_on:
        return DateFault.KNOWN_BEFORE_HAPPENED
    return None
