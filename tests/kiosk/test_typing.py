"""Every text field of the kiosk's screens, filled with texts that try to be something else than text.

What the office makes of it is in ``tests/intranet/counter/test_typed.py``.
"""

from urllib.parse import quote_plus

import pytest

from kiosk.answers import TEXT_STATES, WRITTEN_ON
from kiosk.desk import State
from shared.wire import ComplaintAsk
from tests.intranet.typing.corpus import ELEMENT, PAYLOADS, Payload
from tests.kiosk.conftest import ORIGIN, Kiosk
from tests.kiosk.test_loop import claim
from tests.kiosk.test_screen import Page, arrange

FORM = "application/x-www-form-urlencoded"
ASKED = (State.LINK, State.ACCOUNT, State.PLACE, State.WHO, State.WHAT, State.NAME, State.ADDRESS, State.PHONE, State.EMAIL)
FIELDS = {TEXT_STATES[state][0] for state in ASKED}


def letters(text: str) -> str:
    """What is to be seen of a text: what nobody sees, and where lines end, may change on its way."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def type_in(kiosk: Kiosk, payload: Payload, do: str = "next") -> int:
    """Write a text on the present screen as a browser does and press ``do``; the screen afterwards must be sound."""
    body = f"at={kiosk.state.value}&do={do}&text={quote_plus(payload.sent())}"
    client = kiosk.client()
    status = client.post("/answer", data=body, content_type=FORM, headers=ORIGIN).status_code
    shown = client.get("/")
    assert shown.status_code == 200
    page = Page(shown.text)
    assert page.wrong == []
    assert f"<{ELEMENT}" not in shown.text
    assert f"{ELEMENT}()>" not in shown.text
    return status


def told(kiosk: Kiosk, payload: Payload, *, online: bool) -> ComplaintAsk:
    """The whole way of a visitor who writes the text wherever one may write; what is refused is left out."""
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax", "today", "today", "platform:facebook" if online else "platform:not_online")
    while kiosk.state is not State.REVIEW:
        before = kiosk.state
        assert before in ASKED, before
        assert type_in(kiosk, payload) in (303, 413)
        if kiosk.state is before:  # refused: the hint stands beside what was written, and one may go on without
            assert kiosk.press("skip") is not before
    assert type_in(kiosk, payload, "send") in (303, 413)  # the review shows it all, and has no field
    if kiosk.state is State.REVIEW:
        kiosk.press("send")
    assert kiosk.state is State.PRINTED
    (ask,) = kiosk.office.of("register")
    return ask  # type: ignore[no-any-return]


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.name)
def test_a_text_goes_to_the_office_as_it_was_written_or_not_at_all(kiosk: Kiosk, payload: Payload, online: bool) -> None:
    ask = told(kiosk, payload, online=online)
    wanted = {letters(text) for text in payload.kept}
    said = {**ask.complaint.model_dump(), **ask.complainant.model_dump()}
    written = {name for name in FIELDS if isinstance(said[name], str) and letters(said[name]) in wanted and said[name]}
    if payload.name not in ("long", "spaces"):
        where = {"link", "account"} if online else {"event_place"}
        assert written >= {*where, "respondent", "narrative", "name", "address"}
    for name in ("phone", "email"):
        assert said[name] == "" or letters(said[name]) in wanted
    assert kiosk.printer.printed


def test_a_key_that_writes_nothing_one_can_see_writes_nothing(kiosk: Kiosk) -> None:
    arrange(kiosk, State.LINK)
    kiosk.visit.texts.clear()
    for key in ("a", "\x01", "\t", "\x7f", "ab", "b"):
        kiosk.press(f"key:{key}")
    assert kiosk.visit.text("link") == "ab"


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.name)
def test_no_field_of_any_screen_turns_a_text_into_a_page_or_a_fault(kiosk: Kiosk, payload: Payload) -> None:
    for state in sorted(WRITTEN_ON, key=lambda one: one.value):
        for do in ("next", "enrol", "key:space", "adjust:text", "skip", "back"):
            arrange(kiosk, state)
            assert type_in(kiosk, payload, do) in (303, 413), (state, do)
            assert kiosk.state is not State.FAULT, (state, do)
    assert not kiosk.office.of("register")
