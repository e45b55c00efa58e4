"""The biodata parser: any 21 fields come back as written, anything else is refused and never shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.card.fake.chip import biodata
from kiosk.card.ktpel import parse_biodata
from kiosk.card.source import CardError, CardFault
from shared.residents import load

BUDI = load().resident("budi")
FIELD = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='"'), max_size=40)


def text_of(fields: list[str]) -> str:
    return '"{}"'.format('","'.join(fields))


def fields_of_budi() -> list[str]:
    return biodata(BUDI).decode()[1:-1].split('","')


@given(
    nik=st.sampled_from([person.nik for person in load().residents]),
    others=st.lists(FIELD, min_size=20, max_size=20),
    born=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    tail=st.sampled_from(["", "\x00", "\x00" * 9, "\r\n"]),
)
def test_any_21_fields_with_commas_come_back_as_written(nik, others, born, tail):
    fields = [nik, *others]
    fields[14] = f"{born:%d-%m-}{born.year:04}"
    claim = parse_biodata((text_of(fields) + tail).encode())
    assert claim.nik.digits == nik
    assert claim.birth_date == born
    seen = [claim.address.street, claim.birth_place, claim.sex, claim.marital_status, claim.occupation, claim.name]
    assert seen == [fields[place].strip() for place in (1, 4, 8, 11, 12, 13)]
    parts = claim.address
    assert [parts.rt, parts.rw, parts.district, parts.village, parts.regency, parts.province] == [
        fields[place].strip() for place in (2, 3, 5, 6, 7, 15)
    ]


@given(st.binary(max_size=400))
def test_any_bytes_that_are_no_biodata_are_not_understood(raw):
    with pytest.raises(CardError) as caught:
        parse_biodata(raw)
    assert caught.value.fault is CardFault.NOT_UNDERSTOOD


@given(st.text(st.sampled_from("ÀÉÖßéöüABC "), max_size=20))
def test_latin_1_text_is_read_when_it_is_no_utf_8(name):
    fields = fields_of_budi()
    fields[13] = f"É{name}A"
    raw = text_of(fields).encode("latin-1")  # a Latin-1 letter with a plain letter after it is never valid UTF-8
    assert parse_biodata(raw).name == fields[13]


def test_quotes_and_commas_inside_a_field_are_kept():
    fields = fields_of_budi()
    fields[1] = 'GANG "MELATI", NO. 7, "B"'
    assert parse_biodata(text_of(fields).encode()).address.street == fields[1]


def test_an_address_that_holds_the_separator_is_mended():
    fields = fields_of_budi()
    fields[1] = 'GANG MELATI","BLOK B","LANTAI 2'
    claim = parse_biodata(text_of(fields).encode())
    assert (claim.address.street, claim.name) == (fields[1], BUDI.name)


def test_fields_beyond_the_last_are_ignored():
    claim = parse_biodata(text_of([*fields_of_budi(), "TAMBAHAN"]).encode())
    assert (claim.name, claim.address.street) == (BUDI.name, BUDI.address)


@pytest.mark.parametrize("born", ["00-00-0000", "31-02-1990", "12 MARET 1985", "1985-03-12", "", "１２-03-1985"])
def test_a_birth_date_that_is_none_is_left_out_and_the_card_still_read(born):
    fields = fields_of_budi()
    fields[14] = born
    claim = parse_biodata(text_of(fields).encode())
    assert claim.birth_date is None
    assert claim.name == BUDI.name


@pytest.mark.parametrize("nik", ["", "337199120385000", "33719912038500011", "３３７１９９1203850001", "3371993203850001"])
def test_biodata_with_a_number_that_is_no_nik_is_refused(nik):
    fields = fields_of_budi()
    fields[0] = nik
    with pytest.raises(CardError) as caught:
        parse_biodata(text_of(fields).encode())
    assert caught.value.fault is CardFault.NOT_UNDERSTOOD


def test_a_field_longer_than_any_answer_may_be_is_refused():
    fields = fields_of_budi()
    fields[12] = "X" * 201
    with pytest.raises(CardError) as caught:
        parse_biodata(text_of(fields).encode())
    assert (caught.value.fault, caught.value.step) == (CardFault.NOT_UNDERSTOOD, "biodata field length")


def test_control_characters_are_dropped_from_every_field():
    fields = fields_of_budi()
    fields[13] = " BU\x1b[31mDI\x9b\x00 "
    assert parse_biodata(text_of(fields).encode()).name == "BU[31mDI"
