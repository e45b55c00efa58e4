"""Nothing gets out alone: disclosures taken anywhere by anybody at random, and what the database itself refuses."""

import random

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, ActorKind, Party, Role
from intranet.base.errors import Refused
from intranet.disclosure import rules
from intranet.disclosure import service as disclosure
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import Form, Level, State, Step, Verdict
from tests.conftest import PASSWORD


def kinds(kept, disclosure_id: str) -> list[str]:
    with kept.c.db.read() as session:
        return [event.kind for event in reversed(trail.of(session, "disclosure", disclosure_id))]


def crowd(kept) -> list[Actor]:
    """The cast, and a second commissioner and officer."""
    people = kept.people
    found = [people.budi, people.kartika, people.wulan, people.halim, people.admin, people.sekar, people.tirta]
    with kept.c.db.write() as session:
        house = session.scalars(select(Agency).where(Agency.party == Party.BAWASLU)).one()
        for name, role in (("ratih", Role.BAWASLU_COMMISSIONER), ("dimas", Role.BAWASLU_OFFICER)):
            given = {"username": name, "name": f"{name} Contoh", "roles": [role], "password": PASSWORD}
            row = agencies.add_staff(session, SYSTEM, kept.c.clock, agency=house, **given)
            found.append(Actor(ActorKind.STAFF, row.id, name, Party.BAWASLU, frozenset([role])))
    return found


def walk(kept, case_id: str, people: list[Actor], rng: random.Random) -> bool:
    """One disclosure taken anywhere by anybody; asserts what must hold whenever something may be given out by it."""
    c, workers = kept.c, [one for one in people if one.roles & rules.WORKERS]
    one = kept.ask(case_id, rng.choice(workers), Form.LETTER, to_person="Orang Contoh")
    for _turn in range(12):
        row, who, step = kept.row(one), rng.choice(people), rng.choice([*Step, Step.CONSENT, Step.APPROVE, Step.APPROVE])
        try:
            kept.step(one, who, step)
        except Refused:
            assert kept.row(one).version == row.version
    row = kept.row(one)
    if row.state in rules.LIVE:
        by_id = {person.id: person for person in people}
        assert row.consented_by is not None
        assert row.approved_by is not None
        assert by_id[row.consented_by].party is row.owner
        assert row.requested_by not in (row.consented_by, row.approved_by)
        assert row.consented_by != row.approved_by  # this office has chiefs enough
        steps = kinds(kept, one)
        assert steps.index("disclosure.consented") < steps.index("disclosure.approved")
    with c.db.read() as session:
        live = {grant.id for grant in disclosure.grants_of(session, ("case", case_id))}
    assert (one in live) is (row.state in rules.LIVE)
    return row.state in rules.LIVE


def test_in_300_random_walks_nothing_is_disclosed_without_consent_and_four_eyes(kept_here):
    people, case_id, rng = crowd(kept_here), kept_here.theirs(), random.Random(9)
    kept_here.mark(case_id, kept_here.people.wulan, Level.RESTRICTED)
    reached = sum(walk(kept_here, case_id, people, rng) for _walk in range(300))
    assert reached > 20  # the walks do get there


def test_on_each_database_walks_hold_too(kept):
    people, case_id, rng = crowd(kept), kept.theirs(), random.Random(5)
    assert sum(walk(kept, case_id, people, rng) for _walk in range(30)) > 0


def test_a_rule_that_lets_the_requester_approve_is_caught_by_the_walks(kept_here, monkeypatch):
    people, case_id, rng = crowd(kept_here), kept_here.theirs(), random.Random(9)
    real = rules.may_approve

    def mutant(actor: Actor, facts: rules.Facts) -> Verdict:
        return rules.YES if actor.id == facts.asked_by else real(actor, facts)

    monkeypatch.setattr(rules, "may_approve", mutant)
    with pytest.raises((AssertionError, IntegrityError)):
        [walk(kept_here, case_id, people, rng) for _walk in range(300)]


def test_the_database_itself_refuses_two_eyes_and_a_missing_consent(kept):
    people, one = kept.people, kept.ask(kept.theirs(), kept.people.budi)
    now = kept.c.clock.now()
    for wrong in (
        {"state": State.APPROVED, "approved_by": people.kartika.id, "approved_at": now},
        {"state": State.CONSENTED, "consented_by": people.budi.id, "consented_at": now},
        {"state": State.APPROVED, "consented_by": people.halim.id, "approved_by": people.budi.id},
        {"state": State.REFUSED},
        {"to_person": "Dua penerima"},
    ):
        with kept.c.db.writing() as session:
            row = session.get_one(Disclosure, one)
            for name, value in wrong.items():
                setattr(row, name, value)
            with pytest.raises(IntegrityError):
                session.flush()
            session.rollback()
