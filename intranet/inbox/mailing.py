"""Messages of the inbox as e-mail, where an office has a mail server: one letter a person for all that is new.

A letter says no more than the list of messages does: numbers of cases and what happened, never personal data.
"""

import datetime as dt
import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select, update

from intranet.agencies.models import Staff
from intranet.base import papers
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.inbox.models import InboxMessage
from intranet.inbox.queries import Line
from intranet.settings import Settings

log = logging.getLogger(__name__)
_WAIT = dt.timedelta(minutes=2)  # several messages of one act go in one letter; who is at the screen reads them there
_OLDEST = dt.timedelta(days=2)  # what nobody could be told by mail for so long is not sent any more
_MOST = 20  # messages named in one letter
_SECONDS = 15.0  # for the server to answer


@dataclass(frozen=True)
class Letter:
    """What one person gets: to which address, and the messages it tells of."""

    staff_id: str
    address: str
    lines: tuple[Line, ...]


def letters(db: Database, clock: Clock) -> list[Letter]:
    """Who has new unread messages and an address, the oldest message first."""
    now = clock.now()
    message = InboxMessage.__table__.c
    query = (
        select(Staff.id, Staff.email, *(message[name] for name in Line._fields))
        .join(Staff, Staff.id == message.staff_id)
        .where(Staff.active, Staff.email != "", message.read_at.is_(None), message.mailed_at.is_(None))
        .where(message.at <= now - _WAIT, message.at > now - _OLDEST)
        .order_by(message.at, message.id)
    )
    found: dict[tuple[str, str], list[Line]] = {}
    with db.read() as session:
        for staff_id, address, *line in session.execute(query):
            found.setdefault((staff_id, address), []).append(Line(*line))
    return [Letter(staff_id, address, tuple(lines)) for (staff_id, address), lines in found.items()]


def compose(letter: Letter, settings: Settings) -> EmailMessage:
    """The letter in Indonesian."""
    number = len(letter.lines)
    values = [line.written(lambda at: papers.written_moment(at, settings.zone)) for line in letter.lines[:_MOST]]
    told = [f"- {line.text % told}" for line, told in zip(letter.lines, values, strict=False)]
    if number > _MOST:
        told.append(f"- dan {number - _MOST} pemberitahuan lain")
    mail = EmailMessage()
    mail["Subject"] = f"Posko: {number} pemberitahuan baru"
    mail["From"], mail["To"] = settings.smtp_from, letter.address
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(["Pemberitahuan baru untuk Anda di Posko:", "", *told, "", f"{settings.public_url}/inbox", ""]))
    return mail


def send_new(db: Database, clock: Clock, settings: Settings) -> int:
    """Send what is new, one person after the other; how many letters went out.

    A letter that the server did not take is tried again at the next turn; an address it refuses gets no more of these.
    """
    waiting = letters(db, clock)
    if not waiting:
        return 0
    sent = 0
    try:
        with _server(settings) as server:
            for letter in waiting:
                try:
                    server.send_message(compose(letter, settings))
                    sent += 1
                except smtplib.SMTPRecipientsRefused:
                    log.warning("the mail server refuses the address of %s", letter.staff_id)
                _note(db, clock, letter)
    except (OSError, smtplib.SMTPException) as error:
        log.error("the mail server did not take a letter: %s; trying again later", type(error).__name__)
    return sent


def _note(db: Database, clock: Clock, letter: Letter) -> None:
    ids = [line.id for line in letter.lines]
    with db.write() as session:
        session.execute(update(InboxMessage).where(InboxMessage.id.in_(ids)).values(mailed_at=clock.now()))


def _server(settings: Settings) -> smtplib.SMTP:
    secure = ssl.create_default_context(cafile=settings.smtp_ca_file)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=secure)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server
