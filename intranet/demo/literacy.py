"""The invented literacy programme: three months, twelve people of both parties, six venues, sessions in every state."""

import datetime as dt
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base.actor import Party
from intranet.calendar import queries as calendar
from intranet.demo.people import AGENCIES
from intranet.demo.quarter import Office
from intranet.documents import stationery
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import (
    CostBearer,
    ExceptionKind,
    Mode,
    Pairing,
    Pillar,
    SeatRole,
    Sector,
    Segment,
    SessionKind,
    SessionState,
    Window,
)
from intranet.literacy.service import confirming, letters, people, places, programmes, seats, sessions
from intranet.literacy.service.letters import Signature
from intranet.literacy.service.people import ExceptionInput, PersonInput
from intranet.literacy.service.places import RoomInput, VenueInput
from intranet.literacy.service.programmes import ProgrammeInput
from intranet.literacy.service.sessions import SessionInput

_HALF, _PLANNED = dt.timedelta(days=45), dt.timedelta(days=4)
_DISTRICTS = ("Contoh Kota", "Contoh Utara", "Contoh Selatan", "Rekaan", "Ujicoba", "Misalrejo")
_TOPICS = {
    Pillar.SKILLS: (
        "Mengenal mesin pencari",
        "Belanja dan dompet digital",
        "Percakapan dan media sosial",
        "Perangkat keras dan lunak",
    ),
    Pillar.SAFETY: ("Kata sandi dan dua langkah", "Penipuan daring", "Jejak digital", "Keamanan anak di internet"),
    Pillar.CULTURE: ("Nilai Pancasila di ruang digital", "Bahasa yang baik di internet", "Hak digital warga", "Cinta produk lokal"),
    Pillar.ETHICS: ("Informasi bohong dan ujaran kebencian", "Etika berinternet", "Hak cipta", "Interaksi yang bermakna"),
}
_VENUES = (
    ("Balai Rakyat Contoh", 0, (("Aula", 150, "proyektor, pengeras suara", True), ("Ruang rapat", 30, "layar", True))),
    ("Gedung Serbaguna Rekaan", 3, (("Aula", 200, "proyektor, panggung", False),)),
    ("SMA Negeri 99 Contoh", 1, (("Aula", 120, "proyektor", True), ("Laboratorium komputer", 36, "36 komputer", True))),
    ("Balai Desa Ujicoba Lor", 4, (("Pendapa", 80, "pengeras suara", True),)),
    ("Kantor Kecamatan Misalrejo", 5, (("Ruang pertemuan", 60, "proyektor", False),)),
    ("Kampus Rekaan Selatan", 2, (("Ruang seminar", 90, "proyektor, kamera", True),)),
)
_BAWASLU = (
    ("Wulan Ujicobasari", "wulan", "Staf pencegahan", 1, {Pillar.ETHICS, Pillar.SAFETY}),
    ("Dimas Misalwan", "dimas", "Staf pengawasan siber", 0, {Pillar.SAFETY, Pillar.SKILLS}),
    ("Tiara Contohningrum", "tiara", "Staf penanganan pelanggaran", 2, {Pillar.ETHICS, Pillar.CULTURE}),
    ("Halim Contohudin", "halim", "Anggota Bawaslu", 0, {Pillar.ETHICS, Pillar.CULTURE}),
    ("Ratih Rekaanwati", "ratih", "Anggota Bawaslu", 3, {Pillar.CULTURE, Pillar.SAFETY, Pillar.ETHICS}),
)
_DISKOMINFO = (
    ("Budi Rekaanto", "budi", "Pranata humas", 0, {SeatRole.FACILITATOR, SeatRole.COMPANION}, {Pillar.SKILLS, Pillar.SAFETY}),
    (
        "Ningsih Ujicobawati",
        "ningsih",
        "Pranata humas",
        1,
        {SeatRole.FACILITATOR, SeatRole.INSTRUCTOR},
        {Pillar.SKILLS, Pillar.CULTURE},
    ),
    ("Galih Misalnyoto", "galih", "Pranata komputer", 4, {SeatRole.INSTRUCTOR}, {Pillar.SAFETY, Pillar.SKILLS}),
    ("Arum Contohning", "arum", "Analis literasi", 0, {SeatRole.INSTRUCTOR, SeatRole.COMPANION}, {Pillar.CULTURE, Pillar.ETHICS}),
    ("Laras Rekaanwati", "", "Pandu digital", 5, {SeatRole.COMPANION, SeatRole.INSTRUCTOR}, {Pillar.SKILLS, Pillar.ETHICS}),
    ("Gilar Ujicobajaya", "", "Pandu digital", 2, {SeatRole.COMPANION, SeatRole.FACILITATOR}, {Pillar.SAFETY, Pillar.CULTURE}),
)
_GUEST = ("Mira Contohsuara", "Penyiar radio")
_KINDS = (SessionKind.LITERACY, SessionKind.SOCIALISATION, SessionKind.EDUCATION)
_AUDIENCES = (
    (Sector.PUBLIC, Segment.PUPILS, "Kelas XI dan XII"),
    (Sector.GOVERNMENT, Segment.CIVIL_SERVANTS, "Aparatur kecamatan"),
    (Sector.PUBLIC, Segment.VILLAGE, "Warga dan perangkat desa"),
    (Sector.PUBLIC, Segment.WOMEN, "Pengurus PKK"),
    (Sector.PUBLIC, Segment.FIRST_VOTERS, "Pemilih pemula"),
    (Sector.GOVERNMENT, Segment.BAWASLU_STAFF, "Panwaslu kecamatan"),
    (Sector.PUBLIC, Segment.ELDERLY, "Paguyuban lansia"),
)
_SIGNS = {"kartika": "Kepala Dinas", "ratih": "Anggota Bawaslu"}


class _Class:
    """Keeps what the happenings of the programme share."""

    def __init__(self, office: Office) -> None:
        self.office, self.settings = office, office.settings
        self.programme = ""
        self.districts: list[str] = []
        self.topics: dict[Pillar, list[str]] = {}
        self.rooms: list[tuple[str, int, int]] = []  # id, district, capacity
        self.bawaslu: list[tuple[str, SeatRole]] = []
        self.diskominfo: list[tuple[str, SeatRole]] = []
        self.guest = ""
        self.count = 0

    def begin(self, session: Session) -> None:
        """Agreement, programme, places, people."""
        office, now = self.office, self.office.clock.now()
        today = now.astimezone(self.settings.zone).date()
        head, clock = office.staff["kartika"], office.clock
        house, supervisor = (AGENCIES[party][0] for party in (Party.DISKOMINFO, Party.BAWASLU))
        agreement = agreements.register(
            session,
            head,
            clock,
            AgreementInput(
                kind=AgreementKind.PKS,
                title="Literasi digital dan pengawasan konten internet",
                signed_on=today - dt.timedelta(days=20),
                starts_on=today - dt.timedelta(days=20),
                ends_on=today + dt.timedelta(days=380),
                institution_name=house,
                parties=(
                    PartyInput(party=Party.BAWASLU, name=supervisor, number="07/PKS-99/CONTOH"),
                    PartyInput(party=Party.DISKOMINFO, name=house, number="415.4/97/CONTOH"),
                ),
                purposes=frozenset({Purpose.LITERACY}),
            ),
        )
        given = ProgrammeInput(
            title="Cakap bermedia menjelang pemilihan",
            goal="Warga dan aparatur mengenali informasi bohong, menjaga datanya, dan santun di ruang digital menjelang pemilihan.",
            scope="Enam kecamatan; aparatur, pelajar, warga desa, pemilih pemula",
            starts_on=(office.now - _HALF).astimezone(self.settings.zone).date(),
            ends_on=(office.now + _HALF).astimezone(self.settings.zone).date(),
            agreement_id=agreement.id,
            budget=186_000_000,
            budget_line="2.16.02.99",
            targets={Pillar.SKILLS: 12, Pillar.SAFETY: 16, Pillar.CULTURE: 10, Pillar.ETHICS: 14},
        )
        self.programme = programmes.add(session, head, clock, given).id
        programmes.set_policy(
            session,
            office.staff["satrio"],
            clock,
            agreement_id=agreement.id,
            sector=Sector.PUBLIC,
            pairing=Pairing.JOINT_OR_SOLO,
            valid_from=today,
            source="Perjanjian contoh Pasal 4",
        )
        planner = office.staff["arum"]
        self.districts = [places.add_district(session, planner, clock, name).id for name in _DISTRICTS]
        for one, other, minutes in ((0, 1, 25), (0, 2, 20), (0, 3, 40), (1, 4, 55), (2, 5, 50), (3, 5, 75), (1, 2, 45)):
            places.set_way(session, planner, clock, self.districts[one], self.districts[other], minutes)
        for pillar, names in _TOPICS.items():
            self.topics[pillar] = [places.add_topic(session, planner, clock, pillar, name).id for name in names]
        for name, district, rooms in _VENUES:
            access = "Ada jalur kursi roda" if rooms[0][3] else "Tangga di pintu masuk"
            venue_given = VenueInput(name=name, district_id=self.districts[district], address="Jalan Contoh", accessibility=access)
            venue = places.add_venue(session, planner, clock, venue_given)
            for room, capacity, equipment, step_free in rooms:
                room_given = RoomInput(name=room, capacity=capacity, equipment=equipment, step_free=step_free)
                made = places.set_room(session, planner, clock, venue.id, room_given)
                self.rooms.append((made.id, district, capacity))
        self._people(session)

    def _people(self, session: Session) -> None:
        office, planner, clock = self.office, self.office.staff["arum"], self.office.clock
        for name, username, rank, district, pillars in _BAWASLU:
            given = PersonInput(
                name=name,
                party=Party.BAWASLU,
                roles=frozenset({SeatRole.RESOURCE_PERSON, SeatRole.MODERATOR}),
                pillars=frozenset(pillars),
                staff_id=office.staff[username].id,
                rank=rank,
                unit=AGENCIES[Party.BAWASLU][0],
                languages="Indonesia, Jawa",
                district_id=self.districts[district],
                topic_ids=frozenset(topic for pillar in pillars for topic in self.topics[pillar][:2]),
            )
            self.bawaslu.append((people.add(session, planner, clock, given).id, SeatRole.RESOURCE_PERSON))
        for name, username, rank, district, roles, pillars in _DISKOMINFO:
            given = PersonInput(
                name=name,
                party=Party.DISKOMINFO,
                roles=frozenset(roles),
                pillars=frozenset(pillars),
                staff_id=office.staff[username].id if username else None,
                rank=rank,
                unit=AGENCIES[Party.DISKOMINFO][0],
                languages="Indonesia",
                district_id=self.districts[district],
                topic_ids=frozenset(topic for pillar in pillars for topic in self.topics[pillar][:3]),
                most_month=6,
            )
            role = next(one for one in SeatRole if one in roles)
            self.diskominfo.append((people.add(session, planner, clock, given).id, role))
        guest = PersonInput(
            name=_GUEST[0],
            party=Party.PARTNER,
            roles=frozenset({SeatRole.MODERATOR}),
            pillars=frozenset(),
            rank=_GUEST[1],
            district_id=self.districts[0],
        )
        self.guest = people.add(session, planner, clock, guest).id
        first = people.get(session, self.bawaslu[1][0])
        week = [Window(weekday=day, opens=8 * 60, closes=12 * 60) for day in range(4)]
        people.set_week(session, planner, clock, first.id, first.version, week)
        leave = ExceptionInput(
            kind=ExceptionKind.LEAVE,
            starts_at=office.now + dt.timedelta(days=6),
            ends_at=office.now + dt.timedelta(days=9),
            note="Cuti tahunan",
        )
        people.except_time(session, planner, clock, self.diskominfo[1][0], leave)

    def add(
        self, session: Session, start: dt.datetime | None, day: dt.date, *, empty: bool = False, solo: bool = False
    ) -> LiteracySession:
        """One more session, of the next kind, place and people in turn."""
        number, office = self.count, self.office
        self.count += 1
        sector, segment, audience = _AUDIENCES[number % len(_AUDIENCES)] if not solo else _AUDIENCES[0]
        pillar = list(Pillar)[(number * 3) % 4]
        pillars = {pillar, Pillar.SAFETY} if number % 5 == 0 else {pillar}
        topic = number // 4 % 4
        room, district, capacity = self.rooms[number % len(self.rooms)]
        online = number % 9 == 4
        given = SessionInput(
            programme_id=self.programme,
            kind=_KINDS[number % 3],
            sector=sector,
            segment=segment,
            pillars=frozenset(pillars),
            title=f"{_TOPICS[pillar][topic]} untuk {segment.label[0].lower()}{segment.label[1:]}",
            district_id=self.districts[district],
            earliest_on=day,
            latest_on=day + dt.timedelta(days=10 if start is None else 0),
            starts_at=start,
            topic_id=self.topics[pillar][topic],
            audience=audience,
            host="" if sector is Sector.GOVERNMENT else f"Camat {_DISTRICTS[district]}",
            mode=Mode.ONLINE if online else Mode.IN_PERSON,
            link="https://rapat.contoh.id/literasi" if online else "",
            room_id=None if online else room,
            capacity=min(capacity, 40 + number % 4 * 15),
            solo_reason="Materi teknis tanpa muatan pemilihan" if solo else "",
            cost_bearer=CostBearer.SHARED if number % 4 == 0 else CostBearer.DISKOMINFO,
            planned_cost=2_500_000 + number % 5 * 400_000,
            budget_line="2.16.02.99",
        )
        row = sessions.add(session, office.staff["arum"], office.clock, office.settings, given)
        chosen = [self.diskominfo[number % len(self.diskominfo)]]
        if not solo:
            chosen.insert(0, self.bawaslu[number % len(self.bawaslu)])
        for person_id, role in [] if empty else chosen:
            seats.seat(session, office.staff["arum"], office.clock, office.settings, row.id, row.version, role, person_id)
        if number % 11 == 3 and not empty:
            moderator = (SeatRole.MODERATOR, self.guest)
            seats.seat(session, office.staff["arum"], office.clock, office.settings, row.id, row.version, *moderator)
        return row

    def confirm(self, session: Session, row: LiteracySession, *usernames: str) -> None:
        """By those named, who work for the parties."""
        for username in usernames:
            confirming.confirm(session, self.office.staff[username], self.office.clock, self.settings, row.id, row.version)


def teach(office: Office) -> None:
    """Enter the programme into the diary: begun half its time ago, planned a few days ago to its end."""
    course = _Class(office)
    began = office.now - _HALF
    office.diary.enter(began, course.begin)
    office.diary.enter(began + dt.timedelta(hours=1), lambda session: _past(session, course))
    office.diary.enter(office.now - _PLANNED, lambda session: _coming(session, course))
    office.diary.enter(office.now - dt.timedelta(days=2), lambda session: _letters(session, course))
    office.diary.enter(office.now - dt.timedelta(hours=3), lambda session: _drop_out(session, course))


def _days(session: Session, course: _Class, first: dt.datetime, last: dt.datetime) -> list[dt.date]:
    """The working days in a span."""
    zone = course.settings.zone
    start, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    off = calendar.days_off(session, start, end)
    days = [start + dt.timedelta(days=number) for number in range((end - start).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in off]


def _at(course: _Class, day: dt.date, hour: float) -> dt.datetime:
    local = dt.datetime(day.year, day.month, day.day, tzinfo=course.settings.zone) + dt.timedelta(hours=hour)
    return local.astimezone(dt.UTC)


def _past(session: Session, course: _Class) -> None:
    office = course.office
    days = _days(session, course, office.now - _HALF + dt.timedelta(days=2), office.now - dt.timedelta(days=1))
    for number, day in enumerate(days[::2][:14]):
        for hour in (9, 13.5) if number % 4 == 1 and day.weekday() != 4 else (9,):
            row = course.add(session, _at(course, day, hour), day)
            course.confirm(session, row, "wulan", "budi")
            if number == 5:
                sessions.cancel(
                    session, office.staff["arum"], office.clock, row.id, row.version, "Tuan rumah membatalkan kegiatannya"
                )
                continue
            paid = 2_400_000 + number % 4 * 350_000
            office.diary.enter(_at(course, day, hour + 3), partial(_held, course, row.id, paid))


def _held(course: _Class, session_id: str, cost: int, session: Session) -> None:
    row = sessions.get(session, session_id)
    sessions.hold(session, course.office.staff["budi"], course.office.clock, row.id, row.version, cost)


def _coming(session: Session, course: _Class) -> None:
    office = course.office
    days = _days(session, course, office.now + dt.timedelta(days=1), office.now + _HALF - dt.timedelta(days=2))
    for number, day in enumerate(days[:24]):
        if number % 12 == 10:
            course.add(session, None, day, empty=True)
            continue
        row = course.add(
            session,
            _at(course, day, 9 if day.weekday() == 4 else 9 + number % 2 * 4.5),
            day,
            empty=number % 10 == 7,
            solo=number == 4,
        )
        if number == 4:
            course.confirm(session, row, "budi")
        elif number < 9 and number % 10 != 7:
            course.confirm(session, row, "wulan", "budi")
        elif number % 3 == 0 and number % 10 != 7:
            course.confirm(session, row, "budi" if number % 2 else "wulan")
        if number == 13:
            sessions.cancel(session, office.staff["arum"], office.clock, row.id, row.version, "Bertabrakan dengan rapat kecamatan")


def _confirmed(session: Session, course: _Class) -> list[LiteracySession]:
    query = select(LiteracySession).where(
        LiteracySession.state == SessionState.CONFIRMED, LiteracySession.starts_at > course.office.now
    )
    return list(session.scalars(query.order_by(LiteracySession.starts_at)))


def _letters(session: Session, course: _Class) -> None:
    office = course.office
    for row in _confirmed(session, course)[:3]:
        for username, title in _SIGNS.items():
            if office.staff[username].party in row.pair.parties:
                how = (office.settings, stationery, row.id, row.version, Signature(title))
                letters.issue(session, office.staff[username], office.clock, *how)


def _drop_out(session: Session, course: _Class) -> None:
    row = _confirmed(session, course)[3]
    seat = next(one for one in row.live_seats if one.party is Party.DISKOMINFO)
    seats.vacate(session, course.office.staff["arum"], course.office.clock, seat.id, row.version, "Ditugaskan ke provinsi")
