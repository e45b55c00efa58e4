"""Patrols, campaign accounts and fact checks, on both databases."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import Channel, Source, State
from intranet.oversight import queries
from intranet.oversight.models import ContentAccount, FactCheck, PatrolEntry, PatrolShift
from intranet.oversight.rules import ContentCategory, FactEvent, FactState, FirstDraft, ShiftResult, Verdict
from intranet.oversight.service import accounts, fact_checks, patrol
from intranet.oversight.service.fact_checks import Findings
from intranet.web import paging
from shared.elements import Standing
from shared.questions import Platform, Topic
from tests.intranet.cases.factories import Cases
from tests.intranet.oversight.conftest import FINDINGS

LINK = "https://www.tiktok.com/@Kabar.Contoh/video/7301?is_from_webapp=1"
PUBLISHED = (FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH)


def kinds(db, subject_kind, subject_id):
    with db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in reversed(trail.of(session, subject_kind, subject_id))]


def one(db, kind, row_id):
    with db.read() as session:
        return session.get_one(kind, row_id)


def together(*acts):
    """Let all ``acts`` happen at the same time; returns what they raised."""
    raised = []

    def run(act):
        try:
            act()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


# patrol


def test_a_shift_has_people_of_any_party_and_what_it_sees_is_kept_as_recognised(db, watch):
    shift = watch.shift()
    entry = one(db, PatrolEntry, watch.enter(shift, f"lihat {LINK}", summary=" Kabar bohong. "))
    assert entry.normalised == "https://tiktok.com/@kabar.contoh/video/7301"
    assert (entry.url, entry.platform, entry.account, entry.summary) == (LINK, Platform.TIKTOK, "kabar.contoh", "Kabar bohong.")
    with db.read() as session:
        assert [name for name, _party in queries.members(session, shift)] == ["Wulan Contoh", "Tirta Contoh"]
    assert kinds(db, "patrol_shift", shift) == ["patrol.opened", "patrol.entered"]


def test_nothing_found_is_a_result_too(db, watch):
    nil, found = watch.shift(), watch.shift()
    watch.enter(found, "@kabar.contoh")
    watch.close(nil, " Sepi. ")
    watch.close(found)
    assert (one(db, PatrolShift, nil).result, one(db, PatrolShift, nil).closing_note) == (ShiftResult.NIL, "Sepi.")
    assert one(db, PatrolShift, found).result is ShiftResult.FOUND
    with pytest.raises(Refused, match="sudah ditutup"):
        watch.enter(nil, LINK)
    with pytest.raises(Refused, match="sudah ditutup"):
        watch.close(nil)
    with db.read() as session:
        lines = queries.shifts(session, None).rows
        assert sorted((line.entries, line.members) for line in lines) == [
            (0, ["Tirta Contoh", "Wulan Contoh"]),
            (1, ["Tirta Contoh", "Wulan Contoh"]),
        ]


def test_a_shift_is_not_closed_over_somebody_elses_change(db, watch):
    shift = watch.shift()
    with pytest.raises(Conflict), db.write() as session:
        patrol.close_shift(session, watch.people.budi, watch.clock, shift, 99)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"platforms": frozenset()}, "platforms"),
        ({"platforms": frozenset({Platform.NOT_ONLINE})}, "platforms"),
        ({"members": frozenset()}, "members"),
        ({"members": frozenset({"0" * 32})}, "members"),
        ({"ends_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "ends_at"),
    ],
)
def test_a_shift_that_watches_nothing_or_nobody_is_refused(watch, changes, field):
    with pytest.raises(Refused) as refused:
        watch.shift(**changes)
    assert refused.value.field == field


def test_an_entry_becomes_a_case_in_one_act_and_only_once(db, watch):
    shift = watch.shift()
    entry = watch.enter(shift, LINK, ContentCategory.MONEY_POLITICS, "Ajakan menukar suara.")
    case = one(db, Case, watch.make_case(entry))
    assert (case.source, case.channel, case.state) == (Source.CYBER_PATROL, Channel.STAFF, State.RECEIVED)
    assert (case.topic, case.platform, case.link, case.account) == (Topic.MONEY_POLITICS, Platform.TIKTOK, LINK, "kabar.contoh")
    assert (case.narrative, case.known_on, case.standing) == ("Ajakan menukar suara.", dt.date(2026, 11, 20), Standing.NOT_CHECKED)
    assert case.complaint_no == "0001/ADU/33.99/XI/2026"
    assert one(db, Complainant, case.id).name == ""
    assert one(db, PatrolEntry, entry).case_id == case.id
    with pytest.raises(Refused, match="sudah menjadi perkara"):
        watch.make_case(entry)
    with pytest.raises(NotFound):
        watch.make_case("0" * 32)
    assert kinds(db, "patrol_shift", shift)[-1] == "patrol.made_case"


def test_of_two_who_make_a_case_of_one_entry_at_once_one_is_refused(db, watch):
    entry = watch.enter(watch.shift(), LINK)
    raised = together(*[lambda: watch.make_case(entry)] * 4)
    assert [type(error) for error in raised] == [Refused] * 3
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_name_without_a_link_becomes_a_case_with_what_was_typed(db, watch):
    case = one(db, Case, watch.make_case(watch.enter(watch.shift(), "grup keluarga contoh")))
    assert (case.link, case.account, case.narrative) == ("", "", "grup keluarga contoh")
    case = one(db, Case, watch.make_case(watch.enter(watch.shift(), "tiktok.com/@kabar.contoh")))
    assert case.link == "https://tiktok.com/@kabar.contoh"


def test_the_same_link_in_another_spelling_is_known_in_entries_and_in_complaints(db, watch):
    complaints = Cases(db, watch.clock, watch.settings, watch.keys, watch.people)
    case = complaints.create(link="vt lihat https://m.tiktok.com/@kabar.contoh/video/7301?_r=1", account="")
    other = complaints.create(link="", platform=Platform.TIKTOK, account="@Kabar.Contoh")
    complaints.create(
        link="https://tiktok.com/@kabar.contoh.lain/video/73011", platform=Platform.TIKTOK, account="kabar.contoh.lain"
    )
    shift = watch.shift()
    entry = watch.enter(shift, "https://tiktok.com/@KABAR.contoh/video/7301")
    near = watch.enter(shift, "https://tiktok.com/@kabar.contoh/video/9")
    with db.read() as session:
        known = queries.known(session, *watch.me, LINK)
        assert known.same_link
        assert [row.id for row in known.entries] == [entry]
        assert [row.id for row in known.cases] == [case]
        assert [row.id for row in known.account_entries] == [near]
        assert [row.id for row in known.account_cases] == [other]
        assert not queries.known(session, *watch.me, "https://kabar-contoh.id/lain").same_link
        assert not queries.known(session, *watch.me, "bukan tautan").same_link


def test_a_website_and_a_video_are_known_again_whatever_follows_them(db, watch):
    complaints = Cases(db, watch.clock, watch.settings, watch.keys, watch.people)
    page = complaints.create(link="http://www.kabar-contoh.id/baca/?b=2&a=1&utm_source=x")
    video = complaints.create(link="https://youtu.be/AbC-1_x?si=9")
    with db.read() as session:
        assert [row.id for row in queries.known(session, *watch.me, "https://kabar-contoh.id/baca?a=1&b=2").cases] == [page]
        assert [row.id for row in queries.known(session, *watch.me, "https://m.youtube.com/watch?v=AbC-1_x&t=3").cases] == [video]


def test_only_case_workers_do_anything(db, watch):
    shift, check, account = watch.shift(), watch.check(), watch.account()
    entry, sekar = watch.enter(shift, LINK), watch.people.sekar
    acts = [
        lambda s: patrol.enter(s, sekar, watch.clock, shift, text=LINK, category=ContentCategory.HOAX),
        lambda s: patrol.close_shift(s, sekar, watch.clock, shift, 1),
        lambda s: patrol.make_case(s, sekar, watch.clock, watch.settings, watch.keys, entry),
        lambda s: accounts.deactivate(s, sekar, watch.clock, account, 1, dt.date(2026, 11, 20)),
        lambda s: fact_checks.open_check(s, sekar, watch.clock, watch.settings, "klaim", None),
        lambda s: fact_checks.move(s, sekar, watch.clock, watch.settings, check, 1, FactEvent.CHECKABLE, FINDINGS),
    ]
    for act in acts:
        with pytest.raises(Forbidden), db.write() as session:
            act(session)


# accounts


def test_twenty_accounts_on_a_platform_and_not_one_more(db, watch):
    first = [watch.account(f"paslon99.{n}") for n in range(20)][0]
    with pytest.raises(Refused, match=r"%\(most\)s akun") as refused:
        watch.account("paslon99.20", participant=" pasangan  CALON 99 ")
    assert refused.value.values == {"most": 20}
    watch.account("paslon99.20", platform=Platform.X)
    watch.account("paslon98.1", participant="Pasangan Calon 98")
    with db.write() as session:
        accounts.deactivate(session, watch.people.budi, watch.clock, first, 1, dt.date(2026, 11, 1))
    watch.account("paslon99.20")  # in place of the one that was shut


def test_the_limit_holds_under_writers_at_the_same_time(db, watch):
    for n in range(17):
        watch.account(f"paslon99.{n}")
    raised = together(*[lambda n=n: watch.account(f"bersama.{n}") for n in range(8)])
    assert [type(error) for error in raised] == [Refused] * 5
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(ContentAccount)) == 20


def test_an_account_is_told_by_its_link_or_by_name_and_platform(db, watch):
    row = one(db, ContentAccount, watch.account("https://www.instagram.com/Paslon.99/?hl=id", platform=None))
    assert (row.platform, row.account, row.url) == (Platform.INSTAGRAM, "paslon.99", "https://instagram.com/paslon.99")
    row = one(db, ContentAccount, watch.account("@Paslon.Contoh.id", platform=Platform.INSTAGRAM))
    assert (row.platform, row.account, row.url) == (Platform.INSTAGRAM, "paslon.contoh.id", "")
    row = one(db, ContentAccount, watch.account("paslon.contoh.id", platform=Platform.FACEBOOK))
    assert (row.platform, row.account) == (Platform.FACEBOOK, "paslon.contoh.id")
    row = one(db, ContentAccount, watch.account("https://paslon.contoh.id", platform=None))
    assert (row.platform, row.account) == (Platform.WEBSITE, "paslon.contoh.id")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"participant": "  "}, "participant"),
        ({"closes_on": dt.date(2026, 9, 30)}, "closes_on"),
        ({"platform": None}, "platform"),
        ({"platform": Platform.NOT_ONLINE}, "platform"),
        ({"account": "@"}, "account"),
        ({"account": "dua kata"}, "account"),
        ({"account": "https://www.instagram.com/p/C9aB_x/"}, "account"),
    ],
)
def test_an_account_that_could_not_be_known_again_is_refused(watch, changes, field):
    with pytest.raises(Refused) as refused:
        watch.account(**changes)
    assert refused.value.field == field


def test_an_account_is_registered_once(watch):
    watch.account("paslon99")
    with pytest.raises(Refused, match="sudah terdaftar"):
        watch.account("@Paslon99", participant="Pasangan Calon 98")


def test_the_alarm_rings_from_the_day_an_account_must_be_shut_until_it_is(db, watch):
    account = watch.account(closes_on=dt.date(2026, 11, 24))

    def alarm(day):
        with db.read() as session:
            rows = queries.overdue(session, "", None, day)
            assert len(rows) == queries.overdue_count(session, day)
            return [row.id for row in rows]

    assert alarm(dt.date(2026, 11, 23)) == []
    assert alarm(dt.date(2026, 11, 24)) == [account]
    with db.write() as session:
        with pytest.raises(Refused, match="lebih awal"):
            accounts.deactivate(session, watch.people.budi, watch.clock, account, 1, dt.date(2026, 9, 1))
        with pytest.raises(Conflict):
            accounts.deactivate(session, watch.people.budi, watch.clock, account, 7, dt.date(2026, 11, 24))
        accounts.deactivate(session, watch.people.budi, watch.clock, account, 1, dt.date(2026, 11, 24))
    assert alarm(dt.date(2026, 11, 30)) == []
    with pytest.raises(Refused, match="sudah dinonaktifkan"), db.write() as session:
        accounts.deactivate(session, watch.people.budi, watch.clock, account, 2, dt.date(2026, 11, 25))
    with pytest.raises(NotFound), db.read() as session:
        accounts.get(session, "0" * 32)
    assert kinds(db, "content_account", account) == ["account.registered", "account.deactivated"]


def test_an_entry_tells_whose_registered_account_it_is(db, watch):
    watch.account("kabar.contoh")
    shift = watch.shift()
    for text in (LINK, "@kabar.contoh", "https://x.com/kabar.contoh"):
        watch.enter(shift, text)
    with db.read() as session:
        owners = {line.entry.url: line.owner for line in queries.entries(session, *watch.me, shift, None).rows}
        assert queries.known(session, *watch.me, LINK).owner == "Pasangan Calon 99"
    assert owners == {LINK: "Pasangan Calon 99", "@kabar.contoh": "Pasangan Calon 99", "https://x.com/kabar.contoh": ""}


# fact checks


def test_a_claim_goes_from_open_to_published_with_a_number(db, watch):
    check = watch.check()
    assert (one(db, FactCheck, check).state, one(db, FactCheck, check).due_on) == (FactState.OPEN, dt.date(2026, 11, 23))
    watch.move(check, *PUBLISHED)
    row = one(db, FactCheck, check)
    assert (row.state, row.number, row.due_on) == (FactState.PUBLISHED, "CEK-2026-0001", None)
    assert (row.checkable, row.verdict, row.first_draft) == (True, Verdict.HOAX, FirstDraft.FABRICATED)
    assert kinds(db, "fact_check", check) == ["fact_check.opened", *["fact_check.moved"] * 3]
    with pytest.raises(Refused, match="tidak berlaku"):
        watch.move(check, FactEvent.PUBLISH)


def test_numbers_have_no_gap_when_several_publish_at_once(db, watch):
    checks = [watch.check(claim=f"Klaim {n}") for n in range(5)]
    for check in checks:
        watch.move(check, *PUBLISHED[:2])
    assert together(*[lambda check=check: watch.move(check, FactEvent.PUBLISH) for check in checks]) == []
    with db.read() as session:
        assert sorted(session.scalars(select(FactCheck.number))) == [f"CEK-2026-{n:04d}" for n in range(1, 6)]
        assert len(queries.hoaxes(session, None).rows) == 5


def test_a_claim_that_cannot_be_checked_ends_with_its_reason(db, watch):
    check = watch.check()
    watch.move(check, FactEvent.UNCHECKABLE, findings=Findings(reason="Ini pendapat."))
    row = one(db, FactCheck, check)
    assert (row.state, row.checkable, row.reason, row.due_on) == (FactState.UNCHECKABLE, False, "Ini pendapat.", None)


def test_a_conclusion_may_be_checked_again_before_it_is_published(db, watch):
    check = watch.check()
    watch.move(check, FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.REVISE)
    assert one(db, FactCheck, check).state is FactState.VERIFYING


@pytest.mark.parametrize(
    ("findings", "field"),
    [
        (Findings(sources="x", public_text="x"), "verdict"),
        (Findings(verdict=Verdict.TRUE, public_text="x"), "sources"),
        (Findings(sources="x", verdict=Verdict.TRUE), "public_text"),
        (Findings(sources="x", verdict=Verdict.HOAX, public_text="x"), "first_draft"),
        (Findings(sources="x", verdict=Verdict.TRUE, first_draft=FirstDraft.SATIRE, public_text="x"), "first_draft"),
    ],
)
def test_a_conclusion_needs_sources_verdict_kind_and_words_for_the_public(watch, findings, field):
    check = watch.check()
    watch.move(check, FactEvent.CHECKABLE)
    with pytest.raises(Refused) as refused:
        watch.move(check, FactEvent.CONCLUDE, findings=findings)
    assert refused.value.field == field


def test_what_is_true_is_published_but_is_no_hoax(db, watch):
    check = watch.check()
    watch.move(check, *PUBLISHED, findings=Findings(reason="x", sources="x", verdict=Verdict.TRUE, public_text="Benar."))
    with db.read() as session:
        assert queries.hoaxes(session, None).rows == []
        assert [row.number for row in queries.fact_checks(session, *watch.me, FactState.PUBLISHED, "", None).rows] == [
            "CEK-2026-0001"
        ]


def test_a_fact_check_belongs_to_a_registered_case_or_to_none(db, watch):
    complaints = Cases(db, watch.clock, watch.settings, watch.keys, watch.people)
    case = complaints.create()
    check = watch.check(case)
    watch.check()
    with db.read() as session:
        assert [row.id for row in queries.fact_checks(session, *watch.me, None, case, None).rows] == [check]
        assert queries.case_number(session, case) == "0001/ADU/33.99/XI/2026"
        assert queries.case_number(session, None) == ""
    for unknown in ("0" * 32, complaints.draft(watch.people.budi)):
        with pytest.raises(NotFound):
            watch.check(unknown)
    with pytest.raises(Refused, match="Tuliskan klaim"):
        watch.check(claim=" ")
    with pytest.raises(Conflict), db.write() as session:
        fact_checks.move(session, *watch.me, watch.settings, check, 9, FactEvent.CHECKABLE, FINDINGS)


def test_lists_go_on_where_a_page_ended_and_back(db, watch, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = []
    for n in range(5):
        watch.clock.advance(dt.timedelta(minutes=1))
        made.insert(0, watch.check(claim=f"Klaim {n}"))
        watch.account(f"akun{n}", registered_on=dt.date(2026, 10, 1 + n))
    with db.read() as session:
        first = queries.fact_checks(session, *watch.me, None, "", None)
        second = queries.fact_checks(session, *watch.me, None, "", paging.read({"after": first.older}))
        back = queries.fact_checks(session, *watch.me, None, "", paging.read({"before": second.newer}))
        assert [[row.id for row in page.rows] for page in (first, second, back)] == [made[:2], made[2:4], made[:2]]
        rows = queries.accounts(session, "", None, None)
        rest = queries.accounts(session, "", Platform.TIKTOK, paging.read({"after": rows.older}))
        assert [row.account for page in (rows, rest) for row in page.rows] == ["akun4", "akun3", "akun2", "akun1"]
        for odd in ("bukan tanggal", "2026-11-20"):
            assert len(queries.fact_checks(session, *watch.me, None, "", paging.Cursor(odd, "x")).rows) == 2
