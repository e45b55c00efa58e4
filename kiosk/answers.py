"""From what a visitor pressed or wrote to an event of the desk. Pure: it changes the visit it is given and nothing else.

Every screen is one form. Its pressed button is ``do`` (``next``, ``back``, ``topic:hoax``, ``day:2026-11-20`` ...), its
text field, when it has one, is ``text``; what is written there is kept whichever button is pressed.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.card.source import Claim
from kiosk.card.typed import REGION_UNKNOWN
from kiosk.desk import QUESTIONS, Event, State
from kiosk.visit import Visit
from shared.nik import Nik, NikError
from shared.questions import LONG, SHORT, Platform, Topic, date_fault, platform_of
from shared.text import N_
from shared.words import ClaimMethod

# The text questions: which of the visit's texts they fill, and how long it may be.
TEXT_STATES: Mapping[State, tuple[str, int]] = {
    State.NIK_NAME: ("card_name", SHORT),
    State.LINK: ("link", 2000),
    State.ACCOUNT: ("account", SHORT),
    State.PLACE: ("event_place", SHORT),
    State.WHO: ("respondent", SHORT),
    State.WHAT: ("narrative", LONG),
    State.NAME: ("name", SHORT),
    State.ADDRESS: ("address", SHORT),
    State.PHONE: ("phone", SHORT),
    State.EMAIL: ("email", SHORT),
    State.STATUS_NUMBER: ("status_number", 80),
    State.STATUS_CODE: ("status_code", 20),
}
# Screens on which somebody may be writing: news from elsewhere must not replace them.
WRITTEN_ON = frozenset({*TEXT_STATES, State.NIK, State.NOT_ENROLLED, State.REVOKED})
NIK_DIGITS = 16
LANGUAGES = ("id", "en")
PHONE_WRONG = N_("Nomor telepon ini tampaknya belum lengkap. Periksa lagi, atau lewati.")
EMAIL_WRONG = N_("Alamat surel ini tampaknya belum lengkap. Contoh bentuknya: nama@contoh.id. Periksa lagi, atau lewati.")
CHECK_CODE = re.compile(r"[0-9A-Z]{6}")
NUMBER_MISSING = N_("Ketik dulu angka di depan nomor pengaduan Anda, misalnya 7.")
CHECK_CODE_WRONG = N_("Kode cek terdiri atas enam huruf atau angka. Periksa lagi di kertas Anda.")
CODE_WRONG = N_("Kode terdiri atas delapan huruf atau angka, misalnya AB12-CD34.")

_PLAIN = {
    "begin": Event.BEGIN,
    "status": Event.ASK_STATUS,
    "back": Event.BACK,
    "type": Event.TYPE,
    "no": Event.NO,
    "agree": Event.AGREE,
    "refuse": Event.REFUSE,
    "anonymous": Event.ANONYMOUS,
    "pick": Event.PICK_DAY,
    "help": Event.HELP,
    "continue": Event.CONTINUE,
    "finish": Event.FINISH,
    "send": Event.SEND,
}
_DAYS = {State.HAPPENED_ON: "happened_on", State.HAPPENED_DAY: "happened_on"} | {
    State.KNOWN_ON: "known_on",
    State.KNOWN_DAY: "known_on",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Answer:
    """What an answer means: an event (None: stay here), the question to correct, the code to enrol with."""

    event: Event | None = None
    chosen: State | None = None
    code: str = ""


STAY = Answer()


def take(state: State, visit: Visit, form: Mapping[str, str], today: dt.date) -> Answer:
    """Take the answer ``form`` to the screen ``state`` into ``visit``. Nonsense is ignored, never an error."""
    do, _, value = form.get("do", "").partition(":")
    _keep_text(state, visit, form.get("text"))
    visit.hint = ""
    if do == "key":
        _press(state, visit, value)
        return STAY
    if do == "language":
        adjust(visit, value)
        return Answer(Event.NEXT)
    if do == "adjust":
        adjust(visit, value)
        return STAY
    if do == "enrol":
        return _enrol(visit)
    if do == "edit":
        return Answer(Event.EDIT, next((q for q in QUESTIONS if q.value == value), None))
    if do == "yes":
        visit.confirm()
        return Answer(Event.YES if visit.opened else Event.YES_CONNECTING)
    if do == "anonymous":
        visit.anonymous = True
    if state in _DAYS and do in ("today", "yesterday", "same", "day", "month", "keep", "skip"):
        return _day(state, visit, do, value, today)
    if do in ("topic", "platform"):
        return _choice(state, visit, do, value)
    if do == "skip":
        return _skip(state, visit)
    if do == "next":
        return _next(state, visit)
    event = _PLAIN.get(do)
    return STAY if event is None else Answer(event)


def adjust(visit: Visit, what: str) -> None:
    """Change how the screen speaks and looks."""
    if what in LANGUAGES:
        visit.language = what
    elif what == "text":
        visit.big_text = not visit.big_text
    elif what == "contrast":
        visit.contrast = not visit.contrast


def _keep_text(state: State, visit: Visit, text: str | None) -> None:
    if text is None:
        return
    if state in TEXT_STATES:
        name, longest = TEXT_STATES[state]
        kept = _CONTROL.sub("", text.replace("\r\n", "\n"))
        if state not in (State.WHAT, State.ADDRESS):  # one line; a link with a tab in it would not be taken by the intranet
            kept = kept.replace("\n", " ").replace("\t", " ")
        visit.texts[name] = kept[:longest]
    elif state in (State.NIK, State.NOT_ENROLLED, State.REVOKED):
        visit.typed = text.strip()[:32]


def _press(state: State, visit: Visit, key: str) -> None:
    """A key of our own keyboard, on a page without script."""
    if state in TEXT_STATES:
        name, longest = TEXT_STATES[state]
        visit.texts[name] = _pressed(visit.text(name), key)[:longest]
    elif state in (State.NIK, State.NOT_ENROLLED, State.REVOKED):
        visit.typed = _pressed(visit.typed, key)[:32]


def _pressed(text: str, key: str) -> str:
    match key:
        case "erase":
            return text[:-1]
        case "clear":
            return ""
        case "space":
            return f"{text} "
        case "enter":
            return f"{text}\n"
        case _:
            return text + key if len(key) == 1 and key.isprintable() else text


def _enrol(visit: Visit) -> Answer:
    code = re.sub(r"[^0-9A-Z]", "", visit.typed.upper())
    if len(code) != 8:
        visit.hint = CODE_WRONG
        return STAY
    visit.typed = ""
    return Answer(Event.ENROL_ASKED, code=f"{code[:4]}-{code[4:]}")


def _choice(state: State, visit: Visit, do: str, value: str) -> Answer:
    if state is State.TOPIC and do == "topic" and value in {topic.value for topic in Topic}:
        visit.topic = Topic(value)
        return Answer(Event.NEXT)
    if state is State.PLATFORM and do == "platform" and value in {platform.value for platform in Platform}:
        visit.platform = Platform(value)
        if visit.platform is Platform.NOT_ONLINE:
            for name in ("link", "account"):
                visit.texts.pop(name, None)
            return Answer(Event.NOT_ONLINE)
        visit.texts.pop("event_place", None)
        return Answer(Event.ONLINE)
    return STAY


def _day(state: State, visit: Visit, do: str, value: str, today: dt.date) -> Answer:
    """An answer to "on which day?"; days that cannot be right are said, not taken."""
    name = _DAYS[state]
    if do == "month":
        month = _date(value)
        visit.month = month.replace(day=1) if month else None
        return STAY
    if do == "keep":
        return Answer(Event.NEXT)
    days = {"today": today, "yesterday": today - dt.timedelta(days=1), "same": visit.happened_on, "skip": None}
    day = _date(value) if do == "day" else days[do]
    if do == "day" and day is None:
        return STAY
    happened = day if name == "happened_on" else visit.happened_on
    known = day if name == "known_on" else visit.known_on
    fault = date_fault(happened, known, today)
    if fault is not None and day is not None:
        visit.hint = fault.value
        return STAY
    setattr(visit, name, day)
    visit.month = None
    return Answer(Event.SKIP if day is None else Event.NEXT)


def _skip(state: State, visit: Visit) -> Answer:
    if state in TEXT_STATES:
        visit.texts.pop(TEXT_STATES[state][0], None)
    elif state is State.TOPIC:
        visit.topic = None
    elif state is State.PLATFORM:
        visit.platform = None
    if state is State.NIK_NAME:
        _name_claim(visit)
    return Answer(Event.SKIP)


def _next(state: State, visit: Visit) -> Answer:
    if state is State.NIK:
        return _nik(visit)
    if state in TEXT_STATES:
        name, _ = TEXT_STATES[state]
        visit.texts[name] = _tidied(state, visit.text(name))
        wrong = _wrong(state, visit.texts[name])
        if wrong:
            visit.hint = wrong
            return STAY
    if state is State.NIK_NAME:
        _name_claim(visit)
    if state is State.NAME and visit.text("name"):
        visit.anonymous = False
    if state is State.LINK and visit.platform in (None, Platform.OTHER):
        visit.platform = platform_of(visit.text("link")) or visit.platform
    return Answer(Event.NEXT)


def _tidied(state: State, text: str) -> str:
    """A written answer without what a hurried hand leaves in it: spaces around it, small letters, stray signs."""
    if state is State.STATUS_NUMBER:
        return " ".join(re.sub(r"[^0-9A-Z./-]+", " ", text.upper()).split())
    if state is State.STATUS_CODE:
        return re.sub(r"[^0-9A-Z]", "", text.upper())
    return text.strip()


def _wrong(state: State, text: str) -> str:
    """What is plainly wrong with a written answer; an empty one is no fault, unless it is what is looked up."""
    if state is State.STATUS_NUMBER and not re.search(r"[0-9]", text):
        return NUMBER_MISSING
    if state is State.STATUS_CODE and not CHECK_CODE.fullmatch(text):
        return CHECK_CODE_WRONG
    if state is State.PHONE and text and not 7 <= len(re.sub(r"\D", "", text)) <= 15:
        return PHONE_WRONG
    if state is State.EMAIL and text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return EMAIL_WRONG
    return ""


def _nik(visit: Visit) -> Answer:
    try:
        nik = Nik.parse(visit.typed)
    except NikError as error:
        visit.hint = error.fault.value
        return STAY
    if not nik.region_known and not visit.region_warned:
        visit.hint, visit.region_warned = REGION_UNKNOWN, True
        return STAY
    visit.typed = ""
    visit.take(Claim(method=ClaimMethod.TYPED, nik=nik))
    return Answer(Event.NEXT)


def _name_claim(visit: Visit) -> None:
    """The typed name belongs to the typed claim, so that there is something to compare."""
    name = visit.texts.pop("card_name", "")
    if visit.claim is not None:
        visit.claim = dataclasses.replace(visit.claim, name=name)


def _date(text: str) -> dt.date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
