"""What a paper is made of: what it is about, what was written, and whether that is enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.cases.models import Track
from intranet.cases.tracks import Kind, Stage
from intranet.documents import codes, contents, facts, rules, stationery
from intranet.documents.bodies import Paper, Signature
from intranet.documents.contents import names_complainant
from intranet.documents.facts import Matter
from intranet.documents.rules import DocumentKind
from intranet.oversight.models import FactCheck
from intranet.settings import Settings
from shared.text import N_

MOST_CASES = 40


@dataclass(frozen=True, kw_only=True)
class DocumentInput:
    """What a paper is about and what it says; unfinished while it is a draft."""

    kind: DocumentKind
    case_ids: tuple[str, ...] = ()
    check_id: str | None = None
    track_ids: frozenset[str] = frozenset()
    evidence_ids: frozenset[str] = frozenset()
    subject: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


def gathered(session: Session, actor: Actor, settings: Settings, clock: Clock, given: DocumentInput) -> Matter:
    """Everything a paper is about: a pack the cases of its requests, a sheet its fact check's case. Raises NotFound, Forbidden."""
    ids = given.case_ids
    if given.kind is DocumentKind.FACT_CHECK:
        of_check = session.scalar(select(FactCheck.case_id).where(FactCheck.id == given.check_id))
        ids = (of_check,) if of_check else ()
    if given.kind is DocumentKind.TAKEDOWN_PACK:
        owners = select(Track.case_id).where(Track.id.in_(given.track_ids), Track.kind == Kind.TAKEDOWN)
        ids = tuple(dict.fromkeys(session.scalars(owners.order_by(Track.opened_at, Track.id))))
    return facts.gather(session, actor, settings, clock, case_ids=ids, check_id=given.check_id, track_ids=given.track_ids)


def check(given: DocumentInput, matter: Matter, *, whole: bool) -> None:
    """Raise NotFound or Refused for what keeps a paper from being kept, or (``whole``) from being issued."""
    kind = given.kind
    if kind is DocumentKind.FACT_CHECK and matter.check is None:
        raise NotFound(N_("Cek fakta tidak ditemukan."))
    if kind is DocumentKind.TAKEDOWN_PACK:
        _check_pack(matter, whole=whole)
    elif kind is not DocumentKind.FACT_CHECK and len(matter.cases) != 1:
        raise NotFound(N_("Perkara tidak ditemukan."))
    if len(given.subject.strip()) > rules.LINE:
        raise Refused(N_("Paling panjang %(most)s huruf."), field="subject", values={"most": rules.LINE})
    name, message, most = contents.fault(kind, given.texts, whole=whole)
    if name:
        raise Refused(message, field=name, values={"most": most})
    nothing = not given.evidence_ids and not given.texts.get("items", "").strip()
    if whole and kind is DocumentKind.HANDOVER and nothing:
        raise Refused(N_("Pilih bukti, atau tuliskan apa yang diserahkan."), field="items")


def _check_pack(matter: Matter, *, whole: bool) -> None:
    if not matter.cases:
        raise Refused(N_("Pilih sedikitnya satu konten."), field="track")
    if len(matter.cases) > MOST_CASES:
        raise Refused(N_("Paling banyak %(most)s konten dalam satu berkas."), field="track", values={"most": MOST_CASES})
    if len({case.platform for case in matter.cases}) > 1:
        raise Refused(N_("Satu berkas untuk satu platform; pisahkan konten dari platform lain."), field="track")
    chosen = [track for case in matter.cases for track in case.tracks if track.id in matter.track_ids]
    if whole and any(track.stage not in facts.TO_ASK for track in chosen):
        raise Refused(N_("Salah satu konten sudah turun atau permohonannya berakhir; keluarkan dari berkas ini."), field="track")


def paper_of(
    session: Session,
    settings: Settings,
    given: DocumentInput,
    matter: Matter,
    party: Party,
    signature: Signature,
    *,
    number: str = "",
    named: bool = False,
) -> Paper:
    """All that is printed; the complainant is ``named`` only on a paper that is issued to them."""
    head, _version = stationery.letterhead(session, settings, party)
    personal = named and names_complainant(given.kind, given.texts)
    texts = {field.name: "" for field in contents.FIELDS[given.kind]} | dict(given.texts)
    return Paper(
        kind=given.kind,
        party=party,
        subject=given.subject.strip() or given.kind.label,
        texts=texts,
        matter=matter,
        evidence=tuple(item for item in matter.evidence if item.id in given.evidence_ids),
        head=head,
        signature=signature,
        day=matter.today,
        code=codes.code_for(session, given.kind, party, matter.regime, matter.today),
        number=number,
        person=facts.complainant(session, matter.case.id) if personal and matter.case else None,
    )


def tracks_of(kind: DocumentKind, given: DocumentInput, matter: Matter) -> frozenset[str]:
    """The requests a pack carries; of a referral or delegation, the tracks nobody has signed for yet."""
    beside = [track for case in matter.cases for track in case.tracks]
    if kind is DocumentKind.TAKEDOWN_PACK:
        return given.track_ids & {track.id for track in beside}
    if kind not in (DocumentKind.REFERRAL, DocumentKind.DELEGATION):
        return frozenset()
    return frozenset(track.id for track in beside if track.kind is Kind.REFERRAL and track.stage is Stage.DRAFTED)


def whom(kind: DocumentKind, texts: Mapping[str, str]) -> str:
    """The register's "to whom": never the complainant's name."""
    if names_complainant(kind, texts):
        return "Pelapor"
    if kind is DocumentKind.HANDOVER:
        return texts.get("receiver_office", "")
    first = (texts.get("addressee") or texts.get("person") or "").strip().partition("\n")[0]
    return first.removeprefix("Yth. ")[: rules.LINE]
