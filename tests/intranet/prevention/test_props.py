"""Taking down campaign props, on both databases: minutes, counts, giving back; and the papers."""

import datetime as dt
import subprocess
import threading

import pytest

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.oversight import queries as oversight
from intranet.prevention import queries, records
from intranet.prevention.rules import PropKind, PropReason
from intranet.prevention.service import props
from intranet.prevention.service.props import EnforcementInput
from tests.intranet.prevention.conftest import PAIR, TODAY

K = PropKind
DAY = dt.timedelta(days=1)


def groups(guard, row):
    with guard.db.read() as session:
        return [(g.participant, g.reason, g.counts) for g in queries.groups(session, row)]


def left(guard, row):
    with guard.db.read() as session:
        return {s.participant: s.left for s in queries.stores(session, row, queries.groups(session, row))}


def kinds(guard, row):
    with guard.db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in trail.of(session, "prop_enforcement", row)]


def amend(guard, row, who=None, version=None, **changes):
    usual = {"done_at": guard.clock.now(), "place": "Jalan Contoh", "district": "", "members": frozenset({guard.people.wulan.id})}
    with guard.db.write() as session:
        now = version or props.get(session, row).version
        props.amend(session, who or guard.people.wulan, guard.clock, row, now, EnforcementInput(**{**usual, **changes}))


def test_minutes_are_opened_counted_closed_and_given_back_in_parts(guard):
    row = guard.minutes(partners=frozenset({guard.partner()}))
    guard.count(row, banner=5, flag=20)
    guard.count(row, reason=PropReason.MATERIAL, flag=2)
    guard.count(row, "", poster=3)
    guard.close(row)
    assert groups(guard, row) == [
        (PAIR, PropReason.ZONE, {K.BANNER: 5, K.FLAG: 20}),
        (PAIR, PropReason.MATERIAL, {K.FLAG: 2}),
        ("", PropReason.ZONE, {K.POSTER: 3}),
    ]
    guard.give_back(row, banner=5, flag=21)
    assert left(guard, row) == {PAIR: {K.FLAG: 1}, "": {K.POSTER: 3}}
    guard.give_back(row, flag=1)
    guard.give_back(row, "", poster=3)
    assert left(guard, row) == {}
    with guard.db.read() as session:
        [line] = queries.enforcements(session, None).rows
        assert (line.taken, line.left, line.owners) == (30, 0, [PAIR])
        assert queries.recap(session) == [(PAIR, {K.BANNER: 5, K.FLAG: 22}), ("", {K.POSTER: 3})]
        assert [(one.participant, one.total, one.handed_by) for one in queries.returns(session, row)] == [
            ("", 3, "Wulan Contoh"),
            (PAIR, 1, "Wulan Contoh"),
            (PAIR, 26, "Wulan Contoh"),
        ]
        members, partners = queries.team(session, props.get(session, row))
        assert ([name for name, _agency, _party in members], partners) == (["Wulan Contoh", "Budi Contoh"], ["Satpol PP Contoh"])
    assert kinds(guard, row) == ["props.returned"] * 3 + ["props.closed"] + ["props.counted"] * 3 + ["props.opened"]


def test_a_count_sent_again_replaces_and_nothing_takes_the_line_away(guard):
    row = guard.minutes()
    guard.count(row, "  pasangan  CALON 99 ", banner=5, flag=20)
    guard.count(row, banner=6)
    assert groups(guard, row) == [("pasangan CALON 99", PropReason.ZONE, {K.BANNER: 6})]
    guard.count(row, banner=0)
    assert groups(guard, row) == []
    with pytest.raises(Refused) as refused:
        guard.count(row, banner=0)
    assert refused.value.field == "counts"


def test_a_participant_seen_in_the_street_is_known_from_then_on(guard):
    guard.count(guard.minutes(), "Partai Contoh", flag=1)
    with guard.db.read() as session:
        assert oversight.participants(session) == [("partai contoh", "Partai Contoh")]


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_nobody_counts_is_refused(guard, number):
    with pytest.raises(Refused, match="dari 0 sampai"):
        guard.count(guard.minutes(), flag=number)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": " "}, "place"),
        ({"members": frozenset()}, "members"),
        ({"members": frozenset({"0" * 32})}, "members"),
        ({"partners": frozenset({"0" * 32})}, "partners"),
        ({"done_at": dt.datetime(2026, 12, 1, tzinfo=dt.UTC)}, "done_at"),
    ],
)
def test_minutes_that_do_not_hold_are_refused_at_their_field(guard, changes, field):
    with pytest.raises(Refused) as refused:
        guard.minutes(**changes)
    assert refused.value.field == field


def test_a_team_without_bawaslu_is_none(guard):
    with pytest.raises(Refused, match="dari Bawaslu"):
        guard.minutes(members=frozenset({guard.people.budi.id}))


def test_only_bawaslu_records_whoever_else_is_in_the_team(guard):
    row = guard.minutes()
    guard.count(row, flag=1)
    people, clock = guard.people, guard.clock
    for who in (people.budi, people.kartika, people.tirta, people.admin):
        with guard.db.write() as session:
            with pytest.raises(Forbidden):
                props.count(session, who, clock, row, participant=PAIR, reason=PropReason.ZONE, counts={K.FLAG: 1})
            with pytest.raises(Forbidden):
                props.close(session, who, clock, row, 1, "Gudang")
            how = {"participant_key": "", "taken_by": "x", "on": TODAY, "counts": {K.FLAG: 1}}
            with pytest.raises(Forbidden):
                props.give_back(session, who, clock, guard.settings, row, **how)
        with pytest.raises(Forbidden):
            amend(guard, row, who)


def test_minutes_are_corrected_by_one_at_a_time_also_when_only_the_team_changes(guard):
    row, partner = guard.minutes(), guard.partner()
    amend(guard, row, place="Jalan Contoh")
    with guard.db.read() as session:
        version = props.get(session, row).version
    how = {"partners": frozenset({partner}), "place": "Jalan Contoh", "order_no": ""}
    amend(guard, row, **how)
    with pytest.raises(Conflict):
        amend(guard, row, version=version, **how)
    amend(guard, row, **how)
    with guard.db.read() as session:
        assert [one.partner_id for one in props.get(session, row).partners] == [partner]
        assert [one.staff_id for one in props.get(session, row).members] == [guard.people.wulan.id]
    assert kinds(guard, row) == ["props.amended", "props.amended", "props.opened"]


def test_minutes_are_closed_with_a_count_and_a_place_by_who_has_seen_all_counts(guard):
    row = guard.minutes()
    with pytest.raises(Refused, match="Belum ada alat peraga"):
        guard.close(row)
    with guard.db.read() as session:
        version = props.get(session, row).version
    guard.count(row, flag=1)
    with guard.db.write() as session, pytest.raises(Conflict):
        props.close(session, guard.people.wulan, guard.clock, row, version, "Gudang")
    with pytest.raises(Refused) as refused:
        guard.close(row, " ")
    assert refused.value.field == "storage"
    with pytest.raises(Refused, match="Tutup berita acaranya dahulu"):
        guard.give_back(row, flag=1)
    guard.close(row)
    for change in (lambda: guard.count(row, flag=2), lambda: guard.close(row), lambda: amend(guard, row)):
        with pytest.raises(Refused, match="sudah ditutup"):
            change()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taken_by": " "}, "taken_by"),
        ({"on": TODAY - DAY}, "returned_on"),
        ({"on": TODAY + DAY}, "returned_on"),
        ({"counts": {K.FLAG: 0}}, "back"),
        ({"counts": {K.FLAG: 4}}, "back"),
        ({"counts": {K.FLAG: -1}}, "back"),
        ({"counts": {K.STICKER: 1}}, "back"),
        ({"participant_key": "lain", "counts": {K.FLAG: 1}}, "back"),
    ],
)
def test_what_cannot_be_given_back_is_refused_at_its_field(guard, changes, field):
    row = guard.minutes()
    guard.count(row, flag=3)
    guard.close(row)
    how = {"participant_key": "pasangan calon 99", "taken_by": "Rekaanto", "on": TODAY, "counts": {K.FLAG: 1}, **changes}
    with guard.db.write() as session, pytest.raises(Refused) as refused:
        props.give_back(session, guard.people.wulan, guard.clock, guard.settings, row, **how)
    assert refused.value.field == field
    assert left(guard, row) == {PAIR: {K.FLAG: 3}}


def test_two_who_take_back_the_last_ones_at_once_do_not_both_get_them(guard):
    row = guard.minutes()
    guard.count(row, flag=1)
    guard.close(row)
    start, came = threading.Barrier(4), []

    def take() -> None:
        start.wait()
        try:
            came.append(guard.give_back(row, flag=1))
        except Refused as refused:
            came.append(refused.field)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one == "back" for one in came) == [False, True, True, True]
    assert left(guard, row) == {}


def test_what_was_given_back_is_found_only_through_its_enforcement(guard):
    first, second = guard.minutes(), guard.minutes()
    guard.count(first, flag=1)
    guard.close(first)
    returned = guard.give_back(first, flag=1)
    with guard.db.read() as session:
        assert props.get_return(session, first, returned).id == returned
        for row in (second, "0" * 32):
            with pytest.raises(NotFound):
                props.get_return(session, row, returned)


def text(pdf: bytes, folder) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.needs("pdftotext")
def test_the_minutes_say_who_where_what_and_are_marked_until_they_are_closed(guarded, tmp_path):
    row = guarded.minutes(partners=frozenset({guarded.partner()}), record_no="BA-7/CONTOH", note='#read("/etc/passwd") *tebal*')
    guarded.count(row, banner=5, flag=20)
    guarded.count(row, "", poster=3)

    def printed() -> str:
        with guarded.db.read() as session:
            found = props.get(session, row)
            return text(
                records.minutes(guarded.settings, found, *queries.team(session, found), queries.groups(session, row)), tmp_path
            )

    assert "KONSEP" in printed()
    guarded.close(row)
    said = printed()
    assert "KONSEP" not in said
    for wanted in (
        "BA-7/CONTOH",
        "Jumat, 20 November 2026 pukul 08.30 WIB",
        "Taman Kota Contoh, Kecamatan Contoh Utara",
        "SK 99/CONTOH",
        PAIR,
        "Pemilik tidak diketahui",
        "Tempat yang dilarang",
        "Gudang Contoh",
        "Wulan Contoh",
        "Budi Contoh",
        "Satpol PP Contoh",
        '#read("/etc/passwd") *tebal*',
    ):
        assert wanted in " ".join(said.split()), wanted
    assert "Umbul-umbul" not in said  # only what there is


@pytest.mark.needs("pdftotext")
def test_the_receipt_names_both_hands_and_every_kind(guarded, tmp_path):
    row = guarded.minutes()
    guarded.count(row, banner=5, flag=20)
    guarded.close(row)
    guarded.give_back(row, taken_by="Rekaanto, penghubung", banner=5, flag=19)
    with guarded.db.read() as session:
        [one] = queries.returns(session, row)
        said = " ".join(text(records.receipt(guarded.settings, props.get(session, row), one), tmp_path).split())
    for wanted in ("Jumat, 20 November 2026", PAIR, "Spanduk 5", "Bendera 19", "Jumlah 24", "Wulan Contoh", "Rekaanto, penghubung"):
        assert wanted in said
