"""The NIK: what is accepted, what is refused and why, and that it never shows itself."""

import contextlib
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.nik import Nik, NikError, NikFault, masked

GOOD = "3319991708900001"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "3319995708900001",  # a woman: day + 40
        "3319992902000001",  # 29 February of a leap year
        "3319993112999999",
        "3319 9917 0890 0001",
        "33.19.99.170890.0001",
        "3319991708900001 ",
        "9919991708900001",  # an unknown province is never a reason to refuse
    ],
)
def test_a_well_formed_nik_is_accepted(text):
    assert len(Nik.parse(text).digits) == 16


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NikFault.EMPTY),
        ("   ", NikFault.EMPTY),
        ("331999170890000", NikFault.TOO_SHORT),
        ("33199917089000011", NikFault.TOO_LONG),
        ("33199917O8900001", NikFault.NOT_DIGITS),
        ("３３１９９９１７０８９００００１", NikFault.NOT_DIGITS),  # full-width digits
        ("٣٣١٩٩٩١٧٠٨٩٠٠٠٠١", NikFault.NOT_DIGITS),
        ("3319993102900001", NikFault.NO_SUCH_DATE),  # 31 February
        ("3319990002900001", NikFault.NO_SUCH_DATE),
        ("3319993208900001", NikFault.NO_SUCH_DATE),
        ("3319994008900001", NikFault.NO_SUCH_DATE),  # day 40: neither
        ("3319997208900001", NikFault.NO_SUCH_DATE),
        ("3319998108900001", NikFault.NO_SUCH_DATE),
        ("3319991713900001", NikFault.NO_SUCH_DATE),
        ("3319992902010001", NikFault.NO_SUCH_DATE),  # 29 February 1901 and 2001
        ("3319991708900000", NikFault.NO_SERIAL),
    ],
)
def test_a_malformed_nik_is_refused_with_its_fault(text, fault):
    with pytest.raises(NikError) as raised:
        Nik.parse(text)
    assert raised.value.fault is fault
    assert not text.strip() or text.strip() not in str(raised.value)


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text):
    with contextlib.suppress(NikError):
        digits = Nik.parse(text).digits
        assert digits.isascii()
        assert digits.isdigit()
        assert len(digits) == 16


def test_a_nik_shows_only_its_mask_wherever_it_is_printed(caplog):
    nik = Nik.parse(GOOD)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r", nik, nik)
    for shown in (str(nik), repr(nik), f"{nik}", caplog.text, json.dumps([str(nik)])):
        assert GOOD not in shown
        assert "170890" not in shown
    assert nik.masked == "331999••••••••01"


def test_masking_never_lets_an_odd_text_through():
    assert masked(GOOD) == "331999••••••••01"
    assert masked("bukan nik") == "•" * 16


def test_niks_are_equal_by_their_digits():
    assert Nik.parse(GOOD) == Nik.parse("3319 9917 0890 0001")
    assert len({Nik.parse(GOOD), Nik.parse(GOOD)}) == 1
    assert Nik.parse(GOOD) != GOOD


def test_sex_and_region_are_read_from_the_digits():
    assert Nik.parse("3319995708900001").is_woman
    assert not Nik.parse(GOOD).is_woman
    assert Nik.parse(GOOD).region_known
    assert not Nik.parse("9919991708900001").region_known
