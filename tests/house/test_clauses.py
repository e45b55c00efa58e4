"""Every clause of the five known agreements is kept account of: none without its evidence, its page and its test."""

import re

import pytest

from intranet.agreements import clauses
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput, register
from intranet.base.actor import Party
from intranet.duties import queries
from intranet.duties.sources import SOURCES
from tests.intranet.duties.conftest import DAY, TODAY
from tests.intranet.duties.evidence import TALES
from tests.intranet.duties.kept_evidence import KEPT
from tests.intranet.duties.test_sources import OF_THE_AGREEMENT


def spread(text: str) -> list[str]:
    """``9.1-7`` for seven paragraphs, ``4.1.a-c`` for three letters; anything else as it stands."""
    found: list[str] = []
    for word in text.split():
        match = re.fullmatch(r"(.*\.)?(\w)-(\w)", word)
        if match is None:
            found.append(word)
        else:
            found += [f"{match[1] or ''}{chr(one)}" for one in range(ord(match[2]), ord(match[3]) + 1)]
    return found


# What the papers themselves number, read from them by hand; before the articles: who agrees, and by which laws.
KEYS = {
    "jambi": spread(
        """pihak dasar 1.1-6 2.1-2 3.1-4 4.1.a-c 4.2.a-b 4.2.c.1-3 4.2.d-i 4.3.a-d 4.4.a-b 4.4.c.1-4 4.4.d-g 5 6.1-4 7.1-3 8 9.1-7
        10.1-3 11.1-2"""
    ),
    "kudus": spread(
        "pihak dasar 1.1-3 2.1-2 3.a-f 4.a-c 5 6.1-3 7.1-3 8 9 10.1 10.2.a-c 11.1-2 12 13.1-2 14 15.1-3 16",
    ),
    "magelang": spread("pihak dasar 1 2.1.a-f 2.2.a-j 3.1.a-d 3.2.a-c 4 5.a-b 6.1-2 7.1-2 8.1-4 9.1-3 10"),
    "siber": spread("mitra peran apk patroli pencegahan edukasi pidana kepolisian tuntas"),
    "kpu": spread("layanan acuan pertukaran nota"),
}
ALL = [(template, one) for template in clauses.KNOWN for one in clauses.of(template)]
_AS = {
    "jambi": ((Party.BAWASLU, Party.DISKOMINFO), Purpose.CONTENT_OVERSIGHT),
    "kudus": ((Party.BAWASLU, Party.DISKOMINFO), Purpose.LITERACY),
    "magelang": ((Party.DUKCAPIL, Party.DISKOMINFO), Purpose.POPULATION_CHECK),
    "siber": ((Party.BAWASLU, Party.DISKOMINFO, Party.PARTNER), Purpose.CONTENT_OVERSIGHT),
}


@pytest.mark.parametrize("template", clauses.KNOWN)
def test_every_clause_of_the_paper_is_in_the_list_in_its_order(template: str) -> None:
    assert [one.key for one in clauses.of(template)] == KEYS[template]


def test_every_clause_says_who_owes_what_in_words_of_its_own() -> None:
    assert [one.key for _template, one in ALL if not (one.text and one.article and one.evidence)] == []
    nobody = [one.key for _template, one in ALL if not one.owes and one.kind in (clauses.ClauseKind.DUTY, clauses.ClauseKind.RIGHT)]
    assert nobody == []


def test_every_clause_has_a_source_of_evidence() -> None:
    assert sorted({one.evidence for _template, one in ALL} - set(SOURCES)) == []


def test_every_source_has_its_test() -> None:
    assert sorted(set(SOURCES) - set(TALES) - set(KEPT) - OF_THE_AGREEMENT) == []


def test_every_source_leads_to_a_page_that_exists(app) -> None:
    assert sorted(one.endpoint for one in SOURCES.values() if one.endpoint not in app.view_functions) == []


@pytest.mark.parametrize("template", _AS)
def test_every_clause_has_its_page(sign_in, office_db, clock, staff, template: str) -> None:
    parties, purpose = _AS[template]
    given = AgreementInput(
        kind=AgreementKind.PKS,
        title="Perjanjian contoh",
        signed_on=TODAY - 50 * DAY,
        starts_on=TODAY - 50 * DAY,
        ends_on=TODAY + 50 * DAY,
        institution_name="Diskominfo Contoh",
        parties=tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in parties),
        purposes=frozenset({purpose}),
    )
    with office_db.write() as session:
        row = register(session, staff.kartika, clock, given)
        assert queries.template_of(row) == template
        agreement = row.id
    browser = sign_in("kartika")
    page = browser.get(f"/duties/{agreement}").text
    wanted = [f"/duties/{agreement}/clauses/{one.key}" for one in clauses.of(template)]
    assert [path for path in wanted if f'href="{path}"' not in page] == []
    assert [path for path in wanted if browser.get(path).status_code != 200] == []
