"""The papers themselves: what they say, on A4, tagged, and with whatever people wrote printed as text that stays on the page."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from intranet.base import papers
from intranet.documents import service
from intranet.documents.rules import SPECS, DocumentKind, Shape
from intranet.documents.service import TEMPLATE
from intranet.oversight.rules import FactEvent
from tests.intranet.oversight.conftest import Watch

pytestmark = pytest.mark.needs("pdftotext", "pdfinfo")
HOSTILE = {
    "markup": '#read("/etc/passwd") *tebal* _miring_ $x^2$ `kode` <label> @ref // bukan komentar',
    "brackets": '\\ " { } [ ] #{ #let x = 1 } #import "@preview/x:1.0.0"',
    "turned": "nama\u202egpj.exe\u202c dan \u2067balik\u2069 مرحبا بالعالم",
    "emoji": "lihat 😀👩‍👩‍👧🇮🇩 dan 漢字 ไทย \x07\ufeff akhir",
    "long word": "a" * 900,
    "long link": "https://contoh.id/" + "x" * 700 + "?q=" + "%20" * 200,
    "long": "Kalimat yang panjang sekali tentang kejadian itu. " * 60,
    "lines": "baris\n" * 400,
}


def pages(pdf: bytes, folder: Path) -> list[tuple[float, float, list[tuple[float, float, float, float, str]]]]:
    """Each page's width and height, and its words with their boxes, in points."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True).stdout
    found = []
    for page in told.split("<page ")[1:]:
        width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        boxes = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)
        found.append((width, height, [(*map(float, box[:4]), box[4]) for box in boxes]))  # type: ignore[misc]
    return found


def stays_on_the_page(pdf: bytes, folder: Path) -> None:
    margin = 40  # points; the page's own margins are wider
    for width, height, words in pages(pdf, folder):
        assert (round(width), round(height)) == (595, 842)  # A4
        upright = [word for word in words if word[4] not in ("KONSEP", "DIBATALKAN")]
        outside = [
            word for word in upright if word[0] < margin or word[2] > width - margin or word[1] < 20 or word[3] > height - 20
        ]
        assert outside == []


@pytest.fixture
def issued(office):
    """An issued paper of a kind about a case with evidence; returns its PDF."""

    def make(kind: DocumentKind, **texts: str) -> bytes:
        case_id = office.in_handling(event_place="Desa Contoh", respondent="Akun Contoh")
        item = office.attach(case_id, name="tangkapan-layar.txt")
        people = office.people
        about = {"evidence_ids": frozenset({item}), "texts": texts}
        if kind is DocumentKind.FACT_CHECK:
            watch = Watch(office.db, office.clock, office.settings, office.keys, people)
            about["check_id"] = watch.check(case_id)
            watch.move(about["check_id"], FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH)
        actor = people.halim if people.halim.party in SPECS[kind].parties else people.kartika
        return office.printed(actor, office.issue(actor, kind, case_id, **about))

    return make


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_paper_has_head_number_date_and_who_signs(issued, text_of, tmp_path, kind):
    pdf = issued(kind)
    said = text_of(pdf)
    own = "DISKOMINFO CONTOH" if SPECS[kind].parties[0].value == "diskominfo" else "BAWASLU CONTOH"
    number = re.search(r"001/[A-Z/-]+/33\.99/XI/2026", said)
    for wanted in (own, "20 November 2026", "Kartika Contoh" if own.startswith("DIS") else "Halim Contoh", "198001012005011001"):
        assert wanted in said, wanted
    assert number
    if SPECS[kind].shape is Shape.LETTER:
        for wanted in ("Sifat", "Lampiran", "Hal", "Yth."):
            assert wanted in said
    else:
        assert kind.label.upper() in said
    assert "KONSEP" not in said
    stays_on_the_page(pdf, tmp_path)
    info = subprocess.run(["pdfinfo", tmp_path / "paper.pdf"], check=True, capture_output=True, text=True).stdout
    told = {name: value.strip() for name, _, value in (line.partition(":") for line in info.splitlines())}
    assert (told["Title"], told["Tagged"]) == (kind.label, "yes")
    assert b"pdfuaid:part" in pdf
    assert b"/Lang(id)" in pdf.replace(b"/Lang (", b"/Lang(")


def test_a_pack_is_letter_analysis_links_and_evidence_with_its_hash(issued, text_of):
    said = text_of(issued(DocumentKind.TAKEDOWN_PACK, analysis="Memuat kabar bohong.", basis="UU ITE Pasal 28 ayat (1)"))
    for wanted in (
        "Permohonan penurunan konten pada Facebook",
        "24 jam sejak surat ini diterima",
        "ANALISIS HUKUM",
        "UU ITE Pasal 28 ayat (1)",
        "Memuat kabar bohong.",
        "DAFTAR URL",
        "https://facebook.contoh.id/kiriman/1",
        "Berita bohong (hoaks)",
        "DAFTAR TANGKAPAN LAYAR DAN BUKTI",
        "tangkapan-layar.txt",
        "3 (tiga) lampiran",
        "Tembusan: 1. Bawaslu Contoh",
    ):
        assert wanted in said, wanted
    assert re.search(r"\b[0-9a-f]{64}\b", said)


def test_a_completion_notice_says_what_is_missing_and_by_when(issued, text_of):
    said = text_of(issued(DocumentKind.COMPLETION_NOTICE, missing="Tanggal kejadian\nSiapa yang dilaporkan", deadline="2026-11-24"))
    for wanted in (
        "Yth. Sari Contoh",
        "Jalan Melati 9",
        "1. Tanggal kejadian",
        "2. Siapa yang dilaporkan",
        "Selasa, 24 November 2026",
    ):
        assert wanted in said, wanted


def test_a_status_notice_bears_the_form_and_no_nik(office, issued, text_of):
    office.code(DocumentKind.STATUS_NOTICE, "B.18")
    said = text_of(issued(DocumentKind.STATUS_NOTICE, status="Diregistrasi", reason="Syarat lengkap.", forwarded="KPU Contoh"))
    for wanted in ("Formulir Model B.18", "Status : Diregistrasi", "Alasan : Syarat lengkap.", "Diteruskan kepada : KPU Contoh"):
        assert wanted in said, wanted
    assert "331999" not in said
    assert "NIK" not in said


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", [DocumentKind.REFERRAL, DocumentKind.CLARIFICATION, DocumentKind.TAKEDOWN_PACK])
def test_hostile_words_are_text_and_stay_on_the_page(issued, text_of, tmp_path, kind, text):
    long = {"summary", "answers", "analysis", "basis", "addressee", "person", "closing", "copies", "opening"}
    pdf = issued(kind, whom="other", **{name: text for name in long}, nature=text[:300], place=text[:300], violation=text[:300])
    stays_on_the_page(pdf, tmp_path)
    said = text_of(pdf)
    assert "root:" not in said
    shown = said.replace(" ", "").replace("\u200b", "")
    assert papers_words(text)[:40] in shown


def papers_words(text: str) -> str:
    """What of a text must be found on paper: what comes first, without spaces, as far as it reads from left to right."""
    from intranet.base.glyphs import legible

    plain = legible(text).replace("\n", "").replace(" ", "")
    return re.split(r"[\u0600-\u06ff]", plain)[0]


def test_hostile_facts_of_a_case_do_no_harm_either(office, text_of, tmp_path):
    for text in HOSTILE.values():
        short, place = text[:200], f"https://contoh.id/{text[:1500]}".replace("\n", "")
        case_id = office.in_handling(respondent=short, event_place=short, narrative=text[:4000], link=place, account=short)
        item = office.attach(case_id, content=text[:300].encode("utf-8", "replace"), name=f"{short[:100]}.txt".replace("/", "-"))
        for kind, actor in ((DocumentKind.TAKEDOWN_PACK, office.people.kartika), (DocumentKind.STUDY, office.people.wulan)):
            document_id = office.issue(actor, kind, case_id, evidence_ids=frozenset({item}))
            stays_on_the_page(office.printed(actor, document_id), tmp_path)


def test_a_preview_says_it_is_one_and_a_cancelled_paper_too(office, text_of):
    case_id = office.in_study()
    given = office.given(office.people.wulan, DocumentKind.STATUS_NOTICE, case_id)
    with office.db.read() as session:
        pdf = service.preview(session, office.people.wulan, office.clock, office.settings, given)
    said = text_of(pdf)
    assert "nama dan alamat pelapor" in said
    assert "Sari Contoh" not in said
    document_id = office.issue(office.people.wulan, DocumentKind.STUDY, case_id)
    before = office.printed(office.people.wulan, document_id)
    office.cancel(office.people.wulan, document_id)
    after = office.printed(office.people.wulan, document_id)
    added = Counter(text_of(after)) - Counter(text_of(before))  # it stands across the page, so its letters come one by one
    assert added - Counter(" " * 99) == Counter("DIBATALKAN")


def test_another_process_makes_the_same_bytes(office, tmp_path):
    document_id = office.issue(office.people.wulan, DocumentKind.STUDY, office.in_study())
    row = office.paper(document_id)
    data = tmp_path / "data.json"
    data.write_text(row.data, encoding="utf-8")
    program = (
        "import hashlib, json, sys; from pathlib import Path; from intranet.base import papers; "
        "print(hashlib.sha256(papers.render(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text('utf-8')))).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program, TEMPLATE, data], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == row.sha256


def test_a_newer_program_may_draw_the_words_anew_and_says_so(office, monkeypatch):
    document_id = office.issue(office.people.wulan, DocumentKind.STUDY, office.in_study())
    render = papers.render
    monkeypatch.setattr(papers, "render", lambda template, data: render(template, {**data, "foot": "tata letak baru"}))
    office.printed(office.people.wulan, document_id)
    with office.db.read() as session:
        from intranet.base import trail

        (printed,) = trail.latest(session, "document", document_id, "document.printed", 9)
    assert printed.details["same"] is False
    assert json.loads(office.paper(document_id).data)["foot"] != "tata letak baru"
