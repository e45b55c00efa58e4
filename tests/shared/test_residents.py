"""The invented residents: nobody real, everything the simulators need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.card.fake import Fault
from shared.nik import Nik
from shared.residents import FOUND, NOT_FOUND, load

POPULATION = load()


@pytest.mark.parametrize("resident", POPULATION.residents, ids=lambda resident: resident.key)
def test_every_nik_is_well_formed_and_cannot_belong_to_anybody(resident):
    nik = Nik.parse(resident.nik)
    assert resident.nik[4:6] == "99"
    assert nik.is_woman is (resident.sex == "PEREMPUAN")
    day = resident.birth_date.day + (40 if nik.is_woman else 0)
    assert resident.nik[6:12] == f"{day:02}{resident.birth_date:%m%y}"


def test_there_are_enough_residents_and_keys_are_unique():
    assert len({person.nik for person in POPULATION.residents}) >= 12
    assert len({person.key for person in POPULATION.residents}) == len(POPULATION.residents)
    assert len({card.key for card in POPULATION.cards}) == len(POPULATION.cards)


def test_every_sample_card_says_what_it_is_and_shows():
    for card in POPULATION.cards:
        assert card.label
        assert card.shows
        assert card.fault is None or Fault(card.fault)


@pytest.mark.parametrize(
    ("key", "code"), [("good", "01"), ("unknown", "13"), ("deceased", "11"), ("duplicate", "12"), ("inactive", "14")]
)
def test_the_register_answers_as_the_sample_card_announces(key, code):
    card = POPULATION.card(key)
    assert card.card
    assert POPULATION.answer(card.card.nik).code == code


def test_the_register_holds_another_name_where_the_sample_says_so():
    card = POPULATION.card("name-differs")
    assert card.card
    held = POPULATION.answer(card.card.nik).resident
    assert held
    assert (held.nik, held.birth_date) == (card.card.nik, card.card.birth_date)
    assert held.name != card.card.name
    assert held.address != card.card.address


def test_the_slow_sample_is_slow():
    card = POPULATION.card("slow-register")
    assert card.card
    assert POPULATION.answer(card.card.nik).delay == 20.0


def test_a_nik_nobody_has_is_not_found():
    assert POPULATION.answer("3371990101700999").code == NOT_FOUND
    assert POPULATION.answer("3371990101700999").resident is None


def test_unknown_keys_are_refused():
    with pytest.raises(KeyError):
        POPULATION.card("no-such-card")
    with pytest.raises(KeyError):
        POPULATION.resident("nobody")


def test_a_set_of_ones_own_is_loaded_from_json_and_sides_stay_apart(tmp_path: Path):
    person = {
        "nik": "3371990203800101",
        "kk": "3371990101150101",
        "birth_place": "KOTA",
        "birth_date": "1980-03-02",
        "sex": "LAKI-LAKI",
        "marital_status": "KAWIN",
        "occupation": "GURU",
        "address": "JL. KENARI",
    }
    file = tmp_path / "canaries.json"
    content = {
        "residents": [
            {**person, "key": "card", "name": "KENARI KARTU"},
            {**person, "key": "register", "name": "KENARI DAFTAR"},
            {**person, "key": "other", "nik": "3371990203800102", "name": "KENARI LAIN"},
        ],
        "cards": [{"key": "one", "label": "Satu", "card": "card", "register": "register"}],
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    population = load(file)
    card = population.card("one")
    assert card.card
    assert card.card.name == "KENARI KARTU"
    answer = population.answer(person["nik"])
    assert answer.resident
    assert (answer.code, answer.resident.name) == (FOUND, "KENARI DAFTAR")
    assert population.answer("3371990203800102").code == FOUND
    assert population.resident("other").name == "KENARI LAIN"


def test_a_file_that_does_not_fit_is_refused(tmp_path: Path):
    file = tmp_path / "wrong.json"
    file.write_text('{"residents": [{"key": "half"}]}', encoding="utf-8")
    with pytest.raises((KeyError, TypeError)):
        load(file)
