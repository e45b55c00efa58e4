"""Cases, patrols and accounts of one office, to be counted."""

import pytest

from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.factories import Cases
from tests.intranet.oversight.conftest import Watch


@pytest.fixture
def cases_everywhere(db, clock, settings, keys, people) -> Cases:
    """Makes cases in a database of each kind."""
    return Cases(db, clock, settings, keys, people)


@pytest.fixture
def watch(db, clock, settings, keys, people) -> Watch:
    """Patrols in a database of each kind."""
    return Watch(db, clock, settings, keys, people)
