"""Cases officers write down: from any source, by any way, for either party; the same matter is hinted at."""

import pytest

from intranet.base.actor import Party
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.cases.rules import Channel, Source, State
from tests.intranet.web.harness import faults

LINK = "https://www.facebook.com/contoh/posts/998877"


def sent(client, once, **more):
    data = {"once": once, "do": "submit", "source": "supervisory_finding", "channel": "staff", **more}
    return client.post("/cases/new", data=data)


@pytest.mark.parametrize(
    ("who", "source", "channel"),
    [
        ("wulan", "supervisory_finding", "staff"),
        ("wulan", "public_complaint", "letter"),
        ("budi", "agency_complaint", "email"),
        ("kartika", "hoax_finding", "staff"),
        ("halim", "cyber_patrol", "telephone"),
    ],
)
def test_each_party_writes_down_cases_of_every_source(sign_in, cases, who, source, channel):
    once = new_id()
    response = sent(sign_in(who), once, source=source, channel=channel, narrative="Ada kiriman bohong.", name="Sari Contoh")
    assert response.status_code == 303
    with cases.db.read() as session:
        case = session.get_one(Case, once)
        assert (case.source, case.channel, case.state) == (Source(source), Channel(channel), State.RECEIVED)
        assert case.party is (Party.BAWASLU if who in ("wulan", "halim") else Party.DISKOMINFO)
        assert case.complaint_no


def test_the_same_form_sent_twice_is_one_case(sign_in, cases):
    once, wulan = new_id(), sign_in("wulan")
    first, second = sent(wulan, once), sent(wulan, once)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    with cases.db.read() as session:
        assert session.query(Case).count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in, cases):
    response = sent(sign_in("wulan"), new_id(), nik="123", narrative="Tetap di sini.", happened_on="besok")
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert faults(html) == []
    assert "Tetap di sini." in html
    assert "Tulis tanggal sebagai hari" in html
    assert "Pilih cara datangnya" in sent(sign_in("wulan"), new_id(), channel="kiosk").get_data(as_text=True)
    assert sent(sign_in("wulan"), "x").status_code == 422
    with cases.db.read() as session:
        assert session.query(Case).count() == 0


@pytest.mark.parametrize(
    "told",
    [
        {"link": LINK},
        {"account": "@kabar.contoh77"},
        {"narrative": "Unggahan resmi: penyelenggara membantahnya, padahal Rekaanwangsa mengabarkan pencoblosan dimundurkan."},
    ],
)
def test_what_may_be_the_same_matter_is_shown_while_writing(sign_in, cases, told):
    cases.create(
        link=LINK,
        account="@kabar.contoh77",
        narrative="Rekaanwangsa mengabarkan pencoblosan dimundurkan padahal penyelenggara membantahnya lewat unggahan resmi.",
    )
    cases.create(narrative="Hal yang lain sama sekali, tentang baliho di pagar sekolah desa sebelah.")
    html = sign_in("wulan").post("/cases/new", data={"do": "look", **told}).get_data(as_text=True)
    assert html.count("0001/ADU") == 1
    assert "0002/ADU" not in html


def test_nothing_similar_is_nothing_said(sign_in, cases):
    cases.create(link=LINK)
    assert "Mungkin" not in sign_in("budi").post("/cases/new", data={"do": "look", "link": "https://lain.contoh.id/1"}).text


def test_the_page_is_for_those_who_work_on_cases(sign_in, cases):
    page = sign_in("wulan").get("/cases/new").get_data(as_text=True)
    assert faults(page) == []
    assert "Catat perkara" in sign_in("budi").get("/cases").text
    for stranger in ("sekar", "tirta", "admin"):
        assert sign_in(stranger).get("/cases/new").status_code == 403
