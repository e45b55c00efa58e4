"""Keeping evidence, on both databases; and the order of events that survives a power cut."""

import os
import struct
import zlib

import pytest
from sqlalchemy import event

from intranet.base import trail
from intranet.base.errors import NotFound, Refused
from intranet.evidence import picture, queries, service
from intranet.evidence import store as stores
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.work import check_evidence
from tests.intranet.evidence import pdfs

SUBJECT = ("case", "0" * 32)
LIMIT = 1024 * 1024


@pytest.fixture
def store(settings) -> Store:
    return Store(settings.data_dir)


def coming(store, *pieces):
    file = store.incoming(LIMIT)
    for piece in pieces:
        file.write(piece)
    return file


def add(db, clock, people, store, content=b"isi bukti", name="bukti.txt", **about):
    file = coming(store, content)
    try:
        with db.write() as session:
            found = service.add_file(
                session, people.budi, clock, store, subject=SUBJECT, file=file, name=name, about=About(**about)
            )
            return found.id
    finally:
        file.close()


def acts(db, people, clock):
    with db.read() as session:
        return [entry.act for line in queries.of(session, people.budi, clock, SUBJECT) for entry in line.custody]


def left(store):
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash_and_the_rest_is_told(db, clock, people, store):
    item_id = add(db, clock, people, store, account="@contoh", note="Dari pelapor")
    with db.read() as session:
        [line] = queries.of(session, people.budi, clock, SUBJECT)
        assert (line.item.id, line.item.title, line.item.size, line.item.media_type) == (item_id, "bukti.txt", 9, "text/plain")
        assert [(entry.act, entry.who, entry.party) for entry in line.custody] == [(Act.ADDED, "Budi Contoh", people.budi.party)]
        assert store.path(line.item.sha256).read_bytes() == b"isi bukti"
        assert store.path(line.item.sha256).stat().st_mode & 0o777 == 0o400
        assert [one.kind for one in trail.of(session, *SUBJECT)] == ["evidence.added"]
        assert not list(trail.verify(session))
    assert len(left(store)) == 1


def test_a_link_is_its_address_account_time_and_note(db, clock, people):
    about = About(url="https://contoh.example/1", account="@contoh", captured_at=clock.now(), note="Dilihat di ponsel")
    with db.write() as session:
        service.add_link(session, people.wulan, clock, subject=SUBJECT, about=about)
    with db.read() as session:
        [line] = queries.of(session, people.budi, clock, SUBJECT)
        assert (line.item.url, line.item.sha256, line.item.captured_at) == (about.url, None, clock.now())


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "kosong"),
        (b"MZ\0", "foto.jpg", "Program"),
        (b"alert(1)", "a.js", "Program"),
        (b"x" * (LIMIT + 1), "a.txt", "%(most)s MB"),
    ],
)
def test_what_is_empty_too_large_or_a_program_is_refused_and_leaves_nothing(db, clock, people, store, content, name, said):
    with pytest.raises(Refused) as refused:
        add(db, clock, people, store, content, name)
    assert said in refused.value.message
    assert refused.value.field == "file"
    assert left(store) == []
    assert acts(db, people, clock) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "contoh.example", "", "https://a b"])
def test_a_link_that_is_no_web_address_is_refused(db, clock, people, url):
    with db.write() as session, pytest.raises(Refused):
        service.add_link(session, people.budi, clock, subject=SUBJECT, about=About(url=url))


def test_a_field_too_long_is_refused(db, clock, people, store):
    with pytest.raises(Refused):
        add(db, clock, people, store, title="x" * 201)
    assert left(store) == []


def test_evidence_of_another_subject_is_not_found(db, clock, people, store):
    item_id = add(db, clock, people, store)
    with db.read() as session, pytest.raises(NotFound):
        service.get(session, ("case", "1" * 32), item_id)


def order_of_events(db, clock, people, store, monkeypatch):
    """What happened to the disk and the database while one file was added, in order."""
    seen, real_sync, real_replace = [], os.fsync, os.replace

    def sync(handle):
        seen.append("sync folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "sync file")
        real_sync(handle)

    def replace(source, target):
        seen.append("rename")
        real_replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(stores.os, "fsync", sync)
        patch.setattr(stores.os, "replace", replace)
        event.listen(db.engine, "commit", lambda _connection: seen.append("commit"))
        add(db, clock, people, store)
    return seen


SAFE = ["sync file", "rename", "sync folder", "sync folder", "sync folder", "commit"]


def test_the_file_is_on_the_disk_for_good_before_its_row_is_committed(db, clock, people, store, monkeypatch):
    assert order_of_events(db, clock, people, store, monkeypatch) == SAFE


@pytest.mark.parametrize("mutant", ["file", "folder"])
def test_a_store_that_forgets_to_sync_is_found_out(db, clock, people, store, monkeypatch, mutant):
    if mutant == "file":
        monkeypatch.setattr(stores.Incoming, "settle", lambda self: None)
    else:
        monkeypatch.setattr(stores, "_sync_folder", lambda folder: None)
    assert order_of_events(db, clock, people, store, monkeypatch) != SAFE


def flip(store, sha256):
    path = store.path(sha256)
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)


def test_one_flipped_bit_is_found_by_the_nightly_check_and_named(db, clock, people, store):
    for n in range(30):
        add(db, clock, people, store, f"isi {n}".encode(), f"bukti-{n}.txt")
    with db.read() as session:
        sha256 = queries.of(session, people.budi, clock, SUBJECT)[17].item.sha256
    flip(store, sha256)
    assert check_evidence(db, clock, store) == 0  # nothing is due yet
    clock.advance(service.CHECK_EVERY)
    assert [check_evidence(db, clock, store) for _look in range(3)] == [1, 0, 0]  # twenty, ten, none left
    assert acts(db, people, clock).count(Act.DAMAGED) == 1
    with db.read() as session:
        assert queries.damaged(session) == [("bukti-17.txt", sha256)]
        assert [one.kind for one in trail.of(session, *SUBJECT)].count("evidence.damaged") == 1
        assert service.due(session, clock) == {}


def test_a_lost_file_is_damaged_and_one_that_came_back_is_sound(db, clock, people, store):
    item_id = add(db, clock, people, store)
    with db.read() as session:
        sha256 = service.get(session, SUBJECT, item_id).sha256
    store.path(sha256).rename(store.folder / "away")
    for expected in (False, False):
        with db.write() as session:
            how = {"subject": SUBJECT, "item_id": item_id, "act": Act.EXPORTED}
            assert service.open_file(session, people.budi, clock, store, **how) is expected
    assert acts(db, people, clock) == [Act.ADDED, Act.DAMAGED]
    (store.folder / "away").rename(store.path(sha256))
    with db.write() as session:
        assert service.open_file(session, people.budi, clock, store, **how)
    assert acts(db, people, clock) == [Act.ADDED, Act.DAMAGED, Act.CHECKED, Act.EXPORTED]
    with db.read() as session:
        assert queries.damaged(session) == []


def test_a_quiet_night_adds_nothing_to_custody_but_the_time(db, clock, people, store):
    item_id = add(db, clock, people, store)
    clock.advance(service.CHECK_EVERY)
    assert check_evidence(db, clock, store) == 0
    with db.read() as session:
        assert service.get(session, SUBJECT, item_id).checked_at == clock.now()
    assert acts(db, people, clock) == [Act.ADDED]


def test_what_a_killed_process_left_is_swept_and_what_is_coming_in_is_not(store, monkeypatch):
    old, new = coming(store, b"lama"), coming(store, b"baru")
    os.utime(old.path, (1, 1))
    store.sweep()
    assert [old.path.exists(), new.path.exists()] == [False, True]
    old.close()
    new.close()


def test_the_same_content_twice_is_one_file_and_two_items(db, clock, people, store):
    add(db, clock, people, store)
    add(db, clock, people, store, name="salinan.txt")
    assert len(left(store)) == 1
    assert acts(db, people, clock) == [Act.ADDED, Act.ADDED]


def png(width, height, *, behind=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\x80" * (width * 3)
    body = zlib.compress(row * height)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"") + behind


def test_a_picture_is_drawn_anew_and_nothing_behind_it_comes_along(tmp_path):
    file = tmp_path / "gambar"
    file.write_bytes(png(2400, 100, behind=b"<script>alert(1)</script>"))
    drawn = picture.draw(file, "image/png")
    assert drawn is not None
    assert struct.unpack(">II", drawn.png[16:24]) == (1200, 50)
    assert b"script" not in drawn.png
    assert (drawn.page, drawn.pages) == (1, 1)


def test_a_bomb_a_broken_picture_and_anything_else_is_not_drawn(tmp_path):
    file = tmp_path / "gambar"
    file.write_bytes(png(4, 4)[:16] + struct.pack(">II", 30000, 30000) + png(4, 4)[24:])
    assert picture.draw(file, "image/png") is None
    file.write_bytes(png(4, 4)[:40])
    assert picture.draw(file, "image/png") is None
    assert picture.draw(file, "application/pdf") is None
    assert picture.draw(file, "text/html") is None


@pytest.mark.parametrize(
    ("pages", "asked", "shown", "said"),
    [(3, 2, 2, 3), (3, 9, 3, 3), (3, -1, 1, 3), (1, 1, 1, 1), (picture.PAGES, 1, 1, picture.PAGES), (9999, 999, 300, 300)],
)
def test_one_page_is_drawn_and_it_is_known_how_many_there_are(tmp_path, pages, asked, shown, said):
    file = tmp_path / "dokumen"
    file.write_bytes(pdfs.pdf(pages))
    drawn = picture.draw(file, "application/pdf", asked)
    assert drawn is not None
    assert (drawn.page, drawn.pages) == (shown, said)
    width, height = struct.unpack(">II", drawn.png[16:24])
    assert (width <= picture.WIDTH, height) == (True, picture.HEIGHT)


@pytest.mark.parametrize("box", [b"0 0 9000000 9000000", b"0 0 1 14400", b"0 0 14400 1", b"0 0 0 0", b"-5 -5 5 5"])
def test_a_page_however_large_it_says_it_is_becomes_no_larger_picture_than_any(tmp_path, box):
    file = tmp_path / "dokumen"
    file.write_bytes(pdfs.pdf(box=box))
    drawn = picture.draw(file, "application/pdf")
    assert drawn is not None
    width, height = struct.unpack(">II", drawn.png[16:24])
    assert 0 < width <= picture.WIDTH
    assert 0 < height <= picture.HEIGHT


def test_a_document_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    file = tmp_path / "dokumen"
    file.write_bytes(pdfs.pdf())
    monkeypatch.setattr(picture, "_SECONDS", 0.001)
    assert picture.draw(file, "application/pdf") is None


def test_turning_pages_is_one_look_and_coming_back_later_another(db, clock, people, store):
    item_id = add(db, clock, people, store, pdfs.pdf(3), "surat.pdf")

    def look(actor, *, turning):
        with db.write() as session:
            how = {"subject": SUBJECT, "item_id": item_id, "act": Act.OPENED, "turning": turning}
            assert service.open_file(session, actor, clock, store, **how)

    look(people.budi, turning=False)
    look(people.budi, turning=True)
    assert acts(db, people, clock).count(Act.OPENED) == 1
    look(people.wulan, turning=True)  # who never opened it did not turn a page of it
    assert acts(db, people, clock).count(Act.OPENED) == 2
    clock.advance(service.ONE_LOOK)
    look(people.budi, turning=True)
    assert acts(db, people, clock).count(Act.OPENED) == 3
    look(people.budi, turning=False)
    assert acts(db, people, clock).count(Act.OPENED) == 4


def test_custody_knows_its_item(db, clock, people, store):
    item_id = add(db, clock, people, store)
    with db.read() as session:
        assert session.query(CustodyEntry.item_id).all() == [(item_id,)]
        assert session.query(EvidenceItem.version).scalar() == 1
