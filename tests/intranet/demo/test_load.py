"""The invented office: alive, whole, the same every time, and of nobody real."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from intranet import demo
from intranet.agencies.models import Staff
from intranet.agencies.service import sign_in
from intranet.agreements.models import Agreement
from intranet.agreements.rules import Standing as Term
from intranet.agreements.rules import standing_on
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import FixedClock
from intranet.base.db import Base, Database
from intranet.base.errors import Refused
from intranet.base.sealing import FieldKeys
from intranet.calendar.models import Holiday
from intranet.cases import receiving
from intranet.cases.models import Case, CaseNote, Complainant, Track
from intranet.cases.rules import OPEN_STATES, Channel, Outcome, Source, State
from intranet.cases.service import open_nik
from intranet.cases.tracks import Stage
from intranet.checkpoints import nightly
from intranet.checkpoints import queries as checkpoints
from intranet.counter.models import Visit
from intranet.demo.people import CAST
from intranet.devices.models import Device
from intranet.disclosure.models import Disclosure, Mark
from intranet.disclosure.rules import Level
from intranet.disclosure.rules import State as Disclosed
from intranet.documents.models import Document, DocumentTrack
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.duties import queries as duties
from intranet.duties.models import CardReader, SamCard
from intranet.duties.rules import ReaderStatus, SamStatus
from intranet.duties.rules import State as Kept
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState
from intranet.inbox.models import InboxMessage
from intranet.learning import figures
from intranet.learning.models import AnswerSheet, Attendee, Certificate, Check, SessionReport
from intranet.learning.rules import AgeBand, Finding, ReportState, Sex
from intranet.learning.rules import Stage as Asked
from intranet.literacy.models import LiteracyLetter, LiteracyPerson, LiteracySession, PlanProposal, Venue
from intranet.literacy.proposing import result
from intranet.literacy.proposing.rules import ProposalState
from intranet.literacy.rules import LetterKind, SessionState
from intranet.literacy.service import sessions
from intranet.outreach import queries as outreach
from intranet.outreach.models import CapacityEvent, CapacityParticipant, Dissemination, FacilityLoan, JointActivity
from intranet.outreach.rules import ActivityState, CapacityKind, Condition, EventState, LoanState, Topic
from intranet.oversight import queries as oversight
from intranet.oversight.models import FactCheck, PatrolEntry, PatrolShift
from intranet.oversight.rules import FactState, ShiftResult
from intranet.partners.models import PartnerOrganisation, ReferralRule
from intranet.partners.rules import ViolationKind
from intranet.prevention import queries as prevention
from intranet.prevention.models import PreventionAct
from intranet.prevention.rules import ActKind, Heed
from intranet.settings import Settings
from shared.elements import Outcome as CheckOutcome
from shared.elements import Standing
from shared.nik import Nik
from shared.words import DeviceState

NOW = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)
INVENTED = re.compile(r"contoh|rekaan|ujicoba|misal|9[789]", re.IGNORECASE)
RANDOM = re.compile(r"(^|_)id$|(^|_)by$|_to$|^ref$|hash|previous|sealed|index|check_code|password|^data$|^subject")


def office(folder: Path) -> Settings:
    """Settings of an office nobody has used."""
    return Settings(data_dir=folder / "office", secrets_dir=folder / "secrets", office_code="33.99")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The invented office as of a Friday afternoon."""
    settings = office(tmp_path_factory.mktemp("demo"))
    demo.load(settings, NOW)
    return settings


@pytest.fixture(scope="module")
def filled(loaded: Settings) -> Iterator[Database]:
    """Its database."""
    database = Database(loaded.url)
    yield database
    database.close()


def found(database: Database, column: Any) -> set[Any]:
    """All values of a column."""
    with database.read() as session:
        return set(session.scalars(select(column)))


def test_the_trail_of_the_invented_office_holds(filled: Database) -> None:
    with filled.read() as session:
        assert list(trail.verify(session)) == []
        times = session.scalars(select(trail.TrailEvent.at).order_by(trail.TrailEvent.seq)).all()
    assert times == sorted(times)
    assert times[0] >= NOW - dt.timedelta(days=90)
    assert times[-1] <= NOW


def test_there_are_202_cases_in_every_state_source_channel_standing_and_outcome(
    filled: Database,
) -> None:
    with filled.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 202
    assert found(filled, Case.state) == set(State)
    assert found(filled, Case.source) == set(Source)
    assert found(filled, Case.channel) == set(Channel)
    assert found(filled, Case.standing) == set(Standing)
    assert found(filled, Case.outcome) == {None, *Outcome}
    assert found(filled, Case.party) == {Party.DISKOMINFO, Party.BAWASLU}


def test_some_cases_are_overdue_some_are_not_and_some_wait_for_an_officer(filled: Database) -> None:
    with filled.read() as session:
        cases = session.scalars(select(Case).where(Case.state.in_(OPEN_STATES))).all()
        notes = session.scalar(select(func.count()).select_from(CaseNote))
    overdue = [case for case in cases if case.due_on and case.due_on < NOW.date()]
    assert 10 <= len(overdue) <= len(cases) // 2
    assert any(case.due_on and case.due_on > NOW.date() for case in cases)
    assert any(case.officer_id is None for case in cases)
    assert notes is not None
    assert notes > 200


def test_identity_checks_ended_in_every_way_and_numbers_are_on_every_stretch_of_their_way_back(filled: Database) -> None:
    assert found(filled, IdentityCheck.outcome) == set(CheckOutcome)
    assert found(filled, Feedback.state) >= {FeedbackState.QUEUED, FeedbackState.ACKNOWLEDGED, FeedbackState.FAILED}


def test_today_somebody_at_the_kiosk_asks_for_help_and_somebody_left(filled: Database) -> None:
    with filled.read() as session:
        today = session.scalars(select(Visit).where(Visit.started_at > NOW - dt.timedelta(hours=8))).all()
    assert [visit.device_id is not None for visit in today if visit.wants_help] == [True]
    assert any(visit.ended_at and visit.case_id is None for visit in today)
    assert any(visit.ended_at is None and visit.case_id for visit in today)


def test_three_agreements_are_in_force_one_has_ended_and_one_is_a_draft(filled: Database) -> None:
    with filled.read() as session:
        standings = [standing_on(row.term, NOW.date()) for row in session.scalars(select(Agreement))]
    assert sorted(s.value for s in standings) == [Term.DRAFT.value, Term.EXPIRED.value, *[Term.IN_FORCE.value] * 3]


def test_partners_are_known_and_everybody_has_read_all_but_their_newest_messages(filled: Database) -> None:
    assert len(found(filled, PartnerOrganisation.kind)) > 10
    assert found(filled, ReferralRule.violation) == set(ViolationKind)
    with filled.read() as session:
        messages = session.scalars(select(InboxMessage)).all()
    assert any(message.read_at is None for message in messages)
    assert all(message.read_at or message.at > NOW - dt.timedelta(days=3) for message in messages)


def test_one_kiosk_is_in_and_silent_one_waits_and_the_lobby_is_left_to_the_real_one(filled: Database) -> None:
    with filled.read() as session:
        devices = {row.name: row for row in session.scalars(select(Device))}
    assert sorted(row.state.value for row in devices.values()) == [DeviceState.ACTIVE.value, DeviceState.PENDING.value]
    assert "Kios lobi" not in devices
    active = next(row for row in devices.values() if row.state is DeviceState.ACTIVE)
    assert active.last_seen is not None
    assert active.last_seen < NOW - dt.timedelta(minutes=5)


def test_twelve_people_of_both_parties_can_sign_in_with_the_printed_passwords(loaded: Settings, filled: Database) -> None:
    assert sum(one.party in (Party.DISKOMINFO, Party.BAWASLU) for one in CAST) == 12
    assert {role for one in CAST for role in one.roles} == set(Role)
    for one in CAST:
        assert sign_in(filled, FixedClock(NOW), one.username, one.password, "tests").actor.name == one.name
    assert found(filled, Holiday.kind)


def test_a_patrol_found_something_another_nothing_and_an_account_is_still_open(filled: Database) -> None:
    assert found(filled, PatrolShift.result) == {None, ShiftResult.NIL}
    assert found(filled, FactCheck.state) == {FactState.PUBLISHED, FactState.VERIFYING}
    with filled.read() as session:
        assert oversight.overdue_count(session, NOW.date()) == 1
        entries = session.scalars(select(PatrolEntry)).all()
    assert [entry.case_id is not None for entry in sorted(entries, key=lambda row: row.at)] == [True, False, False]
    assert all(".contoh" in entry.url for entry in entries)


def test_acts_were_heeded_or_not_and_props_are_stored_counted_and_given_back(filled: Database) -> None:
    assert found(filled, PreventionAct.outcome) == {None, Heed.HEEDED, Heed.NOT_HEEDED}
    assert found(filled, PreventionAct.kind) >= {ActKind.WARNING, ActKind.APPEAL, ActKind.SOCIALISATION}
    with filled.read() as session:
        acts = session.scalars(select(PreventionAct)).all()
        lines = prevention.enforcements(session, None).rows
        assert prevention.overdue(session, NOW.date()) == 1
    assert [act.outcome for act in acts if act.led_case_id] == [Heed.NOT_HEEDED]
    assert all(act.outcome_on > act.done_on for act in acts if act.outcome_on)
    assert [(line.row.closed_at is not None, line.taken, line.left) for line in lines] == [(False, 1, 1), (True, 115, 88)]
    assert all(INVENTED.search(line.row.place) for line in lines)


def test_duties_are_kept_late_and_stated_and_a_credential_has_rung(filled: Database, loaded: Settings) -> None:
    assert found(filled, CardReader.status) == {ReaderStatus.IN_USE, ReaderStatus.SPARE}
    assert found(filled, SamCard.status) == {SamStatus.HELD, SamStatus.RETURNED}
    with filled.read() as session:
        kept = set()
        for row in session.scalars(select(Agreement).where(~Agreement.drafted)):
            counted = duties.ledger(session, row, NOW.date(), loaded.zone).totals
            assert counted[Kept.MET], row.title
            assert counted[Kept.NOT_APPLICABLE], row.title
            kept |= {state for state, number in counted.items() if number}
        assert kept == set(Kept)
        rang = session.scalars(select(InboxMessage.data).where(InboxMessage.kind == "credential.due")).all()
    assert {json.loads(data)["opens"] for data in rang} == {"Akun layanan web Disdukcapil", "Akun portal web Disdukcapil"}


def test_the_parties_train_spread_and_lend_and_something_of_each_waits_or_is_late(filled: Database) -> None:
    assert found(filled, CapacityEvent.state) == set(EventState)
    assert found(filled, CapacityEvent.kind) >= {CapacityKind.TECHNICAL_TRAINING, CapacityKind.FGD, CapacityKind.GUIDANCE}
    assert found(filled, FacilityLoan.state) == set(LoanState) - {LoanState.WITHDRAWN}
    assert found(filled, FacilityLoan.returned_condition) == {None, Condition.GOOD, Condition.DAMAGED}
    assert found(filled, JointActivity.state) == {ActivityState.PROPOSED, ActivityState.DONE}
    assert found(filled, Dissemination.topic) == set(Topic)
    with filled.read() as session:
        assert outreach.unreported(session, NOW.date()) == 1
        assert [item.owner for item, _title in outreach.late_actions(session, NOW.date())] == ["Dimas Misalwan"]
        assert outreach.late_plans(session, NOW.date()) == 1
        assert outreach.late_loans(session, NOW) == 1
        assert outreach.totals(session, 2026).all.times == 10
        assert sorted(sum(one.done.values()) for one in outreach.coverage(session)) == [0, 0, 2]  # the draft is none yet
        rang = session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == "loan.late")).all()
        guests = session.scalars(select(CapacityParticipant.name).where(CapacityParticipant.staff_id.is_(None))).all()
    assert len(rang) == 9  # the workers of both parties, once each
    assert all(INVENTED.search(name) for name in guests)


def test_a_programme_runs_with_sessions_in_every_state_and_somebody_to_replace(filled: Database) -> None:
    assert found(filled, LiteracySession.state) == set(SessionState)
    with filled.read() as session:
        sessions = session.scalars(select(LiteracySession)).all()
        people = session.scalars(select(LiteracyPerson)).all()
        letters = session.scalars(select(LiteracyLetter)).all()
        venues = session.scalar(select(func.count()).select_from(Venue))
    assert (len(people), venues) == (12, 6)
    assert 43 <= len(sessions) <= 51
    assert {one.kind for one in letters} == set(LetterKind)
    assert any(seat.replaces_id and not seat.person_id for row in sessions for seat in row.live_seats)
    assert any(row.solo_reason and row.state is SessionState.CONFIRMED for row in sessions)


def test_next_month_is_planned_some_of_it_accepted_and_what_cannot_be_is_explained(filled: Database) -> None:
    with filled.read() as session:
        row = session.scalars(select(PlanProposal)).one()
        data = result.read(row.result)
        taken = [sessions.get(session, one).state for one in data["taken"]]
    assert row.state is ProposalState.READY
    assert (row.first_on, row.last_on) == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert taken == [SessionState.PLANNED] * 3
    assert len(data["lines"]) > 8
    assert any(line["reasons"] for line in data["lines"])
    assert not data["said"]
    said = {part["text"] for one in data["unfilled"] for part in one["parts"]}
    assert any("ruang yang cukup besar" in text for text in said)
    assert any("hari kerja yang mungkin" in text for text in said)


@pytest.mark.parametrize("now", ["2026-12-31T22:40", "2027-01-29T04:50", "2026-06-30T10:15", "2026-11-27T16:59"])
def test_it_comes_alive_at_every_hour_of_every_day(now: str, tmp_path: Path) -> None:
    settings = office(tmp_path)
    demo.load(settings, dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC))
    database = Database(settings.url)
    assert found(database, PlanProposal.state) == {ProposalState.READY}
    assert found(database, LiteracySession.state) == set(SessionState)
    database.close()


def test_a_secret_is_kept_one_disclosure_waits_and_a_partner_has_two_referrals_to_answer(filled: Database) -> None:
    assert found(filled, Mark.level) == {Level.SECRET, Level.RESTRICTED}
    assert found(filled, Disclosure.state) == {Disclosed.REQUESTED, Disclosed.APPROVED, Disclosed.USED}
    with filled.read() as session:
        tirta = session.scalars(select(Staff.id).where(Staff.username == "tirta")).one()
        rows = receiving.listing(session, Actor(ActorKind.STAFF, tirta, "", Party.PARTNER, frozenset({Role.PARTNER})))
    assert {row.stage for row in rows if row.waits} == {Stage.DELIVERED, Stage.ACKNOWLEDGED}


def test_letters_of_every_state_are_in_the_register_and_the_request_they_sign_is_signed(filled: Database) -> None:
    assert found(filled, Document.state) == set(DocumentState)
    assert len(found(filled, Document.kind)) >= 8
    with filled.read() as session:
        pack = session.scalars(
            select(Document).where(Document.kind == DocumentKind.TAKEDOWN_PACK, Document.number.is_not(None))
        ).one()
        carried = session.scalars(select(Track).join(DocumentTrack).where(DocumentTrack.document_id == pack.id)).all()
    assert carried
    assert {track.stage for track in carried} == {Stage.APPROVED}


def test_nobody_in_it_is_real(loaded: Settings, filled: Database) -> None:
    keys = FieldKeys.load(loaded.field_keys_file)
    with filled.read() as session:
        people = session.scalars(select(Complainant)).all()
        cases = session.scalars(select(Case)).all()
        staff = session.scalars(select(Staff.name)).all()
    niks = [nik for nik in (open_nik(keys, row) for row in people) if nik]
    assert len(set(niks)) == len(niks) > 50
    assert {Nik.parse(nik).digits[4:6] for nik in niks} == {"99"}
    assert all(INVENTED.search(name) for name in (*staff, *(row.name for row in people if row.name)))
    named = ("Pemilik akun tidak dikenal",)
    assert all(INVENTED.search(case.respondent) for case in cases if case.respondent not in ("", *named, "Staf Dinas Ujicoba"))
    assert all(".contoh.id/" in case.link for case in cases if case.link)
    assert all(row.email.endswith("contoh.id") for row in people if row.email)


def test_the_same_office_comes_out_every_time(loaded: Settings, filled: Database, tmp_path: Path) -> None:
    settings = office(tmp_path)
    demo.load(settings, NOW)
    again = Database(settings.url)
    first, second = dump(filled.engine), dump(again.engine)
    again.close()
    assert first.keys() == second.keys()
    for table in first:
        assert first[table] == second[table], table


def test_an_office_with_people_in_it_is_left_alone(loaded: Settings, filled: Database) -> None:
    before = dump(filled.engine)
    with pytest.raises(Refused, match="sudah berisi petugas"):
        demo.load(loaded, NOW)
    assert dump(filled.engine) == before


def test_it_says_who_may_sign_in(tmp_path: Path) -> None:
    said = demo.load(office(tmp_path), NOW)
    assert all(f"{one.username} " in said and one.password in said for one in CAST)
    assert all(len(line) <= 120 for line in said.splitlines())


def plain(value: Any) -> str:
    """A value without the ids inside it and how long a planning took."""
    return re.sub(r"[0-9a-f]{32}|\"milliseconds\":\d+", "", str(value))


def dump(engine: Engine) -> dict[str, list[str]]:
    """Every table without what is random by design: ids, hashes, sealed values, check codes; rows in a fixed order."""
    signed_in = {"staff_session", "login_throttle"}  # another test's doing
    with engine.connect() as connection:
        return {
            table.name: sorted(
                json.dumps({key: plain(value) for key, value in row.items() if not RANDOM.search(key)}, sort_keys=True)
                for row in connection.execute(table.select()).mappings()
                if row.get("kind") != "staff.signed_in"
            )
            for table in Base.metadata.sorted_tables
            if table.name not in signed_in | {"trail_head", "checkpoint", "checkpoint_witness"}
        }


def test_the_trail_is_under_checkpoints_most_of_which_bawaslu_confirmed(filled: Database) -> None:
    with filled.read() as session:
        made, confirmed = checkpoints.witnessed_between(session, NOW - dt.timedelta(days=90), NOW)
        assert len(checkpoints.missing(session, NOW.date(), ZoneInfo("Asia/Jakarta"))) == 2
        assert checkpoints.standing(session).agrees is True
    assert made == 44
    assert 20 <= confirmed < made
    assert nightly.check(filled)[1] is None


def test_sessions_that_were_held_have_their_people_tests_and_reports(filled: Database) -> None:
    held = len(found(filled, Attendee.session_id))
    assert held >= 12
    assert found(filled, Attendee.sex) == set(Sex)
    assert found(filled, Attendee.age) == set(AgeBand)
    assert found(filled, AnswerSheet.stage) == {Asked.PRE, Asked.POST}
    assert found(filled, SessionReport.state) == set(ReportState)
    assert found(filled, Check.finding) == set(Finding)
    assert len(found(filled, Certificate.session_id)) in range(held - 3, held + 1)
    with filled.read() as session:
        gain = figures.programme(session, NOW.date() - dt.timedelta(days=60), NOW.date()).gain
    assert gain.gain is not None
    assert gain.gain > 10
