"""Verbs of a session's test: choose its questions, take in answers from paper or tablet, take a mistaken sheet away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intranet.base.actor import SYSTEM, Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.learning import rules
from intranet.learning.models import Answer, AnswerSheet, Question, TestItem
from intranet.learning.rules import MOST_PEOPLE, MOST_QUESTIONS, Stage, Way
from intranet.learning.service import record, require_writer, unreported
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class SheetInput:
    """Somebody's answers: the attendance number, and a letter for each question in order, ``-`` for none."""

    number: int
    answers: str


def choose(session: Session, actor: Actor, clock: Clock, session_id: str, question_ids: Sequence[str]) -> list[TestItem]:
    """Let these be a session's test, in this order; nobody may have answered yet. Raises Forbidden or Refused."""
    require_writer(actor)
    unreported(session, session_id)
    if session.scalar(select(AnswerSheet.id).where(AnswerSheet.session_id == session_id).limit(1)) is not None:
        raise Refused(
            N_("Tes ini sudah dijawab, jadi soalnya tidak berubah lagi."),
            do=N_("Hapus lembar jawaban yang keliru dahulu bila soalnya memang harus diganti."),
        )
    ids = list(dict.fromkeys(question_ids))
    if len(ids) > MOST_QUESTIONS:
        raise Refused(N_("Paling banyak %(most)s soal."), field="questions", values={"most": MOST_QUESTIONS})
    had = {item.question_id for item in items(session, session_id)}
    known = set(session.scalars(select(Question.id).where(Question.id.in_(ids), Question.active | Question.id.in_(had))))
    if known != set(ids):
        raise Refused(N_("Pilih soal dari daftar."), field="questions")
    session.execute(delete(TestItem).where(TestItem.session_id == session_id))
    session.add_all(TestItem(session_id=session_id, place=place, question_id=one) for place, one in enumerate(ids, 1))
    flush(session)
    record(session, clock, actor, "test_chosen", session_id, questions=len(ids))
    return items(session, session_id)


def enter(
    session: Session, actor: Actor, clock: Clock, session_id: str, stage: Stage, sheets: Iterable[SheetInput]
) -> list[AnswerSheet | Refused]:
    """Type in answers from paper; each comes back as kept or with why it was not. Raises Forbidden or Refused."""
    require_writer(actor)
    return _enter(session, actor, clock, session_id, stage, sheets, Way.PAPER)


def enter_by_tablet(session: Session, clock: Clock, session_id: str, stage: Stage, given: SheetInput) -> AnswerSheet:
    """Somebody answers; the caller has seen that the door is open and asks for this test. Raises Refused."""
    done = _enter(session, SYSTEM, clock, session_id, stage, [given], Way.TABLET)[0]
    if isinstance(done, Refused):
        raise done
    return done


def remove(session: Session, actor: Actor, clock: Clock, sheet_id: str) -> str:
    """Take a mistaken sheet away; returns the session's id. Raises Forbidden, NotFound or Refused."""
    require_writer(actor)
    row = session.get(AnswerSheet, sheet_id)
    if row is None:
        raise NotFound(N_("Lembar jawaban tidak ditemukan."))
    unreported(session, row.session_id)
    session_id, number, stage = row.session_id, row.number, row.stage
    session.delete(row)
    flush(session)
    record(session, clock, actor, "answers_removed", session_id, stage=stage.value, number=number)
    return session_id


def items(session: Session, session_id: str) -> list[TestItem]:
    """A session's test, in order."""
    return list(session.scalars(select(TestItem).where(TestItem.session_id == session_id).order_by(TestItem.place)))


def _enter(
    session: Session, actor: Actor, clock: Clock, session_id: str, stage: Stage, sheets: Iterable[SheetInput], way: Way
) -> list[AnswerSheet | Refused]:
    unreported(session, session_id)
    questions = [item.question for item in items(session, session_id)]
    if not questions:
        raise Refused(N_("Sesi ini belum punya soal tes."), do=N_("Pilih soalnya dahulu di halaman tes."))
    query = select(AnswerSheet.number).where(AnswerSheet.session_id == session_id, AnswerSheet.stage == stage)
    taken, done = set(session.scalars(query)), list[AnswerSheet | Refused]()
    for given in sheets:
        answers = rules.read_answers(given.answers, len(questions))
        if not 1 <= given.number <= MOST_PEOPLE:
            done.append(Refused(N_("Nomor hadir dari 1 sampai 20.000."), field="number"))
        elif given.number in taken:
            told = {"number": given.number}
            advice = N_("Periksa nomornya. Bila lembar yang lama keliru, hapus dahulu.")
            done.append(Refused(N_("Jawaban nomor %(number)s sudah ada."), do=advice, field="number", values=told))
        elif answers is None:
            how = {"most": len(questions)}
            done.append(Refused(N_("Tulis %(most)s huruf a sampai d, tanda - untuk yang kosong."), field="answers", values=how))
        else:
            marked = [
                Answer(question_id=question.id, choice=letter.strip("-"), correct=letter == question.right_choice)
                for question, letter in zip(questions, answers, strict=True)
            ]
            row = AnswerSheet(
                id=new_id(),
                session_id=session_id,
                stage=stage,
                number=given.number,
                score=sum(one.correct for one in marked),
                questions=len(questions),
                way=way,
                added_by=actor.id if way is Way.PAPER else None,
                added_at=clock.now(),
                answers=marked,
            )
            session.add(row)
            taken.add(given.number)
            done.append(row)
    flush(session)
    kept = sum(isinstance(one, AnswerSheet) for one in done)
    if kept:
        record(session, clock, actor, "answered", session_id, stage=stage.value, way=way.value, sheets=kept)
    return done
