"""What the two invented parties did together in their quarter: trainings, dissemination, borrowed rooms, another activity."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements.queries import all_agreements
from intranet.agreements.rules import Standing, standing_on
from intranet.base.actor import Party
from intranet.demo.evidence import drawn
from intranet.demo.quarter import Office
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.outreach import rules, watch
from intranet.outreach.models import Facility
from intranet.outreach.rules import AgeBand, CapacityKind, Channel, Condition, CostBearer, EventAudience, Scope, Sex, Target, Topic
from intranet.outreach.service import Cost, Under, activities, capacity, dissemination, facilities
from intranet.outreach.service.activities import ActivityInput
from intranet.outreach.service.capacity import EventInput, Mark, PersonInput, Promise
from intranet.outreach.service.dissemination import PlanInput
from intranet.outreach.service.facilities import HandOver, Request, Signer

_DAY = dt.timedelta(days=1)
_BAWASLU = Signer("Halim Contohudin", "Ketua Bawaslu Kabupaten Contoh")
_DISKOMINFO = Signer("Kartika Contohsari", "Kepala Dinas Komunikasi dan Informatika")
_GUESTS = (
    ("Sari Contohwati", "Panwascam Contoh Utara", Sex.FEMALE, AgeBand.FROM_25),
    ("Joko Rekaanto", "Panwascam Contoh Selatan", Sex.MALE, AgeBand.FROM_35),
    ("Mega Ujicobasih", "Panwascam Rekaan", Sex.FEMALE, AgeBand.FROM_18),
    ("Slamet Misalnyo", "Panwascam Misal", Sex.MALE, AgeBand.FROM_45),
)
_POSTER = """#set page(width: 420pt, height: 260pt, margin: 20pt, fill: rgb("0b3c40"))
#set text(fill: white)
#align(center + horizon)[#text(size: 24pt, weight: "bold")[Satu NIK, satu pelayanan] \\
#text(size: 14pt)[Bawa KTP-el Anda saat mengadu]]"""


def together(office: Office) -> None:
    """Enter the quarter's life of the two parties into the diary."""
    for days_ago, happening in (
        (82, _lists),
        (70, _training),
        (66, _spread_early),
        (52, _first_loan),
        (47, _discussion),
        (40, _activity),
        (33, _guidance),
        (28, _damaged),
        (24, _spread_campaign),
        (20, _refused),
        (13, _stuck_proposal),
        (9, _cancelled),
        (5, _open_training),
        (4, _lent),
        (2, _plans),
        (1, _waiting),
    ):
        office.diary.enter(office.now - days_ago * _DAY - dt.timedelta(hours=4), partial(happening, office=office))
    for hours in (30, 3):
        office.diary.enter(office.now - dt.timedelta(hours=hours), lambda session: watch.ring(session, office.clock))


def _today(office: Office) -> dt.date:
    return office.clock.now().astimezone(office.settings.zone).date()


def _under(session: Session, office: Office, scope: Scope, day: dt.date, *parties: Party) -> Under:
    """The agreement of ``parties`` in force on ``day``, if there is one."""
    for row in all_agreements(session):
        if {one.party for one in row.parties} >= set(parties or rules.PARTIES) and standing_on(row.term, day) is Standing.IN_FORCE:
            return Under(row.id, scope)
    return Under()


def _later(office: Office, days: float, verb: Callable[[Session], object]) -> None:
    office.diary.enter(office.clock.now() + days * _DAY, verb)


# Trainings --------------------------------------------------------------------------------------------------------


def _event(session: Session, office: Office, who: str, kind: CapacityKind, title: str, ahead: int, **more: Any) -> str:
    office.clock.advance(dt.timedelta(minutes=9))
    day = _today(office) + ahead * _DAY
    usual: dict[str, Any] = {
        "under": _under(session, office, Scope.CAPACITY, day),
        "audience": EventAudience.STAFF,
        "place": "Aula Diskominfo Contoh",
        "joint": True,
        "cost": Cost(bearer=CostBearer.SHARED, line="5.1.02.01 (contoh)", stage="Masa kampanye", planned=4_500_000),
    }
    given = EventInput(kind=kind, title=title, starts_on=day, ends_on=day, **{**usual, **more})
    return capacity.plan(session, office.staff[who], office.clock, given).id


def _come(session: Session, office: Office, who: str, event: str, names: tuple[str, ...]) -> None:
    for name in names:
        capacity.enlist(session, office.staff[who], office.clock, event, PersonInput(staff_id=office.staff[name].id))


def _hold(session: Session, office: Office, who: str, event: str) -> None:
    row = capacity.get(session, event)
    capacity.hold(session, office.staff[who], office.clock, office.settings, event, row.version)
    marks = {
        person.id: Mark(came=True, before=40 + 5 * (at % 4), after=70 + 5 * (at % 6)) if row.kind.needs_scores else Mark(came=True)
        for at, person in enumerate(row.participants)
    }
    capacity.mark(session, office.staff[who], office.clock, event, marks, 0)


def _report(session: Session, office: Office, who: str, event: str, summary: str, cost: int | None) -> None:
    version = capacity.get(session, event).version
    capacity.report(session, office.staff[who], office.clock, event, version, summary=summary, actual_cost=cost)


def _training(session: Session, office: Office) -> None:
    title = "Pelatihan teknis patroli siber dan penyimpanan tangkapan layar"
    event = _event(session, office, "wulan", CapacityKind.TECHNICAL_TRAINING, title, 3, expected=12)
    _come(session, office, "wulan", event, ("budi", "galih", "dimas", "tiara"))
    for name, unit, sex, age in _GUESTS:
        given = PersonInput(name=name, unit=unit, sex=sex, age=age)
        capacity.enlist(session, office.staff["wulan"], office.clock, event, given)
    _later(office, 3, lambda session: _hold(session, office, "wulan", event))
    said = "Peserta dapat menyimpan tautan, tangkapan layar, dan sidiknya dengan benar."
    _later(office, 4, lambda session: _report(session, office, "wulan", event, said, 4_250_000))


def _discussion(session: Session, office: Office) -> None:
    event = _event(session, office, "budi", CapacityKind.FGD, "FGD isu hoaks menjelang masa kampanye", 2, expected=10)
    _come(session, office, "budi", event, ("kartika", "budi", "galih", "halim", "wulan", "dimas"))

    def held(session: Session) -> None:
        _hold(session, office, "budi", event)
        version, day = capacity.get(session, event).version, _today(office)
        points = (
            "Tiga isu berulang: tanggal pemungutan suara, bantuan palsu, dan akun tiruan.\n\nDisepakati satu daftar isu bersama."
        )
        promises = (
            Promise("Menyusun daftar isu bersama dan memperbaruinya setiap pekan", "Galih Misalnyoto", day + 10 * _DAY),
            Promise("Membuat takarir bantahan siap pakai", "Dimas Misalwan", day + 30 * _DAY),
        )
        how: dict[str, Any] = {"on": day, "chair": "Kartika Contohsari", "points": points, "actions": promises}
        capacity.minute(session, office.staff["budi"], office.clock, office.settings, event, version, **how)
        _report(session, office, "budi", event, "Kedua pihak memakai satu daftar isu.", 3_900_000)
        first = capacity.get(session, event).actions[0].id
        who = office.staff["budi"]
        _later(office, 8, lambda later: capacity.settle(later, who, office.clock, office.settings, event, first))

    _later(office, 2, held)


def _guidance(session: Session, office: Office) -> None:
    day = _today(office) + _DAY
    event = _event(
        session,
        office,
        "ningsih",
        CapacityKind.GUIDANCE,
        "Bimbingan teknis pembaca KTP-el di loket dan kios",
        1,
        joint=False,
        under=_under(session, office, Scope.POPULATION, day, Party.DISKOMINFO, Party.DUKCAPIL),
        cost=Cost(bearer=CostBearer.DISKOMINFO, line="5.1.02.04 (contoh)", planned=1_200_000),
    )
    _come(session, office, "ningsih", event, ("budi", "ningsih", "galih", "satrio"))

    def held(session: Session) -> None:
        _hold(session, office, "ningsih", event)
        _report(session, office, "ningsih", event, "Semua petugas loket dapat memakai pembaca kartu.", 1_200_000)

    _later(office, 1.2, held)


def _cancelled(session: Session, office: Office) -> None:
    event = _event(session, office, "tiara", CapacityKind.WORKSHOP, "Workshop cek fakta untuk admin desa", 5, joint=False)
    who, version = office.staff["tiara"], 1
    reason = "Narasumber rekaan berhalangan; dijadwalkan lagi sesudah masa tenang."
    _later(office, 2, lambda session: capacity.cancel(session, who, office.clock, event, version, reason))


def _open_training(session: Session, office: Office) -> None:
    event = _event(session, office, "dimas", CapacityKind.FGD, "FGD akun tiruan peserta pemilihan", 0, place="Ruang rapat Bawaslu")
    _come(session, office, "dimas", event, ("dimas", "wulan", "galih"))
    _later(office, 0.1, lambda session: _hold(session, office, "dimas", event))
    _event(
        session,
        office,
        "budi",
        CapacityKind.SOCIALISATION,
        "Sosialisasi netralitas di media sosial untuk pegawai daerah",
        14,
        audience=EventAudience.OTHERS,
        audience_text="Pegawai perangkat daerah dan kecamatan",
        expected=80,
    )


# Dissemination ----------------------------------------------------------------------------------------------------


def _plan(session: Session, office: Office, by: str, topic: Topic, channel: Channel, message: str, ahead: int, **more: Any) -> str:
    office.clock.advance(dt.timedelta(minutes=4))
    day = _today(office) + ahead * _DAY
    scope, parties = (Scope.POPULATION, (Party.DISKOMINFO, Party.DUKCAPIL)) if topic is Topic.NIK else (Scope.DISSEMINATION, ())
    usual: dict[str, Any] = {"joint": topic is not Topic.NIK, "under": _under(session, office, scope, day, *parties)}
    given = PlanInput(topic=topic, channel=channel, message=message, planned_on=day, **{**usual, **more})
    return dissemination.plan(session, office.staff[by], office.clock, given).id


def _done(office: Office, who: str, row: str, days: float, reach: int | None, link: str = "") -> None:
    def log(session: Session) -> None:
        if not link:
            store = Store(office.settings.data_dir)
            file = store.incoming(office.settings.evidence_max_mb * 1024 * 1024)
            file.write(drawn(_POSTER))
            how: dict[str, Any] = {
                "subject": (dissemination.SUBJECT, row),
                "file": file,
                "name": "poster.png",
                "about": About("Foto poster terpasang"),
            }
            evidence.add_file(session, office.staff[who], office.clock, store, **how)
        version = dissemination.get(session, row).version
        told = (office.staff[who], office.clock, office.settings, row, version)
        dissemination.log(session, *told, on=_today(office), link=link, reach=reach)

    _later(office, days, log)


def _spread_early(session: Session, office: Office) -> None:
    for who, topic, channel, message, ahead, reach, more in (
        (
            "wulan",
            Topic.AGREEMENT,
            Channel.MEETING,
            "Isi kerja sama dijelaskan kepada jajaran Bawaslu",
            2,
            35,
            {"target": Target.FIRST},
        ),
        (
            "budi",
            Topic.AGREEMENT,
            Channel.PRESS,
            "Kerja sama pengawasan konten diumumkan",
            6,
            2400,
            {"target": Target.STAKEHOLDERS},
        ),
        ("galih", Topic.NIK, Channel.SOCIAL_MEDIA, "Satu NIK untuk semua layanan: jangan bagikan sembarangan", 9, 5120, {}),
        ("dimas", Topic.OVERSIGHT, Channel.BROADCAST, "Cara melaporkan pelanggaran lewat posko", 14, None, {}),
        ("ningsih", Topic.NIK, Channel.PRINT, "Bawa KTP-el saat mengadu", 18, 600, {}),
    ):
        row = _plan(session, office, who, topic, channel, message, ahead, **more)
        link = "" if channel is Channel.PRINT else f"https://media.contoh.id/siaran-{ahead}"
        _done(office, who, row, ahead + 0.1, reach, link)


def _spread_campaign(session: Session, office: Office) -> None:
    for who, channel, message, ahead, late, reach in (
        ("tiara", Channel.SOCIAL_MEDIA, "Kenali akun kampanye yang terdaftar", 3, 0, 8300),
        ("wulan", Channel.WEBSITE, "Daftar hoaks pekan ini dan faktanya", 7, 1, 940),
        ("budi", Channel.MESSAGE, "Jangan teruskan kabar tanpa sumber", 10, 0, 1500),
        ("dimas", Channel.SOCIAL_MEDIA, "Tolak politik uang", 14, 2, 6100),
        ("galih", Channel.BROADCAST, "Dialog radio: kampanye sehat di internet", 17, 0, None),
    ):
        row = _plan(session, office, who, Topic.OVERSIGHT, channel, message, ahead)
        _done(office, who, row, ahead + late + 0.1, reach, f"https://media.contoh.id/kampanye-{ahead}")
    dropped = _plan(session, office, "tiara", Topic.OVERSIGHT, Channel.MEETING, "Tatap muka dengan pemilih pemula", 11)
    her, reason = office.staff["tiara"], "Digabung dengan dialog radio."
    _later(office, 9, lambda session: dissemination.drop(session, her, office.clock, dropped, 1, reason))
    _plan(session, office, "wulan", Topic.OVERSIGHT, Channel.PRINT, "Spanduk ajakan melapor di pasar", 20, who="Tim humas Bawaslu")


def _plans(session: Session, office: Office) -> None:
    _plan(session, office, "dimas", Topic.OVERSIGHT, Channel.SOCIAL_MEDIA, "Hitung mundur masa tenang: yang boleh dan tidak", 6)
    _plan(session, office, "galih", Topic.NIK, Channel.BROADCAST, "Periksa data KTP-el Anda sebelum hari pemungutan suara", 9)


# Facilities -------------------------------------------------------------------------------------------------------


def _lists(session: Session, office: Office) -> None:
    for who, name, place in (
        ("budi", "Aula Diskominfo", "Lantai 2, 80 kursi"),
        ("budi", "Proyektor 1", "Ruang peralatan"),
        ("budi", "Studio siniar", "Lantai 1"),
        ("budi", "Mobil layanan internet", "Garasi dinas"),
        ("wulan", "Ruang rapat Bawaslu", "Lantai 1, 20 kursi"),
        ("wulan", "Perekam rapat", "Sekretariat"),
    ):
        facilities.offer(session, office.staff[who], office.clock, name, place)


def _ask(session: Session, office: Office, who: str, name: str, purpose: str, ahead: int, hours: float = 6) -> str:
    office.clock.advance(dt.timedelta(minutes=6))
    start = dt.datetime.combine(_today(office) + ahead * _DAY, dt.time(9), office.settings.zone).astimezone(dt.UTC)
    signer = _BAWASLU if office.staff[who].party is Party.BAWASLU else _DISKOMINFO
    facility = session.scalars(select(Facility.id).where(Facility.name == name)).one()
    day = start.astimezone(office.settings.zone).date()
    given = Request(
        facility_id=facility,
        purpose=purpose,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=hours),
        under=_under(session, office, Scope.FACILITIES, day),
        signer=signer,
    )
    return facilities.ask(session, office.staff[who], office.clock, office.settings, given).id


def _answer(session: Session, office: Office, who: str, loan: str, no: str = "") -> None:
    office.clock.advance(dt.timedelta(minutes=35))
    row, signer = facilities.get(session, loan), _BAWASLU if office.staff[who].party is Party.BAWASLU else _DISKOMINFO
    told = (session, office.staff[who], office.clock, office.settings, loan, row.version)
    if no:
        facilities.refuse(*told, no, signer)
    else:
        facilities.approve(*told, row.facility_id or "", signer)


def _out(office: Office, who: str, loan: str, taker: str, note: str, session: Session) -> None:
    given = HandOver(condition=Condition.GOOD, given_by=office.staff[who].name, taken_by=taker, note=note)
    facilities.hand_over(session, office.staff[who], office.clock, loan, facilities.get(session, loan).version, given)


def _back(office: Office, who: str, loan: str, giver: str, condition: Condition, note: str, session: Session) -> None:
    given = HandOver(condition=condition, given_by=giver, taken_by=office.staff[who].name, note=note)
    facilities.take_back(session, office.staff[who], office.clock, loan, facilities.get(session, loan).version, given)


def _first_loan(session: Session, office: Office) -> None:
    loan = _ask(session, office, "wulan", "Aula Diskominfo", "FGD isu hoaks menjelang masa kampanye", 3)
    _answer(session, office, "budi", loan)
    _later(office, 3, partial(_out, office, "budi", loan, "Wulan Ujicobasari", "Dengan kunci dan dua mikrofon"))
    _later(office, 3.3, partial(_back, office, "budi", loan, "Wulan Ujicobasari", Condition.GOOD, ""))


def _damaged(session: Session, office: Office) -> None:
    loan = _ask(session, office, "dimas", "Proyektor 1", "Pembekalan pengawas kecamatan", 1, 30)
    _answer(session, office, "ningsih", loan)
    _later(office, 1, partial(_out, office, "ningsih", loan, "Dimas Misalwan", "Dengan kabel HDMI dan tas"))
    broken = "Tutup lensa pecah; kabel HDMI tertinggal dan menyusul."
    _later(office, 2.1, partial(_back, office, "ningsih", loan, "Dimas Misalwan", Condition.DAMAGED, broken))


def _refused(session: Session, office: Office) -> None:
    loan = _ask(session, office, "tiara", "Studio siniar", "Rekaman siniar pengawasan partisipatif", 2)
    _answer(session, office, "galih", loan, "Studio dipakai siaran rutin pada waktu itu; hari Kamis masih kosong.")


def _lent(session: Session, office: Office) -> None:
    loan = _ask(session, office, "budi", "Perekam rapat", "Rapat koordinasi penanganan konten", 1, 32)
    _answer(session, office, "wulan", loan)
    _later(office, 1, partial(_out, office, "wulan", loan, "Budi Rekaanto", "Dengan kartu memori"))
    ahead = _ask(session, office, "halim", "Aula Diskominfo", "Rapat kerja pengawas kecamatan", 7, 8)
    _answer(session, office, "kartika", ahead)


def _waiting(session: Session, office: Office) -> None:
    _ask(session, office, "wulan", "Mobil layanan internet", "Posko pengaduan keliling selama masa tenang", 5, 72)


# Another activity -------------------------------------------------------------------------------------------------


def _propose(session: Session, office: Office, who: str, title: str, legal: str, ahead: int) -> str:
    day = _today(office) + ahead * _DAY
    under = _under(session, office, Scope.OTHER, day)
    cost = Cost(bearer=CostBearer.SHARED, line="5.1.02.01 (contoh)", planned=2_000_000)
    given = ActivityInput(
        title=title,
        legal_note=legal,
        starts_on=day,
        ends_on=day + _DAY,
        agreement_id=under.agreement_id,
        scope=Scope.OTHER,
        cost=cost,
    )
    return activities.propose(session, office.staff[who], office.clock, given).id


def _activity(session: Session, office: Office) -> None:
    legal = "Sejalan dengan tugas pencegahan dan layanan informasi publik kedua pihak; tidak mengubah lingkup perjanjian."
    row = _propose(session, office, "wulan", "Posko bersama di pasar mingguan", legal, 6)
    _later(office, 2, lambda session: activities.agree(session, office.staff["kartika"], office.clock, row, 1))
    said = "Dua hari, 140 pengunjung, sembilan pengaduan diterima di tempat."
    told = (office.staff["wulan"], office.clock, office.settings, row, 2)
    _later(office, 8, lambda session: activities.finish(session, *told, outcome=said, actual_cost=1_850_000))


def _stuck_proposal(session: Session, office: Office) -> None:
    legal = "Sejalan dengan literasi digital dalam perjanjian; usulan teknis menunggu persetujuan."
    _propose(session, office, "galih", "Lomba video pendek antihoaks untuk pelajar", legal, 1)
