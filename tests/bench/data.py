"""Fills an office with as many cases as a bench wants: rows put in at once, a few told by the verbs."""

import datetime as dt
import random
import re
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from intranet.base.actor import Party
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases import moving
from intranet.cases import service as cases
from intranet.cases.models import Case, CaseText, Complainant
from intranet.cases.rules import Channel, Event, Outcome, Source, State
from intranet.cases.search import plain_words
from intranet.cases.service import Facts, Person
from shared.elements import Standing
from shared.questions import Platform, Topic
from tests.live import CLOCK, Office

OPEN_SHARE, MOST_OPEN = 0.05, 2000  # of all cases; an office gets two thousand in a whole year
RARE = "zirkonium"  # a word of three cases only
COMMON = "amplop"
_WORDS = re.findall(
    r"[a-z]+",
    "warga desa melapor adanya kiriman yang memuat kabar bohong tentang jadwal pemungutan suara dan pembagian amplop sembako di "
    "balai kampung oleh relawan calon rekaan pada malam hari disaksikan tetangga serta direkam dengan telepon",
)
_HOLDER = {
    State.RECEIVED: Party.DISKOMINFO,
    State.TRIAGE: Party.DISKOMINFO,
    State.ANALYSIS: Party.BAWASLU,
    State.HANDLING: Party.DISKOMINFO,
}


def fill(office: Office, number: int) -> None:
    """Put ``number`` cases in."""
    rng, database = random.Random(number), Database(office.settings.url)
    for start in range(0, number, 10_000):
        rows = [_row(office, rng, n, number) for n in range(start, min(number, start + 10_000))]
        with database.write() as session:
            _insert(session, rows)
    database.close()


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    """Cases with what every case has: a complainant and its place in the search index."""
    said = ("complaint_no", "respondent", "account", "link", "event_place", "narrative")
    session.execute(insert(Case), rows)
    session.execute(
        insert(Complainant), [{"case_id": row["id"], "name": "", "address": "", "phone": "", "email": ""} for row in rows]
    )
    texts = [{"case_id": row["id"], "words": " ".join(plain_words(*(row[name] for name in said)))} for row in rows]
    session.execute(insert(CaseText), texts)
    session.execute(text("INSERT INTO case_search(case_search) VALUES ('rebuild')"))


def _row(office: Office, rng: random.Random, n: int, number: int) -> dict[str, Any]:
    now = CLOCK.now()
    open_one = rng.random() < min(OPEN_SHARE, MOST_OPEN / number)
    state = rng.choice(list(_HOLDER)) if open_one else State.CLOSED
    age = rng.uniform(0, 20) if open_one else rng.uniform(5, 1000)
    received = now - dt.timedelta(days=age)
    told = " ".join(rng.choices(_WORDS, k=40))
    party = _HOLDER.get(state, Party.DISKOMINFO)
    officer = office.people["budi" if party is Party.DISKOMINFO else "wulan"].id
    return {
        "id": new_id(),
        "version": 1,
        "complaint_no": f"{n + 1:06d}/ADU/33.99/XI/2025",
        "check_code": "ABCDEF",
        "source": rng.choice(list(Source)),
        "channel": rng.choice(list(Channel)),
        "state": state,
        "outcome": rng.choice(list(Outcome)) if state is State.CLOSED else None,
        "party": party,
        "officer_id": officer if state is not State.RECEIVED else None,
        "standing": rng.choice(list(Standing)),
        "received_at": received,
        "updated_at": received + dt.timedelta(days=age * rng.random()),
        "due_on": None if state is State.CLOSED else (received + dt.timedelta(days=rng.randrange(1, 12))).date(),
        "closed_at": now if state is State.CLOSED else None,
        "topic": rng.choice(list(Topic)),
        "platform": rng.choice(list(Platform)),
        "link": f"https://facebook.contoh.id/kiriman/{n}",
        "account": f"@akun{n}",
        "event_place": "",
        "respondent": f"Paslon {90 + n % 10}",
        "narrative": f"{RARE} {told}" if n in (number // 10, number // 2, number - number // 10) else told,
    }


def movable(office: Office, number: int) -> list[str]:
    """Cases ready for one move by budi, from triage to analysis; their ids."""
    rng, database = random.Random(7), Database(office.settings.url)
    rows = [
        {
            **_row(office, rng, 1_000_000 + n, 1),
            "state": State.TRIAGE,
            "outcome": None,
            "closed_at": None,
            "party": Party.DISKOMINFO,
            "officer_id": office.people["budi"].id,
            "due_on": CLOCK.now().date(),
            "complaint_no": f"{new_id()}/UJI",
        }
        for n in range(number)
    ]
    with database.write() as session:
        _insert(session, rows)
    database.close()
    return [str(row["id"]) for row in rows]


def lived(office: Office) -> str:
    """One case with a history of ten events and some notes, told by the verbs; its id."""
    settings, database = office.settings, Database(office.settings.url)
    keys = FieldKeys.load(settings.field_keys_file)
    budi, wulan = office.people["budi"], office.people["wulan"]
    facts = Facts(
        topic=Topic.HOAX,
        platform=Platform.FACEBOOK,
        link="https://facebook.contoh.id/1",
        respondent="Paslon 99",
        narrative=" ".join(_WORDS * 4),
    )
    with database.write() as session:
        case = cases.receive(
            session,
            budi,
            CLOCK,
            settings,
            keys,
            source=Source.PUBLIC_COMPLAINT,
            channel=Channel.DESK,
            facts=facts,
            person=Person("3399990101800001", "Sari Contohwati", "Jalan Contoh 1", "0800-0000-0001", ""),
            standing=Standing.VERIFIED,
        )
        cases.assign(session, budi, CLOCK, case.id, case.version, budi.id)
        moving.move(session, budi, CLOCK, settings, case.id, case.version, Event.TAKE_UP)
        for text in ("Pelapor dihubungi.", "Tangkapan layar disimpan.", "Dibahas pada rapat pagi."):
            cases.add_note(session, budi, CLOCK, case.id, text)
        moving.move(session, budi, CLOCK, settings, case.id, case.version, Event.CONTENT_ONLY)
        cases.assign(session, wulan, CLOCK, case.id, case.version, wulan.id)
        cases.add_note(session, wulan, CLOCK, case.id, "Mulai dianalisis.")
        found = case.id
    database.close()
    return found
