"""Events and claims: what they show when somebody prints them, and that every fault has advice."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from kiosk.card.source import Address, CardFault, CardRead, Claim, ReaderCondition
from shared.nik import Nik
from shared.words import ClaimMethod

CLAIM = Claim(
    method=ClaimMethod.CARD,
    nik=Nik.parse("3371991203850001"),
    name="BUDI CONTOHNUGRAHA",
    birth_place="MAGELANG",
    birth_date=date(1985, 3, 12),
    sex="LAKI-LAKI",
    marital_status="KAWIN",
    occupation="GURU",
    address=Address(street="JL. MELATI 7", rt="001", rw="002", village="KARANGCONTOH"),
)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r:>200}".format, "%s".__mod__])
def test_nothing_of_a_claim_is_shown_when_it_is_printed(show):
    for thing in (CLAIM, CardRead(1, CLAIM), CLAIM.address, [CLAIM], {"claim": CLAIM}):
        shown = show((thing,) if show == "%s".__mod__ else thing)
        for value in ("3371", "BUDI", "MELATI", "MAGELANG", "1985", "GURU", "KARANG"):
            assert value not in shown


def test_nothing_of_a_claim_is_shown_when_it_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("kiosk").error("event %s %r", CLAIM, CardRead(1, CLAIM))
    assert "BUDI" not in caplog.text
    assert "<Claim card>" in caplog.text


@pytest.mark.parametrize("fault", CardFault)
def test_every_fault_has_advice_that_never_leaves_the_visitor_without_a_way_on(fault):
    assert fault.advice
    assert "NIK" in fault.advice
    assert isinstance(fault.try_again, bool)


@pytest.mark.parametrize("condition", ReaderCondition)
def test_every_condition_has_a_label(condition):
    assert condition.label
    assert condition.takes_cards is (condition in (ReaderCondition.READY, ReaderCondition.STARTING))


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (Address(), ""),
        (Address(street="JL. A"), "JL. A"),
        (Address(street="JL. A", rt="001"), "JL. A, RT 001"),
        (Address(rt="001", rw="002", province="JATENG"), "RT 001/RW 002, JATENG"),
        (Address(street="J" * 190, village="DESA", district="KECAMATAN", province="X"), "J" * 190 + ", DESA"),
    ],
)
def test_an_address_line_leaves_out_what_is_empty_or_does_not_fit(address, line):
    assert address.line == line
