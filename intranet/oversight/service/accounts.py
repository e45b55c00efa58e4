"""Verbs of registered campaign accounts: register, deactivate."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.oversight import rules
from intranet.oversight.models import ContentAccount, Participant
from intranet.oversight.rules import MOST_ACCOUNTS
from intranet.oversight.service import flush, require_worker, same_version
from shared.questions import Platform
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class AccountInput:
    """An account as the letter names it; ``account`` is a link or a name, ``platform`` counts where there is no link."""

    participant: str
    account: str
    registered_on: dt.date
    closes_on: dt.date
    platform: Platform | None = None
    letter: str = ""


def register(session: Session, actor: Actor, clock: Clock, given: AccountInput) -> ContentAccount:
    """Enter an account. Raises Refused naming the field at fault: unknown platform, known account, more than the limit."""
    require_worker(actor)
    if not rules.name_key(given.participant):
        raise Refused(N_("Nama peserta belum diisi."), field="participant")
    if given.closes_on < given.registered_on:
        raise Refused(N_("Tanggal penutupan lebih awal dari tanggal pendaftaran."), field="closes_on")
    platform, name, url = _told(given)
    # The participant's row is held until the end: the next writer counts what this one added.
    key = introduce(session, given.participant)
    session.execute(select(Participant.name_key).where(Participant.name_key == key).with_for_update())
    row = ContentAccount(
        id=new_id(),
        participant_key=key,
        platform=platform,
        account=name,
        url=url,
        registered_on=given.registered_on,
        closes_on=given.closes_on,
        letter=given.letter.strip(),
    )
    values = {c.key: getattr(row, c.key) for c in ContentAccount.__table__.columns if c.key != "version"}
    mine = select(func.count()).where(ContentAccount.participant_key == key, ContentAccount.platform == platform)
    if (session.scalar(mine.where(ContentAccount.deactivated_on.is_(None))) or 0) >= MOST_ACCOUNTS:
        raise Refused(
            N_("Peserta ini sudah mempunyai %(most)s akun terdaftar di tempat itu; lebih dari itu tidak boleh."),
            do=N_("Periksa surat pendaftarannya, atau nonaktifkan akun yang sudah diganti."),
            field="participant",
            values={"most": MOST_ACCOUNTS},
        )
    known = select(ContentAccount).where(ContentAccount.platform == platform, ContentAccount.account == name)
    if session.scalar(known) is not None or not insert_new(session, ContentAccount, **values, version=1):
        raise Refused(N_("Akun ini sudah terdaftar."), do=N_("Cari akun itu di daftar."), field="account")
    trail.record(session, clock, actor, "account.registered", "content_account", row.id, {"platform": platform.value})
    return get(session, row.id)


def introduce(session: Session, name: str) -> str:
    """The key of the participant called ``name``, who is known from now on."""
    key = rules.name_key(name)
    insert_new(session, Participant, name_key=key, name=" ".join(name.split()))
    return key


def _told(given: AccountInput) -> tuple[Platform, str, str]:
    found = rules.recognise(given.account)
    if found.normalised and not found.account:
        raise Refused(N_("Tautan itu bukan tautan sebuah akun. Salin alamat halaman akunnya."), field="account")
    by_link = found.platform if found.normalised and not _a_bare_name(given, found) else None
    platform = by_link or given.platform
    name = found.account if by_link else rules.account_name(given.account)
    if platform is None or platform is Platform.NOT_ONLINE:
        raise Refused(N_("Pilih tempatnya di internet."), field="platform")
    if not name or len(name) > 200 or any(letter.isspace() for letter in name):
        raise Refused(N_("Isi nama akun tanpa spasi, atau tautan halamannya."), field="account")
    return platform, name, found.normalised if by_link else ""


def _a_bare_name(given: AccountInput, found: rules.Found) -> bool:
    """Whether what looks like a website is a name with a dot in it, as another platform was chosen."""
    chosen = given.platform not in (None, Platform.WEBSITE)
    return chosen and found.platform is Platform.WEBSITE and "/" not in given.account


def deactivate(session: Session, actor: Actor, clock: Clock, account_id: str, version: int, on: dt.date) -> ContentAccount:
    """Note that an account was shut down. Raises Refused or Conflict."""
    require_worker(actor)
    row = get(session, account_id)
    if row.deactivated_on is not None:
        raise Refused(N_("Akun ini sudah dinonaktifkan."))
    same_version(row.version, version)
    if on < row.registered_on:
        raise Refused(N_("Tanggal penonaktifan lebih awal dari tanggal pendaftaran."), field="on")
    row.deactivated_on = on
    flush(session)
    trail.record(session, clock, actor, "account.deactivated", "content_account", row.id, {"on": on.isoformat()})
    return row


def get(session: Session, account_id: str) -> ContentAccount:
    """The account, or NotFound."""
    row = session.get(ContentAccount, account_id)
    if row is None:
        raise NotFound(N_("Akun tidak ditemukan."))
    return row
