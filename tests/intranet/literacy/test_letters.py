"""Letters: who signs which, numbers without a gap, the same bytes again, and none for half a pair."""

import hashlib
import subprocess

import pytest

from intranet.base.actor import Party
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.documents import stationery
from intranet.literacy.rules import LetterKind
from intranet.literacy.service import letters, sessions
from intranet.literacy.service.letters import Signature

B, D = Party.BAWASLU, Party.DISKOMINFO


@pytest.fixture
def row(klass):
    made = klass.session(klass.person(B, "Ratna", rank="Staf ahli"), klass.person(D, "Bagus"), title="Aman # di *internet*")
    klass.confirm(made)
    return made


def issue(klass, who, row, title="Kepala Dinas"):
    with klass.db.write() as session:
        version = sessions.get(session, row).version
        how = (klass.clock, klass.settings, stationery, row, version, Signature(title))
        return [(one.id, one.kind, one.number) for one in letters.issue(session, who, *how)]


def test_each_chief_issues_what_the_own_party_owes_and_numbers_have_no_gap(klass, row):
    with pytest.raises(Forbidden):
        issue(klass, klass.people.budi, row)
    mine = issue(klass, klass.people.kartika, row)
    assert [kind for _id, kind, _no in mine] == [LetterKind.INVITATION, LetterKind.ASSIGNMENT]
    assert [no for _id, _kind, no in mine] == ["001/LIT-D/33.99/XI/2026", "002/LIT-D/33.99/XI/2026"]
    theirs = issue(klass, klass.people.halim, row, "Anggota")
    assert [(kind, no) for _id, kind, no in theirs] == [(LetterKind.ASSIGNMENT, "001/LIT-B/33.99/XI/2026")]
    with pytest.raises(Refused, match="sudah terbit"):
        issue(klass, klass.people.kartika, row)
    with pytest.raises(Refused, match="jabatan"):
        issue(klass, klass.people.kartika, row, " ")


def test_half_a_pair_gets_no_letter(klass):
    planned = klass.session(klass.person(B, "Ratna"), klass.person(D, "Bagus"))
    klass.confirm(planned, D)
    with pytest.raises(Refused, match="terkonfirmasi"):
        issue(klass, klass.people.kartika, planned)


@pytest.mark.needs("pdftotext")
def test_a_letter_says_who_goes_where_when_and_prints_the_same_bytes_again(klass, row, tmp_path):
    issue(klass, klass.people.kartika, row)
    (letter_id, _kind, number), *_rest = issue(klass, klass.people.halim, row, "Anggota")
    with klass.db.read() as session:
        letter = letters.get(session, letter_id)
        pdf = letters.render(letter)
        assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    (tmp_path / "a.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(told.split())
    for said in ("SURAT TUGAS", number, "Ratna", "Staf ahli", "Narasumber", "Aman # di *internet*", "Senin, 30 November 2026"):
        assert said in words
    assert "pukul 09.00 sampai 11.00 WIB" in words
    assert "Halim Contoh" in words


def test_who_drops_out_takes_the_letters_along_that_name_them_and_no_others(klass, row):
    issue(klass, klass.people.kartika, row)
    issue(klass, klass.people.halim, row, "Anggota")
    gone = next(seat.person_id for seat in klass.see(row).live_seats if seat.party is D)
    klass.vacate(row, gone)
    with klass.db.read() as session:
        left = letters.live_letters(session, row)
    assert [(one.kind, one.party) for one in left] == [(LetterKind.ASSIGNMENT, B)]


def test_a_letter_is_cancelled_with_a_reason_and_its_number_stays(klass, row):
    (first, *_), *_rest = issue(klass, klass.people.kartika, row)
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            letters.cancel(session, klass.people.halim, klass.clock, first, "Salah alamat")
        with pytest.raises(Refused):
            letters.cancel(session, klass.people.kartika, klass.clock, first, "ya")
        letter = letters.cancel(session, klass.people.kartika, klass.clock, first, "Salah alamat")
        assert letters.render(letter)
        with pytest.raises(Refused, match="sudah dibatalkan"):
            letters.cancel(session, klass.people.kartika, klass.clock, first, "Sekali lagi")
        with pytest.raises(NotFound):
            letters.get(session, "0" * 32)
    assert [no for _id, _kind, no in issue(klass, klass.people.kartika, row)] == ["003/LIT-D/33.99/XI/2026"]
