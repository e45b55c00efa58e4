"""Messages by e-mail, through a real mail server: who gets what, once, and that nothing is lost while the server is away."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue

from intranet.agencies import service as agencies
from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.errors import Refused
from intranet.inbox import mailing
from intranet.inbox.service import mark_all_read, tell
from intranet.settings import SettingsError
from shared.text import N_
from tests.intranet.web.harness import fetch, send
from tests.live import free_port

pytestmark = [pytest.mark.enable_socket]
WAIT = dt.timedelta(minutes=3)
_TEXT = N_("Perkara %(no)s lewat tenggat.")


class Server:
    """A mail server that keeps what it is given; ``refuses``: addresses it does not know; ``away``: it takes nothing."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.refuses: set[str] = set()
        self.away = False

    async def handle_RCPT(self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in self.refuses:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Dialogue, envelope: Envelope) -> str:
        if self.away:
            return "451 try again later"
        self.got += [(address, bytes(envelope.content or b"").decode()) for address in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    kept, port = Server(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def mailed(settings, server):
    """The settings of an office with a mail server."""
    return replace(settings, smtp_host="127.0.0.1", smtp_port=server[1], smtp_security="none", smtp_from="posko@kantor.contoh.id")


def give(db, clock, *people) -> None:
    with db.write() as session:
        for actor in people:
            agencies.set_email(session, actor, clock, f"{actor.name.split()[0].lower()}@kantor.contoh.id")


def say(db, clock, number: int, *people) -> None:
    with db.write() as session:
        for n in range(number):
            tell(session, clock, [one.id for one in people], "case.overdue", "case", "x", _TEXT, no=f"{n:04}/ADU/2026")


def test_who_has_an_address_gets_one_letter_for_all_that_is_new(db, clock, people, mailed, server):
    kept, _port = server
    give(db, clock, people.budi)
    say(db, clock, 2, people.budi, people.wulan)
    assert mailing.send_new(db, clock, mailed) == 0  # who is at the screen reads it there
    clock.advance(WAIT)
    assert (mailing.send_new(db, clock, mailed), mailing.send_new(db, clock, mailed)) == (1, 0)
    [(address, letter)] = kept.got
    assert address == "budi@kantor.contoh.id"
    assert "Subject: Posko: 2 pemberitahuan baru" in letter
    assert "Perkara 0000/ADU/2026 lewat tenggat." in letter
    assert f"{mailed.public_url}/inbox" in letter


def test_what_was_read_on_screen_is_not_sent(db, clock, people, mailed, server):
    give(db, clock, people.budi)
    say(db, clock, 1, people.budi)
    with db.write() as session:
        mark_all_read(session, clock, people.budi)
    clock.advance(WAIT)
    assert mailing.send_new(db, clock, mailed) == 0


def test_a_letter_the_server_did_not_take_goes_out_later(db, clock, people, mailed, server):
    kept, _port = server
    give(db, clock, people.budi)
    say(db, clock, 1, people.budi)
    clock.advance(WAIT)
    kept.away = True
    assert mailing.send_new(db, clock, mailed) == 0
    assert mailing.send_new(db, clock, replace(mailed, smtp_port=free_port())) == 0
    kept.away = False
    assert mailing.send_new(db, clock, mailed) == 1
    assert len(kept.got) == 1


def test_an_address_the_server_does_not_know_does_not_keep_others_from_theirs(db, clock, people, mailed, server):
    kept, _port = server
    kept.refuses = {"budi@kantor.contoh.id"}
    give(db, clock, people.budi, people.wulan)
    say(db, clock, 1, people.budi, people.wulan)
    clock.advance(WAIT)
    assert mailing.send_new(db, clock, mailed) == 1
    assert [address for address, _letter in kept.got] == ["wulan@kantor.contoh.id"]
    assert mailing.letters(db, clock) == []


def test_what_is_too_old_to_be_news_is_left_to_the_screen(db, clock, people, mailed, server):
    give(db, clock, people.budi)
    say(db, clock, 1, people.budi)
    clock.advance(dt.timedelta(days=2, minutes=1))
    assert mailing.send_new(db, clock, mailed) == 0


def test_a_long_list_is_cut_and_says_so(db, clock, people, mailed, server):
    kept, _port = server
    give(db, clock, people.budi)
    say(db, clock, 23, people.budi)
    clock.advance(WAIT)
    mailing.send_new(db, clock, mailed)
    assert "dan 3 pemberitahuan lain" in kept.got[0][1]


@pytest.mark.parametrize(
    "wrong", ["budi", "budi@", "@kantor.id", "budi@kantor", "a b@kantor.id", "a@b.id\nBcc: c@d.id", "<a@b.id>"]
)
def test_an_address_with_a_slip_is_told_and_nothing_is_changed(db, clock, people, wrong):
    with db.write() as session, pytest.raises(Refused):
        agencies.set_email(session, people.budi, clock, wrong)
    with db.read() as session:
        assert session.get_one(Staff, people.budi.id).email == ""


def test_the_trail_knows_that_an_address_was_given_but_not_which(db, clock, people):
    give(db, clock, people.budi)
    give(db, clock, people.budi)
    with db.read() as session:
        events = [event for event in trail.of(session, "staff", people.budi.id) if event.kind == "staff.email"]
    assert [event.details for event in events] == [{"given": True}]


def test_the_page_asks_for_an_address_only_where_there_is_a_server(app, settings, sign_in, mailed):
    assert "Surel untuk pemberitahuan" not in fetch(sign_in("budi"), "/account")
    app.extensions["posko_settings"] = mailed
    assert "Surel untuk pemberitahuan" in fetch(sign_in("budi"), "/account")
    page = send(sign_in("budi"), "/account/email", {"email": "budi@"}, 422)
    assert "tidak lengkap" in page
    assert 'value="budi@"' in page
    assert 'value="budi@kantor.id"' in send(sign_in("budi"), "/account/email", {"email": " budi@kantor.id "})


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_security": "ssl"},
        {"smtp_host": "mail.contoh.id", "smtp_security": "none", "smtp_from": "a@b.id"},
        {"smtp_host": "mail.contoh.id"},
    ],
)
def test_a_mail_server_without_security_or_sender_is_refused_at_the_start(settings, wrong):
    with pytest.raises(SettingsError, match="smtp"):
        replace(settings, **wrong)
