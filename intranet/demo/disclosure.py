"""The invented office's secrets: a secret and a restricted case, disclosures on their way, and referrals a partner answers."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.cases import marking, moving, tracking
from intranet.cases.models import Case
from intranet.cases.moving import Step as Move
from intranet.cases.rules import Event, State
from intranet.cases.tracks import Act
from intranet.demo import stories
from intranet.demo.evidence import add
from intranet.demo.people import AGENCIES
from intranet.demo.quarter import Office
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import Form, Level, Step
from intranet.disclosure.service import requests
from intranet.disclosure.service.marks import MarkInput
from intranet.disclosure.service.requests import Asked, Said
from intranet.evidence.models import EvidenceItem
from intranet.partners.queries import named_on

_QUIET = dt.timedelta(hours=5)  # since a case's last change, so that nothing is still to happen to it
_BASIS = "Perjanjian kerja sama, pasal kerahasiaan ayat (5)"


def keep(session: Session, office: Office) -> None:
    """Mark two cases, ask for disclosures, and let the election commission receive two referrals."""
    halim, kartika, wulan, budi = (office.staff[name] for name in ("halim", "kartika", "wulan", "budi"))
    secret = _oldest(session, office, State.EXAMINATION, 1)[0]
    reason = "Nama saksi harus dilindungi selama klarifikasi berjalan."
    marking.mark_case(session, wulan, office.clock, office.settings, secret.id, MarkInput(level=Level.SECRET, reason=reason))
    _ask(session, office, budi, secret, form=Form.READ, to_party=Party.DISKOMINFO, purpose="Menyiapkan penanganan kontennya.")
    restricted = _oldest(session, office, State.ANALYSIS, 1)[0]
    kept = MarkInput(level=Level.RESTRICTED, reason="Menyebut nama warga yang bukan terlapor.")
    marking.mark_case(session, wulan, office.clock, office.settings, restricted.id, kept)
    letter = _ask(
        session,
        office,
        budi,
        restricted,
        form=Form.LETTER,
        to_person="Kepala Bagian Hukum Sekretariat Daerah Contoh",
        purpose="Meminta pendapat hukum tentang kewenangan.",
    )
    _agree(session, office, letter, halim, kartika)
    _step(session, office, letter, budi, Step.USE, Said("Diserahkan lewat surat nomor 15/CONTOH, diterima langsung."))
    _refer(session, office)


def _refer(session: Session, office: Office) -> None:
    commission, tirta = AGENCIES[Party.PARTNER][0], office.staff["tirta"]
    for number, case in enumerate(_oldest(session, office, State.TRIAGE, 2)):
        officer = next((one for one in office.staff.values() if one.id == case.officer_id), office.staff["budi"])
        add(session, office, officer, case)
        step = Move(reason="Perkara ini wewenang penyelenggara pemilihan.", addressee=commission)
        moving.move(session, officer, office.clock, office.settings, case.id, case.version, Event.REFER, step)
        (track,) = tracking.running(session, case.id)
        given = _ask(
            session,
            office,
            officer,
            case,
            item=_picture(session, case),
            form=Form.DOWNLOAD,
            partner_id=named_on(session, commission, office.clock.now().date()),
            purpose="Bahan pemeriksaan oleh penyelenggara.",
        )
        chiefs = [office.staff[name] for name in ("kartika", "halim", "ratih")]
        consents = next(one for one in chiefs if one.party is given.owner)
        _agree(session, office, given, consents, next(one for one in chiefs if one is not consents))
        told = {"legal_basis": stories.LEGAL_BASES[0], "summary": stories.SUMMARY}
        for by, what in ((office.chief_of(track.party), Act.APPROVE), (officer, Act.DELIVER), (tirta, Act.ACKNOWLEDGE))[
            : 2 + number
        ]:
            office.clock.advance(dt.timedelta(seconds=20))
            note = stories.LETTERS[0] if what is Act.DELIVER else ""
            more = told if what is Act.DELIVER else {}
            tracking.act(session, by, office.clock, office.settings, track.id, track.version, what, note, **more)


def _oldest(session: Session, office: Office, state: State, number: int) -> list[Case]:
    quiet = Case.updated_at < office.now - _QUIET
    return list(
        session.scalars(select(Case).where(Case.state == state, Case.link != "", quiet).order_by(Case.complaint_no).limit(number))
    )


def _picture(session: Session, case: Case) -> str:
    query = select(EvidenceItem.id).where(EvidenceItem.subject_id == case.id, EvidenceItem.media_type == "image/png")
    return str(session.scalars(query).one())


def _ask(session: Session, office: Office, actor: Actor, case: Case, *, item: str = "", purpose: str, **to: object) -> Disclosure:
    office.clock.advance(dt.timedelta(seconds=20))
    asked = Asked(purpose=purpose, basis=_BASIS, **to)  # type: ignore[arg-type]
    return marking.ask(session, actor, office.clock, office.settings, case.id, {item or case.id}, asked)


def _agree(session: Session, office: Office, row: Disclosure, consents: Actor, approves: Actor) -> None:
    _step(session, office, row, consents, Step.CONSENT, Said())
    _step(session, office, row, approves, Step.APPROVE, Said())


def _step(session: Session, office: Office, row: Disclosure, actor: Actor, step: Step, said: Said) -> None:
    office.clock.advance(dt.timedelta(seconds=20))
    requests.step(session, actor, office.clock, office.settings, row.id, row.version, step, said)
