"""The invented prevention: acts heeded and not, an enforcement given back in part and one still being counted."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.demo.evidence import drawn
from intranet.demo.quarter import Office
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.oversight.rules import name_key
from intranet.partners.models import PartnerOrganisation
from intranet.prevention.models import PropEnforcement
from intranet.prevention.rules import ActKind, Audience, Heed, Medium, PropKind, PropReason
from intranet.prevention.service import acts, props
from intranet.prevention.service.acts import ActInput
from intranet.prevention.service.props import EnforcementInput

_98, _99 = "Pasangan calon 98 (rekaan)", "Pasangan calon 99 (rekaan)"
_TEAM = ("Satpol PP Kabupaten Contoh", "Kesbangpol Kabupaten Contoh")
_PICTURE = """#set page(width: 420pt, height: 260pt, margin: 20pt, fill: rgb("cfe0d8"))
#align(center + horizon, rect(fill: rgb("f3e7c4"), stroke: 3pt + rgb("6b5b2a"), inset: 24pt)[
#text(size: 26pt, weight: "bold")[Baliho rekaan] \\ #text(size: 15pt)[Simpang Empat Contoh]])"""


def prevent(office: Office) -> None:
    """Enter what was done to prevent, and the props taken down in the last weeks, into the diary."""
    diary, now = office.diary, office.now
    diary.enter(now - dt.timedelta(days=24), lambda session: _appeals(session, office))
    diary.enter(now - dt.timedelta(days=12), lambda session: _taken_down(session, office))
    diary.enter(now - dt.timedelta(days=9), lambda session: _warned(session, office))
    diary.enter(now - dt.timedelta(days=5), lambda session: _given_back(session, office))
    diary.enter(now - dt.timedelta(hours=5), lambda session: _today(session, office))


def _act(session: Session, office: Office, who: str, kind: ActKind, subject: str, **more: object) -> str:
    office.clock.advance(dt.timedelta(minutes=7))
    day = office.clock.now().astimezone(office.settings.zone).date()
    usual = {"audience": Audience.PARTICIPANT, "medium": Medium.LETTER, "done_on": day, "kind": kind, "subject": subject}
    if "addressee" in more:
        usual["audience"] = Audience.NAMED
    given = ActInput(**{**usual, **more})  # type: ignore[arg-type]
    return acts.record(session, office.staff[who], office.clock, office.settings, given).id


def _later(office: Office, days_ago: int, who: str, act_id: str, outcome: Heed, note: str, *, as_case: bool = False) -> None:
    """Enter into the diary what came of an act."""

    def come(session: Session) -> None:
        version, on = acts.get(session, act_id).version, office.clock.now().astimezone(office.settings.zone).date()
        how = (office.settings, office.keys, act_id, version)
        acts.follow_up(session, office.staff[who], office.clock, *how, outcome=outcome, on=on, note=note, as_case=as_case)

    office.diary.enter(office.now - dt.timedelta(days=days_ago), come)


def _appeals(session: Session, office: Office) -> None:
    heeded = _act(
        session,
        office,
        "wulan",
        ActKind.APPEAL,
        "Menurunkan sendiri alat peraga di tempat yang dilarang",
        participant=name_key(_98),
        text="Alat peraga di taman kota dan di pohon agar diturunkan sendiri dalam tiga hari.",
        number="015/PM.00.02/K.99/CONTOH",
    )
    _later(office, 21, "wulan", heeded, Heed.HEEDED, "Sembilan spanduk sudah diturunkan tim kampanye.")
    _act(
        session,
        office,
        "galih",
        ActKind.SOCIALISATION,
        "Mengenali berita bohong selama kampanye",
        audience=Audience.PUBLIC,
        medium=Medium.SOCIAL_MEDIA,
        text="Rangkaian infografik di akun dinas, bersama Bawaslu Kabupaten Contoh.",
    )


def _taken_down(session: Session, office: Office) -> None:
    row = _minutes(session, office, "Taman Kota Contoh dan Jalan Contoh Raya", "Contoh Utara")
    _count(session, office, row, _98, PropReason.ZONE, {PropKind.BANNER: 7, PropKind.FLAG: 24, PropKind.POSTER: 11})
    _count(session, office, row, _99, PropReason.ZONE, {PropKind.BILLBOARD: 2, PropKind.BANNER: 5, PropKind.STREAMER: 16})
    _count(session, office, row, _99, PropReason.MATERIAL, {PropKind.STICKER: 40})
    _count(session, office, row, "", PropReason.ZONE, {PropKind.POSTER: 9, PropKind.OTHER: 1})
    dimas, clock, store = office.staff["dimas"], office.clock, Store(office.settings.data_dir)
    file = store.incoming(office.settings.evidence_max_mb * 1024 * 1024)
    file.write(drawn(_PICTURE))
    subject = ("prop_enforcement", row)
    about = About("Baliho sebelum diturunkan")
    evidence.add_file(session, dimas, clock, store, subject=subject, file=file, name="baliho-simpang-empat.png", about=about)
    clock.advance(dt.timedelta(minutes=30))
    props.close(session, dimas, clock, row, props.get(session, row).version, "Gudang Satpol PP Kabupaten Contoh")


def _warned(session: Session, office: Office) -> None:
    case_no = session.scalar(select(Case.complaint_no).where(Case.state != State.DRAFT).order_by(Case.complaint_no).limit(1))
    first = _act(
        session,
        office,
        "tiara",
        ActKind.WARNING,
        "Kampanye di dekat tempat pendidikan",
        participant=name_key(_99),
        text="Alat peraga di depan sekolah agar diturunkan paling lambat dalam dua hari.",
        number="021/PM.00.02/K.99/CONTOH",
        case_no=case_no or "",
    )
    _later(office, 6, "tiara", first, Heed.NOT_HEEDED, "Sesudah dua hari masih terpasang.", as_case=True)
    _act(
        session,
        office,
        "budi",
        ActKind.APPEAL,
        "Tidak memasang ajakan memilih di laman dinas",
        addressee="Pengelola laman desa se-Kabupaten Contoh",
        medium=Medium.MEETING,
    )


def _given_back(session: Session, office: Office) -> None:
    row = session.scalars(select(PropEnforcement.id).order_by(PropEnforcement.done_at).limit(1)).one()
    props.give_back(
        session,
        office.staff["dimas"],
        office.clock,
        office.settings,
        row,
        participant_key=name_key(_98),
        taken_by="Rekaanto, penghubung pasangan calon 98",
        on=office.clock.now().astimezone(office.settings.zone).date(),
        counts={PropKind.BANNER: 7, PropKind.FLAG: 20},
    )


def _today(session: Session, office: Office) -> None:
    row = _minutes(session, office, "Simpang Empat Contoh", "Contoh Selatan")
    _count(session, office, row, _98, PropReason.TIME, {PropKind.BILLBOARD: 1})
    _act(
        session,
        office,
        "wulan",
        ActKind.WARNING,
        "Baliho di simpang empat tanpa izin tempat",
        participant=name_key(_98),
        number="027/PM.00.02/K.99/CONTOH",
    )


def _minutes(session: Session, office: Office, place: str, district: str) -> str:
    partners = session.scalars(select(PartnerOrganisation.id).where(PartnerOrganisation.name.in_(_TEAM)))
    given = EnforcementInput(
        done_at=office.clock.now() - dt.timedelta(hours=1),
        place=place,
        district=district,
        members=frozenset(office.staff[name].id for name in ("dimas", "wulan", "galih")),
        partners=frozenset(partners),
        order_no="SK Bawaslu Kabupaten Contoh nomor 99/CONTOH",
    )
    return props.open_enforcement(session, office.staff["dimas"], office.clock, given).id


def _count(session: Session, office: Office, row: str, participant: str, reason: PropReason, counts: dict[PropKind, int]) -> None:
    office.clock.advance(dt.timedelta(minutes=6))
    how = {"participant": participant, "reason": reason, "counts": counts}
    props.count(session, office.staff["dimas"], office.clock, row, **how)  # type: ignore[arg-type]
