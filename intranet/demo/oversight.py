"""The invented watch over the internet: patrols, campaign accounts, fact checks."""

import datetime as dt

from sqlalchemy.orm import Session

from intranet.demo.quarter import Office
from intranet.oversight.models import FactCheck, PatrolShift
from intranet.oversight.rules import ContentCategory, FactEvent, FirstDraft, Verdict
from intranet.oversight.service import accounts, fact_checks, patrol
from intranet.oversight.service.accounts import AccountInput
from intranet.oversight.service.fact_checks import Findings
from shared.questions import Platform

_LETTER = "Surat KPU Kabupaten Contoh nomor 99/CONTOH"
_ACCOUNTS = (
    ("Pasangan calon 98 (rekaan)", Platform.INSTAGRAM, "paslon98.contoh", 8),
    ("Pasangan calon 98 (rekaan)", Platform.WEBSITE, "https://paslon98.contoh.id/", 8),
    ("Pasangan calon 99 (rekaan)", Platform.FACEBOOK, "paslon99.contoh", 8),
    ("Pasangan calon 99 (rekaan)", Platform.TIKTOK, "paslon99.contoh", -2),
)
_SEEN = (
    ("https://kabar.contoh.id/bantuan-ditukar-suara?utm_source=grup", ContentCategory.MONEY_POLITICS, "Ajakan menukar bantuan."),
    ("https://paslon98.contoh.id/jadwal", ContentCategory.OUT_OF_SCHEDULE_CAMPAIGN, "Ajakan memilih sebelum jadwal."),
    ("@suara.rekaan.contoh", ContentCategory.HOAX, "Kabar tempat pemungutan suara dipindahkan."),
)


def watch(office: Office) -> None:
    """Enter the patrols, accounts and fact checks of the last weeks into the diary."""
    diary, now = office.diary, office.now
    diary.enter(now - dt.timedelta(days=40), lambda session: _accounts(session, office))
    diary.enter(now - dt.timedelta(days=6), lambda session: _published(session, office))
    diary.enter(now - dt.timedelta(days=2), lambda session: _nil(session, office))
    diary.enter(now - dt.timedelta(hours=20), lambda session: _verifying(session, office))
    diary.enter(now - dt.timedelta(minutes=50), lambda session: _shift(session, office))


def _accounts(session: Session, office: Office) -> None:
    today = office.now.astimezone(office.settings.zone).date()
    for participant, platform, account, days in _ACCOUNTS:
        given = AccountInput(
            participant=participant,
            account=account,
            platform=platform,
            registered_on=today - dt.timedelta(days=41),
            closes_on=today + dt.timedelta(days=days),
            letter=_LETTER,
        )
        accounts.register(session, office.staff["dimas"], office.clock, given)


def _opened(session: Session, office: Office, *, hours: int, members: tuple[str, ...], keywords: str) -> PatrolShift:
    begins = office.clock.now().replace(minute=0, second=0)
    given = patrol.ShiftInput(
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=hours),
        platforms=frozenset({Platform.FACEBOOK, Platform.INSTAGRAM, Platform.TIKTOK, Platform.WEBSITE}),
        members=frozenset(office.staff[name].id for name in members),
        keywords=keywords,
    )
    return patrol.open_shift(session, office.staff["dimas"], office.clock, given)


def _nil(session: Session, office: Office) -> None:
    shift = _opened(session, office, hours=3, members=("dimas", "galih"), keywords="paslon 98, paslon 99")
    office.clock.advance(dt.timedelta(hours=3))
    patrol.close_shift(session, office.staff["galih"], office.clock, shift.id, shift.version, "Tidak ada temuan malam ini.")


def _shift(session: Session, office: Office) -> None:
    dimas = office.staff["dimas"]
    shift = _opened(session, office, hours=4, members=("dimas", "galih", "tiara"), keywords="bantuan, pindah TPS")
    for text, category, summary in _SEEN:
        office.clock.advance(dt.timedelta(minutes=4))
        entry = patrol.enter(session, dimas, office.clock, shift.id, text=text, category=category, summary=summary)
        if category is ContentCategory.MONEY_POLITICS:
            patrol.make_case(session, dimas, office.clock, office.settings, office.keys, entry.id)


def _step(session: Session, office: Office, check: FactCheck, event: FactEvent, findings: Findings) -> None:
    office.clock.advance(dt.timedelta(minutes=20))
    fact_checks.move(session, office.staff["tiara"], office.clock, office.settings, check.id, check.version, event, findings)


def _published(session: Session, office: Office) -> None:
    claim = "Tempat pemungutan suara di Desa Contoh dipindahkan ke kantor kecamatan."
    check = fact_checks.open_check(session, office.staff["tiara"], office.clock, office.settings, claim, None)
    findings = Findings(
        reason="Letak tempat pemungutan suara ada pada daftar KPU Kabupaten Contoh.",
        sources="Daftar TPS KPU Kabupaten Contoh (rekaan)\nhttps://kpu.contoh.id/tps",
        verdict=Verdict.HOAX,
        first_draft=FirstDraft.FABRICATED,
        public_text="Tidak benar. Tempat pemungutan suara di Desa Contoh tetap di balai desa, seperti pada daftar KPU.",
    )
    for event in (FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH):
        _step(session, office, check, event, findings)


def _verifying(session: Session, office: Office) -> None:
    claim = "Warga yang memotret surat suara akan mendapat bantuan."
    check = fact_checks.open_check(session, office.staff["tiara"], office.clock, office.settings, claim, None)
    _step(session, office, check, FactEvent.CHECKABLE, Findings(reason="Ada pengumuman resmi untuk dibandingkan."))
