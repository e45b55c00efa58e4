"""The case list as a file: what is in it, what never is, who may take it, and what the trail says of it."""

import csv
import datetime as dt
import io
import tracemalloc

import openpyxl
import pytest
from sqlalchemy import insert, select

from intranet.base import trail
from intranet.base.errors import Forbidden, Refused
from intranet.base.ids import new_id
from intranet.base.trail import TrailEvent
from intranet.cases import marking
from intranet.cases.models import Case, Complainant
from intranet.cases.queries import Wish
from intranet.cases.rules import Channel, Party, Source, State
from intranet.disclosure.rules import Level
from intranet.disclosure.service.marks import MarkInput
from intranet.reports import service
from intranet.reports.rules import MOST_ROWS, FileKind, csv_safe
from intranet.reports.service import Order
from shared.elements import Standing
from tests.intranet.cases.factories import NIK, PERSON
from tests.intranet.reports.test_rules import ATTACKS, WITHIN
from tests.intranet.web.harness import fetch, send

PURPOSE = "Rapat koordinasi mingguan"
HEAD = ["Nomor pengaduan", "Nomor registrasi Bawaslu", "Diterima", "Sumber", "Cara datang", "Kelas konten", "Platform"]


def order(kind=FileKind.XLSX, wish=None, **changes):
    given = {
        "wish": wish or Wish(),
        "filters": {"state": "open", "q": "sari"},
        "told": [("Keadaan", "Semua yang berjalan"), ("Dicari", "sari")],
        "kind": kind,
        "purpose": PURPOSE,
        "agreement": "PKS Contoh (99/CONTOH)",
        "office": "Kantor Contoh",
    }
    return Order(**{**given, **changes})


def make(cases, actor, wanted):
    return service.make(cases.db, actor, cases.clock, cases.settings.data_dir, cases.settings.zone, wanted, str)


def content_of(made):
    """The whole file, closed as a sent one is."""
    with made.file:
        return made.file.read()


def read_xlsx(content):
    """Both sheets as a reader of its own sees them; what is empty is an empty text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cover, rows = book.worksheets
    return dict(cover.iter_rows(values_only=True)), [
        ["" if value is None else value for value in row] for row in rows.iter_rows(values_only=True)
    ]


def read_csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def many(cases, number, narrative="Ada kabar bohong. "):
    """Put so many cases in at once."""
    now = cases.clock.now()
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "complaint_no": f"{n:06d}/UJI",
            "source": Source.PUBLIC_COMPLAINT,
            "channel": Channel.DESK,
            "state": State.RECEIVED,
            "party": Party.DISKOMINFO,
            "standing": Standing.NOT_CHECKED,
            "received_at": now - dt.timedelta(minutes=n),
            "updated_at": now,
            "due_on": now.date(),
            "link": f"https://contoh.id/{n}",
            "account": f"@akun{n}",
            "event_place": "",
            "respondent": "Paslon 99",
            "narrative": narrative * 20,
        }
        for n in range(number)
    ]
    with cases.db.write() as session:
        session.execute(insert(Case), rows)
        session.execute(insert(Complainant), [{"case_id": row["id"]} for row in rows])


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_holds_the_cases_in_the_fields_terms_newest_first(cases_everywhere, clock, kind):
    cases, people = cases_everywhere, cases_everywhere.people
    cases.create(respondent="Akun Pertama", happened_on=dt.date(2026, 11, 18), known_on=dt.date(2026, 11, 19))
    clock.advance(dt.timedelta(hours=1))
    second = cases.create(respondent="Akun Kedua")
    cases.assign(second, people.budi, people.budi)
    cases.draft(people.budi)
    made = make(cases, people.wulan, order(kind))
    assert (made.rows, made.left_out) == (2, 0)
    content = content_of(made)
    rows = read_xlsx(content)[1] if kind is FileKind.XLSX else read_csv(content)
    assert rows[0][: len(HEAD)] == HEAD
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["Terlapor"] for row in found] == ["Akun Kedua", "Akun Pertama"]
    assert found[0]["Nama petugas"] == "Budi Contoh"
    assert found[1]["Kelas konten"] == "Berita bohong (hoaks)"
    assert found[1]["Tindak lanjut"] == "Dalam kajian"
    day, moment = found[1]["Tanggal kejadian"], found[1]["Diterima"]
    if kind is FileKind.XLSX:
        assert (day, moment) == (dt.datetime(2026, 11, 18), dt.datetime(2026, 11, 20, 9, 30))  # noqa: DTZ001
    else:
        assert (day, moment) == ("2026-11-18", "2026-11-20 09:30")


@pytest.mark.parametrize("kind", FileKind)
def test_nothing_of_the_complainant_is_ever_in_a_file(cases, kind):
    cases.create(narrative="Kabar.")
    content = content_of(make(cases, cases.people.budi, order(kind)))
    text = content if kind is FileKind.CSV else str(read_xlsx(content)).encode()
    with cases.db.read() as session:
        code = session.scalar(select(Case.check_code))
    for secret in (NIK, PERSON.name, PERSON.address, PERSON.phone, PERSON.email, code):
        assert secret.encode() not in text


@pytest.mark.parametrize("text", [*ATTACKS, *WITHIN, "Biasa saja", "baris satu\nbaris dua", "  spasi  ", 'é & <b> "kutip" ; , |'])
def test_what_people_wrote_is_text_in_both_kinds(cases, text):
    kept = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")  # what a form keeps
    cases.create(narrative=kept, respondent="=1+1")
    _cover, rows = read_xlsx(content_of(make(cases, cases.people.budi, order())))
    place = rows[0].index("Uraian kejadian")
    assert rows[1][place] == kept
    assert rows[1][rows[0].index("Terlapor")] == "=1+1"
    book = openpyxl.load_workbook(io.BytesIO(content_of(make(cases, cases.people.budi, order()))))
    written = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in written} <= {"s", "d", "inlineStr"}
    assert all(cell.quotePrefix for cell in written if cell.data_type != "d")
    line = read_csv(content_of(make(cases, cases.people.budi, order(FileKind.CSV))))[1]
    assert line[place] == csv_safe(kept)
    assert all(not cell.startswith(tuple("=+-@\t")) for cell in line)


def test_a_workbook_says_on_its_cover_and_on_every_page_whose_it_is_and_what_for(cases):
    cases.create()
    made = make(cases, cases.people.wulan, order(purpose="Rapat A & B, tindak lanjut"))
    content = content_of(made)
    cover, _rows = read_xlsx(content)
    assert cover["Diekspor oleh"] == "Wulan Contoh, Bawaslu"
    assert cover["Waktu"] == "20/11/2026 09:30 WIB"
    assert cover["Keperluan"] == "Rapat A & B, tindak lanjut"
    assert cover["Saringan"] == "Keadaan: Semua yang berjalan\nDicari: sari"
    assert cover["Jumlah perkara"] == "1"
    assert cover["Perjanjian"] == "PKS Contoh (99/CONTOH)"
    assert cover["Nomor ekspor"] == made.id
    assert "Tidak disertakan karena bertanda rahasia" not in cover
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for part in (sheet.oddHeader.left.text, sheet.oddFooter.left.text):
            assert "Wulan Contoh – 20/11/2026 09:30 WIB – Rapat A && B" in part
    assert made.name == "perkara_2026-11-20-0930_wulan-contoh_rapat-a-b-tindak-lanjut_1-baris.xlsx"


def test_the_trail_knows_who_took_what_and_what_for_but_not_the_words_searched(cases_everywhere):
    cases = cases_everywhere
    cases.create()
    wanted = order(wish=Wish(only_open=True))
    made = make(cases, cases.people.budi, wanted)
    made.file.close()
    with cases.db.write() as session:
        service.record(session, cases.people.budi, cases.clock, wanted, made)
    with cases.db.read() as session:
        (event,) = trail.of(session, "export", made.id)
        assert (event.kind, event.actor_name) == ("cases.exported", "Budi Contoh")
        assert event.details == {
            "kind": "xlsx",
            "rows": 1,
            "left_out": 0,
            "filter": {"state": "open"},
            "words": 0,
            "purpose": PURPOSE,
        }
        assert list(trail.verify(session)) == []


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.SECRET])
def test_marked_cases_do_not_leave_in_a_list_and_are_counted(cases, level):
    kept, secret = cases.create(), cases.create()
    with cases.db.write() as session:
        given = MarkInput(level=level, reason="Saksi perlu dilindungi.")
        marking.mark_case(session, cases.people.budi, cases.clock, cases.settings, secret, given)
    made = make(cases, cases.people.budi, order())
    cover, rows = read_xlsx(content_of(made))
    assert (made.rows, made.left_out, len(rows)) == (1, 1, 2)
    assert cover["Tidak disertakan karena bertanda rahasia"] == "1"
    assert kept


def test_an_export_without_a_purpose_or_without_cases_is_refused(cases):
    with pytest.raises(Refused) as nothing:
        make(cases, cases.people.budi, order())
    assert "Tidak ada perkara" in nothing.value.message
    cases.create()
    for purpose in ("", "  rapat  ", "\x00" * 20, "x" * 301):
        with pytest.raises(Refused) as refused:
            make(cases, cases.people.budi, order(purpose=purpose))
        assert refused.value.field == "purpose"


@pytest.mark.parametrize("username", ["sekar", "tirta", "admin"])
def test_who_works_on_no_cases_takes_none_away(cases, username):
    cases.create()
    with pytest.raises(Forbidden):
        make(cases, getattr(cases.people, username), order())


def test_more_than_ten_thousand_are_refused_with_the_way_out(cases, monkeypatch):
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    for _ in range(3):
        cases.create()
    with pytest.raises(Refused) as refused:
        make(cases, cases.people.budi, order())
    assert "Persempit saringan" in refused.value.do
    assert MOST_ROWS == 10_000


@pytest.mark.parametrize("kind", FileKind)
def test_memory_does_not_grow_with_the_rows(cases, kind):
    def peak():
        tracemalloc.start()
        try:
            made = make(cases, cases.people.budi, order(kind))
            made.file.close()
            return made.rows, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    many(cases, 300)
    peak()  # what is loaded once
    few = peak()
    many_more = 2_700
    now = cases.clock.now()
    cases.clock.set(now - dt.timedelta(days=3))
    with cases.db.write() as session:
        session.execute(Case.__table__.update().values(complaint_no=Case.complaint_no + "/LAMA"))
    many(cases, many_more)
    cases.clock.set(now)
    lots = peak()
    assert (few[0], lots[0]) == (300, 3_000)
    assert lots[1] < few[1] + 2_500_000, (few, lots)  # ids, not rows
    assert lots[1] < 12_000_000
    assert list((cases.settings.data_dir / "exports").iterdir()) == []


def test_a_search_exports_what_the_list_shows(cases):
    cases.create(narrative="zirkonium langka")
    cases.create(narrative="lain")
    made = make(cases, cases.people.budi, order(wish=Wish(words=("zirkonium",))))
    made.file.close()
    assert made.rows == 1


# the pages


def test_an_officer_says_what_for_and_gets_the_file(sign_in, cases):
    cases.create(respondent="Akun Uji")
    client = sign_in("budi")
    html = fetch(client, "/reports/export?state=open&sort=due")
    assert "Semua yang berjalan" in html
    answer = client.post("/reports/export?state=open", data={"purpose": PURPOSE, "kind": "csv"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.content_length == len(answer.data)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "perkara_2026-11-20-0930_budi-contoh_rapat-koordinasi-mingguan_1-baris.csv" in answer.headers["Content-Disposition"]
    assert read_csv(answer.data)[1][0] == "0001/ADU/33.99/XI/2026"
    answer.close()
    with cases.db.read() as session:
        assert session.scalar(select(TrailEvent.data).where(TrailEvent.kind == "cases.exported"))


def test_without_a_purpose_the_page_comes_back_with_what_was_typed_and_no_trail(sign_in, cases):
    cases.create()
    html = send(sign_in("wulan"), "/reports/export", {"purpose": "rapat", "kind": "csv"}, 422)
    assert "sedikitnya 10 huruf" in html
    assert ">\nrapat</textarea>" in html
    with cases.db.read() as session:
        assert session.scalar(select(TrailEvent.seq).where(TrailEvent.kind == "cases.exported")) is None


def test_an_empty_list_is_not_exported(sign_in, cases):
    assert "tidak ada yang diekspor" in fetch(sign_in("budi"), "/reports/export?topic=hoax")
    assert "tidak ada yang diekspor" in send(sign_in("budi"), "/reports/export", {"purpose": PURPOSE}, 422)


@pytest.mark.parametrize("username", ["sekar", "tirta", "admin"])
def test_the_door_is_shut_to_everybody_else(sign_in, cases, username):
    cases.create()
    client = sign_in(username)
    fetch(client, "/reports/export", 403)
    send(client, "/reports/export", {"purpose": PURPOSE}, 403)
