"""The question bank, the test of a session, and the answers of people who are numbers only."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.learning.rules import MOST_PEOPLE, Stage, Way
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pillar


class Question(Base):
    """A question with four choices. Once answered by anybody its words stay as they were: it is only switched off."""

    __tablename__ = "learning_question"
    __table_args__ = (
        CheckConstraint("right_choice IN ('a', 'b', 'c', 'd')", name="right"),
        CheckConstraint("text <> '' AND choice_a <> '' AND choice_b <> '' AND choice_c <> '' AND choice_d <> ''", name="whole"),
        Index("ix_learning_question_list", "active", "pillar"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    pillar: Mapped[Pillar] = mapped_column(enum_column(Pillar))
    text: Mapped[str] = mapped_column(String(500))
    choice_a: Mapped[str] = mapped_column(String(200))
    choice_b: Mapped[str] = mapped_column(String(200))
    choice_c: Mapped[str] = mapped_column(String(200))
    choice_d: Mapped[str] = mapped_column(String(200))
    right_choice: Mapped[str] = mapped_column(String(1))
    active: Mapped[bool] = mapped_column()
    made_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The four choices: letter and text."""
        return [("a", self.choice_a), ("b", self.choice_b), ("c", self.choice_c), ("d", self.choice_d)]


class TestItem(Base):
    """A question of a session's test, the same before and after; ``place`` from 1."""

    __tablename__ = "learning_test_item"
    __test__ = False  # no test of ours, whatever its name
    __table_args__ = (UniqueConstraint("session_id", "question_id"), CheckConstraint("place BETWEEN 1 AND 20", name="place"))

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey(Question.id))

    question: Mapped[Question] = relationship(lazy="joined")


class AnswerSheet(Base):
    """One person's answers to a test, known by the attendance number only. ``score``: how many were right, of ``questions``."""

    __tablename__ = "learning_sheet"
    __table_args__ = (
        UniqueConstraint("session_id", "stage", "number"),
        CheckConstraint("stage IN ('pre', 'post')", name="stage"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_PEOPLE}", name="number"),
        CheckConstraint("score BETWEEN 0 AND questions AND questions BETWEEN 1 AND 20", name="score"),
        CheckConstraint("(way = 'paper') = (added_by IS NOT NULL)", name="typed_by_somebody"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    number: Mapped[int] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer)
    questions: Mapped[int] = mapped_column(Integer)
    way: Mapped[Way] = mapped_column(enum_column(Way))
    added_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    answers: Mapped[list["Answer"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class Answer(Base):
    """What was chosen for one question; ``choice`` empty: nothing."""

    __tablename__ = "learning_answer"
    __table_args__ = (
        CheckConstraint("choice IN ('', 'a', 'b', 'c', 'd')", name="choice"),
        Index("ix_learning_answer_question", "question_id"),
    )

    sheet_id: Mapped[str] = mapped_column(ForeignKey(AnswerSheet.id), primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey(Question.id), primary_key=True)
    choice: Mapped[str] = mapped_column(String(1))
    correct: Mapped[bool] = mapped_column()
