"""Letterheads and schemes of numbers, on both databases."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.documents import stationery
from intranet.documents.bodies import Head
from intranet.documents.rules import DocumentKind, Reset, Scheme

BAWASLU, DISKOMINFO, STUDY = Party.BAWASLU, Party.DISKOMINFO, DocumentKind.STUDY
HEAD = Head("Badan Pengawas", "Bawaslu Kabupaten Contoh", "Jalan Contoh 1", "Telepon 1", "Contoh")


def number(desk, scheme, kind=None, version=0, actor=None, party=BAWASLU):
    with desk.db.write() as session:
        actor = actor or desk.people.admin
        stationery.set_scheme(session, actor, desk.clock, desk.settings, party, kind, version, scheme)


def issued(desk, kind=STUDY, actor=None):
    case_id = desk.in_study()
    return desk.paper(desk.issue(actor or desk.people.halim, kind, case_id)).number


def test_without_a_setting_the_agency_heads_its_paper(desk, settings):
    with desk.db.read() as session:
        head, version = stationery.letterhead(session, settings, DISKOMINFO)
        theirs, _version = stationery.letterhead(session, settings, BAWASLU)
    assert (head.name, head.address, version) == ("Diskominfo Contoh", settings.office_address, 0)
    assert (theirs.over, theirs.name, theirs.address) == ("Badan Pengawas Pemilihan Umum", "Bawaslu Contoh", "")


def test_a_letterhead_is_set_once_by_each_who_saw_it(desk, settings, people):
    def put(version, head=HEAD, actor=people.admin, party=BAWASLU):
        with desk.db.write() as session:
            stationery.set_letterhead(session, actor, desk.clock, party, version, head)

    put(0)
    with desk.db.read() as session:
        assert stationery.letterhead(session, settings, BAWASLU) == (HEAD, 1)
    put(1, Head("", " Bawaslu  Contoh ", "", "", ""))
    for version in (0, 1):
        with pytest.raises(Conflict):
            put(version)
    with desk.db.read() as session:
        assert stationery.letterhead(session, settings, BAWASLU) == (Head("", "Bawaslu Contoh", "", "", ""), 2)
    for head, field in ((Head("", "", "", "", ""), "name"), (Head("", "x", "x" * 301, "", ""), "address")):
        with pytest.raises(Refused) as refused:
            put(2, head)
        assert refused.value.field == field
    with pytest.raises(Refused):
        put(0, party=Party.DUKCAPIL)
    with pytest.raises(Forbidden):
        put(2, actor=people.halim)


def test_the_papers_of_a_day_before_keep_their_head(desk, people):
    case_id = desk.in_study()
    document_id = desk.issue(people.wulan, STUDY, case_id)
    before = desk.printed(people.wulan, document_id)
    with desk.db.write() as session:
        stationery.set_letterhead(session, people.admin, desk.clock, BAWASLU, 0, HEAD)
    assert desk.printed(people.wulan, document_id) == before
    assert "Jalan Contoh 1" in desk.paper(desk.issue(people.wulan, STUDY, case_id)).data


def test_a_scheme_holds_from_the_next_number_on_and_the_count_goes_on(desk):
    assert issued(desk) == "001/KAJIAN/33.99/XI/2026"
    number(desk, Scheme("{seq}/HK/{month}/{year}", width=2, own=True), STUDY)
    assert issued(desk) == "02/HK/11/2026"
    with desk.db.read() as session:
        line = next(one for one in stationery.lines(session) if one.kind is STUDY)
        assert (line.version, line.key) == (1, "study")
        assert trail.latest(session, "numbering", "bawaslu.study", "numbering.set", 1)
    number(desk, Scheme("{seq}/HK/{year}", own=True), STUDY, version=1)
    assert issued(desk) == "003/HK/2026"
    for version in (0, 1):
        with pytest.raises(Conflict):
            number(desk, Scheme("{seq}/HK/{year}", own=True), STUDY, version=version)


def test_a_kind_may_write_its_own_way_in_the_common_count(desk):
    number(desk, Scheme("{seq}/PP.01/{year}"), DocumentKind.SUMMONS)
    assert issued(desk, DocumentKind.STATUS_NOTICE) == "001/PP/K/33.99/XI/2026"
    assert issued(desk, DocumentKind.SUMMONS) == "002/PP.01/2026"
    assert issued(desk, DocumentKind.STATUS_NOTICE) == "003/PP/K/33.99/XI/2026"


def test_a_monthly_series_begins_again_each_month_and_a_yearly_one_each_year(desk):
    number(desk, Scheme("{seq}/ST/{roman}/{year}", Reset.MONTHLY, own=True), STUDY)
    assert [issued(desk), issued(desk)] == ["001/ST/XI/2026", "002/ST/XI/2026"]
    desk.clock.set(dt.datetime(2026, 11, 30, 17, 30, tzinfo=dt.UTC))  # the first of December at the office
    assert issued(desk) == "001/ST/XII/2026"
    assert issued(desk, DocumentKind.STATUS_NOTICE) == "001/PP/K/33.99/XII/2026"
    desk.clock.set(dt.datetime(2027, 1, 4, 3, 0, tzinfo=dt.UTC))
    assert issued(desk) == "001/ST/I/2027"
    assert issued(desk, DocumentKind.STATUS_NOTICE) == "001/PP/K/33.99/I/2027"


def test_in_the_middle_of_a_year_a_series_does_not_begin_again_otherwise(desk):
    monthly = Scheme("{seq}/KAJIAN/{roman}/{year}", Reset.MONTHLY, own=True)
    assert issued(desk)
    with pytest.raises(Refused) as refused:
        number(desk, monthly, STUDY)
    assert refused.value.field == "reset"
    desk.clock.set(dt.datetime(2027, 1, 4, 3, 0, tzinfo=dt.UTC))
    number(desk, monthly, STUDY)
    assert issued(desk) == "001/KAJIAN/I/2027"


def test_who_counts_with_the_others_begins_again_with_them(desk):
    number(desk, Scheme("{seq}/A/{roman}/{year}", Reset.MONTHLY))
    number(desk, Scheme("{seq}/B/{roman}/{year}", Reset.YEARLY), DocumentKind.SUMMONS)
    assert issued(desk, DocumentKind.SUMMONS) == "001/B/XI/2026"
    desk.clock.set(dt.datetime(2026, 12, 2, 3, 0, tzinfo=dt.UTC))
    assert issued(desk, DocumentKind.SUMMONS) == "001/B/XII/2026"


@pytest.mark.parametrize(
    ("scheme", "kind", "party", "field"),
    [
        (Scheme("{seq}/PLENO/{office}/{roman}/{year}", own=True), STUDY, BAWASLU, "template"),
        (Scheme("{seq}/KOMINFO/{office}/{roman}/{year}"), None, BAWASLU, "template"),
        (Scheme("{seq}/A"), None, BAWASLU, "template"),
        (Scheme("{seq}" + "{office}" * 6 + "{year}"), None, DISKOMINFO, None),
        (Scheme("{seq}/{year}", width=9), None, BAWASLU, "width"),
        (Scheme("{seq}/A/{year}"), DocumentKind.TAKEDOWN_PACK, BAWASLU, None),
        (Scheme("{seq}/A/{year}"), None, Party.DUKCAPIL, None),
    ],
    ids=lambda value: getattr(value, "template", str(value))[:30],
)
def test_a_scheme_that_would_repeat_or_meet_another_is_refused(desk, scheme, kind, party, field):
    if party is DISKOMINFO:
        number(desk, scheme, kind, party=party)  # long, yet within what a number may have
        return
    with pytest.raises(Refused) as refused:
        number(desk, scheme, kind, party=party)
    assert refused.value.field == field


def test_a_number_has_to_fit_its_place(desk, settings):
    object.__setattr__(settings, "office_code", "9" * 30)
    with pytest.raises(Refused, match="terlalu panjang"):
        number(desk, Scheme("{seq}{office}{office}{office}{year}"))


def test_numbers_are_set_by_the_administrator_alone(desk, people):
    for actor in (people.halim, people.kartika, people.wulan, people.tirta):
        with pytest.raises(Forbidden):
            number(desk, Scheme("{seq}/A/{year}"), actor=actor)
