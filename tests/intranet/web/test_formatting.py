"""How moments and numbers read, in both languages and in the office's zone."""

import datetime as dt

import pytest

from intranet.base.errors import Refused
from intranet.web import formatting, gate, i18n
from tests.conftest import NOW


@pytest.fixture
def write(app):
    """Write a value in a language."""

    def written(function, value, language="id"):
        with app.test_request_context(headers={"Cookie": f"posko_lang={language}"}):
            app.preprocess_request()  # where the language is chosen
            return function(value)

    return written


@pytest.mark.parametrize(
    ("function", "value", "indonesian", "english"),
    [
        (formatting.date, dt.date(2026, 11, 21), "21 November 2026", "21 November 2026"),
        (formatting.date, dt.date(2026, 8, 17), "17 Agustus 2026", "17 August 2026"),
        (formatting.date, dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC), "21 November 2026", "21 November 2026"),
        (formatting.date, None, "", ""),
        (formatting.weekday_date, dt.date(2026, 12, 4), "Jumat, 4 Desember 2026", "Friday, 4 December 2026"),
        (formatting.moment, NOW, "20 Nov 2026 09.30 WIB", "20 Nov 2026 09:30 WIB"),
        (formatting.clock_time, NOW, "09.30", "09:30"),
        (formatting.number, 1234567, "1.234.567", "1,234,567"),
    ],
)
def test_values_read_as_people_write_them(write, function, value, indonesian, english):
    assert write(function, value) == indonesian
    assert write(function, value, "en") == english


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (dt.timedelta(seconds=5), "baru saja"),
        (dt.timedelta(minutes=5), "5 menit lalu"),
        (dt.timedelta(hours=2), "2 jam lalu"),
        (dt.timedelta(hours=12), "kemarin"),
        (dt.timedelta(days=3), "3 hari lalu"),
        (dt.timedelta(days=30), "21 Oktober 2026"),
    ],
)
def test_the_past_reads_by_how_long_ago_it_is(write, past, text):
    assert write(formatting.ago, NOW - past) == text


@pytest.mark.parametrize(("days", "text"), [(-2, "terlambat 2 hari"), (0, "hari ini"), (1, "besok"), (5, "5 hari lagi")])
def test_a_due_date_reads_by_what_is_left(write, days, text):
    assert write(formatting.until, dt.date(2026, 11, 20) + dt.timedelta(days=days)) == text


def test_a_nik_shows_its_ends_only(write):
    assert write(formatting.masked_nik, "3319994506900001") == "331999••••••••01"
    assert write(formatting.masked_nik, None) == "–"


def test_a_typed_text_that_is_taken_for_one_of_ours_brings_no_tag_into_the_page(write):
    assert write(i18n.text, '<b onclick=x>tebal</b> & "kutip"') == "&lt;b onclick=x&gt;tebal&lt;/b&gt; &amp; &#34;kutip&#34;"


def test_a_refusal_says_days_as_people_write_them(app, sign_in):
    values = {"first": dt.date(2026, 8, 17), "last": dt.date(2026, 12, 9)}

    @app.get("/refused")
    @gate.open_to_all
    def refused():
        raise Refused("Dari %(first)s.", do="Sampai %(last)s.", values=values)

    answer = sign_in("budi").get("/refused")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "Dari 17 Agustus 2026." in page, "Sampai 9 Desember 2026." in page) == (422, True, True)
