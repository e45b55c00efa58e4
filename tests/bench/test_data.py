"""What the bench measures is there: rows put in at once, a case with a history, cases ready for a move."""

from pathlib import Path

from sqlalchemy import func, select

from intranet.base import trail
from intranet.base.db import Database
from intranet.cases.models import Case
from intranet.cases.rules import State
from tests.bench import data
from tests.live import Office


def test_an_office_is_filled_with_cases_that_have_lived(tmp_path: Path) -> None:
    office = Office(tmp_path).make()
    data.fill(office, 30)
    lived = data.lived(office)
    data.movable(office, 5)
    database = Database(office.settings.url)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 36
        assert len(trail.of(session, "case", lived)) >= 10
        assert (session.scalar(select(func.count()).where(Case.state == State.TRIAGE)) or 0) >= 5
    database.close()
