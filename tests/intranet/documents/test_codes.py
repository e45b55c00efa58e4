"""Codes of forms on both databases: dated, one at a time, and those the program knows come with the schema."""

import datetime as dt

import pytest

from intranet.base import schema, trail
from intranet.base.actor import Party
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.calendar.rules import ElectionKind
from intranet.documents import codes, rules
from intranet.documents.rules import DocumentKind, Form

BAWASLU, DISKOMINFO = Party.BAWASLU, Party.DISKOMINFO
GENERAL, REGIONAL = ElectionKind.GENERAL, ElectionKind.REGIONAL
STUDY, SUMMONS = DocumentKind.STUDY, DocumentKind.SUMMONS
D = dt.date


def form(**changes):
    told = {"kind": STUDY, "regime": GENERAL, "code": "B.5", "source": "Lampiran contoh", "valid_from": D(2023, 1, 1)}
    return Form(**(told | changes))


def add(desk, actor=None, **changes):
    with desk.db.write() as session:
        codes.add(session, actor or desk.people.admin, desk.clock, form(**changes))


def code(desk, day, kind=STUDY, party=BAWASLU, regime=GENERAL):
    with desk.db.read() as session:
        return codes.code_for(session, kind, party, regime, day)


def end(desk, last_day, version=1, actor=None, row_id=None):
    with desk.db.write() as session:
        found = row_id or codes.table(session)[0].id
        codes.end(session, actor or desk.people.admin, desk.clock, found, version, last_day)
        return found


def test_a_code_holds_for_its_paper_regime_party_and_days_only(desk):
    add(desk)
    assert code(desk, D(2026, 11, 20)) == "B.5"
    for other in ({"kind": SUMMONS}, {"party": DISKOMINFO}, {"regime": REGIONAL}):
        assert code(desk, D(2026, 11, 20), **other) == ""
    assert code(desk, D(2022, 12, 31)) == ""


def test_one_code_follows_another_without_a_day_of_both(desk):
    add(desk)
    with pytest.raises(Refused) as refused:
        add(desk, code="B.6", valid_from=D(2026, 1, 1))
    assert refused.value.field == "valid_from"
    ended = end(desk, D(2025, 12, 31))
    add(desk, code=" B.6 ", valid_from=D(2026, 1, 1))
    assert (code(desk, D(2025, 12, 31)), code(desk, D(2026, 1, 1))) == ("B.5", "B.6")
    with desk.db.read() as session:
        assert [event.kind for event in trail.of(session, "form_code", ended)] == ["form_code.ended", "form_code.added"]
        assert [row.code for row in codes.table(session)] == ["B.6", "B.5"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": DocumentKind.TAKEDOWN_PACK}, "kind"),
        ({"code": " "}, "code"),
        ({"code": "B" * 21}, "code"),
        ({"source": ""}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"valid_until": D(2022, 12, 31)}, "valid_until"),
    ],
)
def test_what_is_wrong_is_named(desk, wrong, field):
    with pytest.raises(Refused) as refused:
        add(desk, **wrong)
    assert refused.value.field == field


def test_only_the_administrator_keeps_them_and_nobody_overwrites_another(desk):
    for actor in (desk.people.halim, desk.people.kartika):
        with pytest.raises(Forbidden):
            add(desk, actor)
    add(desk)
    with pytest.raises(Forbidden):
        end(desk, D(2026, 1, 1), actor=desk.people.halim)
    with pytest.raises(Conflict):
        end(desk, D(2026, 1, 1), version=2)
    with pytest.raises(NotFound):
        end(desk, D(2026, 1, 1), row_id="tidak-ada")
    with pytest.raises(Refused):
        end(desk, D(2022, 1, 1))
    end(desk, D(2026, 1, 1))
    with pytest.raises(Refused):
        end(desk, D(2026, 2, 1), version=2)


def test_a_new_office_has_the_codes_that_are_known_and_is_told_of_the_others(tmp_path):
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    schema.upgrade(empty)
    with empty.read() as session:
        rows = codes.table(session)
        assert [(row.regime, row.kind, row.code) for row in rows] == [
            (GENERAL, STUDY, "B.5"),
            (GENERAL, DocumentKind.STATUS_NOTICE, "B.18"),
        ]
        assert codes.code_for(session, STUDY, BAWASLU, GENERAL, D(2026, 11, 20)) == "B.5"
        left = rules.lacking([row.form for row in rows], D(2026, 11, 20))
    empty.close()
    assert len(left) == len(rules.FORMS) * 2 - 2
    assert all("cocokkan" in row.source for row in rows)  # nobody has seen the annex yet
