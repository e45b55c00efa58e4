"""The stand-alone judge: whatever is done to a trail is found and named, and a trail nothing was done to never is."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import delete, text, update

from intranet.base import trail
from intranet.base.trail import TrailEvent, TrailHead
from intranet.checkpoints import notes, verifier
from intranet.checkpoints.judging import judge
from intranet.checkpoints.notes import PublicKey
from intranet.checkpoints.verifier import Fault, Walk, What, verify

Lines = list[str]
TRIES, CLEAN = 200, 50


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> tuple[Lines, PublicKey]:
    """An export of 61 events under three daily checkpoints and one at its end."""
    import datetime as dt

    from intranet.base.clock import FixedClock
    from intranet.base.db import Base, Database
    from intranet.settings import Settings
    from tests.conftest import NOW, cast
    from tests.intranet.checkpoints.conftest import Ledger

    folder = tmp_path_factory.mktemp("exported")
    settings = Settings(data_dir=folder / "office", secrets_dir=folder / "secrets", office_code="33.99")
    database, clock = Database(f"sqlite:///{folder / 'posko.sqlite3'}"), FixedClock(NOW)
    Base.metadata.create_all(database.engine)
    ledger = Ledger(database, clock, settings, cast(database, clock))
    for _ in range(3):
        ledger.happen(11)
        ledger.witness(ledger.day().root[-8:])
        clock.advance(dt.timedelta(days=1))
    ledger.happen(5)
    lines = ledger.export(folder / "trail.jsonl")
    database.close()
    return lines, PublicKey.parse(ledger.key)


def split(lines: Lines) -> tuple[Lines, Lines]:
    """Head with checkpoints, and events."""
    return [line for line in lines if '"row":' not in line], [line for line in lines if '"row":' in line]


def rehash(lines: Lines, start: int) -> Lines:
    """The events with every hash from ``start`` on made anew, as somebody would who knows how the chain is made."""
    made, previous = lines[:start], json.loads(lines[start - 1])["hash"] if start else trail.GENESIS
    for line in lines[start:]:
        parts = json.loads(json.loads(line)["row"])
        parts[-1] = previous
        row = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(row.encode()).hexdigest()
        made.append(json.dumps({"row": row, "hash": previous}, ensure_ascii=False) + "\n")
    return made


def edited(line: str, chance: random.Random, *, hashed: bool) -> str:
    """An event with another value somewhere."""
    content = json.loads(line)
    parts = json.loads(content["row"])
    place = chance.choice([1, 2, 3, 4, 5, 6, 7, 8, 9])
    parts[place] = parts[place] + chance.choice(["x", " ", "9", "é"])
    content["row"] = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    if hashed:
        content["hash"] = hashlib.sha256(content["row"].encode()).hexdigest()
    return json.dumps(content, ensure_ascii=False) + "\n"


def mutate(lines: Lines, chance: random.Random) -> tuple[Lines, range, str]:
    """Something done to a trail: the lines after it, the events it concerns, and what it was."""
    top, rows = split(lines)
    at = chance.randrange(len(rows))
    kind = chance.choice(["edit", "edit and hash", "edit and chain", "delete", "delete and chain", "reorder", "repeat", "cut"])
    concerned = range(at + 1, at + 2)
    if kind == "edit":
        rows[at] = edited(rows[at], chance, hashed=False)
    elif kind == "edit and hash":
        rows[at] = edited(rows[at], chance, hashed=True)
    elif kind == "edit and chain":
        rows = rehash([*rows[:at], edited(rows[at], chance, hashed=False), *rows[at + 1 :]], at)
    elif kind == "delete":
        many = chance.randint(1, min(5, len(rows) - at))
        del rows[at : at + many]
        concerned = range(at + 1, at + many + 1)
    elif kind == "delete and chain":
        del rows[at]
        renumbered = []
        for n, line in enumerate(rows):
            content = json.loads(line)
            parts = json.loads(content["row"])
            parts[0] = n + 1
            renumbered.append(
                json.dumps({"row": json.dumps(parts, ensure_ascii=False, separators=(",", ":")), "hash": content["hash"]}) + "\n"
            )
        rows = rehash(renumbered, at)
        concerned = range(at + 1, len(rows) + 2)
    elif kind == "reorder":
        other = chance.choice([n for n in range(len(rows)) if n != at])
        rows[at], rows[other] = rows[other], rows[at]
        concerned = range(min(at, other) + 1, max(at, other) + 2)
    elif kind == "repeat":
        rows.insert(chance.randint(at + 1, len(rows)), rows[at])
    else:
        rows = rows[:at]
        concerned = range(at + 1, at + 2)
    return [*top, *rows], concerned, kind


def test_200_random_edits_deletes_reorders_and_cuts_are_all_found_and_named(exported):
    lines, key = exported
    chance, kinds = random.Random(6962), set()
    for n in range(TRIES):
        changed, concerned, kind = mutate(list(lines), chance)
        kinds.add(kind)
        found = verify(changed, [key]).faults
        assert found, f"try {n}: {kind} of {concerned} was not found"
        named = {seq for fault in found[:2] for seq in range(fault.seq, fault.until + 1)}
        assert named & set(concerned), f"try {n}: {kind} of {concerned} was told as {found[0]}"
        assert found[0].told("id") != found[0].told("en")
    assert len(kinds) == 8


def test_what_was_done_is_called_by_its_name(exported):
    lines, key = exported
    top, rows = split(lines)

    def first(changed: Lines) -> Fault:
        return verify([*top, *changed], [key]).faults[0]

    chance = random.Random(1)
    assert first([*rows[:6], edited(rows[6], chance, hashed=False), *rows[7:]]) == Fault(What.CHANGED, 7, 7)
    assert first([*rows[:6], edited(rows[6], chance, hashed=True), *rows[7:]]) == Fault(What.LINK, 7, 7)
    assert first([*rows[:6], *rows[9:]]) == Fault(What.MISSING, 7, 9)
    assert first([*rows[:6], rows[7], rows[6], *rows[8:]]) == Fault(What.MOVED, 7, 7)
    assert first([*rows[:7], rows[6], *rows[7:]]) == Fault(What.DOUBLED, 7, 7)
    assert first(rows[:-2]) == Fault(What.TAIL, len(rows) - 1, len(rows))
    sizes = [notes.read(json.loads(line)["note"]).size for line in top[1:]]
    forged = rehash([*rows[: sizes[0]], edited(rows[sizes[0]], chance, hashed=False), *rows[sizes[0] + 1 :]], sizes[0])
    assert first(forged) == Fault(What.ROOT, sizes[0] + 1, sizes[1])


@pytest.mark.postgres
def test_50_clean_trails_raise_no_alarm(tmp_path, clock, settings, staff, office_db):
    import datetime as dt

    from tests.intranet.checkpoints.conftest import Ledger

    chance, ledger = random.Random(50), Ledger(office_db, clock, settings, staff)
    for n in range(CLEAN):
        ledger.happen(chance.randint(0, 9))
        if chance.random() < 0.6:
            ledger.day()
        clock.advance(dt.timedelta(hours=chance.randint(1, 40)))
        report = verify(ledger.export(tmp_path / f"{n}.jsonl"), [PublicKey.parse(ledger.key)])
        assert report.faults == []
        assert report.events > 0


@pytest.mark.parametrize(
    "harm",
    [
        lambda session: session.execute(update(TrailEvent).where(TrailEvent.seq == 9).values(data='{"n":1}')),
        lambda session: session.execute(delete(TrailEvent).where(TrailEvent.seq == 9)),
        lambda session: [
            session.execute(update(TrailEvent).where(TrailEvent.seq == a).values(seq=b)) for a, b in ((9, 900), (8, 9), (900, 8))
        ],
    ],
)
def test_what_was_done_to_the_database_shows_in_its_export_on_both_databases(ledger, tmp_path, harm):
    ledger.happen()
    ledger.day()
    with ledger.db.write() as session:
        harm(session)
    found = verify(ledger.export(tmp_path / "trail.jsonl"), [PublicKey.parse(ledger.key)]).faults
    assert found[0].seq in (8, 9)


def test_a_tail_cut_in_the_database_with_its_head_put_right_is_still_found(ledger, tmp_path):
    ledger.happen()
    size = ledger.day().size
    with ledger.db.write() as session:
        session.execute(delete(TrailEvent).where(TrailEvent.seq > size - 3))
        end = session.scalar(text(f"SELECT hash FROM trail WHERE seq = {size - 3}"))  # noqa: S608
        session.execute(update(TrailHead).values(seq=size - 3, hash=end))
    found = verify(ledger.export(tmp_path / "trail.jsonl"), [PublicKey.parse(ledger.key)]).faults
    assert found[0] == Fault(What.TAIL, size - 2, size)


def test_a_judge_that_does_not_look_at_the_end_would_be_caught_by_these_tests(exported, monkeypatch):
    """The mutant: the walk without its look at what was signed beyond the last event."""
    lines, key = exported
    real: Callable[[Walk], list[Fault]] = Walk.end
    monkeypatch.setattr(Walk, "end", lambda walk: [fault for fault in real(walk) if fault.what is not What.TAIL])
    with pytest.raises(AssertionError, match="was not found"):
        test_200_random_edits_deletes_reorders_and_cuts_are_all_found_and_named(exported)
    top, rows = split(lines)
    assert not verify([*top, *rows[:-2]], [key]).faults


def test_a_whole_trail_rewritten_with_its_checkpoints_shows_by_the_key_and_by_the_paper(exported):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    lines, key = exported
    top, rows = split(lines)
    last = notes.read(json.loads(top[-1])["note"])
    size, half = last.size, notes.read(json.loads(top[1])["note"])
    other = Ed25519PrivateKey.generate()
    forged = PublicKey(key.name, other.public_key().public_bytes_raw())
    note = notes.write(other, key.name, half.size, half.root, half.at)
    older = [top[0], json.dumps({"note": note, "proof": [], "witnesses": []}) + "\n", *rows[: half.size]]
    assert verify(older, [forged]).faults == []
    assert verify(older, [key]).faults == [Fault(What.SIGNATURE, half.size)]
    assert verify(older, [forged], [verifier.Paper(size, last.root.hex()[-8:])]).faults == [Fault(What.PAPER, size)]
    assert [one.what for one in verify(older, [forged], (), [last]).faults] == [What.SIGNATURE, What.PAPER]
    paper = verifier.Paper(size, last.root.hex()[-8:])
    assert verify(lines, [key], [paper], [last, half]).faults == []
    assert verify(lines, [key], [verifier.Paper(size, "00000000")]).faults == [Fault(What.PAPER, size)]


def test_checkpoints_that_were_taken_out_or_do_not_follow_show(exported):
    lines, key = exported
    top, rows = split(lines)
    last = notes.read(json.loads(top[-2])["note"]).size
    whats = {fault.what for fault in verify([*top[:-1], *rows], [key]).faults}
    assert whats == {What.UNSIGNED}
    assert Fault(What.UNSIGNED, last + 1, len(rows)) in verify([*top[:-1], *rows], [key]).faults
    assert {fault.what for fault in verify([*top[:2], *top[3:], *rows], [key]).faults} == {What.PROOF}
    assert {fault.what for fault in verify([top[0], *rows], [key]).faults} == {What.UNSIGNED}


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        "[1]\n",
        "{\n",
        "7\n",
        '{"row":1,"hash":"x"}\n',
        '{"note":"x","proof":[],"witnesses":[]}\n',
        '{"note":1}\n',
        '{"row":"\\ud800","hash":"x"}\n',
        '{"note":"\\ud800","proof":[],"witnesses":[]}\n',
        "[" * 100_000 + "\n",
        '{"x":1}\n',
    ],
)
def test_a_line_that_is_none_is_named(exported, line):
    lines, key = exported
    top, rows = split(lines)
    assert verify([*top, *rows[:3], line, *rows[3:]], [key]).faults == [Fault(What.LINE, len(top) + 4)]


@pytest.mark.parametrize(
    "row", ["", "{}", "[]", "7", '["a"]', "[" * 100_000, "[1,2,3,4,5,6,7,8,9,10,11]", '[-1,2,3,4,5,6,7,8,9,10,"x"]']
)
def test_a_row_of_anything_else_is_a_changed_event(exported, row):
    lines, key = exported
    top, rows = split(lines)
    changed = json.dumps({"row": row, "hash": "0" * 64}) + "\n"
    assert verify([*top, *rows[:3], changed, *rows[4:]], [key]).faults[0] == Fault(What.CHANGED, 4, 4)


@pytest.mark.parametrize(
    "lines", [[], ["\n"], ["{}\n"], ['{"format":"posko-trail-2"}\n'], ['{"format":"posko-trail-1"}\n'], ["[]\n"]]
)
def test_what_is_no_export_is_called_so(exported, lines):
    assert [fault.what for fault in verify(lines, [exported[1]]).faults] == [What.HEAD]


@pytest.mark.parametrize(("typed", "size", "root"), [("12:3F9A 07C2", 12, "3f9a07c2"), (" 12:3f9a-07c2", 12, "3f9a07c2")])
def test_a_paper_is_typed_as_size_and_the_end_of_its_root(typed, size, root):
    assert verifier.paper(typed) == verifier.Paper(size, root)


@pytest.mark.parametrize("typed", ["", "12", "x:3f9a07c2", "12:3f9a07c", "12:3f9a07cg", "12:" + "0" * 65])
def test_a_paper_typed_otherwise_is_refused(typed):
    with pytest.raises(ValueError, match="SIZE:ROOT"):
        verifier.paper(typed)


def test_a_file_with_any_byte_changed_is_judged_and_never_trips_the_judge(exported, tmp_path):
    lines, key = exported
    whole, file, chance = "".join(lines).encode(), tmp_path / "trail.jsonl", random.Random(8)
    for _ in range(150):
        harmed = bytearray(whole)
        harmed[chance.randrange(len(whole))] = chance.randrange(256)
        file.write_bytes(harmed)
        told, holds = judge(file, [str(key)], [], [], "id")
        assert holds == ("Jejak utuh" in told)


# The command, in a process of its own: no office, no settings, no database -----------------------------------------


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("POSKO_")}
    command = [sys.executable, "-m", "tests.intranet.checkpoints.command", "trail", "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=bare, check=False, timeout=60)


@pytest.mark.slow
def test_the_command_needs_only_the_file_and_the_key_and_names_what_is_wrong(exported, tmp_path):
    lines, key = exported
    file, keys = tmp_path / "trail.jsonl", tmp_path / "kunci.txt"
    keys.write_text(f"{key}\n")
    file.write_text("".join(lines), encoding="utf-8")
    clean = run(file, "--key", keys)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "Jejak utuh" in clean.stdout
    chance = random.Random(12)
    for n in range(6):
        changed, _concerned, kind = mutate(list(lines), chance)
        file.write_text("".join(changed), encoding="utf-8")
        found = run(file, "--key", str(key), "--lang", ("id", "en")[n % 2])
        assert found.returncode == 1, kind
        assert verify(changed, [key]).faults[0].told(("id", "en")[n % 2]) in found.stdout
        assert found.stderr == ""


@pytest.mark.slow
def test_the_command_says_what_it_was_not_given(exported, tmp_path):
    lines, key = exported
    file, broken = tmp_path / "trail.jsonl", tmp_path / "note.txt"
    file.write_text("".join(lines), encoding="utf-8")
    broken.write_text("bukan titik periksa")
    for wrong, told in (
        ((), "give at least one public key"),
        (("--key", "ngawur"), "neither a public key nor a file"),
        (("--key", "a+b+c"), "neither a public key nor a file"),
        (("--key", str(broken)), "not a public key"),
        (("--key", str(key), "--paper", "x"), "SIZE:ROOT"),
        (("--key", str(key), "--note", str(broken)), "not a checkpoint"),
    ):
        found = run(file, *wrong)
        assert found.returncode == 2
        assert told in found.stderr
        assert "Traceback" not in found.stderr
