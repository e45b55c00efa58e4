"""The health check in plain words: what is well, what is not, and what to do about it."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intranet.base import schema, trail
from intranet.base.clock import SystemClock
from intranet.base.db import Database, journal_mode
from intranet.base.sealing import FieldKeys, SealError
from intranet.checkpoints import keys as checkpoint_keys
from intranet.checkpoints import queries as checkpoints
from intranet.evidence import queries as evidence
from intranet.settings import Settings
from shared import stamp

_LOW_SPACE = 1024**3  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, whether it is well, and a sentence."""

    name: str
    good: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything this machine can show; never raises for a fault it is there to find."""
    database = Database(settings.url)
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("files made by the build", _assets),
        ("keys", lambda: _keys(settings)),
        ("database", lambda: _database(database)),
        ("schema", lambda: _schema(database)),
        ("trail", lambda: _trail(database)),
        ("checkpoints", lambda: _checkpoints(database, settings)),
        ("evidence", lambda: _evidence(database)),
        ("disk", lambda: _disk(settings)),
    )
    found = [_look(name, look) for name, look in looks]
    database.close()
    return found


def report(findings: list[Finding], *, as_json: bool) -> str:
    """The findings as lines for people or as JSON for machines."""
    if as_json:
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)
    return "\n".join(f"{'ok  ' if finding.good else 'FIX '} {finding.name}: {finding.text}" for finding in findings)


def _look(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except (_Trouble, SealError, stamp.NotBuiltError) as error:
        return Finding(name, False, str(error))
    except SQLAlchemyError as error:
        return Finding(name, False, f"the database does not answer ({type(error).__name__})")
    except OSError as error:
        return Finding(name, False, f"{error.strerror}: {error.filename}")


class _Trouble(Exception):
    """Something that needs attention."""


def _assets() -> str:
    stamp.check()
    return "front-end files and texts are there and fresh"


def _keys(settings: Settings) -> str:
    FieldKeys.load(settings.field_keys_file)
    return "there, readable by their owner only"


def _database(database: Database) -> str:
    with database.engine.connect() as connection:
        if not database.url.startswith("sqlite"):
            return str(connection.execute(text("select version()")).scalar_one()).split(",")[0]
        sound = connection.execute(text("PRAGMA quick_check")).scalar_one()
        if sound != "ok":
            raise _Trouble(f"the SQLite file is damaged: {sound}; restore the newest backup")
        mode = journal_mode()
    why = "" if mode == "wal" else ", since this library's write-ahead log can lose committed rows"
    return f"SQLite {sqlite3.sqlite_version}, sound; journal mode {mode}{why}"


def _schema(database: Database) -> str:
    current, head = schema.current(database), schema.head()
    if current != head:
        raise _Trouble(f"the database is at {current or 'nothing'}, the program at {head}; run: intranet db upgrade")
    return f"up to date ({head})"


def _trail(database: Database) -> str:
    with database.read() as session:
        breaks = list(trail.verify(session))
        if breaks:
            raise _Trouble(f"the chain breaks at event {breaks[0].seq}; run: intranet trail verify")
        count = session.execute(text("SELECT seq FROM trail_head")).scalar_one()
    return f"{count} events, the chain holds"


def _checkpoints(database: Database, settings: Settings) -> str:
    with database.read() as session:
        found = checkpoints.standing(session)
    if found.broken:
        raise _Trouble(f"the last walk over the trail found a fault at event {found.fault_seq}; run: intranet trail verify")
    if found.made_at is None:
        return "none yet; the worker makes the first one"
    checkpoint_keys.load(settings)
    day = found.made_at.astimezone(settings.zone).date()
    if found.late(SystemClock().now()):
        raise _Trouble(f"none since {day}, and there should be one a day; is the worker running? run: intranet trail checkpoint")
    if found.agrees is False:
        raise _Trouble(f"the other party's paper shows something else than the checkpoint of {day}; compare both, delete nothing")
    said = "confirmed by the other party" if found.agrees else "not yet confirmed by the other party"
    return f"the newest is of {day}, over {found.size} events, {said}"


def _evidence(database: Database) -> str:
    with database.read() as session:
        damaged = evidence.damaged(session)
    if damaged:
        named = ", ".join(f"{name} ({sha256[:12]})" for name, sha256 in damaged[:5])
        more = f" and {len(damaged) - 5} more" if len(damaged) > 5 else ""
        raise _Trouble(f"damaged: {named}{more}; restore data_dir/evidence from a backup, the next check says when it is well")
    return "no file is known to be damaged"


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data_dir).free
    if free < _LOW_SPACE:
        raise _Trouble(f"only {free // 1024**2} MiB free in {settings.data_dir}")
    return f"{free // 1024**3} GiB free"
