"""Sets up the invented office and lets its last ninety days happen."""

import datetime as dt
import hashlib
import random
from base64 import b64encode
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies import service as agencies
from intranet.agencies.models import Staff
from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base import schema
from intranet.base.actor import SYSTEM, Actor, ActorKind, Party
from intranet.base.clock import FixedClock, SystemClock
from intranet.base.db import Database
from intranet.base.errors import Refused
from intranet.base.sealing import FieldKeys
from intranet.calendar import service as calendar
from intranet.calendar.rules import ElectionKind, HolidayKind, StageKind
from intranet.calendar.service import ElectionInput, HolidayInput, StageInput, seed_holidays
from intranet.cases import search
from intranet.cases.watch import ring
from intranet.demo import documents, partners, planning
from intranet.demo.agreements import agree
from intranet.demo.checkpoints import sign
from intranet.demo.coordination import coordinate
from intranet.demo.counter import Counter
from intranet.demo.diary import Diary
from intranet.demo.disclosure import keep
from intranet.demo.duties import keep_account
from intranet.demo.evidence import gather
from intranet.demo.learning import account
from intranet.demo.literacy import teach
from intranet.demo.outreach import together
from intranet.demo.oversight import watch
from intranet.demo.people import AGENCIES, CAST, logins
from intranet.demo.prevention import prevent
from intranet.demo.privacy import guard
from intranet.demo.quarter import Office, fill
from intranet.demo.reports import count_up
from intranet.demo.usage import report
from intranet.devices import service as devices
from intranet.identity.feedback import KIND as FEEDBACK
from intranet.identity.feedback import FeedbackHandler
from intranet.identity.rules import FeedbackResult
from intranet.settings import Settings
from shared.text import N_

DAYS, _DRAFTS = 90, 4
_SEED = 99
_TROUBLE, _SILENT_WORKER = dt.timedelta(days=10), dt.timedelta(days=5)  # of the numbers' way back to the register
_VERSION = "0.1.0"


def load(settings: Settings, now: dt.datetime | None = None) -> str:
    """Fill an empty database with the invented office as of ``now``; returns the sample logins and what to try first.

    Makes keys and schema where they are missing. Raises Refused, changing nothing, when there are accounts already.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.field_keys_file.exists():
        FieldKeys.create(settings.field_keys_file)
    database = Database(settings.url)
    try:
        schema.upgrade(database)
        with database.read() as session:
            if session.scalar(select(Staff.id).limit(1)) is not None:
                raise Refused(
                    N_("Basis data ini sudah berisi petugas; kantor rekaan hanya dimuat ke basis data yang kosong."),
                    do=N_("Pilih folder data lain, atau mulai lagi dengan folder kosong."),
                )
        _live(database, settings, (now or SystemClock().now()).astimezone(dt.UTC).replace(microsecond=0))
    finally:
        database.close()
    return f"{logins(CAST)}\n\n{_FIRST}"


def _live(database: Database, settings: Settings, now: dt.datetime) -> None:
    start = now - dt.timedelta(days=DAYS)
    clock, keys = FixedClock(start), FieldKeys.load(settings.field_keys_file)
    with database.write() as session:
        seed_holidays(session, range(start.year, now.year + 2))
        staff = _staff(session, clock)
        _agreements(session, staff["kartika"], clock, settings)
        partners.introduce(session, staff["kartika"], clock, agreements.today(clock, settings.zone))
        _elections(session, staff["satrio"], clock, settings)
        kiosk = _kiosk(session, staff["satrio"], clock, settings, keys, "Kios ruang tunggu", "Ruang tunggu, lantai 1")
    office = Office(
        settings=_as_if_connected(settings),
        keys=keys,
        clock=clock,
        now=now,
        staff=staff,
        kiosk=kiosk,
        rng=random.Random(_SEED),  # noqa: S311 - the same office every time; nothing secret
        diary=Diary(clock),
    )
    counter = Counter(office)
    fill(office, counter.take_in)
    counter.today(_DRAFTS)
    for day in range(1, DAYS + 1):  # every night it is looked for what got stuck
        office.diary.enter(start + dt.timedelta(days=day), lambda session: ring(session, clock, office.settings))
    partners.read_inboxes(office.diary, clock, staff, now)
    office.diary.enter(now - dt.timedelta(minutes=38), lambda session: gather(session, office))
    watch(office)
    count_up(office)
    prevent(office)
    together(office)
    guard(office)
    agree(office)
    teach(office)
    planning.wish(office)
    account(office)
    keep_account(office)
    coordinate(office)
    report(office)
    sign(office)
    office.diary.enter(now - dt.timedelta(minutes=20), lambda session: keep(session, office))
    documents.write(office)
    office.diary.enter(
        now - dt.timedelta(minutes=25),
        lambda session: _enrol(session, staff["satrio"], clock, settings, keys, "Kios kecamatan", "Kantor Kecamatan Contoh"),
    )
    sender = _Register(clock, now)
    office.diary.tell(database, {FEEDBACK: FeedbackHandler(keys, sender)}, now - _SILENT_WORKER)
    planning.plan(database, office)
    with database.write() as session:
        while search.catch_up(session):
            pass


def _staff(session: Session, clock: FixedClock) -> dict[str, Actor]:
    houses = {
        name: agencies.add_agency(session, SYSTEM, clock, party=party, name=name)
        for party, names in AGENCIES.items()
        for name in names
    }
    found = {}
    for one in CAST:
        clock.advance(dt.timedelta(minutes=2))
        row = agencies.add_staff(
            session,
            SYSTEM,
            clock,
            agency=houses[one.agency],
            username=one.username,
            name=one.name,
            roles=one.roles,
            password=one.password,
        )
        found[one.username] = Actor(ActorKind.STAFF, row.id, one.name, one.party, frozenset(one.roles))
    return found


def _agreements(session: Session, head: Actor, clock: FixedClock, settings: Settings) -> None:
    today = agreements.today(clock, settings.zone)
    house, registry, supervisor = (AGENCIES[party][0] for party in (Party.DISKOMINFO, Party.DUKCAPIL, Party.BAWASLU))
    agreements.register(
        session,
        head,
        clock,
        AgreementInput(
            kind=AgreementKind.PKS,
            title="Pemanfaatan data kependudukan untuk layanan pengaduan",
            signed_on=today - dt.timedelta(days=120),
            starts_on=today - dt.timedelta(days=120),
            ends_on=today + dt.timedelta(days=DAYS + 155),
            institution_name=house,
            parties=(
                PartyInput(party=Party.DISKOMINFO, name=house, number="415.4/99/CONTOH"),
                PartyInput(party=Party.DUKCAPIL, name=registry, number="470/99/CONTOH"),
            ),
            purposes=frozenset({Purpose.POPULATION_CHECK}),
            approval_letter_no="400.8/99/CONTOH",
            template="magelang",
            place="Kabupaten Contoh",
            stamped=True,
        ),
    )
    agreements.register(
        session,
        head,
        clock,
        AgreementInput(
            kind=AgreementKind.MOU,
            title="Literasi digital bersama menjelang pemilihan",
            signed_on=today - dt.timedelta(days=300),
            starts_on=today - dt.timedelta(days=300),
            ends_on=today + dt.timedelta(days=DAYS - 12),
            institution_name=house,
            parties=(
                PartyInput(party=Party.BAWASLU, name=supervisor, number=None),
                PartyInput(party=Party.DISKOMINFO, name=house, number="415.4/98/CONTOH"),
            ),
            purposes=frozenset({Purpose.LITERACY}),
        ),
    )


def _elections(session: Session, keeper: Actor, clock: FixedClock, settings: Settings) -> None:
    """An invented regional election whose campaign runs now, an earlier general one, and a holiday of the regency's own."""
    now = agreements.today(clock, settings.zone) + dt.timedelta(days=DAYS)

    def days(first: int, last: int) -> dict[str, dt.date]:
        return {"starts_on": now + dt.timedelta(days=first), "ends_on": now + dt.timedelta(days=last)}

    plan = {
        ("Pemilihan Umum Contoh", "Negeri Contoh", ElectionKind.GENERAL, -210): (
            (StageKind.CAMPAIGN, "Kampanye", -290, -214),
            (StageKind.QUIET, "Masa tenang", -213, -211),
            (StageKind.VOTING, "Pemungutan dan penghitungan suara", -210, -210),
            (StageKind.RECAP, "Rekapitulasi suara", -209, -175),
        ),
        ("Pilkada Kabupaten Contoh", "Kabupaten Contoh", ElectionKind.REGIONAL, 33): (
            (StageKind.REGISTRATION, "Pendaftaran pasangan calon", -60, -58),
            (StageKind.OTHER, "Penelitian persyaratan calon", -57, -35),
            (StageKind.CAMPAIGN, "Kampanye", -30, 29),
            (StageKind.QUIET, "Masa tenang", 30, 32),
            (StageKind.VOTING, "Pemungutan dan penghitungan suara", 33, 33),
            (StageKind.RECAP, "Rekapitulasi dan penetapan hasil", 34, 52),
        ),
    }
    for (name, region, kind, voting), stages in plan.items():
        given = ElectionInput(kind=kind, name=name, region=region, voting_on=now + dt.timedelta(days=voting))
        row = calendar.add_election(session, keeper, clock, given)
        for version, (stage, title, first, last) in enumerate(stages, 1):
            told = StageInput(kind=stage, name=title, **days(first, last))
            calendar.set_stage(session, keeper, clock, row.id, told, version=version)
    own = HolidayInput(name="Hari jadi Kabupaten Contoh", kind=HolidayKind.PUBLIC, source="SE Bupati Contoh 003/99/CONTOH")
    calendar.add_holiday(session, keeper, clock, calendar.working_day_after(session, now, 6), own)


def _enrol(session: Session, keeper: Actor, clock: FixedClock, settings: Settings, keys: FieldKeys, name: str, place: str) -> str:
    """A kiosk asks to be let in; returns its fingerprint. Its public key is a hash, so nobody has the private half."""
    code = devices.make_code(session, keeper, clock, settings, keys, name=name, place=place)
    public_key = b64encode(hashlib.sha256(f"posko demo: {name}".encode()).digest()).decode()
    clock.advance(dt.timedelta(minutes=4))
    device = devices.enrol(session, clock, keys, code=code.code, public_key=public_key, version=_VERSION)
    return device.fingerprint


def _kiosk(session: Session, keeper: Actor, clock: FixedClock, settings: Settings, keys: FieldKeys, name: str, place: str) -> Actor:
    fingerprint = _enrol(session, keeper, clock, settings, keys, name, place)
    clock.advance(dt.timedelta(minutes=1))
    return devices.actor_of(devices.confirm(session, keeper, clock, fingerprint))


def _as_if_connected(settings: Settings) -> Settings:
    """The same office with the link to the register installed and always open: no call is made, only told."""
    return replace(
        settings,
        dukcapil_base_url=settings.dukcapil_base_url or "http://127.0.0.1:9/get_json",
        dukcapil_institution=settings.dukcapil_institution or "CONTOH",
        dukcapil_opens="00:00",
        dukcapil_closes="00:00",
    )


class _Register:
    """Receives complaint numbers in the invented past; for the last days it answers badly."""

    def __init__(self, clock: FixedClock, now: dt.datetime) -> None:
        self._clock, self._trouble_from, self._sent = clock, now - _TROUBLE, 0

    def send_back(self, nik: str, complaint_no: str) -> FeedbackResult:
        """How one sending ended."""
        self._sent += 1
        if self._clock.now() >= self._trouble_from:
            return FeedbackResult.SERVER if self._sent % 3 else FeedbackResult.UNAUTHORIZED
        if self._sent % 9 == 0:
            return FeedbackResult.LINK
        return FeedbackResult.DUPLICATE if self._sent % 11 == 0 else FeedbackResult.DELIVERED


_FIRST = """\
  What to try first
    1. Sign in as budi: the start page shows what is overdue, what is due today and what nobody has yet.
    2. Open the counter ("Loket"): a visitor at the kiosk asks for help, and a half-finished complaint waits.
    3. Tap a sample card at the kiosk, register a complaint, and watch it appear in the queue and in the list.
    4. Sign in as wulan in another browser: assign a case under analysis, recommend removal, hand it to Diskominfo.
    5. Sign in as kartika: a take-down pack waits for a signature ("Surat keluar"); issue it, open the PDF.
    6. Sign in as satrio: a new kiosk waits for its fingerprint to be compared; as kartika: one agreement has ended.
    7. Sign in as halim: a disclosure waits for the owner's consent. budi sees of that case only that it is secret.
    8. Sign in as tirta of the election commission: two referrals, and nothing else of any case."""
