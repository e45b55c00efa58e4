"""How the two invented parties coordinated in their quarter: forums, promises, evaluations, exchanges, a list of parties."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements.queries import all_agreements
from intranet.agreements.rules import Standing, standing_on
from intranet.base.actor import Party
from intranet.cases.models import Case
from intranet.cases.rules import OPEN_STATES
from intranet.coordination import watch
from intranet.coordination.models import CoordinationAction, Evaluation, Forum, ReferenceImport
from intranet.coordination.rules import Check, Direction, EvaluationMode, ForumKind, Occasion, ReferenceKind, Sensitivity, Spent
from intranet.coordination.service import actions, costs, evaluations, exchanges, forums, reference
from intranet.coordination.service.actions import Promise
from intranet.coordination.service.costs import CostInput
from intranet.coordination.service.evaluations import EvaluationInput, Handed
from intranet.coordination.service.exchanges import ExchangeInput, HandOver
from intranet.coordination.service.forums import ForumInput, Guest, Minutes
from intranet.coordination.service.reference import ListInput
from intranet.demo.quarter import Office
from intranet.outreach.rules import PARTIES, CostBearer

_DAY = dt.timedelta(days=1)
_YES = dict.fromkeys(Check, True)
_PARTIES = "Nomor;Nama partai\n" + "\n".join(
    f"{number};Partai {name} Contoh" for number, name in enumerate(("Melati", "Kenanga", "Cempaka", "Anggrek", "Dahlia"), 1)
)
_NEWER = _PARTIES.replace("Partai Cempaka Contoh", "Partai Cempaka Putih Contoh") + "\n6;Partai Seroja Contoh\n"


def coordinate(office: Office) -> None:
    """Enter the quarter's coordination into the diary."""
    for days_ago, happening in (
        (62, _first_forum),
        (50, _list),
        (44, _settled),
        (30, _evaluation),
        (21, _exchanges),
        (12, _stuck),
        (6, _draft),
        (2, _coming),
        (1, _newer_list),
    ):
        office.diary.enter(office.now - days_ago * _DAY - dt.timedelta(hours=5), partial(happening, office=office))
    for hours in (29, 2):
        moment = office.now - dt.timedelta(hours=hours)
        office.diary.enter(moment, lambda session: watch.ring(session, office.clock, office.settings))


def _today(office: Office) -> dt.date:
    return office.clock.now().astimezone(office.settings.zone).date()


def _agreement(session: Session, office: Office) -> str:
    """The agreement between the two parties that is in force."""
    return next(
        row.id
        for row in all_agreements(session)
        if {one.party for one in row.parties} >= set(PARTIES) and standing_on(row.term, _today(office)) is Standing.IN_FORCE
    )


def _forum(session: Session, office: Office, who: str, title: str, agenda: str, *, ahead: float = 0, **more: object) -> Forum:
    usual: dict[str, Any] = {
        "kind": ForumKind.PERIODIC,
        "title": title,
        "agenda": agenda,
        "starts_at": office.clock.now() + ahead * _DAY,
        "place": "Ruang rapat Bawaslu Contoh",
        "agreement_id": _agreement(session, office),
    }
    given = ForumInput(**{**usual, **more})
    row = forums.call(session, office.staff[who], office.clock, given)
    for name in ("halim", "wulan", "kartika", "budi"):
        forums.invite(session, office.staff[who], office.clock, row.id, Guest(staff_id=office.staff[name].id))
    return row


def _promise(
    session: Session, office: Office, row: Forum | Evaluation, owner: str, text: str, days: int, finding: str = ""
) -> CoordinationAction:
    due_on = _today(office) + days * _DAY
    given = Promise(text=text, owner_id=office.staff[owner].id, due_on=due_on, finding=finding)
    return actions.promise(session, office.staff["wulan"], office.clock, office.settings, row, given)


def _minutes(session: Session, office: Office, row: Forum, points: str) -> None:
    given = Minutes(on=_today(office), chair="Halim Contohudin", points=points, came={one.id for one in row.participants})
    forums.minute(session, office.staff["wulan"], office.clock, office.settings, row.id, row.version, given)


def _first_forum(session: Session, *, office: Office) -> None:
    row = _forum(
        session, office, "wulan", "Forum koordinasi triwulan", "1. Perkara yang melewati tenggat\n2. Jadwal patroli bersama"
    )
    guest = Guest(name="Laras Rekaanti", unit="KPU Kabupaten Contoh", party=Party.PARTNER)
    forums.invite(session, office.staff["wulan"], office.clock, row.id, guest)
    _promise(session, office, row, "budi", "Menyusun daftar kontak pengelola platform.", 14)
    _promise(session, office, row, "dimas", "Menyusun jadwal patroli bersama bulan depan.", 20)
    _promise(session, office, row, "galih", "Memperbarui panduan penanganan konten.", 58)
    _minutes(session, office, row, "Dua perkara melewati tenggat karena balasan platform lambat.\n\nPatroli dijadwalkan bersama.")


def _settled(session: Session, *, office: Office) -> None:
    for item in session.scalars(select(CoordinationAction).where(CoordinationAction.due_on <= _today(office) + 3 * _DAY)).all():
        who = {Party.BAWASLU: "dimas", Party.DISKOMINFO: "budi"}[item.owner_party]
        result = "Sudah dibagikan kepada kedua pihak."
        actions.done(session, office.staff[who], office.clock, office.settings, item.id, item.version, result)


def _list(session: Session, *, office: Office) -> None:
    row = _take_in(session, office, "Keputusan penetapan peserta pemilu (contoh) Nomor 12", _PARTIES)
    seen = reference.digest(reference.preview(session, row))
    reference.apply(session, office.staff["tiara"], office.clock, row.id, row.version, seen)


def _newer_list(session: Session, *, office: Office) -> None:
    _take_in(session, office, "Perubahan keputusan penetapan (contoh) Nomor 21", _NEWER)


def _take_in(session: Session, office: Office, source: str, text: str) -> ReferenceImport:
    given = ListInput(
        kind=ReferenceKind.PARTIES, source=source, dated_on=_today(office) - _DAY, file_name="partai.csv", content=text.encode()
    )
    return reference.take_in(session, office.staff["tiara"], office.clock, office.settings, given)


def _evaluation(session: Session, *, office: Office) -> None:
    who, day = office.staff["wulan"], _today(office)
    given = EvaluationInput(
        agreement_id=_agreement(session, office),
        mode=EvaluationMode.JOINT,
        occasion=Occasion.ANY_TIME,
        first_on=day - 60 * _DAY,
        last_on=day - _DAY,
    )
    row = evaluations.begin(session, who, office.clock, office.settings, given)
    text = "Penerimaan dan penanganan berjalan. Yang perlu dipercepat adalah balasan platform dan pembagian tugas patroli."
    evaluations.write(session, who, office.clock, row.id, row.version, text, nothing_found=False)
    _promise(session, office, row, "galih", "Menetapkan pengingat tiga hari.", 45, "Balasan platform rata-rata terlambat.")
    evaluations.issue(session, who, office.clock, office.settings, row.id, row.version)
    handed = Handed(row.version, Party.BAWASLU.value, day, "Ratih Rekaanwati")
    evaluations.deliver(session, who, office.clock, office.settings, row.id, handed)


def _draft(session: Session, *, office: Office) -> None:
    day = _today(office)
    given = EvaluationInput(
        agreement_id=_agreement(session, office),
        mode=EvaluationMode.OWN,
        occasion=Occasion.YEARLY,
        first_on=day - 80 * _DAY,
        last_on=day - _DAY,
    )
    evaluations.begin(session, office.staff["budi"], office.clock, office.settings, given)


def _exchanges(session: Session, *, office: Office) -> None:
    for at, (who, direction, other, what, sensitivity) in enumerate(
        (
            ("wulan", Direction.OUT, "Diskominfo Kabupaten Contoh", "Daftar 14 tautan hasil patroli siber", Sensitivity.LIMITED),
            ("budi", Direction.IN, "KPU Kabupaten Contoh", "Daftar akun resmi kampanye", Sensitivity.OPEN),
            ("budi", Direction.OUT, "Polres Contoh", "Tangkapan layar tiga unggahan", Sensitivity.SECRET),
        )
    ):
        office.clock.advance(dt.timedelta(minutes=7))
        given = ExchangeInput(
            direction=direction,
            other=other,
            what=what,
            purpose="Penanganan konten bersama",
            legal_basis="Pasal 4 dan 9 perjanjian kerja sama; UU 27/2022",
            sensitivity=sensitivity,
            retention="Sampai perkara selesai, lalu dihapus",
            way="Media penyimpanan terkunci, diantar petugas",
            answers=_YES if at == 0 else {Check.SAFE: True, Check.LAWFUL: True},
        )
        row = exchanges.prepare(session, office.staff[who], office.clock, given)
        if at < 2:
            handed = HandOver(row.version, _today(office), "Dimas Misalwan", "Budi Rekaanto")
            exchanges.hand_over(session, office.staff[who], office.clock, office.settings, row.id, handed)


def _stuck(session: Session, *, office: Office) -> None:
    query = select(Case).where(Case.state.in_(OPEN_STATES), Case.received_at < office.clock.now() - 5 * _DAY)
    case = session.scalars(query.order_by(Case.received_at, Case.complaint_no).limit(1)).one()
    row = _forum(
        session,
        office,
        "budi",
        f"Perkara {case.complaint_no}",
        "Hambatan pada perkara ini dan jalan keluarnya.",
        kind=ForumKind.INCIDENTAL,
        urgency="Balasan platform belum ada, sedangkan tenggat kajian sudah dekat.",
        case_no=case.complaint_no,
    )
    _promise(session, office, row, "wulan", "Meminta keterangan tambahan kepada pelapor.", 9)
    _promise(session, office, row, "budi", "Mengirim permintaan ulang kepada platform.", 16)
    _minutes(session, office, row, "Disepakati mengirim permintaan ulang dan melengkapi keterangan.")
    entered = CostInput(bearer=CostBearer.SHARED, budget_line="5.1.02.01 (contoh)", planned=300_000, actual=275_000)
    costs.enter(session, office.staff["budi"], office.clock, Spent.FORUM, row.id, 0, entered)


def _coming(session: Session, *, office: Office) -> None:
    _forum(session, office, "kartika", "Persiapan masa tenang", "Pembagian tugas pengawasan konten pada masa tenang.", ahead=6)
