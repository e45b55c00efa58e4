"""Accounts and logins, on both databases."""

import datetime as dt

import pytest

from intranet.agencies import service
from intranet.agencies.models import Agency, Staff, StaffSession
from intranet.agencies.service import LoginRefused
from intranet.base import trail
from intranet.base.actor import Party, Role
from intranet.base.errors import NotFound, Refused
from tests.conftest import PASSWORD


def login(db, clock, username="budi", password=PASSWORD):
    return service.sign_in(db, clock, username, password, "Firefox")


def find(db, clock, token):
    with db.read() as session:
        return service.find_login(session, clock, token, idle_minutes=30, hours=10)


def who(db, clock, token):
    """Whose login a click belongs to."""
    found = find(db, clock, token)
    if found and service.click_is_due(found, clock):
        with db.write() as session:
            service.note_click(session, clock, found)
    return found.actor.name if found else None


def test_signing_in_gives_a_token_that_is_stored_nowhere(db, clock, people):
    signed_in = login(db, clock)
    assert who(db, clock, signed_in.token) == "Budi Contoh"
    assert signed_in.actor.roles == {Role.DISKOMINFO_OFFICER}
    with db.read() as session:
        row = session.get_one(StaffSession, signed_in.session_id)
        assert signed_in.token not in (row.token_hash, row.id)
        assert [event.kind for event in trail.of(session, "staff", people.budi.id)][0] == "staff.signed_in"


@pytest.mark.parametrize(("username", "password"), [("budi", "salah sekali kata ini"), ("tidak.ada", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(db, clock, people, username, password):
    with pytest.raises(LoginRefused) as raised:
        login(db, clock, username, password)
    assert raised.value.message == "Nama akun atau kata sandi salah."


def test_guessing_waits_a_little_longer_each_time_but_never_locks_the_owner_out(db, clock, people):
    checked = 0
    for _ in range(40):
        with pytest.raises(LoginRefused) as raised:
            login(db, clock, password="tebakan yang ke sekian")
        checked += "salah" in raised.value.message
    assert checked == 5
    clock.advance(dt.timedelta(seconds=60))
    assert login(db, clock).actor.name == "Budi Contoh"
    with pytest.raises(LoginRefused, match="salah"):
        login(db, clock, password="tebakan yang ke sekian")


def test_one_accounts_failures_do_not_slow_another(db, clock, people):
    for _ in range(6):
        with pytest.raises(LoginRefused):
            login(db, clock, password="tebakan yang ke sekian")
    assert login(db, clock, "wulan").actor.party is Party.BAWASLU


def test_a_login_ends_when_idle_too_long(db, clock, people):
    token = login(db, clock).token
    for _ in range(3):
        clock.advance(dt.timedelta(minutes=29))
        assert who(db, clock, token) == "Budi Contoh"
    clock.advance(dt.timedelta(minutes=30))
    assert who(db, clock, token) is None


def test_a_login_ends_after_ten_hours_of_work(db, clock, people):
    token = login(db, clock).token
    for _ in range(29):
        clock.advance(dt.timedelta(minutes=20))
        assert who(db, clock, token)
    clock.advance(dt.timedelta(minutes=20))
    assert who(db, clock, token) is None


def test_a_page_that_refreshes_itself_does_not_keep_a_login_alive(db, clock, people):
    token = login(db, clock).token
    for _ in range(29):
        clock.advance(dt.timedelta(minutes=1))
        assert find(db, clock, token)
    clock.advance(dt.timedelta(minutes=1))
    assert who(db, clock, token) is None


def test_signing_out_ends_one_login_and_only_ones_own(db, clock, people):
    mine, other = login(db, clock), login(db, clock, "wulan")
    with db.write() as session:
        service.end_session(session, clock, people.budi, other.session_id)
        service.end_session(session, clock, people.budi, mine.session_id)
    assert who(db, clock, mine.token) is None
    assert who(db, clock, other.token) == "Wulan Contoh"


def test_a_closed_account_is_out_at_once_and_cannot_come_back(db, clock, people):
    token = login(db, clock).token
    with db.write() as session:
        service.disable(session, people.admin, clock, people.budi.id)
    assert who(db, clock, token) is None
    with pytest.raises(LoginRefused, match="salah"):
        login(db, clock)


def test_a_forgotten_password_is_replaced_and_a_closed_account_opened_again(db, clock, people):
    old = login(db, clock).token
    with db.write() as session:
        service.disable(session, people.admin, clock, people.budi.id)
        service.renew(session, people.admin, clock, people.budi.id, "sore hari di tepi sawah")
    assert who(db, clock, old) is None
    with pytest.raises(LoginRefused):
        login(db, clock)
    assert login(db, clock, password="sore hari di tepi sawah").actor.name == "Budi Contoh"
    with db.read() as session:
        event = next(event for event in trail.of(session, "staff", people.budi.id) if event.kind == "staff.renewed")
        assert event.details == {"reopened": True}


def test_nobody_closes_their_own_account(db, clock, people):
    with pytest.raises(Refused, match="sendiri"), db.write() as session:
        service.disable(session, people.admin, clock, people.admin.id)


def test_new_roles_end_the_old_logins(db, clock, people):
    token = login(db, clock).token
    with db.write() as session:
        service.change_roles(session, people.admin, clock, people.budi.id, [Role.DISKOMINFO_HEAD])
    assert who(db, clock, token) is None
    assert login(db, clock).actor.roles == {Role.DISKOMINFO_HEAD}


@pytest.mark.parametrize("roles", [[], [Role.BAWASLU_OFFICER]])
def test_a_role_of_another_party_is_refused(db, clock, people, roles):
    with pytest.raises(Refused, match="peran"), db.write() as session:
        service.change_roles(session, people.admin, clock, people.budi.id, roles)


def test_changing_the_password_ends_all_other_logins(db, clock, people):
    here, there = login(db, clock), login(db, clock)
    with db.write() as session:
        service.change_password(
            session, people.budi, clock, old=PASSWORD, new="sore hari di tepi sawah", keep_session=here.session_id
        )
    assert who(db, clock, here.token) == "Budi Contoh"
    assert who(db, clock, there.token) is None
    assert login(db, clock, password="sore hari di tepi sawah").token


@pytest.mark.parametrize(("old", "new", "field"), [("salah", "sore hari di tepi sawah", "old"), (PASSWORD, "pendek", "password")])
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(db, clock, people, old, new, field):
    with pytest.raises(Refused) as raised, db.write() as session:
        service.change_password(session, people.budi, clock, old=old, new=new, keep_session="")
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "B!"}, "username"),
        ({"username": "budi"}, "username"),
        ({"name": " "}, "name"),
        ({"roles": [Role.BAWASLU_OFFICER]}, "roles"),
        ({"password": "pendek"}, "password"),
    ],
)
def test_a_faulty_account_is_refused_by_its_field(db, clock, people, change, field):
    with db.read() as session:
        house = session.query(Agency).filter_by(party=Party.DISKOMINFO).one()
    given = {"username": "baru", "name": "Baru", "roles": [Role.DISKOMINFO_OFFICER], "password": PASSWORD} | change
    with pytest.raises(Refused) as raised, db.write() as session:
        service.add_staff(session, people.admin, clock, agency=house, **given)
    assert raised.value.field == field


def test_an_agency_has_a_name_of_its_own(db, clock, people):
    with pytest.raises(Refused), db.write() as session:
        service.add_agency(session, people.admin, clock, party=Party.PARTNER, name="Diskominfo Contoh")


def test_an_unknown_person_is_not_found(db, clock, people):
    with pytest.raises(NotFound), db.write() as session:
        service.disable(session, people.admin, clock, "x" * 32)


def test_passwords_are_kept_as_argon2id_with_the_recommended_memory(db, clock, people, product_hasher):
    assert (product_hasher.memory_cost, product_hasher.time_cost) == (19 * 1024, 2)
    with db.read() as session:
        assert session.query(Staff).filter_by(username="budi").one().password_hash.startswith("$argon2id$")
