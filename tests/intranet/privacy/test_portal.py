"""Look-ups in the registry's portal: for one matter, with a reason, and a second person knows."""

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.errors import Forbidden, Refused
from intranet.inbox.models import InboxMessage
from intranet.privacy import queries
from intranet.privacy.models import PortalLookup
from intranet.privacy.service import portal
from tests.conftest import NOW
from tests.intranet.cases.factories import NIK
from tests.intranet.privacy.conftest import DAY, Privacy

WHY = "NIK di tanda terima tidak terbaca oleh kios."


def look(privacy: Privacy, who=None, **changes: str) -> str:
    c = privacy.cases
    usual = {"matter": "", "reason": WHY, "told_id": c.people.kartika.id}
    with c.db.write() as session:
        return portal.record(session, who or privacy.budi, c.clock, c.settings, **{**usual, **changes}).id


def number_of(privacy: Privacy) -> tuple[str, str]:
    case_id = privacy.cases.create()
    with privacy.cases.db.read() as session:
        return case_id, queries.numbers(session, case_id)[case_id]


def test_a_lookup_is_told_to_a_second_person_and_to_the_case(everywhere):
    c, (case_id, number) = everywhere.cases, number_of(everywhere)
    row = look(everywhere, matter=number)
    with c.db.read() as session:
        (message,) = session.scalars(select(InboxMessage).where(InboxMessage.subject_id == row))
        assert (message.staff_id, message.kind) == (c.people.kartika.id, "portal.seen")
        assert trail.latest(session, "case", case_id, "case.portal_seen", 9)
        assert queries.portal_lookups_between(session, NOW, NOW + DAY) == 1
        assert queries.portal_lookups_between(session, NOW - DAY, NOW) == 0
        assert {column.key for column in PortalLookup.__table__.columns} == {
            "id", "at", "staff_id", "told_id", "case_id", "visit_id", "reason",
        }  # fmt: skip
    assert everywhere.holds()


def test_without_a_matter_a_reason_or_a_second_person_the_portal_stays_shut(everywhere):
    c, (_case, number) = everywhere.cases, number_of(everywhere)
    for field, wrong in (
        ("matter", {"matter": ""}),
        ("matter", {"matter": "9999/ADU"}),
        ("reason", {"reason": "penasaran"}),
        ("reason", {"reason": f"{WHY} {NIK}"}),
        ("told", {"told_id": everywhere.budi.id}),
        ("told", {"told_id": c.people.wulan.id}),
        ("told", {"told_id": ""}),
    ):
        with pytest.raises(Refused) as refused:
            look(everywhere, **{"matter": number, **wrong})
        assert refused.value.field == field
    for stranger in (c.people.wulan, c.people.sekar, c.people.admin):
        with pytest.raises(Forbidden):
            look(everywhere, stranger, matter=number)


def test_one_person_looks_five_times_a_day(everywhere):
    _case, number = number_of(everywhere)
    for _time in range(5):
        look(everywhere, matter=number)
    with pytest.raises(Refused, match="hari ini"):
        look(everywhere, matter=number)
    everywhere.cases.clock.advance(DAY)
    look(everywhere, matter=number)
