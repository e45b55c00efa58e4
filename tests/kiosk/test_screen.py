"""What the browser gets: every state renders, strictly guarded, with nothing of a visitor in an address."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.card.fake.source import SimulatorSource
from kiosk.card.source import CardFailed, CardFault
from kiosk.desk import OVERLAYS, Position, State
from kiosk.loop import Loop
from kiosk.screen import create_screen
from kiosk.screen.app import ASSETS, SERVED
from kiosk.visit import Help
from shared.questions import Platform, Topic
from shared.words import CheckOffer, CheckState
from tests.kiosk.conftest import ORIGIN, Kiosk
from tests.kiosk.office import READ, registered
from tests.kiosk.test_loop import NIK, QUESTIONS, claim, to_review

VOID = {"meta", "link", "input", "rect", "circle", "path", "animate", "ellipse", "img", "br", "wbr", "animatetransform"}


class Page(HTMLParser):
    """Checks that tags close, and collects what the house rules are about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        self.wrong += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "hx-post", "hx-get") and value:
                self.links.append(value)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "label":
            self.labelled.add(values.get("for") or "")
        if tag in ("input", "textarea") and values.get("type") != "hidden":
            self.fields.append(values.get("id") or "")
            if values.get("autocomplete") != "off":
                self.wrong.append("a field that completes itself")
        if tag in ("script", "style") and "src" not in values:
            self.wrong.append(f"inline <{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.words += data
        if "h1" in self.open:
            self.headings.append(data)


def arrange(kiosk: Kiosk, state: State) -> None:
    """Put the kiosk into ``state`` with a full visit."""
    with kiosk.loop.look() as (_, visit):
        kiosk.loop._open()
        visit.take(claim())
        visit.topic, visit.platform, visit.happened_on = Topic.HOAX, Platform.FACEBOOK, dt.date(2026, 11, 3)
        visit.check, visit.check_reason, visit.help = CheckState.LATER, CheckOffer.QUOTA, Help.TOLD
        visit.registered = registered()
        visit.card_fault, visit.status = CardFault.DAMAGED, READ
        visit.texts.update(narrative='<script>alert(1)</script> "kutip" & tanda', status_number="7")
        kiosk.loop._position = Position(state, under=State.TOPIC if state in OVERLAYS else None)


def check(text: str) -> Page:
    page = Page(text)
    assert page.wrong == []
    assert len(set(page.ids)) == len(page.ids)
    assert page.labelled >= set(page.fields) - {""}
    return page


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("state", State)
def test_every_state_is_a_whole_page_with_one_heading(kiosk: Kiosk, state: State, language: str, big: bool) -> None:
    arrange(kiosk, state)
    kiosk.visit.language, kiosk.visit.big_text, kiosk.visit.contrast = language, big, big
    answer = kiosk.client().get("/")
    assert answer.status_code == 200
    page = check(answer.text)
    assert answer.text.count("<h1") == 1
    assert "".join(page.headings).strip()
    assert f'lang="{language}"' in answer.text
    assert "<script>alert" not in answer.text
    assert NIK not in answer.text


@pytest.mark.parametrize("state", State)
def test_the_fragment_is_the_same_screen(kiosk: Kiosk, state: State) -> None:
    arrange(kiosk, state)
    fragment = kiosk.client().get("/screen").text.strip()
    assert fragment.startswith('<div id="screen"')
    assert re.sub(r'(dur|data-seconds)="[^"]*"', "", fragment) in re.sub(
        r'(dur|data-seconds)="[^"]*"', "", kiosk.client().get("/").text
    )


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.NOT_ENROLLED, State.PENDING, State.REVOKED, State.HELP, State.FAULT)]
)
def test_help_and_languages_are_always_there(kiosk: Kiosk, state: State) -> None:
    arrange(kiosk, state)
    text = kiosk.client().get("/").text
    assert 'value="help"' in text
    assert 'value="adjust:en"' in text


def test_every_answer_carries_the_guards(kiosk: Kiosk) -> None:
    client = kiosk.client()
    answers = [client.get(path) for path in ("/", "/screen", "/status", "/health", "/assets/kiosk.css", "/nowhere")]
    answers.append(client.post("/answer", data={"at": "welcome", "do": "begin"}, headers=ORIGIN))
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


@pytest.mark.parametrize("host", ["posko.example", "192.0.2.7:8081", "localhost.evil.example"])
def test_another_name_for_this_machine_is_refused(kiosk: Kiosk, host: str) -> None:
    assert kiosk.client().get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, ORIGIN | {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_sites_form_is_refused(kiosk: Kiosk, headers: dict[str, str]) -> None:
    for path in ("/answer", "/touch"):
        assert kiosk.client().post(path, data={"at": "welcome", "do": "begin"}, headers=headers).status_code == 403
    assert kiosk.state is State.WELCOME


def post(client: FlaskClient, at: str, do: str, text: str | None = None, htmx: bool = False) -> str:
    form = {"at": at, "do": do} | ({} if text is None else {"text": text})
    answer = client.post("/answer", data=form, headers=ORIGIN | ({"HX-Request": "true"} if htmx else {}))
    if htmx:
        assert answer.status_code == 200
        return str(answer.text)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    return str(client.get("/").text)


def test_a_visit_works_without_script_and_no_address_holds_an_answer(kiosk: Kiosk) -> None:
    client = kiosk.client()
    post(client, "welcome", "begin")
    post(client, "language", "language:id")
    text = post(client, "card", "type")
    for digit in NIK:
        typed = kiosk.visit.typed
        text = post(client, "nik", f"key:{digit}", typed)
    assert f'value="{NIK}"' in text
    text = post(client, "nik", "next", NIK)
    text = post(client, "nik_name", "next", "Budi Contohnugraha")
    assert "Budi Contohnugraha" in text
    assert all("=" not in link and "?" not in link for link in Page(text).links if not link.startswith("data:"))
    assert kiosk.state is State.CONFIRM


def test_with_htmx_the_same_address_answers_with_the_screen_alone(kiosk: Kiosk) -> None:
    text = post(kiosk.client(), "welcome", "begin", htmx=True)
    assert text.strip().startswith('<div id="screen"')
    assert "k-is-language" in text


def test_an_answer_to_a_screen_that_is_gone_is_dropped(kiosk: Kiosk) -> None:
    client = kiosk.client()
    post(client, "welcome", "begin")
    post(client, "review", "send")
    post(client, "welcome", "begin")
    assert kiosk.state is State.LANGUAGE


def test_nonsense_is_ignored(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "skip")
    client = kiosk.client()
    for do in ("topic:war", "day:2026-11-01", "edit:welcome", "", ":::", "key:", "month:x", "adjust:xx", "platform:x"):
        post(client, "topic", do)
    assert kiosk.state is State.TOPIC


def test_what_is_written_stays_when_the_language_changes(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "skip", *QUESTIONS[:6])
    assert kiosk.state is State.WHO
    text = post(kiosk.client(), "who", "adjust:en", "Si Contoh")
    assert 'value="Si Contoh"' in text
    assert 'lang="en"' in text


def test_days_are_picked_from_a_calendar_without_days_to_come(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "skip", "topic:hoax", "pick")
    text = kiosk.client().get("/").text
    assert 'value="day:2026-11-20"' in text
    assert 'value="day:2026-11-21"' not in text
    kiosk.press("month:2026-10-01")
    assert "Oktober 2026" in kiosk.client().get("/").text
    assert kiosk.press("day:2026-12-24") is State.HAPPENED_DAY
    assert kiosk.visit.hint
    assert kiosk.press("day:2026-10-05") is State.KNOWN_ON
    assert "Senin, 5 Oktober 2026" in kiosk.client().get("/").text
    kiosk.press("pick")
    assert kiosk.press("day:2026-10-01") is State.KNOWN_DAY
    assert kiosk.visit.hint


@pytest.mark.parametrize(("at", "wrong", "right"), [("phone", "12", "0812 3456 789"), ("email", "budi", "a@b.id")])
def test_a_contact_that_cannot_be_right_is_said_once(kiosk: Kiosk, at: str, wrong: str, right: str) -> None:
    to_review(kiosk)
    kiosk.press(f"edit:{at}")
    kiosk.press("next", wrong)
    assert kiosk.state.value == at
    assert 'aria-invalid="true"' in kiosk.client().get("/").text
    assert kiosk.press("next", right) is State.REVIEW


def test_after_the_end_no_page_holds_anything_of_the_visitor(kiosk: Kiosk) -> None:
    to_review(kiosk)
    client = kiosk.client()
    assert "BUDI CONTOHNUGRAHA" in client.get("/").text
    kiosk.walk("send", "finish")
    for path in ("/", "/screen", "/status", "/health"):
        text = client.get(path).text
        for word in ("BUDI", "MELATI", NIK, NIK[:6], "Si Contoh", "Ceritanya", "0001/PGD", "KX7M"):
            assert word not in text, path


def test_waiting_pages_ask_again_without_script(kiosk: Kiosk) -> None:
    kiosk.reader.place()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in kiosk.client().get("/").text


def test_a_card_fault_says_what_to_do(kiosk: Kiosk) -> None:
    seq = kiosk.reader.place()
    kiosk.reader.say(CardFailed(seq, CardFault.NOT_KTPEL))
    assert "Ini bukan KTP-el" in kiosk.client().get("/").text


def test_the_event_stream_tells_of_changes_and_the_newest_wins(kiosk: Kiosk) -> None:
    first = kiosk.client().get("/events", buffered=False)
    stream = iter(first.response)
    assert b"data:" in next(stream)
    kiosk.press("begin")
    assert b"data:" in next(stream)
    second = kiosk.client().get("/events", buffered=False)
    assert b"data:" in next(iter(second.response))
    kiosk.press("adjust:text")
    assert len(list(stream)) <= 1


def test_the_event_stream_repeats_itself_for_pages_that_missed_something(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.screen.app.HEARTBEAT_SECONDS", 0.01)
    stream = iter(kiosk.client().get("/events", buffered=False).response)
    assert next(stream) == next(stream)


def test_the_stream_carries_no_value(kiosk: Kiosk) -> None:
    to_review(kiosk)
    line = next(iter(kiosk.client().get("/events", buffered=False).response))
    assert re.fullmatch(rb"data: \d+-\d+/\d+\n\n", line)


def test_a_real_reader_has_no_tray(kiosk: Kiosk) -> None:
    client = kiosk.client()
    text = client.get("/").text
    assert "k-tray" not in text
    assert "k-banner" not in text
    assert client.get("/cards").status_code == 404
    assert client.post("/cards/tap", data={"name": "good"}, headers=ORIGIN).status_code == 404


@pytest.fixture
def simulated(kiosk: Kiosk) -> Kiosk:
    """A kiosk whose reader is the product's own simulator."""
    source = SimulatorSource(pace=0)
    loop = Loop(kiosk.loop.settings, kiosk.loop.device, kiosk.office, kiosk.printer, source, clock=kiosk.clock, run=lambda j: j())
    kiosk.loop, kiosk.app = loop, create_screen(loop, loop.settings)
    loop.device.start(loop._run)
    source.start(loop.emit)
    return kiosk


def test_the_simulator_shows_its_tray_and_says_what_it_is(simulated: Kiosk) -> None:
    text = simulated.client().get("/").text
    check(text)
    assert "k-tray" in text
    assert "Simulator kartu" in text
    assert 'value="good"' in text
    keys = {card["key"] for card in simulated.client().get("/cards").json}
    assert {"good", "unknown", "damaged", "wrong-sam"} <= keys


def test_a_sample_card_is_tapped_with_a_click(simulated: Kiosk) -> None:
    client = simulated.client()
    seen = simulated.loop.version
    assert client.post("/cards/tap", data={"name": "good"}, headers=ORIGIN).status_code == 303
    while simulated.state is not State.CONFIRM:
        before, seen = seen, simulated.loop.wait(seen, 10)
        assert seen != before, "nothing happened"
    assert "BUDI CONTOHNUGRAHA" in client.get("/").text
    client.post("/cards/remove", data={}, headers=ORIGIN)
    assert simulated.state is State.CARD_TAKEN
    assert client.post("/cards/tap", data={"name": "nobody"}, headers=ORIGIN).status_code == 404


def test_only_named_files_are_served(kiosk: Kiosk) -> None:
    for name in SERVED:
        answer = kiosk.client().get(f"/assets/{name}")
        assert answer.status_code == 200
        answer.close()
    for name in ("package.json", "..%2fwire.py", "vendor", "posko.css"):
        assert kiosk.client().get(f"/assets/{name}").status_code == 404


def test_our_own_files_reach_out_to_nothing() -> None:
    for name in ("kiosk.css", "kiosk.js"):
        text = (Path(ASSETS) / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "localStorage" not in text
        assert "sessionStorage" not in text
        assert "@import" not in text


def test_plain_forms_are_sent_with_their_origin(kiosk: Kiosk) -> None:
    assert kiosk.client().get("/").headers["Referrer-Policy"] == "same-origin", "no-referrer makes browsers send Origin: null"


def test_a_fault_of_ours_wipes_the_visit_and_says_nothing_of_it(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    to_review(kiosk)

    def fail(*args: object) -> None:
        raise ValueError(NIK)

    monkeypatch.setattr("kiosk.screen.app.say_date", fail)
    answer = kiosk.client().get("/")
    assert answer.status_code == 500
    assert NIK not in answer.text
    assert kiosk.state is State.FAULT
    assert kiosk.visit.text("name") == ""
    monkeypatch.setattr("kiosk.answers.take", fail)
    assert kiosk.client().post("/answer", data={"at": "fault", "do": "x"}, headers=ORIGIN).status_code == 303
