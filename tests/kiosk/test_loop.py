"""A visit from the first touch to the wiped screen, with a clock moved by hand and an office in memory."""

import dataclasses
import datetime as dt

import pytest

from kiosk import keys
from kiosk.card.source import Address, Claim, ReaderCondition, ReaderState
from kiosk.desk import State
from kiosk.visit import Help, Visit
from shared.elements import Element
from shared.nik import Nik
from shared.questions import Platform, Topic
from shared.words import CheckOffer, CheckState, ClaimMethod, DeviceState, EndReason, ProblemCode
from tests.kiosk.conftest import Kiosk, start
from tests.kiosk.office import DEVICE_ID

NIK = "3371991203850001"
OTHER_NIK = "3371995508900002"
TODAY = dt.date(2026, 11, 20)
QUESTIONS = (
    "topic:hoax",
    "today",
    "today",
    "platform:facebook",
    "next=facebook.com/contoh",
    "skip",
    "next=Si Contoh",
    "next=Ceritanya begini.",
    "next",
    "next",
    "next=0812 3456 7890",
    "skip",
)


def claim(nik: str = NIK) -> Claim:
    return Claim(
        method=ClaimMethod.CARD,
        nik=Nik.parse(nik),
        name="BUDI CONTOHNUGRAHA",
        birth_place="MAGELANG",
        birth_date=dt.date(1985, 3, 12),
        sex="LAKI-LAKI",
        marital_status="KAWIN",
        occupation="KARYAWAN SWASTA",
        address=Address(street="JL. MELATI CONTOH NO. 7", rt="001", rw="002", village="KARANGCONTOH"),
    )


def to_review(kiosk: Kiosk) -> State:
    """From the welcome screen with a card to the review, everything answered."""
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", *QUESTIONS)
    return kiosk.state


def test_a_card_a_consent_and_a_few_answers_bring_a_number_on_paper(kiosk: Kiosk) -> None:
    assert to_review(kiosk) is State.REVIEW
    assert kiosk.press("send") is State.PRINTED
    (ask,) = kiosk.office.of("register")
    assert ask.complainant.nik == NIK
    assert ask.complainant.name == "BUDI CONTOHNUGRAHA"
    assert ask.complainant.address.startswith("JL. MELATI CONTOH NO. 7")
    assert ask.complainant.phone == "0812 3456 7890"
    assert ask.complaint.topic is Topic.HOAX
    assert (ask.complaint.happened_on, ask.complaint.known_on) == (TODAY, TODAY)
    assert ask.complaint.platform is Platform.FACEBOOK
    assert ask.complaint.link == "facebook.com/contoh"
    assert ask.notice_version == "2026-01"
    assert b"0001/PGD/XI/2026" in kiosk.printer.printed[0]
    assert kiosk.press("finish") is State.WIPED
    assert list(kiosk.office.ended.values()) == [EndReason.DONE]
    assert kiosk.pass_time(13) is State.WELCOME


def test_only_the_wanted_elements_are_asked_and_the_card_is_forgotten_then(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes")
    assert not kiosk.office.of("check")
    kiosk.walk("agree")
    (ask,) = kiosk.office.of("check")
    assert {claimed.element for claimed in ask.claims} == {Element.NIK, Element.NAME, Element.BIRTH_DATE}
    assert {claimed.value for claimed in ask.claims} == {NIK, "BUDI CONTOHNUGRAHA", "1985-03-12"}
    assert kiosk.visit.claim is None
    assert kiosk.visit.text("name") == "BUDI CONTOHNUGRAHA"


def test_nothing_of_the_card_is_taken_over_before_it_is_confirmed(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    assert kiosk.visit.text("name") == ""
    assert kiosk.press("no") is State.CARD
    assert kiosk.visit.claim is None
    assert kiosk.visit.nik is None


def test_the_check_goes_on_while_questions_are_answered(kiosk: Kiosk) -> None:
    kiosk.office.verdict = CheckState.CHECKING
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", "topic:hoax")
    kiosk.pass_time(10)
    assert kiosk.visit.check is CheckState.CHECKING
    assert len(kiosk.office.of("poll")) == 5
    kiosk.office.verdict = CheckState.NOT_VERIFIED
    kiosk.pass_time(2.5)
    assert kiosk.visit.check is CheckState.NOT_VERIFIED
    assert kiosk.state is State.HAPPENED_ON


def test_a_check_that_never_ends_is_left_for_later(kiosk: Kiosk) -> None:
    kiosk.office.verdict = CheckState.CHECKING
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree")
    for _ in range(16):
        kiosk.pass_time(10)
        kiosk.loop.touch()
    assert kiosk.visit.check is CheckState.LATER


def test_refusing_the_notice_goes_on_without_identity(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    assert kiosk.walk("yes", "refuse") is State.TOPIC
    assert kiosk.visit.nik is None
    assert kiosk.visit.text("name") == ""
    kiosk.walk("topic:other", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "skip", "send")
    (ask,) = kiosk.office.of("register")
    assert ask.complainant.nik is None
    assert ask.notice_version is None
    assert not kiosk.office.of("check")


def test_when_no_check_is_possible_nothing_is_asked_and_the_reason_is_kept(kiosk: Kiosk) -> None:
    kiosk.office.offer = CheckOffer.NO_AGREEMENT
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree")
    assert not kiosk.office.of("check")
    assert kiosk.visit.check is CheckState.LATER
    assert kiosk.visit.check_reason is CheckOffer.NO_AGREEMENT


def test_a_typed_nik_with_a_name_is_a_claim_too(kiosk: Kiosk) -> None:
    assert kiosk.walk("begin", "language:en", "type") is State.NIK
    assert kiosk.press("next", "337199") is State.NIK
    assert "16" in kiosk.visit.hint
    assert kiosk.press("next", NIK) is State.NIK_NAME
    assert kiosk.press("next", "Budi Contohnugraha") is State.CONFIRM
    assert kiosk.walk("yes", "agree") is State.TOPIC
    (ask,) = kiosk.office.of("check")
    assert ask.method is ClaimMethod.TYPED
    assert {claimed.value for claimed in ask.claims} == {NIK, "Budi Contohnugraha"}
    assert kiosk.office.of("open")[0].language == "id"


def test_a_nik_of_an_unknown_region_is_warned_about_once_and_accepted(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "type")
    assert kiosk.press("next", "0071991203850001") is State.NIK
    assert kiosk.visit.hint
    assert kiosk.press("next", "0071991203850001") is State.NIK_NAME


def test_an_anonymous_complaint_carries_nobody(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", *QUESTIONS[:8])
    assert kiosk.state is State.NAME
    assert kiosk.walk("anonymous") is State.REVIEW
    kiosk.press("send")
    (ask,) = kiosk.office.of("register")
    assert ask.complainant.model_dump() == {"nik": None, "name": "", "address": "", "phone": "", "email": ""}
    assert ask.notice_version is None


def test_a_lost_answer_does_not_register_twice(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.lose_answers = 2
    assert kiosk.press("send") is State.OFFLINE
    assert kiosk.pass_time(5) is State.OFFLINE
    assert kiosk.pass_time(5) is State.PRINTED
    assert len(kiosk.office.complaints) == 1
    assert len({key for act, key in kiosk.office.keys if act == "register"}) == 1


def test_a_correction_after_a_lost_answer_still_brings_the_first_number(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.lose_answers = 1
    kiosk.press("send")
    assert kiosk.walk("back", "edit:who", "next=Orang Lain") is State.REVIEW
    kiosk.office.refuse_next = ProblemCode.MALFORMED
    assert kiosk.press("send") is State.PRINTED
    assert [ask.complaint.respondent for ask in kiosk.office.of("register")] == ["Si Contoh", "Orang Lain", "Si Contoh"]
    assert len(kiosk.office.complaints) == 1


def test_a_cut_link_keeps_the_answers_and_says_so(kiosk: Kiosk) -> None:
    kiosk.office.down = True
    kiosk.reader.tap(claim())
    assert kiosk.press("yes") is State.UNCHECKED
    assert kiosk.visit.nik is None
    kiosk.walk("next", *QUESTIONS)
    assert kiosk.press("send") is State.OFFLINE
    assert kiosk.visit.text("narrative") == "Ceritanya begini."
    kiosk.office.down = False
    assert kiosk.pass_time(5) is State.PRINTED
    assert kiosk.office.of("register")[0].complainant.nik is None


def test_a_slow_link_is_waited_for_and_then_the_notice_is_shown(kiosk: Kiosk) -> None:
    kiosk.slow = True
    kiosk.reader.tap(claim())
    assert kiosk.press("yes") is State.CONNECTING
    kiosk.catch_up()
    assert kiosk.state is State.NOTICE


def test_a_visit_that_is_over_at_the_office_is_opened_again(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.refuse_next = ProblemCode.VISIT_OVER
    assert kiosk.press("send") is State.PRINTED
    assert len(kiosk.office.visits) == 2
    assert len(kiosk.office.complaints) == 1


def test_a_refusal_is_shown_and_can_be_tried_again(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.refuse_next = ProblemCode.REPLAYED
    assert kiosk.press("send") is State.REFUSED
    assert kiosk.press("send") is State.PRINTED


def test_a_busy_office_is_waited_for(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.refuse_next = ProblemCode.BUSY
    assert kiosk.press("send") is State.OFFLINE
    assert kiosk.pass_time(5) is State.PRINTED


def test_a_broken_printer_leaves_the_number_on_the_screen(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.printer.broken = True
    assert kiosk.press("send") is State.NO_PAPER
    assert kiosk.visit.registered is not None
    kiosk.printer.broken = False
    assert kiosk.press("send") is State.PRINTED


def test_the_farewell_is_read_by_the_same_eyes_and_the_next_visitor_starts_afresh(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.walk("adjust:en", "adjust:contrast", "send", "finish")
    assert kiosk.state is State.WIPED
    assert kiosk.visit.look == ("en", False, True)
    assert kiosk.visit.registered is None
    assert kiosk.press("finish") is State.WELCOME
    assert vars(kiosk.visit) == vars(Visit())


def test_two_visitors_in_a_row_leave_nothing_of_the_first(kiosk: Kiosk) -> None:
    to_review(kiosk)
    first = kiosk.visit
    kiosk.walk("send", "finish")
    kiosk.reader.remove()
    assert vars(first) == vars(Visit())
    assert kiosk.visit is not first
    assert vars(kiosk.visit) == vars(Visit())
    kiosk.walk("begin", "language:en", "skip", *QUESTIONS[:3])
    assert kiosk.visit.text("name") == ""
    assert kiosk.visit.registered is None
    assert kiosk.visit.language == "en"


def test_an_answer_for_a_visitor_who_left_changes_nothing_for_the_next(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.slow = True
    kiosk.press("send")
    kiosk.loop.answer("registering", {"do": "back"})
    assert kiosk.state is State.OFFLINE
    kiosk.press("finish")
    kiosk.catch_up()
    assert kiosk.state is State.WIPED
    assert kiosk.visit.registered is None
    assert not kiosk.printer.printed


def test_a_visit_opened_too_late_is_ended_at_the_office(kiosk: Kiosk) -> None:
    kiosk.slow = True
    kiosk.walk("begin", "back")
    assert kiosk.state is State.WELCOME
    kiosk.catch_up()
    assert list(kiosk.office.ended.values()) == [EndReason.LEFT]


def test_silence_is_asked_about_and_then_wiped(kiosk: Kiosk) -> None:
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree")
    assert kiosk.pass_time(91) is State.STILL_THERE
    assert kiosk.press("continue") is State.TOPIC
    assert kiosk.pass_time(91) is State.STILL_THERE
    assert kiosk.pass_time(21) is State.WIPED
    assert vars(kiosk.visit) == vars(Visit())
    assert list(kiosk.office.ended.values()) == [EndReason.TIMED_OUT]


def test_a_touch_begins_the_time_out_anew(kiosk: Kiosk) -> None:
    kiosk.press("begin")
    kiosk.pass_time(50)
    kiosk.loop.touch()
    assert kiosk.pass_time(50) is State.LANGUAGE
    assert kiosk.loop.seconds_left() == pytest.approx(10)


def test_the_readers_condition_is_reported_to_the_office(kiosk: Kiosk) -> None:
    kiosk.reader.say(ReaderState(ReaderCondition.NO_SAM))
    kiosk.pass_time(25)
    assert kiosk.office.of("heartbeat")[-1].reader == "no_sam"


def test_a_call_for_help_reaches_the_office_and_leaves_the_answers(kiosk: Kiosk) -> None:
    kiosk.walk("begin", "language:id", "skip", "topic:hoax")
    assert kiosk.press("help") is State.HELP
    assert kiosk.visit.help is Help.TOLD
    assert len(kiosk.office.of("help")) == 1
    assert kiosk.press("continue") is State.HAPPENED_ON
    assert kiosk.visit.topic is Topic.HOAX


def test_help_is_called_from_the_welcome_screen_too(kiosk: Kiosk) -> None:
    kiosk.press("help")
    assert len(kiosk.office.of("help")) == 1
    assert kiosk.press("continue") is State.WELCOME
    assert list(kiosk.office.ended.values()) == [EndReason.LEFT]


def test_help_that_cannot_be_called_is_said(kiosk: Kiosk) -> None:
    kiosk.office.down = True
    kiosk.walk("begin", "help")
    assert kiosk.visit.help is Help.FAILED


def test_a_revoked_kiosk_stops_within_a_heartbeat_and_forgets_its_visitor(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.state = DeviceState.REVOKED
    assert kiosk.pass_time(25) is State.REVOKED
    assert vars(kiosk.visit) == vars(Visit())


def test_a_kiosk_revoked_at_the_last_step_registers_nothing(kiosk: Kiosk) -> None:
    to_review(kiosk)
    kiosk.office.state = DeviceState.REVOKED
    assert kiosk.press("send") is State.REVOKED
    assert not kiosk.office.complaints


def test_a_new_kiosk_asks_for_an_officer_and_takes_the_code_on_the_screen(new_kiosk: Kiosk) -> None:
    new_kiosk.office.state = DeviceState.PENDING
    start(new_kiosk)
    assert new_kiosk.state is State.NOT_ENROLLED
    assert new_kiosk.press("enrol", "zz99zz99") is State.NOT_ENROLLED
    assert new_kiosk.loop.device.message
    assert new_kiosk.press("enrol", "ab12cd34") is State.PENDING
    assert keys.load_enrolment(new_kiosk.folder) == keys.Enrolment(DEVICE_ID, "Kiosk Lobi")
    new_kiosk.office.state = DeviceState.ACTIVE
    assert new_kiosk.pass_time(4) is State.WELCOME


def test_half_a_code_is_not_sent(new_kiosk: Kiosk) -> None:
    start(new_kiosk)
    new_kiosk.press("enrol", "AB12")
    assert new_kiosk.visit.hint
    assert not new_kiosk.office.of("enrol")


def test_an_enrolment_made_by_the_command_is_taken_up_without_a_restart(new_kiosk: Kiosk) -> None:
    start(new_kiosk)
    new_kiosk.pass_time(1)
    keys.save_enrolment(new_kiosk.folder, keys.Enrolment(DEVICE_ID, "Kiosk Lobi"))
    assert new_kiosk.pass_time(4) is State.WELCOME
    assert new_kiosk.office.device_id == DEVICE_ID


def test_an_enrolled_kiosk_serves_even_when_the_office_is_away_at_the_start(new_kiosk: Kiosk) -> None:
    keys.save_enrolment(new_kiosk.folder, keys.Enrolment(DEVICE_ID, "Kiosk Lobi"))
    new_kiosk.office.down = True
    start(new_kiosk)
    assert new_kiosk.state is State.WELCOME
    assert new_kiosk.loop.device.link_up is False


def test_a_page_that_is_written_on_is_not_replaced_by_news(kiosk: Kiosk) -> None:
    kiosk.office.verdict = CheckState.CHECKING
    kiosk.reader.tap(claim())
    kiosk.walk("yes", "agree", *QUESTIONS[:6])
    assert kiosk.state is State.WHO
    screen, status = kiosk.loop.version
    kiosk.office.verdict = CheckState.VERIFIED
    kiosk.pass_time(3)
    assert kiosk.loop.version[0] == screen
    assert kiosk.loop.version[1] > status


def test_a_failure_inside_is_told_and_wiped(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.desk import Event

    to_review(kiosk)
    kiosk.loop.act(Event.BROKE)
    assert kiosk.state is State.FAULT
    assert vars(kiosk.visit) == vars(Visit())
    assert kiosk.press("finish") is State.WELCOME


def test_no_text_form_shows_a_value(kiosk: Kiosk) -> None:
    to_review(kiosk)
    shown = f"{kiosk.visit!r} {kiosk.visit} {kiosk.visit.complaint_ask()!r} {claim()!r}"
    assert NIK not in shown
    assert "BUDI" not in shown


def test_what_a_card_or_a_keyboard_holds_never_breaks_the_message(kiosk: Kiosk) -> None:
    strange = dataclasses.replace(claim(), name="BUDI\x00\x1b\n" + "A" * 400, address=Address(street="JL\t" + "B" * 400))
    kiosk.reader.tap(strange)
    kiosk.walk("yes", "agree", *QUESTIONS[:4])
    kiosk.press("next", "http://contoh.id/\r\n\x00x\ny")
    kiosk.walk("skip", "skip")
    kiosk.press("next", "Baris satu.\r\nBaris\x07 dua." + "C" * 9000)
    kiosk.walk("next", "next", "skip", "skip")
    assert kiosk.press("send") is State.PRINTED
    (ask,) = kiosk.office.of("register")
    assert ask.complaint.link == "http://contoh.id/ x y"
    assert ask.complaint.narrative.startswith("Baris satu.\nBaris dua.")
    assert len(ask.complainant.name) == 200
