"""The hand-over bundle: proved with nothing of ours, small in memory, made by who may, and noted before it leaves."""

import hashlib
import json
import subprocess
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from intranet.base import trail
from intranet.base.actor import Party
from intranet.cases import bundle, marking, packing, rights, service
from intranet.cases.bundle import Order
from intranet.cases.rules import Event
from intranet.cases.views import bundle as pages
from intranet.disclosure.rules import Level
from intranet.disclosure.service.marks import MarkInput
from intranet.evidence import queries
from intranet.evidence import service as evidence
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import Act
from intranet.evidence.service import KIND, About
from intranet.evidence.store import Store
from tests.intranet.cases.factories import NIK, PERSON, Cases
from tests.intranet.evidence.test_service import flip
from tests.intranet.web.harness import fetch, send

MB = 1024 * 1024
FOLDER = "berkas-0001-ADU-33.99-XI-2026"
ORDER = {"addressee": "Polres Contoh, Unit Siber", "purpose": "Penanganan perkara di luar pemilu."}
REASON = "Penyidik perlu menghubungi pelapor."


def add(cases: Cases, case_id: str, content: bytes, name: str, **about: str) -> str:
    store = Store(cases.settings.data_dir)
    file = store.incoming(25 * MB)
    file.write(content)
    with cases.db.write() as session:
        how = {"subject": ("case", case_id), "file": file, "name": name, "about": About(**about)}
        sha256 = evidence.add_file(session, cases.people.budi, cases.clock, store, **how).sha256
    file.close()
    return str(sha256)


def link(cases: Cases, case_id: str) -> None:
    about = About(url="https://kabar.contoh.id/1", account="@kabarcontoh", note="Dilihat di ponsel")
    with cases.db.write() as session:
        evidence.add_link(session, cases.people.wulan, cases.clock, subject=("case", case_id), about=about)


def made(client, case_id: str, **form: str) -> bytes:
    answer = client.post(f"/cases/{case_id}/bundle", data={**ORDER, **form}, buffered=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return answer.data


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert packed.testzip() is None
        packed.extractall(folder)
    return folder / FOLDER


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)


def read(folder: Path, name: str):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def mark(cases: Cases, subject: tuple[str, str], level: Level) -> None:
    given = MarkInput(level=level, reason="Saksi perlu dilindungi.")
    kind, subject_id = subject
    with cases.db.write() as session:
        how = (session, cases.people.budi, cases.clock, cases.settings)
        if kind == "case":
            marking.mark_case(*how, subject_id, given)
        else:
            case_id = session.get_one(EvidenceItem, subject_id).subject_id
            marking.mark_evidence(*how, case_id, subject_id, given)


def kinds(cases: Cases, case_id: str) -> list[str]:
    with cases.db.read() as session:
        assert not list(trail.verify(session))
        return [event.kind for event in trail.of(session, "case", case_id)]


@pytest.fixture
def case_id(cases) -> str:
    return cases.create()


def test_a_bundle_is_proved_whole_by_programs_that_know_nothing_of_us(sign_in, cases, case_id, tmp_path):
    contents = {f"foto {n}.png": bytes([n]) * 1000 for n in range(3)} | {"../../sandi.txt": b"isi", "\u202etxt.exe.html": b"<html>"}
    for name, content in contents.items():
        add(cases, case_id, content, name)
    link(cases, case_id)
    data = made(sign_in("budi"), case_id)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        names = packed.namelist()
    assert all(name.startswith(f"{FOLDER}/") and ".." not in name and name.isascii() for name in names)
    folder = unpacked(data, tmp_path)
    said = sha256sum(folder)
    assert (said.returncode, said.stdout.count(": OK")) == (0, len(names) - 1)
    manifest = read(folder, "manifest.json")
    for one in manifest["files"]:
        file = (folder / one["path"]).read_bytes()
        assert (len(file), hashlib.sha256(file).hexdigest()) == (one["size"], one["sha256"])
    assert sorted(one["path"] for one in manifest["files"]) == sorted(
        name.removeprefix(f"{FOLDER}/") for name in names if not name.endswith(("manifest.json", "SHA256SUMS"))
    )
    files = [item for item in manifest["evidence"] if item["kind"] == "file"]
    assert [(folder / item["path"]).read_bytes() for item in files] == list(contents.values())
    assert [item["original_name"] for item in files][-2:] == ["sandi.txt", "txt.exe.html"]
    assert {item["added_by"] for item in files} == {"Budi Contoh"}
    [seen] = [item for item in manifest["evidence"] if item["kind"] == "link"]
    assert (seen["url"], seen["added_by"], seen["path"]) == ("https://kabar.contoh.id/1", "Wulan Contoh", None)
    assert [(act["act"], act["by"]) for act in seen["custody"]] == [("added", "Wulan Contoh")]
    facts = read(folder, "perkara.json")
    assert (facts["complaint_no"], facts["respondent"]) == ("0001/ADU/33.99/XI/2026", "Akun Contoh")
    assert (folder / "perkara.pdf").read_bytes().startswith(b"%PDF")


def test_a_flipped_bit_in_any_file_is_named(sign_in, cases, case_id, tmp_path):
    add(cases, case_id, b"isi bukti " * 500, "rekaman.txt")
    folder = unpacked(made(sign_in("budi"), case_id), tmp_path)
    for path in (folder / "bukti/001-rekaman.txt", folder / "perkara.json", *folder.glob("jejak/*")):
        before = path.read_bytes()
        path.write_bytes(before[:7] + bytes([before[7] ^ 1]) + before[8:])
        said = sha256sum(folder)
        assert said.returncode == 1
        assert [line for line in said.stdout.splitlines() if line.endswith("FAILED")] == [f"{path.relative_to(folder)}: FAILED"]
        path.write_bytes(before)
    assert sha256sum(folder).returncode == 0


def test_the_trail_extract_is_the_chains_own_and_proves_itself(sign_in, cases, case_id, tmp_path):
    client = sign_in("budi")
    add(cases, case_id, b"isi", "a.txt")
    cases.create()  # somebody else's events lie between
    cases.assign(case_id, cases.people.budi, cases.people.budi)
    with cases.db.read() as session:
        head = trail.head(session)
        links = trail.links(session, "case", case_id)
    folder = unpacked(made(client, case_id), tmp_path)
    told = read(folder, "jejak.json")
    assert told["head"] == {"seq": head[0], "hash": head[1]}
    assert [(one["seq"], one["hash"]) for one in told["events"]] == [(link.seq, link.hash) for link in links]
    for one in told["events"]:
        content = (folder / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["hash"]
        row = dict(zip(told["fields"], json.loads(content), strict=True))
        assert (row["seq"], row["subject_id"]) == (one["seq"], case_id)
    assert one["seq"] == head[0]  # the last event of the chain is the case's: so the extract reaches the head
    assert one["hash"] == head[1]


def test_the_sums_are_known_to_the_office_and_the_history_tells_of_it(sign_in, cases, case_id, tmp_path):
    add(cases, case_id, b"isi", "a.txt")
    link(cases, case_id)
    folder = unpacked(made(sign_in("budi"), case_id), tmp_path)
    sums = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    with cases.db.read() as session:
        [event] = [event for event in trail.of(session, "case", case_id) if event.kind == "case.bundled"]
        lines = queries.of(session, cases.people.budi, cases.clock, ("case", case_id))
        last = [(line.custody[-1].act, line.custody[-1].who, line.custody[-1].detail) for line in lines]
    assert event.details == {**ORDER, "complainant": False, "files": 2, "sums": sums}
    assert last == [(Act.EXPORTED, "Budi Contoh", "berkas penyerahan untuk Polres Contoh, Unit Siber")] * 2
    page = fetch(sign_in("wulan"), f"/cases/{case_id}")
    assert f"Berkas penyerahan dibuat untuk Polres Contoh, Unit Siber (sidik SHA256SUMS: {sums[:16]})" in page
    assert ORDER["purpose"] in page
    assert "berkas penyerahan untuk Polres Contoh" in page


def test_it_comes_as_a_file_behind_every_protecting_header_named_by_the_case(sign_in, cases, case_id):
    answer = sign_in("budi").post(f"/cases/{case_id}/bundle", data=ORDER, buffered=True)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={FOLDER}.zip"
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert [file.name for file in cases.settings.data_dir.iterdir() if file.name.startswith("tmp")] == []


def every_word(folder: Path) -> str:
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.suffix in (".json", ".txt")]
    pdf = subprocess.run(["pdftotext", folder / "perkara.pdf", "-"], capture_output=True, text=True, check=True).stdout
    return "\n".join([*texts, pdf])


@pytest.mark.needs("pdftotext")
def test_the_complainant_stays_out_unless_asked_for_with_a_reason_and_the_nik_and_check_code_always(
    sign_in, cases, case_id, tmp_path
):
    with cases.db.read() as session:
        code = str(service.get(session, case_id).check_code)
    said = every_word(unpacked(made(sign_in("budi"), case_id), tmp_path / "without"))
    for secret in (PERSON.name, PERSON.address, PERSON.phone, PERSON.email, NIK, code):
        assert secret not in said
    assert "Data pelapor tidak disertakan." in said
    assert "case.revealed" not in kinds(cases, case_id)
    data = made(sign_in("budi"), case_id, reason=REASON)  # a reason alone asks for nothing
    assert PERSON.name not in every_word(unpacked(data, tmp_path / "reason"))
    said = every_word(unpacked(made(sign_in("budi"), case_id, with_complainant="yes", reason=REASON), tmp_path / "with"))
    for told in (PERSON.name, PERSON.address, PERSON.phone, PERSON.email):
        assert told in said
    assert NIK not in said
    assert code not in said
    assert kinds(cases, case_id)[:2] == ["case.bundled", "case.revealed"]


@pytest.mark.needs("pdftotext")
def test_the_data_of_who_asked_for_restriction_go_along_by_a_law_only(sign_in, cases, case_id, tmp_path):
    with cases.db.write() as session:
        rights.restrict(session, cases.people.budi, cases.clock, case_id)
    client, asked = sign_in("budi"), {**ORDER, "with_complainant": "yes", "reason": REASON}
    page = send(client, f"/cases/{case_id}/bundle", asked, 422)
    assert "Pelapor meminta pemrosesan datanya dibatasi." in page
    assert 'name="ground"' in page
    assert "case.bundled" not in kinds(cases, case_id)
    said = every_word(unpacked(made(client, case_id, **asked, ground="UU 7/2017 pasal 454"), tmp_path / "with"))
    assert PERSON.name in said
    assert "Pelapor meminta" not in send(client, f"/cases/{case_id}/bundle", {**ORDER, "purpose": "pendek"}, 422)
    with cases.db.read() as session:
        assert trail.latest(session, "case", case_id, "case.revealed", 1)[0].details["ground"] == "UU 7/2017 pasal 454"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"addressee": " "}, "Tuliskan kepada siapa"),
        ({"purpose": "pendek"}, "sedikitnya 10 huruf"),
        ({"addressee": "x" * 201}, "Paling panjang 200 huruf"),
        ({"purpose": "x" * 301}, "Paling panjang 300 huruf"),
        ({"with_complainant": "yes"}, "mengapa data pelapor perlu disertakan, sedikitnya"),
        ({"with_complainant": "yes", "reason": "x" * 301}, "Paling panjang 300 huruf"),
    ],
)
def test_without_addressee_and_purpose_nothing_leaves_and_what_was_typed_stays(sign_in, cases, case_id, form, said):
    add(cases, case_id, b"isi", "a.txt")
    before = kinds(cases, case_id)
    page = send(sign_in("budi"), f"/cases/{case_id}/bundle", {**ORDER, **form}, 422)
    assert said in page
    assert ("Penanganan perkara" in page) is ("purpose" not in form)
    assert kinds(cases, case_id) == before


@pytest.mark.parametrize(
    ("username", "before", "after"),
    [("budi", 200, 403), ("kartika", 200, 403), ("wulan", 403, 200), ("halim", 403, 200)]
    + [(name, 403, 403) for name in ("sekar", "tirta", "admin")],
)
def test_only_officers_of_the_party_that_holds_the_case_make_one(sign_in, cases, username, before, after):
    mine, theirs = cases.in_triage(), cases.in_analysis()
    client = sign_in(username)
    for case_id, status in ((mine, before), (theirs, after)):
        fetch(client, f"/cases/{case_id}/bundle", status)
        assert client.post(f"/cases/{case_id}/bundle", data=ORDER, buffered=True).status_code == status
        if username in ("budi", "wulan"):
            assert (f"/cases/{case_id}/bundle" in fetch(client, f"/cases/{case_id}")) is (status == 200)
        assert ("case.bundled" in kinds(cases, case_id)) is (status == 200)


def test_a_draft_and_what_is_not_there_have_none(sign_in, cases, staff):
    for case_id in (cases.draft(staff.budi), "0" * 32):
        fetch(sign_in("budi"), f"/cases/{case_id}/bundle", 404)
        assert sign_in("budi").post(f"/cases/{case_id}/bundle", data=ORDER).status_code == 404


def test_a_damaged_file_is_left_out_named_and_noted(sign_in, cases, case_id, tmp_path):
    good, bad = add(cases, case_id, b"baik", "baik.txt"), add(cases, case_id, b"rusak", "rusak.txt")
    flip(Store(cases.settings.data_dir), bad)
    folder = unpacked(made(sign_in("budi"), case_id), tmp_path)
    assert sha256sum(folder).returncode == 0
    assert [file.name for file in (folder / "bukti").iterdir()] == ["001-baik.txt"]
    assert [item["left_out"] for item in read(folder, "manifest.json")["evidence"]] == ["", "damaged"]
    assert "TIDAK DISERTAKAN" in (folder / "BACA-SAYA.txt").read_text(encoding="utf-8")
    with cases.db.read() as session:
        found = {
            line.item.sha256: line.custody[-1].act
            for line in queries.of(session, cases.people.budi, cases.clock, ("case", case_id))
        }
    assert found == {good: Act.EXPORTED, bad: Act.DAMAGED}
    assert "rusak, tidak disertakan" in fetch(sign_in("budi"), f"/cases/{case_id}/bundle")


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.SECRET])
def test_a_marked_case_leaves_only_by_a_disclosure_even_in_its_owners_hands(sign_in, cases, case_id, level):
    mark(cases, ("case", case_id), level)
    before = kinds(cases, case_id)
    fetch(sign_in("budi"), f"/cases/{case_id}/bundle", 403)
    assert sign_in("budi").post(f"/cases/{case_id}/bundle", data=ORDER).status_code == 403
    assert kinds(cases, case_id) == before


def test_a_mark_set_while_packing_is_obeyed_before_leaving(sign_in, cases, case_id, monkeypatch):
    packed = packing.pack

    def slow(*args):
        done = packed(*args)
        mark(cases, ("case", case_id), Level.SECRET)
        return done

    monkeypatch.setattr(packing, "pack", slow)
    assert sign_in("budi").post(f"/cases/{case_id}/bundle", data=ORDER).status_code == 403
    assert "case.bundled" not in kinds(cases, case_id)


def test_marked_evidence_stays_behind_and_is_counted(sign_in, cases, case_id, tmp_path):
    add(cases, case_id, b"boleh", "boleh.txt"), add(cases, case_id, b"jangan", "jangan.txt")
    with cases.db.read() as session:
        kept = queries.of(session, cases.people.budi, cases.clock, ("case", case_id))[1].item.id
    mark(cases, (KIND, kept), Level.RESTRICTED)
    assert "1 bukti bertanda tidak disertakan" in fetch(sign_in("budi"), f"/cases/{case_id}/bundle")
    folder = unpacked(made(sign_in("budi"), case_id), tmp_path)
    assert [file.name for file in (folder / "bukti").iterdir()] == ["001-boleh.txt"]
    assert read(folder, "manifest.json")["withheld"] == 1


def test_a_case_that_went_to_the_other_party_meanwhile_does_not_leave(sign_in, cases, monkeypatch):
    case_id, real = cases.in_triage(), packing.pack

    def pack(*given):
        cases.move(case_id, cases.people.budi, Event.CONTENT_ONLY)  # and so nobody has to wait for the packing
        return real(*given)

    monkeypatch.setattr(pages.packing, "pack", pack)
    assert sign_in("budi").post(f"/cases/{case_id}/bundle", data=ORDER).status_code == 403
    with cases.db.read() as session:
        assert service.get(session, case_id).party is Party.BAWASLU
    assert "case.bundled" not in kinds(cases, case_id)


def test_a_full_disk_is_told_and_nothing_is_noted(sign_in, cases, case_id, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages.packing, "pack", full)
    assert "tempat di disk tidak cukup" in send(sign_in("budi"), f"/cases/{case_id}/bundle", ORDER, 422)
    assert "case.bundled" not in kinds(cases, case_id)


def test_thirty_files_of_a_megabyte_take_the_memory_of_a_few(sign_in, cases, case_id):
    for n in range(30):
        add(cases, case_id, bytes([n]) * MB, f"rekaman-{n}.mp4")
    client = sign_in("budi")
    fetch(client, f"/cases/{case_id}/bundle")
    made(client, cases.create())  # what is loaded once is loaded
    tracemalloc.start()
    try:
        answer = client.post(f"/cases/{case_id}/bundle", data=ORDER, buffered=False)
        size = sum(len(piece) for piece in answer.response)
        answer.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 30 * MB
    assert peak < 6 * MB


def test_the_same_on_both_databases(cases_everywhere, tmp_path):
    cases = cases_everywhere
    case_id, budi = cases.create(), cases.people.budi
    add(cases, case_id, b"isi", "a.txt")
    order = Order(**ORDER, with_complainant=True, reason=REASON)
    with cases.db.write() as session:
        person = bundle.reveal(session, budi, cases.clock, cases.keys, case_id, order)
    with cases.db.read() as session:
        contents = bundle.gather(session, budi, cases.clock, case_id, order, person)
        session.expunge_all()
    out = BytesIO()
    found = packing.pack(out, Store(cases.settings.data_dir), cases.settings, contents)
    with cases.db.write() as session:
        bundle.note(session, budi, cases.clock, case_id, order, found)
    folder = unpacked(out.getvalue(), tmp_path)
    assert sha256sum(folder).returncode == 0
    for one in read(folder, "jejak.json")["events"]:
        assert hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["hash"]
    assert kinds(cases, case_id)[:2] == ["case.bundled", "evidence.exported"]
