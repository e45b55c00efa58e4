"""A statement may carry a scan of its paper: kept whole or not at all, named where it is listed, and given out as it came."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intranet.base import trail
from intranet.base.actor import Party
from intranet.duties import queries
from intranet.duties.models import DutyStatement
from intranet.duties.service import statements
from intranet.evidence.models import EvidenceItem
from intranet.evidence.store import Store
from intranet.settings import Settings
from tests.intranet.duties.conftest import Office
from tests.intranet.duties.test_views import STATEMENT
from tests.intranet.web.harness import fetch, send

PDF, BOUNDARY = b"%PDF-1.7 contoh", "batas-contoh"
FILES = {
    "surat.pdf": PDF,
    "foto.jpg": b"\xff\xd8\xff\xe0 contoh",
    "foto.png": b"\x89PNG\r\n\x1a\n contoh",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Files of one megabyte at most."""
    return replace(settings, evidence_max_mb=1)


@pytest.fixture
def path(shown: Office) -> str:
    """A clause that can be stated."""
    return f"/duties/{shown.agreement(title='Pengawasan contoh')}/clauses/4.4.g"


def state(browser: FlaskClient, path: str, content: bytes, name: str, **changes: str) -> Any:
    """Send the form with a file, as a body of its own: the test client would spool a large one and leave it open."""
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in {**STATEMENT, **changes}.items()]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    body = "".join(f"\r\n--{BOUNDARY}\r\n{part}" for part in parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return browser.post(f"{path}/statements", data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def latest(office: Office, path: str) -> queries.Told:
    with office.db.read() as session:
        return queries.history(session, office.known["agreement"], path.rsplit("/", 1)[1])[0]


def kept(office: Office) -> tuple[int, int, list[Path]]:
    """How many statements and items there are, and the files of the store."""
    with office.db.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (DutyStatement, EvidenceItem)]
    return counts[0], counts[1], [one for one in Store(office.settings.data_dir).folder.rglob("*") if one.is_file()]


@pytest.mark.parametrize("name", list(FILES))
def test_a_scan_comes_with_a_statement_and_is_given_out_as_it_came(sign_in, shown: Office, path: str, name: str) -> None:
    browser = sign_in("budi")
    assert state(browser, path, FILES[name], name).status_code == 303
    told = latest(shown, path)
    assert told.scan is not None
    assert (told.scan.original_name, told.scan.title) == (name, STATEMENT["paper_no"])
    assert f"{path}/statements/{told.statement.id}/scan" in fetch(browser, path)
    for username in ("budi", "wulan", "admin"):
        taken = sign_in(username).post(f"{path}/statements/{told.statement.id}/scan")
        assert (taken.status_code, taken.data) == (200, FILES[name])
        taken.close()
    with shown.db.read() as session:
        events = trail.of(session, statements.SUBJECT, told.statement.id)
        assert not list(trail.verify(session))
    assert [(one.kind, one.actor_name) for one in events][-3:] == [
        ("evidence.exported", "Budi Contoh"),
        ("evidence.added", "Budi Contoh"),
        ("duties.stated", "Budi Contoh"),
    ]


def test_a_statement_without_a_scan_stays_possible_and_says_of_none(sign_in, shown: Office, path: str) -> None:
    browser = sign_in("budi")
    assert "Buka pindaian" not in send(browser, f"{path}/statements", STATEMENT)
    assert browser.post(f"{path}/statements/{latest(shown, path).statement.id}/scan").status_code == 404
    assert "ada pindaiannya" not in fetch(browser, path)
    replaced = latest(shown, path).statement.id
    assert state(browser, path, b"", "", replaces=replaced).status_code == 303  # as a browser sends a field left empty
    assert latest(shown, path).scan is None


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00", "surat.exe", "Pindaian berupa PDF atau gambar"),
        (b"surat biasa", "surat.txt", "Pindaian berupa PDF atau gambar"),
        (PDF, "surat.jpg", "Pindaian berupa PDF atau gambar"),
        (b"#!/bin/sh", "surat.pdf", "Pindaian berupa PDF atau gambar"),
        (b"", "surat.pdf", "Berkas belum dipilih, atau isinya kosong"),
        (PDF + b" " * 1024 * 1024, "surat.pdf", "Berkas lebih besar dari 1 MB"),
    ],
)
def test_a_wrong_file_leaves_nothing_and_keeps_what_was_typed(
    sign_in, shown: Office, path: str, content: bytes, name: str, said: str
) -> None:
    browser = sign_in("budi")
    send(browser, f"{path}/statements", STATEMENT)
    first, before = latest(shown, path).statement.id, kept(shown)
    answer = state(browser, path, content, name, replaces=first, text="Yang diketik.", said_by="Sari Contoh, Kepala")
    assert answer.status_code == 422
    for part in (said, "Belum disimpan. Perbaiki yang ditandai; isian lain tetap ada.", "Yang diketik.", "Sari Contoh, Kepala"):
        assert part in answer.text, part
    assert kept(shown) == before
    assert latest(shown, path).statement.replaced_at is None
    assert state(browser, path, PDF, "surat.pdf", replaces=first).status_code == 303


def test_a_file_far_too_large_is_refused_before_it_is_read(sign_in, shown: Office, path: str) -> None:
    assert state(sign_in("budi"), path, PDF + b" " * 3 * 1024 * 1024, "surat.pdf").status_code == 413
    assert kept(shown) == (0, 0, [])


def test_a_good_file_with_a_bad_statement_is_not_kept_and_asked_for_again(sign_in, shown: Office, path: str) -> None:
    browser = sign_in("budi")
    for changes in ({"paper_no": ""}, {"valid_until": "kapan"}):
        answer = state(browser, path, PDF, "surat.pdf", **changes)
        assert answer.status_code == 422
        assert "Pilih pindaiannya sekali lagi" in answer.text
    assert state(browser, path, PDF, "surat.pdf").status_code == 303
    assert state(browser, path, FILES["foto.png"], "foto.png").status_code == 409
    assert kept(shown)[:2] == (1, 1)
    assert len(kept(shown)[2]) == 1


def test_who_may_not_read_the_ledger_has_no_scan_of_it_and_a_scan_belongs_to_its_clause(sign_in, shown: Office) -> None:
    registry = shown.agreement(Party.DUKCAPIL, Party.DISKOMINFO)
    path = f"/duties/{registry}/clauses/2.1.c"
    assert state(sign_in("kartika"), path, PDF, "surat.pdf").status_code == 303
    one = latest(shown, path).statement.id
    assert "Pindaian surat tersimpan" in fetch(sign_in("sekar"), path)
    assert "Buka pindaian surat" not in fetch(sign_in("sekar"), path)
    assert sign_in("sekar").post(f"{path}/statements/{one}/scan").status_code == 403
    assert sign_in("wulan").post(f"{path}/statements/{one}/scan").status_code == 404
    assert sign_in("tirta").post(f"{path}/statements/{one}/scan").status_code == 403
    browser = sign_in("kartika")
    other = shown.agreement()
    for where in (f"/duties/{other}/clauses/2.1.c", f"/duties/{registry}/clauses/2.1.d"):
        assert browser.post(f"{where}/statements/{one}/scan").status_code == 404


def test_a_damaged_scan_is_not_given_out_and_that_is_noted(sign_in, shown: Office, path: str) -> None:
    browser = sign_in("budi")
    state(browser, path, PDF, "surat.pdf")
    told = latest(shown, path)
    place = Store(shown.settings.data_dir).path(told.scan.sha256)
    place.chmod(0o600)
    place.write_bytes(b"lain")
    page = send(browser, f"{path}/statements/{told.statement.id}/scan", {})
    assert "rusak atau hilang" in page
    assert latest(shown, path).scan.damaged


@pytest.mark.needs("pdftotext")
def test_the_annex_names_the_scan_of_the_statement_that_stands(sign_in, shown: Office, path: str, tmp_path: Path) -> None:
    browser = sign_in("budi")

    def printed() -> str:
        file = tmp_path / "annex.pdf"
        file.write_bytes(browser.get(f"/duties/{shown.known['agreement']}/annex.pdf").data)
        return " ".join(subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True).stdout.split())

    send(browser, f"{path}/statements", STATEMENT)
    assert "pindaian suratnya tersimpan" not in printed()
    assert "ada pindaiannya" not in fetch(browser, f"/duties/{shown.known['agreement']}")
    state(browser, path, PDF, "surat.pdf", replaces=latest(shown, path).statement.id)
    assert printed().count("pindaian suratnya tersimpan") == 1
    assert fetch(browser, f"/duties/{shown.known['agreement']}").count("ada pindaiannya") == 1
