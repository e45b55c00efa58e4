"""Verbs on partners and on the referral table, on both databases."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from intranet.agencies.models import Agency
from intranet.base import trail
from intranet.base.actor import SYSTEM, Party
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.partners import queries, service
from intranet.partners.rules import DEFAULTS, PartnerKind, Target, Validity, ViolationKind
from intranet.partners.service import PartnerInput
from intranet.settings import Settings
from intranet.setup import init_office
from shared.questions import Topic
from tests.conftest import People

TODAY = dt.date(2026, 11, 20)
START = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


def given(**changes: Any) -> PartnerInput:
    facts: dict[str, Any] = {"kind": PartnerKind.POLICE, "name": " Polres Contoh ", "role": "Siber", "valid_from": START}
    return PartnerInput(**{**facts, **changes})


def add(db: Database, clock: FixedClock, people: People, **changes: Any) -> str:
    with db.write() as session:
        return service.add(session, people.kartika, clock, given(**changes)).id


def target(**changes: Any) -> Target:
    facts: dict[str, Any] = {
        "kind": ViolationKind.PRESS,
        "partner": PartnerKind.PRESS_COUNCIL,
        "valid_from": START,
        "source": "UU contoh",
    }
    return Target(**{**facts, **changes})


def test_a_partner_is_entered_changed_and_ended_and_the_trail_tells_how(db: Database, clock: FixedClock, people: People) -> None:
    partner_id = add(db, clock, people)
    with db.write() as session:
        service.change(session, people.halim, clock, partner_id, 1, given(role="Siber dan umum", phone="110"))
    with db.write() as session:
        service.change(session, people.halim, clock, partner_id, 2, given(role="Siber dan umum", phone="110"))  # nothing new
    with db.write() as session:
        service.end(session, people.admin, clock, partner_id, 2, TODAY)
    with db.read() as session:
        row = service.get(session, partner_id)
        assert (row.name, row.phone, row.valid_until, row.version) == ("Polres Contoh", "110", TODAY, 3)
        events = [(event.kind, event.details) for event in trail.of(session, "partner", partner_id)]
        assert events == [
            ("partner.ended", {"until": "2026-11-20"}),
            ("partner.changed", {"fields": ["phone", "role"]}),
            ("partner.added", {"kind": "police"}),
        ]
        assert not list(trail.verify(session))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "POLRES contoh"}, "name"),
        ({"valid_until": START - DAY}, "valid_until"),
        ({"agency_id": "0" * 32}, "agency_id"),
    ],
    ids=["no name", "a name taken", "a term upside down", "an agency that is none"],
)
def test_what_cannot_be_a_partner_is_refused_at_its_field(
    db: Database, clock: FixedClock, people: People, changes: dict[str, Any], field: str
) -> None:
    add(db, clock, people)
    with pytest.raises(Refused) as refused:
        add(db, clock, people, **{"name": "Lain", **changes})
    assert refused.value.field == field


def test_a_name_is_free_again_after_the_partnership_ended(db: Database, clock: FixedClock, people: People) -> None:
    add(db, clock, people, valid_until=TODAY)
    add(db, clock, people, valid_from=TODAY + DAY)


def test_only_an_agency_of_a_partner_can_be_its_own(db: Database, clock: FixedClock, people: People) -> None:
    with db.read() as session:
        houses = {row.party: row.id for row in session.scalars(select(Agency))}
        assert [name for _id, name in queries.agencies(session)] == ["Partner Contoh"]
    with pytest.raises(Refused):
        add(db, clock, people, agency_id=houses[Party.BAWASLU])
    partner_id = add(db, clock, people, agency_id=houses[Party.PARTNER])
    with db.read() as session:
        assert service.get(session, partner_id).agency_id == houses[Party.PARTNER]


def test_two_who_change_the_same_partner_do_not_overwrite_each_other(db: Database, clock: FixedClock, people: People) -> None:
    partner_id = add(db, clock, people)
    with db.write() as session:
        service.change(session, people.halim, clock, partner_id, 1, given(phone="110"))
    for verb in (
        lambda s: service.change(s, people.kartika, clock, partner_id, 1, given(phone="112")),
        lambda s: service.end(s, people.kartika, clock, partner_id, 1, TODAY),
    ):
        with db.write() as session, pytest.raises(Conflict):
            verb(session)
    with db.read() as session:
        assert service.get(session, partner_id).phone == "110"


def test_only_heads_commissioners_and_the_administrator_change_anything(db: Database, clock: FixedClock, people: People) -> None:
    partner_id = add(db, clock, people)
    for actor in (people.budi, people.wulan, people.sekar, people.tirta):
        for verb in (
            lambda s, a: service.add(s, a, clock, given(name="Lain")),
            lambda s, a: service.change(s, a, clock, partner_id, 1, given(phone="1")),
            lambda s, a: service.end(s, a, clock, partner_id, 1, TODAY),
            lambda s, a: service.add_rule(s, a, clock, target()),
            lambda s, a: service.fill_rules(s, a, clock),
        ):
            with db.write() as session, pytest.raises(Forbidden):
                verb(session, actor)


def test_an_end_before_the_beginning_or_after_the_end_is_refused(db: Database, clock: FixedClock, people: People) -> None:
    partner_id = add(db, clock, people, valid_until=TODAY)
    for day in (START - DAY, TODAY, TODAY + DAY):
        with db.write() as session, pytest.raises(Refused) as refused:
            service.end(session, people.kartika, clock, partner_id, 1, day)
        assert refused.value.field == "last_day"
    with db.write() as session, pytest.raises(NotFound):
        service.end(session, people.kartika, clock, "0" * 32, 1, TODAY)


def test_the_list_is_by_kind_and_hides_what_ended_unless_asked(db: Database, clock: FixedClock, people: People) -> None:
    add(db, clock, people)
    add(db, clock, people, name="Polsek Contoh", valid_until=TODAY - DAY)
    add(db, clock, people, name="Bawaslu Provinsi", kind=PartnerKind.BAWASLU, valid_from=TODAY + DAY)
    with db.read() as session:

        def names(**wish: Any) -> list[tuple[PartnerKind, list[tuple[str, Validity]]]]:
            found = queries.listing(session, TODAY, **wish)
            return [(kind, [(row.name, standing) for row, standing in rows]) for kind, rows in found]

        coming = (PartnerKind.BAWASLU, [("Bawaslu Provinsi", Validity.COMING)])
        assert names() == [coming, (PartnerKind.POLICE, [("Polres Contoh", Validity.VALID)])]
        assert names(kind=PartnerKind.BAWASLU) == [coming]
        assert names(words="provinsi SIBER") == [coming]
        assert names(words="polsek") == []
        assert names(words="polsek", ended=True) == [(PartnerKind.POLICE, [("Polsek Contoh", Validity.ENDED)])]
        assert [row.name for row in queries.valid_on(session, PartnerKind.POLICE, TODAY)] == ["Polres Contoh"]
        assert [row.name for row in queries.valid_on(session, PartnerKind.POLICE, TODAY - DAY)] == [
            "Polres Contoh",
            "Polsek Contoh",
        ]


def test_the_table_is_seeded_once_and_answers_for_a_day(db: Database, clock: FixedClock, people: People) -> None:
    with db.write() as session:
        assert service.seed_referral_rules(session, SYSTEM, clock) == len(DEFAULTS)
        assert service.fill_rules(session, people.halim, clock) == 0
    with db.read() as session:
        assert len(queries.table(session, TODAY)) == len(DEFAULTS)
        now = queries.default_target(session, ViolationKind.ASN_NEUTRALITY, None, TODAY)
        then = queries.default_target(session, ViolationKind.ASN_NEUTRALITY, Topic.HOAX, dt.date(2020, 1, 1))
        assert now is not None
        assert then is not None
        assert (now.partner, then.partner) == (PartnerKind.BKN, PartnerKind.KASN)


def test_a_new_office_begins_with_the_table(settings: Settings) -> None:
    words = "kopi pagi di teras rumah"
    init_office(settings, diskominfo="Diskominfo", bawaslu="Bawaslu", username="satu", name="Satu Contoh", password=words)
    database = Database(settings.url)
    with database.read() as session:
        assert len(queries.table(session, TODAY)) == len(DEFAULTS)
    database.close()


def test_a_line_is_added_only_where_no_other_holds_and_the_old_one_can_be_ended(
    db: Database, clock: FixedClock, people: People
) -> None:
    with db.write() as session:
        old = service.add_rule(session, people.kartika, clock, target()).id
        service.add_rule(session, people.kartika, clock, target(topic=Topic.HOAX, partner=PartnerKind.POLICE))
    for wrong, field in (
        (target(valid_from=TODAY), "valid_from"),
        (target(topic=Topic.HOAX), "valid_from"),
        (target(source=" ", topic=Topic.SARA), "source"),
        (target(valid_until=START - DAY, topic=Topic.SARA), "valid_until"),
    ):
        with db.write() as session, pytest.raises(Refused) as refused:
            service.add_rule(session, people.kartika, clock, wrong)
        assert refused.value.field == field
    with db.write() as session:
        service.end_rule(session, people.kartika, clock, old, 1, TODAY)
    with db.write() as session, pytest.raises(Conflict):
        service.end_rule(session, people.kartika, clock, old, 1, TODAY)
    with db.write() as session:
        service.add_rule(session, people.kartika, clock, target(valid_from=TODAY + DAY, partner=PartnerKind.KPID))
    with db.read() as session:
        assert [(row.partner, standing) for row, standing in queries.table(session, TODAY)] == [
            (PartnerKind.KPID, Validity.COMING),
            (PartnerKind.PRESS_COUNCIL, Validity.VALID),
            (PartnerKind.POLICE, Validity.VALID),
        ]
        assert trail.of(session, "referral_rule", old)[0].details["until"] == "2026-11-20"
