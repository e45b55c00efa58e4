"""Full-text search over cases: words by their beginnings, the newest matches first.

Each case's searchable text is kept, reduced to plain words, in ``case_text``; over it lies SQLite's FTS5 or a GIN index
of PostgreSQL. A search looks at the newest ``MOST`` matches, so that a common word costs no more than a rare one.
"""

import re

from sqlalchemy import (
    DDL,
    ColumnElement,
    Select,
    TextClause,
    bindparam,
    column,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseNote, CaseText

MOST = 200
AT_ONCE = 100  # notes taken into the index in one transaction
_WORD = re.compile(r"[^\W_]+")
_text = CaseText.__table__
_fts = table("case_search", column("rowid"), column("case_search"))
_SIMPLE: ColumnElement[str] = literal_column("'simple'::regconfig")  # PostgreSQL's dictionary that changes no word

event.listen(
    _text,
    "after_create",
    # Kept up to date by this file, not by triggers: those may not touch a virtual table where schemas are not trusted.
    DDL(
        "CREATE VIRTUAL TABLE case_search USING fts5(words, content='case_text', content_rowid='row', prefix='2 3 4 5 6')"
    ).execute_if(dialect="sqlite"),
)
event.listen(
    _text,
    "after_create",
    DDL("CREATE INDEX ix_case_text_words ON case_text USING gin (to_tsvector('simple'::regconfig, words))").execute_if(
        dialect="postgresql"
    ),
)
event.listen(_text, "before_drop", DDL("DROP TABLE case_search").execute_if(dialect="sqlite"))
_FTS_ADD = text("INSERT INTO case_search(rowid, words) VALUES (:row, :words)")
_FTS_REMOVE = text("INSERT INTO case_search(case_search, rowid, words) VALUES ('delete', :row, :words)")


def plain_words(*texts: str | None) -> list[str]:
    """The words of ``texts`` without case or punctuation; a number like ``0007/ADU`` becomes two."""
    return [word for text in texts if text for word in _WORD.findall(text.casefold())]


def index(session: Session, case: Case) -> None:
    """Make ``case`` findable by what it says now: number, respondent, account, link, place and narrative."""
    words = " ".join(plain_words(case.complaint_no, case.respondent, case.account, case.link, case.event_place, case.narrative))
    known = session.scalar(select(CaseText).where(CaseText.case_id == case.id))
    if known is None:
        known = CaseText(case_id=case.id, words=words)
        session.add(known)
    else:
        _fts_run(session, _FTS_REMOVE, known)
        known.words = words
    session.flush()
    _fts_run(session, _FTS_ADD, known)


def add(session: Session, case_id: str, *texts: str) -> None:
    """Make a case findable by more words: of its notes, of what its evidence is called."""
    known = session.scalars(select(CaseText).where(CaseText.case_id == case_id)).one()
    more = [word for word in dict.fromkeys(plain_words(*texts)) if word not in known.words.split()]
    if more:
        _fts_run(session, _FTS_REMOVE, known)
        known.words = f"{known.words} {' '.join(more)}".strip()
        session.flush()
        _fts_run(session, _FTS_ADD, known)


def catch_up(session: Session) -> int:
    """Make cases findable by the notes written since the last time; how many. Apart from writing them, which is not to wait."""
    new = session.scalars(
        select(CaseNote).where(~CaseNote.indexed).order_by(CaseNote.at, CaseNote.case_id, CaseNote.text).limit(AT_ONCE)
    ).all()
    for note in new:
        add(session, note.case_id, note.text)
        note.indexed = True
    session.flush()
    return len(new)


def forget(session: Session, case_id: str) -> None:
    """Take a case that is being wiped out of the index."""
    known = session.scalars(select(CaseText).where(CaseText.case_id == case_id)).one()
    _fts_run(session, _FTS_REMOVE, known)
    session.delete(known)
    session.flush()


def _fts_run(session: Session, statement: TextClause, row: CaseText) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(statement, {"row": row.row, "words": row.words})


def matching(dialect: str) -> ColumnElement[bool]:
    """The condition that a case is among the newest matches of the parameter ``match`` (see ``match_of``)."""
    found: Select[tuple[str]] = select(_text.c.case_id)
    if dialect == "postgresql":
        hit = func.to_tsvector(_SIMPLE, _text.c.words).op("@@")(func.to_tsquery(_SIMPLE, bindparam("match")))
        newest = found.where(hit).order_by(_text.c.row.desc()).limit(MOST)
        return Case.id.in_(newest)
    rows = select(_fts.c.rowid).where(_fts.c.case_search.op("MATCH")(bindparam("match")))
    return Case.id.in_(found.where(_text.c.row.in_(rows.order_by(_fts.c.rowid.desc()).limit(MOST))))


def match_of(words: tuple[str, ...], dialect: str) -> str:
    """What was typed, as the database's own query: every word must begin some word of the case."""
    plain = plain_words(*words)
    if dialect == "postgresql":
        return " & ".join(f"{word}:*" for word in plain)
    return " ".join(f'"{word}"*' for word in plain)
