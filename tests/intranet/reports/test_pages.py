"""The reports as pages and papers: figures that lead to their lists, empty and overfull offices, who may read."""

import datetime as dt
import html as markup
import re
import subprocess

import pytest

from intranet.base.actor import Role
from intranet.cases import service
from intranet.cases.classes import Target
from intranet.cases.rules import Event, Source
from tests.intranet.cases.factories import WHY
from tests.intranet.web.harness import fetch

PAGES = ("/reports", "/reports/handling", "/reports/issues", "/reports/today")
PAPERS = ("/reports/recap.pdf", "/reports/handling.pdf", "/reports/issues.pdf", "/reports/today.pdf")


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def links(page: str) -> list[tuple[str, int]]:
    """Every figure of a table or tile that leads to the case list, with where it leads."""
    found = re.findall(r'<a (?:class="tile" )?href="(/cases\?[^"]+)">(?:<b>)?([\d.]+)<', page)
    return [(markup.unescape(to), int(number.replace(".", ""))) for to, number in found]


@pytest.fixture
def busy(cases):
    """An office with something in every table."""
    for n in range(3):
        case_id = cases.create(account=f"akun{n}")
        with cases.db.write() as session:
            version = service.get(session, case_id).version
            service.set_target(session, cases.people.budi, cases.clock, case_id, version, list(Target)[n])
    cases.in_analysis()
    referred = cases.in_triage()
    cases.move(referred, cases.people.budi, Event.REFER, reason=WHY, addressee="Kepolisian Resor Contoh")
    cases.draft(cases.people.budi)
    return cases


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_an_empty_office(sign_in, path):
    assert "Tidak ada" in fetch(sign_in("budi"), path)


@pytest.mark.parametrize("path", PAGES)
def test_every_chart_says_what_it_is_and_has_its_table(sign_in, busy, path):
    page = fetch(sign_in("budi"), path)
    for identity in re.findall(r'<svg class="chart[^>]*aria-labelledby="(\w+)-t \1-d"', page):
        assert f'<title id="{identity}-t">' in page
        assert f'<desc id="{identity}-d">' in page
        assert page.index("<table", page.index(f'id="{identity}-d"'))


@pytest.mark.parametrize("path", ["/reports", "/reports/handling", "/reports/today"])
def test_every_figure_leads_to_a_list_of_so_many(sign_in, busy, path):
    client = sign_in("budi")
    followed = links(fetch(client, path))
    assert len(followed) >= 3
    for to, number in followed:
        listed = fetch(client, to)
        found = re.search(r"(\d+) perkara", listed)
        assert (int(found[1]) if found else 0) == number, to


def test_a_chosen_period_is_kept_in_the_address_of_the_paper(sign_in, busy):
    client = sign_in("wulan")
    page = fetch(client, "/reports?span=own&since=2026-11-01&until=2026-11-20")
    assert "1 November 2026 – 20 November 2026" in page
    assert "/reports/recap.pdf?span=own&amp;since=2026-11-01&amp;until=2026-11-20" in page
    assert 'aria-current="true">Minggu ini' in fetch(client, "/reports?span=week")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("since=2026-11-20&until=2026-11-01", "lebih awal"),
        ("since=2000-01-01&until=2026-11-01", "enam tahun"),
        ("since=x&until=", "tanggal yang benar"),
        ("since=0001-01-01&until=9999-12-31", "tanggal yang benar"),
    ],
)
def test_a_period_that_is_none_is_said_so_and_this_month_is_shown(sign_in, asked, said):
    page = fetch(sign_in("budi"), f"/reports?span=own&{asked}", 422)
    assert said in page
    assert "1 November 2026 – 30 November 2026" in page
    assert sign_in("budi").get(f"/reports/recap.pdf?span=own&{asked}").status_code == 200


@pytest.mark.parametrize("path", PAPERS)
def test_every_paper_is_one_page_under_the_letterhead(sign_in, busy, path):
    answer = sign_in("budi").get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert pages_of(answer.data) == 1
    said = text_of(answer.data)
    assert "Diskominfo Kabupaten Contoh" in said
    assert "Budi Contoh" in said


def test_the_days_paper_stays_one_page_however_full_the_day_is(sign_in, cases, clock):
    now = clock.now()
    clock.set(now - dt.timedelta(days=4))
    for _ in range(9):
        referred = cases.in_triage()
        cases.move(referred, cases.people.budi, Event.REFER, reason=WHY, addressee="Lembaga dengan nama yang panjang sekali " * 4)
        cases.create()
    clock.set(now - dt.timedelta(days=1))
    for _ in range(9):
        cases.create()
    clock.set(now)
    for _ in range(9):
        cases.create(topic=None)
    client = sign_in("budi")
    page = fetch(client, "/reports/today")
    assert "dan 3 lagi" in page
    pdf = client.get("/reports/today.pdf").data
    assert pages_of(pdf) == 1
    assert "dan 3 lagi" in text_of(pdf)


def test_the_day_is_that_of_ones_own_party(sign_in, busy):
    assert "Perkara di pihak Bawaslu" in fetch(sign_in("budi"), "/reports/today")
    assert "Perkara di pihak Diskominfo" in fetch(sign_in("halim"), "/reports/today")


def test_no_name_of_a_complainant_is_on_any_report(sign_in, busy):
    for path in PAGES:
        assert "Sari Contoh" not in fetch(sign_in("budi"), path)


@pytest.mark.parametrize("username", ["sekar", "tirta", "admin"])
def test_figures_are_for_those_who_read_cases(sign_in, username):
    for path in (*PAGES, *PAPERS):
        assert sign_in(username).get(path).status_code == 403


@pytest.mark.parametrize(("path", "name"), [("", "Rekap"), ("/usage", "Laporan Dukcapil"), ("/usage/2026-2", "Laporan Dukcapil")])
def test_the_row_of_reports_says_where_one_is(sign_in, path, name):
    page = fetch(sign_in("kartika"), f"/reports{path}")
    assert re.findall(r'class="rooms.*?</nav>', page, re.DOTALL)[0].count("aria-current") == 1
    assert f'aria-current="page">{name}</a>' in page


def test_an_auditor_reads_figures_but_neither_the_desk_of_the_day_nor_what_a_case_names(app, sign_in, office_db, clock, cases):
    from intranet.agencies import service as agencies
    from intranet.agencies.models import Agency
    from intranet.base.actor import SYSTEM
    from tests.conftest import PASSWORD

    with office_db.write() as session:
        house = session.query(Agency).first()
        agencies.add_staff(
            session, SYSTEM, clock, agency=house, username="periksa", name="Pemeriksa", roles=[Role.AUDITOR], password=PASSWORD
        )
    cases.create(source=Source.CYBER_PATROL, account="kabarwarga")
    worker, client = sign_in("wulan"), sign_in("periksa")
    for path in PAGES[:3]:
        assert 'href="/cases' in fetch(worker, path)
        seen = re.sub(r"<nav.*?</nav>", "", fetch(client, path), flags=re.DOTALL)
        assert not re.search(r'href="(|/cases[^"]*|/oversight[^"]*)"', seen)
    assert "kabarwarga" in fetch(worker, "/reports/issues")
    assert "kabarwarga" not in fetch(client, "/reports/issues")
    assert "kabarwarga" not in text_of(client.get("/reports/issues.pdf").data)
    page = fetch(client, "/reports")
    assert "Hari ini</a>" not in page
    assert client.get("/reports/today").status_code == 403
    assert client.get("/reports/export").status_code == 403


def test_in_english_everything_is_still_whole(sign_in, busy):
    client = sign_in("budi")
    client.set_cookie("posko_lang", "en", domain="localhost")
    for path in PAGES:
        fetch(client, path)
    assert client.get("/reports/recap.pdf").status_code == 200
