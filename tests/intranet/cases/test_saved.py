"""Filters kept under a name: own and shared ones, the limit, and the filters they are made of."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.cases import forms, queries, saved
from intranet.cases.classes import Target
from intranet.cases.models import SavedFilter
from intranet.cases.queries import Wish
from shared.questions import Platform, Topic
from tests.intranet.web.harness import fetch, send

QUERY = "state=open&topic=hoax"


@pytest.fixture
def keep(db, clock, people):
    """Save a filter; returns its id."""

    def doit(actor, name="Hoaks", shared=False, query=QUERY):
        with db.write() as session:
            return saved.save(session, actor, clock, name=name, query=query, shared=shared).id

    return doit


def names(db, actor):
    with db.read() as session:
        return [one.name for one in saved.usable(session, actor)]


def test_a_filter_is_ones_own_until_it_is_shared_with_ones_party(db, people, keep):
    keep(people.budi, "Punya Budi")
    keep(people.kartika, "Punya Kartika", shared=True)
    keep(people.wulan, "Punya Wulan", shared=True)
    assert names(db, people.budi) == ["Punya Budi", "Punya Kartika"]
    assert names(db, people.kartika) == ["Punya Kartika"]
    assert names(db, people.halim) == ["Punya Wulan"]


def test_at_most_twenty_each(db, people, keep):
    for n in range(saved.MOST):
        keep(people.budi, f"Saringan {n}")
    with pytest.raises(Refused) as refused:
        keep(people.budi, "Satu lagi")
    assert refused.value.values == {"most": 20}
    keep(people.wulan)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_filter_needs_a_name(people, keep, name):
    with pytest.raises(Refused) as refused:
        keep(people.budi, name)
    assert refused.value.field == "name"


def test_names_are_told_apart_however_they_are_written(people, keep):
    keep(people.budi, "Hoaks  minggu ini")
    with pytest.raises(Refused):
        keep(people.budi, "hoaks MINGGU ini")
    keep(people.kartika, "Hoaks minggu ini")


def test_nothing_filtered_is_nothing_to_save(people, keep):
    for query in ("", "q=" + "x" * 1000):
        with pytest.raises(Refused):
            keep(people.budi, query=query)


def test_its_owner_renames_shares_and_deletes_it(db, clock, people, keep):
    kept = keep(people.budi)
    with db.write() as session:
        saved.change(session, people.budi, clock, kept, 1, name="Baru", shared=True)
    assert names(db, people.kartika) == ["Baru"]
    with pytest.raises(Conflict), db.write() as session:
        saved.change(session, people.budi, clock, kept, 1, name="Lama", shared=False)
    with db.write() as session:
        saved.delete(session, people.budi, clock, kept, 2)
    assert names(db, people.budi) == []
    with db.read() as session:
        assert [event.kind for event in trail.of(session, "filter", kept)] == ["filter.deleted", "filter.changed", "filter.saved"]


def test_a_head_tidies_what_is_shared_and_others_leave_it_alone(db, clock, people, keep):
    kept, own = keep(people.budi, shared=True), keep(people.budi, "Sendiri")
    with pytest.raises(NotFound), db.write() as session:
        saved.delete(session, people.halim, clock, kept, 1)
    with pytest.raises(NotFound), db.write() as session:
        saved.delete(session, people.kartika, clock, own, 1)
    with db.write() as session:
        saved.change(session, people.kartika, clock, kept, 1, name="Dirapikan", shared=False)
    assert "Dirapikan" in names(db, people.kartika)  # only its owner takes it back
    with db.write() as session:
        saved.delete(session, people.kartika, clock, kept, 2)
    shared = keep(people.kartika, "Milik pimpinan", shared=True)
    with pytest.raises(Forbidden), db.write() as session:
        saved.change(session, people.budi, clock, shared, 1, name="X")
    with db.write() as session:  # whoever belongs to no party shares with nobody
        nobody = type(people.budi)(people.budi.kind, people.budi.id, "Budi", None, people.budi.roles)
        with pytest.raises(Refused):
            saved.save(session, nobody, clock, name="Y", query=QUERY, shared=True)


# the filters themselves


def test_only_filters_stay_of_an_address():
    address = {
        "q": "  kabar   bohong ",
        "state": "open",
        "party": "bawaslu",
        "officer": "me",
        "source": "lain",
        "topic": "hoax",
        "platform": "facebook",
        "target": "party",
        "age": "15",
        "since": "2026-11-01",
        "until": "9999-12-31",
        "sort": "updated",
        "after": "abc",
        "jahat": "1",
    }
    assert forms.filters_of(address) == {
        "q": "kabar bohong",
        "state": "open",
        "party": "bawaslu",
        "officer": "me",
        "topic": "hoax",
        "platform": "facebook",
        "target": "party",
        "age": "15",
        "since": "2026-11-01",
    }
    assert forms.filters_of({"officer": "f" * 32, "until": "2026-02-30", "sort": "due", "q": "\x00"}) == {
        "officer": "f" * 32,
        "sort": "due",
    }


def test_a_list_is_narrowed_by_class_platform_target_and_days(cases_everywhere, clock):
    cases = cases_everywhere
    old = cases.create(topic=Topic.SARA, platform=Platform.X)
    clock.advance(dt.timedelta(days=2))
    new = cases.create(topic=Topic.HOAX, platform=Platform.TIKTOK)
    from intranet.cases import service

    with cases.db.write() as session:
        service.set_target(session, cases.people.budi, clock, new, service.get(session, new).version, Target.PUBLIC)
    cases.draft(cases.people.budi)
    now, zone = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), cases.settings.zone

    def found(**wish):
        with cases.db.read() as session:
            return [row.id for row in queries.listing(session, cases.people.budi, Wish(**wish), None, now, zone).rows]

    assert found(topic=Topic.HOAX) == found(platform=Platform.TIKTOK) == found(target=Target.PUBLIC) == [new]
    assert found(until=dt.date(2026, 11, 20)) == found(since=dt.date(2026, 11, 20), until=dt.date(2026, 11, 21)) == [old]
    assert found(since=dt.date(2026, 11, 21)) == [new]  # not the draft, which nobody has received


# the pages


def test_a_filter_is_saved_from_the_list_and_used_from_there(sign_in, cases):
    cases.create(respondent="Akun Contoh")
    client = sign_in("budi")
    page = fetch(client, "/cases?topic=hoax&officer=none")
    assert "/cases/filters?officer=none&amp;topic=hoax" in page
    assert "Belum ada" in fetch(client, "/cases/filters?officer=none&topic=hoax")
    page = send(client, "/cases/filters?officer=none&topic=hoax", {"name": "Hoaks tanpa petugas", "shared": "1"})
    assert "Saringan disimpan" in page
    assert 'aria-current="true">Hoaks tanpa petugas' in page
    assert "Hoaks tanpa petugas" in fetch(sign_in("kartika"), "/cases")
    assert "Hoaks tanpa petugas" not in fetch(sign_in("wulan"), "/cases")
    assert "/cases?officer=none&amp;topic=hoax" in fetch(client, "/cases")


def test_what_was_typed_stays_when_a_name_is_refused(sign_in, cases):
    client = sign_in("budi")
    page = send(client, "/cases/filters?topic=hoax", {"name": "x" * 70}, 422)
    assert "paling panjang 60 huruf" in page
    assert f'value="{"x" * 70}"' in page
    assert "Tidak ada saringan" in send(client, "/cases/filters", {"name": "Kosong"}, 422)


def test_a_filter_is_renamed_and_deleted_on_its_page(sign_in, cases, office_db):
    client = sign_in("budi")
    send(client, "/cases/filters?topic=hoax", {"name": "Satu"})
    send(client, "/cases/filters?topic=sara", {"name": "Dua"})
    with office_db.read() as session:
        kept = session.scalar(select(SavedFilter.id).where(SavedFilter.name == "Satu"))
    assert "Sudah ada saringan" in send(client, f"/cases/filters/{kept}", {"name": "dua", "version": "1"}, 422)
    assert "Tiga" in send(client, f"/cases/filters/{kept}", {"name": "Tiga", "version": "1"})
    assert "muat ulang" in send(client, f"/cases/filters/{kept}", {"name": "Empat", "version": "1"}, 409)
    assert "muat ulang" in send(client, f"/cases/filters/{kept}/delete", {"version": "1"}, 409)
    assert "Perkaranya tetap ada" in send(client, f"/cases/filters/{kept}/delete", {"version": "2"})
    send(client, f"/cases/filters/{kept}/delete", {"version": "2"}, 404)


def test_whom_content_aims_at_is_said_on_the_page_of_the_case(sign_in, cases):
    case_id = cases.create()
    client, version = sign_in("wulan"), cases.version(case_id)
    assert "Isi sasaran…" in fetch(client, f"/cases/{case_id}")
    page = send(client, f"/cases/{case_id}/target", {"target": "candidate", "version": str(version)})
    assert "Sasaran konten: Pasangan calon" in page
    lost = send(client, f"/cases/{case_id}/target", {"target": "party", "version": str(version)}, 409)
    assert "baru saja diubah orang lain" in lost
    emptied = send(client, f"/cases/{case_id}/target", {"target": "", "version": str(cases.version(case_id))})
    assert "Sasaran konten dikosongkan" in emptied
    send(sign_in("sekar"), f"/cases/{case_id}/target", {"target": "party", "version": "1"}, 403)
