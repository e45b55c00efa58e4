"""The simulated card and SAM behave as what is public says the real ones do."""

from __future__ import annotations

import pytest

from kiosk.card.fake import SECRETS, FakeKtp, FakeSam, Fault, OtherCard, Script, card_of, sam_of
from kiosk.card.fake.chip import biodata
from shared.residents import load

BUDI = load().resident("budi")


def ask(chip, text: str) -> str:
    return chip.transmit(bytes.fromhex(text)).hex().upper()


def in_df(**how) -> FakeKtp:
    card = FakeKtp(BUDI, **how)
    assert ask(card, "00A40000027F0A") == "9000"
    return card


def test_a_file_is_found_only_within_the_df():
    assert ask(FakeKtp(BUDI), "00A40000026FF0") == "6A82"
    assert ask(in_df(), "00A40000026FF0") == "9000"


@pytest.mark.parametrize("file_id", ["6FF1", "6FF3", "6FF4", "6FF5", "6FF6"])
def test_protected_files_are_closed_before_authentication(file_id):
    assert ask(in_df(), f"00A4000002{file_id}") == "6982"


def test_an_unknown_file_instruction_and_early_read_are_refused():
    card = in_df()
    assert ask(card, "00A40000026FFF") == "6A82"
    assert ask(card, "00B0000008") == "6986"
    assert ask(card, "00CA000000") == "6D00"
    assert ask(card, "04B00000080011223344556677") == "6982"


def test_reading_stops_at_the_end_of_a_file_and_at_the_largest_length():
    card = in_df(control=29, limit=0x40)
    ask(card, "00A40000026FF0")
    assert ask(card, "00B0000002") == "001D9000"
    assert ask(card, "00B0000041") == "6700"
    assert ask(card, "00B0001F01") == "6B00"
    assert ask(card, "00B0000035").endswith("6282")
    exact = in_df(control=29, exact=True)
    ask(exact, "00A40000026FF0")
    assert ask(exact, "00B0000035") == "6C1F"


def test_the_photo_is_free_and_looks_like_a_jpeg_unless_it_shall_not():
    for fault, is_jpeg in ((None, True), (Fault.BAD_PHOTO, False)):
        card = in_df(script=Script(fault))
        assert ask(card, "00A40000026FF2") == "9000"
        assert bytes.fromhex(ask(card, "00B0000008"))[2:].startswith(b"\xff\xd8") is is_jpeg


def test_both_types_show_their_own_number_and_answer_to_reset():
    one, other = FakeKtp(BUDI), FakeKtp(BUDI, chip="B")
    assert len(bytes.fromhex(ask(one, "FFCA000000"))) == 7 + 2
    assert ask(one, "00DD000008") == "6D00"
    assert len(bytes.fromhex(ask(other, "00DD000008"))) == 8 + 2
    assert one.atr[:4] == bytes.fromhex("3B8A8001")
    assert other.atr[:4] == bytes.fromhex("3B8C8001")
    assert other.atr[9:16] == bytes.fromhex("30AAAA017781D7")[:7]
    check = 0
    for byte in other.atr[1:]:
        check ^= byte
    assert check == 0


def test_a_token_of_a_foreign_sam_or_without_a_challenge_opens_nothing():
    card = in_df()
    assert ask(card, "0082000028" + "00" * 40) == "6300"
    ask(card, "0084000008")
    assert ask(card, "0082000028" + "00" * 40) == "6300"


def test_a_reset_ends_the_session():
    card = in_df()
    card.reset()
    assert ask(card, "00A40000026FF0") == "6A82"


def test_the_sam_opens_only_with_its_secrets_and_locks_after_three_tries():
    sam = FakeSam()
    assert ask(sam, "00FF000000") == "6982"
    for expected in ("6300", "6300", "6300", "6983"):
        assert ask(sam, "00F0000020" + "00" * 32) == expected
    assert ask(sam, "00F0000020" + SECRETS.opening.hex()) == "6983"


def test_the_sam_refuses_what_is_out_of_order():
    sam = FakeSam()
    assert ask(sam, "00F0000020" + SECRETS.opening.hex()) == "9000"
    assert ask(sam, "00F300000100") == "6982"
    assert ask(sam, "00F200002800") == "6300"
    assert ask(sam, "00F1000101" + "00") == "6300"
    assert ask(sam, "00F7000000") == "6D00"


def test_other_cards_have_a_number_and_no_files():
    card = OtherCard()
    card.reset()
    assert ask(card, "FFCA000000") == "DEADBEEF9000"
    assert ask(card, "00A40000027F0A") == "6A82"
    assert card.atr


def test_biodata_has_21_quoted_fields():
    assert biodata(BUDI).count(b'","') == 20
    assert biodata(BUDI, Fault.FIELDS_20).count(b'","') == 19
    assert biodata(BUDI, Fault.FIELDS_22).count(b'","') == 21


@pytest.mark.parametrize("sample", load().cards, ids=lambda sample: sample.key)
def test_every_sample_can_be_laid_down(sample):
    assert card_of(sample).atr
    assert (sam_of(sample) is None) is (sample.fault == "sam_absent")
