"""How a complaint stands, asked at the kiosk: few keys, sloppy hands, plain words, and nothing left on the screen."""

import datetime as dt

import pytest

from kiosk.desk import TABLE, Event, Position, State, step
from kiosk.desk_status import ANSWERS, ROWS
from kiosk.screen import texts
from kiosk.visit import Help, Visit
from shared.wire import StatusAnswer
from shared.words import DeviceState, EndReason, PlainResult, PlainState, ProblemCode
from tests.kiosk.conftest import Kiosk
from tests.kiosk.office import READ
from tests.kiosk.test_loop import claim


def screen(kiosk: Kiosk) -> str:
    return kiosk.client().get("/").text


def look(kiosk: Kiosk, number: str = "7", code: str = "K7M2QP") -> State:
    """From the welcome screen through both questions."""
    kiosk.press("status")
    kiosk.press("next", number)
    return kiosk.press("next", code)


@pytest.mark.parametrize("number", ["7", " 7 "])
@pytest.mark.parametrize("code", ["K7M2QP", "k7m2qp", " k7m-2qp ", "K7M 2QP"])
def test_number_and_code_bring_the_stage_and_the_days(kiosk: Kiosk, number: str, code: str) -> None:
    assert look(kiosk, number, code) is State.STATUS_TOLD
    text = screen(kiosk)
    for words in ("sedang dibaca petugas", "Kamis, 19 November 2026", "Senin, 23 November 2026", "petugas di meja"):
        assert words in text
    (ask,) = kiosk.office.of("look_up")
    assert (ask.number, ask.code) == ("7", "K7M2QP")


def test_a_whole_number_goes_as_it_is_printed_and_strange_signs_do_not(kiosk: Kiosk) -> None:
    look(kiosk, "0007/adu/33.99/xi/2026 \u2013 #", "K7M2QP")
    (ask,) = kiosk.office.of("look_up")
    assert ask.number == "0007/ADU/33.99/XI/2026"


def test_looking_opens_no_visit_at_the_office_and_leaves_nothing(kiosk: Kiosk) -> None:
    look(kiosk)
    assert kiosk.press("finish") is State.WIPED
    assert vars(kiosk.visit) == vars(Visit())
    assert "K7M2QP" not in screen(kiosk)
    assert not kiosk.office.visits


@pytest.mark.parametrize(("at", "typed"), [("number", ""), ("number", "adu"), ("code", ""), ("code", "K7M2Q"), ("code", "K7M2QPP")])
def test_what_cannot_be_right_is_said_before_anybody_is_asked(kiosk: Kiosk, at: str, typed: str) -> None:
    kiosk.press("status")
    if at == "code":
        kiosk.press("next", "7")
    state = kiosk.state
    assert kiosk.press("next", typed) is state
    assert kiosk.visit.hint
    assert 'aria-invalid="true"' in screen(kiosk)
    assert not kiosk.office.of("look_up")


def test_our_keyboard_writes_without_script(kiosk: Kiosk) -> None:
    kiosk.press("status")
    kiosk.press("key:7", "")
    kiosk.press("next", kiosk.visit.text("status_number"))
    for key in "K7M2QX":
        kiosk.press(f"key:{key}", kiosk.visit.text("status_code"))
    kiosk.press("key:erase")
    kiosk.press("key:P")
    assert kiosk.press("next") is State.STATUS_TOLD


def test_the_keyboard_of_the_code_has_every_letter_of_codes_and_no_other() -> None:
    assert sorted("".join(texts.KEYBOARDS["check"])) == sorted("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")


def test_a_wrong_code_is_kindly_said_and_corrected(kiosk: Kiosk) -> None:
    assert look(kiosk, "7", "AAAAAA") is State.STATUS_UNKNOWN
    assert "AAAAAA" in screen(kiosk)
    assert kiosk.press("back") is State.STATUS_CODE
    assert kiosk.press("next", "K7M2QP") is State.STATUS_TOLD


def test_a_wrong_number_is_corrected_with_the_code_kept(kiosk: Kiosk) -> None:
    assert look(kiosk, "8") is State.STATUS_UNKNOWN
    assert kiosk.press("next") is State.STATUS_NUMBER
    assert kiosk.press("next", "7") is State.STATUS_CODE
    assert kiosk.press("next") is State.STATUS_TOLD


def test_a_cut_link_is_said_and_the_same_question_asked_again_is_the_same_request(kiosk: Kiosk) -> None:
    kiosk.office.lose_answers = 1
    assert look(kiosk) is State.STATUS_FAILED
    assert "tidak terhubung" in screen(kiosk)
    assert kiosk.press("send") is State.STATUS_TOLD
    first, second = [key for act, key in kiosk.office.keys if act == "look_up"]
    assert first == second
    kiosk.press("finish")


def test_a_link_that_stays_cut_is_said(kiosk: Kiosk) -> None:
    kiosk.office.down = True
    assert look(kiosk) is State.STATUS_FAILED
    assert kiosk.press("send") is State.STATUS_FAILED
    assert kiosk.press("back") is State.STATUS_CODE


def test_an_office_that_does_not_know_the_question_is_like_a_cut_link(kiosk: Kiosk) -> None:
    kiosk.office.refuse_next = ProblemCode.NOT_FOUND
    assert look(kiosk) is State.STATUS_FAILED


def test_too_many_tries_are_said_without_blame(kiosk: Kiosk) -> None:
    kiosk.office.refuse_next = ProblemCode.TOO_MANY
    assert look(kiosk) is State.STATUS_PAUSED
    assert "Mohon tunggu sebentar" in screen(kiosk)
    assert kiosk.press("finish") is State.WIPED


def test_a_revoked_kiosk_tells_nothing(kiosk: Kiosk) -> None:
    kiosk.office.state = DeviceState.REVOKED
    assert look(kiosk) is State.REVOKED
    assert vars(kiosk.visit) == vars(Visit())


def test_an_answer_to_an_earlier_question_is_not_shown(kiosk: Kiosk) -> None:
    kiosk.slow = True
    assert look(kiosk, "7", "AAAAAA") is State.STATUS_ASKING
    kiosk.press("back")
    assert kiosk.press("next", "K7M2QP") is State.STATUS_ASKING
    kiosk.later.pop(0)()
    assert kiosk.state is State.STATUS_ASKING
    kiosk.catch_up()
    assert kiosk.state is State.STATUS_TOLD
    kiosk.slow = False


def test_a_slow_office_is_waited_for_and_its_late_answer_still_counts(kiosk: Kiosk) -> None:
    kiosk.slow = True
    look(kiosk)
    assert kiosk.pass_time(31) is State.STATUS_FAILED
    kiosk.catch_up()
    assert kiosk.state is State.STATUS_TOLD
    kiosk.slow = False


@pytest.mark.parametrize("late", [False, True])
def test_a_day_that_has_passed_is_said_as_such(kiosk: Kiosk, late: bool) -> None:
    due = dt.date(2026, 11, 19 if late else 20)  # today is the 20th
    kiosk.office.standings[("7", "K7M2QP")] = READ.model_copy(update={"due": due})
    look(kiosk)
    assert ("Seharusnya sudah ada kabar" in screen(kiosk)) is late
    assert ("Kabar paling lambat" in screen(kiosk)) is not late


@pytest.mark.parametrize(("day", "says"), [(20, "Lengkapi paling lambat"), (19, "Hari terakhirnya Kamis, 19 November 2026")])
def test_whoever_is_waited_for_reads_their_own_day_and_not_the_office_s(kiosk: Kiosk, day: int, says: str) -> None:
    waits = READ.model_copy(update={"state": PlainState.WAITS_FOR_YOU, "due": dt.date(2026, 11, day)})
    kiosk.office.standings[("7", "K7M2QP")] = waits
    look(kiosk)
    assert says in screen(kiosk)
    assert "kabar p" not in screen(kiosk).lower()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("result", PlainResult)
def test_every_result_is_told(kiosk: Kiosk, result: PlainResult, language: str) -> None:
    answer = StatusAnswer(found=True, state=PlainState.FINISHED, since=dt.date(2026, 11, 19), result=result)
    kiosk.office.standings[("7", "K7M2QP")] = answer
    look(kiosk)
    if language == "id":
        assert texts.RESULTS[result] in screen(kiosk)
    kiosk.press(f"adjust:{language}")
    assert "<h1" in screen(kiosk)
    assert "Kabar paling lambat" not in screen(kiosk)


@pytest.mark.parametrize("state", PlainState)
def test_every_stage_is_told(kiosk: Kiosk, state: PlainState) -> None:
    kiosk.office.standings[("7", "K7M2QP")] = READ.model_copy(update={"state": state})
    look(kiosk)
    assert all(words in screen(kiosk) for words in texts.STAGES[state])


def test_left_alone_the_answer_is_wiped(kiosk: Kiosk) -> None:
    look(kiosk)
    assert kiosk.pass_time(121) is State.STILL_THERE
    assert kiosk.pass_time(21) is State.WIPED
    assert vars(kiosk.visit) == vars(Visit())


def test_help_can_be_called_and_the_answer_comes_up_from_under_it(kiosk: Kiosk) -> None:
    kiosk.slow = True
    look(kiosk)
    kiosk.press("help")
    kiosk.catch_up()
    assert kiosk.state is State.STATUS_TOLD
    assert kiosk.visit.help is Help.TOLD
    kiosk.slow = False
    kiosk.press("finish")
    assert list(kiosk.office.ended.values()) == [EndReason.DONE]


def test_a_card_laid_down_meanwhile_is_not_read_into_the_answer(kiosk: Kiosk) -> None:
    look(kiosk)
    kiosk.reader.tap(claim())
    assert kiosk.state is State.STATUS_TOLD
    assert kiosk.visit.claim is None
    kiosk.press("finish")
    assert "KTP-el Anda masih di alat baca" in screen(kiosk)


def test_the_welcome_screen_offers_it_after_the_main_button(kiosk: Kiosk) -> None:
    text = screen(kiosk)
    assert 0 < text.index('value="begin"') < text.index('value="status"')
    assert text.count("is-huge") == 1


def test_back_leads_out_of_every_screen_to_a_wiped_one() -> None:
    for state in ROWS:
        position = Position(state, trail=(State.WELCOME,))
        for _ in range(4):
            position = step(position, Event.BACK).position
            if position.state in (State.WELCOME, State.WIPED):
                break
        assert position.state in (State.WELCOME, State.WIPED), state


def test_an_answer_moves_only_a_desk_that_waits_for_it() -> None:
    waiting = {state for state in State for event in ANSWERS if event in TABLE[state].moves}
    assert waiting == {State.STATUS_ASKING, State.STATUS_FAILED}
