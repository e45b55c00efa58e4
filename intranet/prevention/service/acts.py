"""Verbs of prevention acts: record one, correct it, say what came of it, make a finding of one that was not heeded."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.calendar import queries as calendar
from intranet.calendar.models import Election, ElectionStage
from intranet.calendar.rules import StageKind
from intranet.calendar.service import working_day_after
from intranet.cases import service as cases
from intranet.cases.models import Case
from intranet.cases.rules import Channel, Source, State
from intranet.oversight.models import Participant
from intranet.prevention import rules
from intranet.prevention.models import PreventionAct
from intranet.prevention.rules import ActKind, Audience, Heed, Medium
from intranet.prevention.service import flush, same_version
from intranet.settings import Settings
from shared.elements import Standing
from shared.text import N_

BY_DAY, NO_STAGE, AS_IS = "", "none", "as-is"  # of ``stage``: the one the day lies in, none, or what was noted before


@dataclass(frozen=True, kw_only=True)
class ActInput:
    """An act as entered. ``stage``: one of the words above or a stage's id; ``check_on`` None: after the usual days, if needed."""

    kind: ActKind
    audience: Audience
    medium: Medium
    done_on: dt.date
    subject: str
    participant: str = ""
    addressee: str = ""
    text: str = ""
    number: str = ""
    case_no: str = ""
    stage: str = BY_DAY
    check_on: dt.date | None = None


def record(session: Session, actor: Actor, clock: Clock, settings: Settings, given: ActInput) -> PreventionAct:
    """Record an act. Raises Forbidden, or Refused naming the field at fault."""
    if not rules.may_record(actor, given.kind):
        raise Forbidden(N_("Surat peringatan dicatat petugas Bawaslu; tindakan lain oleh petugas kedua pihak."))
    row = PreventionAct(
        id=new_id(),
        party=actor.party or Party.BAWASLU,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        outcome_note="",
        **_checked(session, clock, settings, given),
    )
    session.add(row)
    session.flush()
    data = {"kind": row.kind.value, "audience": row.audience.value, "case": row.case_id or ""}
    trail.record(session, clock, actor, "prevention.recorded", "prevention_act", row.id, data)
    return row


def amend(
    session: Session, actor: Actor, clock: Clock, settings: Settings, act_id: str, version: int, given: ActInput
) -> PreventionAct:
    """Correct an act of which nothing has come yet. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _of(session, actor, act_id)
    if not rules.may_record(actor, given.kind):
        raise Forbidden(N_("Surat peringatan dicatat petugas Bawaslu; tindakan lain oleh petugas kedua pihak."))
    if row.outcome is not None:
        raise Refused(N_("Tindak lanjutnya sudah dicatat; isi tindakan ini tidak dapat diubah lagi."))
    same_version(row.version, version)
    values = _checked(session, clock, settings, given)
    if given.stage == AS_IS:
        values |= {"stage_kind": row.stage_kind, "stage_name": row.stage_name}
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    flush(session)
    if changed:
        trail.record(session, clock, actor, "prevention.amended", "prevention_act", row.id, {"fields": changed})
    return row


def follow_up(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    act_id: str,
    version: int,
    *,
    outcome: Heed,
    on: dt.date,
    note: str = "",
    as_case: bool = False,
) -> PreventionAct:
    """Say what came of an act; ``as_case``: and make a finding of it at once. Raises Forbidden, Conflict or Refused."""
    row = _of(session, actor, act_id)
    if row.outcome is not None:
        raise Refused(N_("Tindak lanjut tindakan ini sudah dicatat."))
    same_version(row.version, version)
    if not row.done_on <= on <= clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Tanggalnya harus antara hari tindakan dan hari ini."), field="outcome_on")
    if as_case and outcome is Heed.HEEDED:
        raise Refused(N_("Yang diindahkan tidak menjadi perkara."), field="as_case")
    row.outcome, row.outcome_on, row.outcome_note = outcome, on, note.strip()
    flush(session)
    trail.record(session, clock, actor, "prevention.followed_up", "prevention_act", row.id, {"outcome": outcome.value})
    if as_case:
        make_case(session, actor, clock, settings, keys, row.id)
    return row


def make_case(session: Session, actor: Actor, clock: Clock, settings: Settings, keys: FieldKeys, act_id: str) -> Case:
    """Register a finding from an act that was not heeded, once. Raises Forbidden, NotFound or Refused."""
    if not rules.may_make_case(actor):
        raise Forbidden(N_("Temuan pengawasan dibuat petugas Bawaslu."))
    row = session.get(PreventionAct, act_id, with_for_update=True)
    if row is None:
        raise NotFound(N_("Tindakan pencegahan tidak ditemukan."))
    if row.outcome is not Heed.NOT_HEEDED:
        raise Refused(N_("Hanya tindakan yang tidak diindahkan yang menjadi perkara."))
    if row.led_case_id is not None:
        raise Refused(N_("Tindakan ini sudah menjadi perkara."), do=N_("Buka perkaranya dari halaman tindakan ini."))
    case = cases.receive(
        session,
        actor,
        clock,
        settings,
        keys,
        source=Source.SUPERVISORY_FINDING,
        channel=Channel.STAFF,
        facts=cases.Facts(
            known_on=row.outcome_on,
            respondent=row.participant.name if row.participant else row.addressee,
            narrative=_story(row),
        ),
        person=cases.Person(),
        standing=Standing.NOT_CHECKED,
    )
    row.led_case_id = case.id
    flush(session)
    trail.record(session, clock, actor, "prevention.made_case", "prevention_act", row.id, {"case": case.id})
    return case


def get(session: Session, act_id: str) -> PreventionAct:
    """The act, or NotFound."""
    row = session.get(PreventionAct, act_id)
    if row is None:
        raise NotFound(N_("Tindakan pencegahan tidak ditemukan."))
    return row


def _of(session: Session, actor: Actor, act_id: str) -> PreventionAct:
    row = get(session, act_id)
    if not rules.may_follow_up(actor, row.party):
        raise Forbidden(N_("Tindakan pihak lain diurus petugas pihak itu atau petugas Bawaslu."))
    return row


def _story(row: PreventionAct) -> str:
    """What a finding begins with; a case's narrative is Indonesian, as everything written in the office."""
    number = f" nomor {row.number}" if row.number else ""
    head = f"{row.kind.label}{number} tanggal {row.done_on:%d-%m-%Y} tidak diindahkan: {row.subject}."
    return "\n\n".join(part for part in (head, row.text, row.outcome_note) if part)[:4000]


def _checked(session: Session, clock: Clock, settings: Settings, given: ActInput) -> dict[str, object]:
    """The columns as entered; raises Refused naming the field at fault."""
    subject, addressee = given.subject.strip(), " ".join(given.addressee.split())
    if not subject:
        raise Refused(N_("Tuliskan pokok tindakannya."), field="subject")
    if fault := rules.audience_fault(given.kind, given.audience):
        raise Refused(fault, field="audience")
    participant = given.participant if given.audience is Audience.PARTICIPANT else None
    if given.audience is Audience.PARTICIPANT and (not participant or session.get(Participant, participant) is None):
        raise Refused(
            N_("Pilih pesertanya."), do=N_("Peserta yang belum ada di daftar ditulis sebagai pihak lain."), field="participant"
        )
    if given.audience is Audience.NAMED and not addressee:
        raise Refused(N_("Tuliskan kepada siapa tindakan ini ditujukan."), field="addressee")
    if given.done_on > clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Tanggal tindakan belum terjadi."), field="done_on")
    check_on = given.check_on
    if check_on is None and given.kind.asks_heed:
        check_on = working_day_after(session, given.done_on, rules.CHECK_DAYS)
    if check_on is not None and check_on < given.done_on:
        raise Refused(N_("Hari memeriksa lagi lebih awal dari tindakannya."), field="check_on")
    stage_kind, stage_name = _stage(session, given)
    return {
        "kind": given.kind,
        "audience": given.audience,
        "participant_key": participant,
        "addressee": addressee if given.audience is Audience.NAMED else "",
        "subject": subject,
        "text": given.text.strip(),
        "medium": given.medium,
        "done_on": given.done_on,
        "number": " ".join(given.number.split()),
        "stage_kind": stage_kind,
        "stage_name": stage_name,
        "case_id": _case_id(session, given.case_no.strip()),
        "check_on": check_on,
    }


def _stage(session: Session, given: ActInput) -> tuple[StageKind | None, str]:
    """The stage's kind and its name as it is now: a calendar corrected later does not change what was noted."""
    if given.stage in (NO_STAGE, AS_IS):
        return None, ""
    row = calendar.stage_on(session, given.done_on) if given.stage == BY_DAY else session.get(ElectionStage, given.stage)
    if row is None:
        if given.stage != BY_DAY:
            raise Refused(N_("Pilih tahapan dari daftar."), field="stage")
        return None, ""
    election = session.get_one(Election, row.election_id)
    return row.kind, f"{row.name} · {election.name}"


def _case_id(session: Session, case_no: str) -> str | None:
    if not case_no:
        return None
    found = session.scalar(select(Case.id).where(Case.complaint_no == case_no, Case.state != State.DRAFT))
    if found is None:
        raise Refused(
            N_("Tidak ada perkara bernomor itu."), do=N_("Salin nomornya dari halaman perkara, atau kosongkan."), field="case_no"
        )
    return found
