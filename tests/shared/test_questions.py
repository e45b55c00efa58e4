"""The questions of a complaint: what is missing, which platform a link is of, which dates cannot be."""

import datetime as dt

import pytest

from shared.questions import DateFault, Platform, Topic, date_fault, missing, platform_of

FULL = {
    "name": "A",
    "address": "B",
    "phone": "08",
    "topic": Topic.HOAX,
    "happened_on": dt.date(2026, 11, 1),
    "known_on": dt.date(2026, 11, 2),
    "link": "https://contoh.id",
    "respondent": "C",
    "narrative": "D",
}
TODAY = dt.date(2026, 11, 20)


def test_a_full_complaint_lacks_nothing():
    assert missing(FULL) == []


@pytest.mark.parametrize(
    ("key", "label"),
    [("name", "Nama pelapor"), ("known_on", "Tanggal pelapor mengetahui kejadian"), ("narrative", "Uraian kejadian")],
)
def test_what_is_left_out_is_named(key, label):
    assert missing(FULL | {key: ""}) == [label]


@pytest.mark.parametrize("key", ["email", "phone"])
def test_one_way_to_reach_the_complainant_is_enough(key):
    assert missing(FULL | {"phone": "", "email": "", key: "x"}) == []


@pytest.mark.parametrize("key", ["event_place", "link", "account"])
def test_a_place_or_a_link_or_an_account_is_enough(key):
    assert missing(FULL | {"link": "", key: "x"}) == []


@pytest.mark.parametrize(
    ("link", "platform"),
    [
        ("https://www.facebook.com/a/posts/1", Platform.FACEBOOK),
        ("m.facebook.com/x", Platform.FACEBOOK),
        ("https://vt.tiktok.com/x", Platform.TIKTOK),
        ("https://youtu.be/x", Platform.YOUTUBE),
        ("https://x.com/a", Platform.X),
        ("https://notx.com/a", Platform.WEBSITE),
        ("https://contoh.id/berita", Platform.WEBSITE),
        ("https://facebook.com.jahat.example", Platform.WEBSITE),
        ("di pasar", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_the_platform_follows_from_the_links_host(link, platform):
    assert platform_of(link) is platform


@pytest.mark.parametrize(
    ("happened", "known", "fault"),
    [
        (None, None, None),
        (TODAY, TODAY, None),
        (dt.date(2026, 11, 1), None, None),
        (dt.date(2026, 11, 21), None, DateFault.HAPPENED_IN_FUTURE),
        (None, dt.date(2026, 11, 21), DateFault.KNOWN_IN_FUTURE),
        (dt.date(2026, 11, 2), dt.date(2026, 11, 1), DateFault.KNOWN_BEFORE_HAPPENED),
    ],
)
def test_dates_that_cannot_be_are_named(happened, known, fault):
    assert date_fault(happened, known, TODAY) is fault


@pytest.mark.parametrize("kind", [Topic, Platform])
def test_every_choice_has_a_label_of_its_own(kind):
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
    assert all(labels)
