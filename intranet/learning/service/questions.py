"""Verbs of the question bank: add, correct while nobody has answered, switch off and on."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.learning.models import Answer, Question
from intranet.learning.rules import CHOICES
from intranet.learning.service import plain, require_writer
from intranet.literacy.rules import Pillar
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class QuestionInput:
    """A question as entered; ``choices`` in order of their letters."""

    pillar: Pillar
    text: str
    choices: tuple[str, str, str, str]
    right: str


def add(session: Session, actor: Actor, clock: Clock, given: QuestionInput) -> Question:
    """Put a question into the bank. Raises Forbidden, or Refused naming the field at fault."""
    require_writer(actor)
    row = Question(id=new_id(), active=True, made_by=actor.id, made_at=clock.now(), **_checked(given))
    session.add(row)
    flush(session)
    _record(session, clock, actor, "question.added", row)
    return row


def amend(session: Session, actor: Actor, clock: Clock, question_id: str, version: int, given: QuestionInput) -> Question:
    """Correct a question nobody has answered yet. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _changeable(session, actor, question_id, version)
    if answered(session, question_id):
        raise Refused(
            N_("Soal ini sudah pernah dijawab, jadi isinya tidak berubah lagi."),
            do=N_("Nonaktifkan soal ini, lalu buat yang baru."),
        )
    for name, value in _checked(given).items():
        setattr(row, name, value)
    flush(session)
    _record(session, clock, actor, "question.amended", row)
    return row


def switch(session: Session, actor: Actor, clock: Clock, question_id: str, version: int, *, active: bool) -> Question:
    """Offer a question for new tests, or not any more. Raises Forbidden, NotFound or Conflict."""
    row = _changeable(session, actor, question_id, version)
    row.active = active
    flush(session)
    _record(session, clock, actor, "question.switched", row, active=active)
    return row


def get(session: Session, question_id: str) -> Question:
    """The question, or NotFound."""
    row = session.get(Question, question_id)
    if row is None:
        raise NotFound(N_("Soal tidak ditemukan."))
    return row


def answered(session: Session, question_id: str) -> bool:
    """Whether anybody has answered it."""
    return session.scalar(select(Answer.sheet_id).where(Answer.question_id == question_id).limit(1)) is not None


def _changeable(session: Session, actor: Actor, question_id: str, version: int) -> Question:
    require_writer(actor)
    row = get(session, question_id)
    if row.version != version:
        raise changed_meanwhile()
    return row


def _checked(given: QuestionInput) -> dict[str, object]:
    text = plain(given.text, "text", 500)
    if not text:
        raise Refused(N_("Tuliskan pertanyaannya."), field="text")
    values: dict[str, object] = {"pillar": given.pillar, "text": text, "right_choice": given.right}
    for letter, choice in zip(CHOICES, given.choices, strict=True):
        values[f"choice_{letter}"] = plain(choice, f"choice_{letter}", 200)
        if not values[f"choice_{letter}"]:
            raise Refused(N_("Isi keempat pilihannya."), field=f"choice_{letter}")
    if len({str(values[f"choice_{letter}"]).casefold() for letter in CHOICES}) < len(CHOICES):
        raise Refused(N_("Dua pilihan berbunyi sama."), field="choice_a")
    if given.right not in (*CHOICES,):
        raise Refused(N_("Pilih jawaban yang benar."), field="right")
    return values


def _record(session: Session, clock: Clock, actor: Actor, kind: str, row: Question, **data: object) -> None:
    trail.record(session, clock, actor, kind, "learning_question", row.id, data)
