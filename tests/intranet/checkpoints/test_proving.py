"""The proof of one event: small, of that event only, judged by the key alone; whatever is done to it, it proves no more."""

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import update

from intranet.base import trail
from intranet.base.errors import NotFound, Refused
from intranet.base.trail import TrailEvent
from intranet.checkpoints import notes, proving
from intranet.checkpoints.judging import judge
from intranet.checkpoints.notes import PublicKey
from intranet.checkpoints.verifier import Fault, Paper, What, of_one_row, verify_row

MINE = 14  # one of the events that ``signed`` lets happen; those before it made the office


def proof(ledger, seq, folder, size=0) -> str:
    file = folder / f"{seq}-{size}.json"
    proving.prove(ledger.db, ledger.clock, seq, file, size)
    return file.read_text(encoding="utf-8")


@pytest.fixture
def signed(ledger):
    """Two checkpoints, and events after them that none is over."""
    ledger.happen(7)
    first = ledger.day().size
    ledger.happen(6)
    ledger.clock.advance(dt.timedelta(days=1))
    second = ledger.day().size
    ledger.happen(3)
    ledger.sizes = (first, second)
    return ledger


def test_every_event_under_a_checkpoint_is_proved_by_the_first_one_over_it(signed, tmp_path):
    key = PublicKey.parse(signed.key)
    first, second = signed.sizes
    for seq in range(1, second + 1):
        made = proof(signed, seq, tmp_path)
        assert of_one_row(made)
        found = verify_row(made, [key])
        assert found.faults == []
        assert json.loads(found.row)[0] == seq
        assert found.note.size == (first if seq <= first else second)
        assert made.count("test.done") <= 1  # of this event only
    assert verify_row(proof(signed, 2, tmp_path, second), [key]).note.size == second
    with signed.db.read() as session:
        told = [json.loads(one.data) for one in trail.of(session, "trail", "1") if one.kind == "trail.proved"]
        assert {"event": 2, "size": second} in told
        assert not list(trail.verify(session))


@pytest.mark.parametrize(("seq", "size"), [(0, 0), (None, 0), (1, 3), (MINE, 13)])
def test_what_no_checkpoint_is_over_has_no_proof(signed, tmp_path, seq, size):
    with pytest.raises(NotFound):
        proof(signed, signed.sizes[1] + 1 if seq is None else seq, tmp_path, size)
    assert list(tmp_path.glob("*.json")) == []


def test_of_a_trail_that_was_changed_no_proof_is_made(signed, tmp_path):
    with signed.db.write() as session:
        session.execute(update(TrailEvent).where(TrailEvent.seq == 3).values(data='{"n":99}'))
    for seq in (3, 4):
        with pytest.raises(Refused, match="tidak cocok"):
            proof(signed, seq, tmp_path)
    assert list(tmp_path.glob("*.json")) == []


def test_a_proof_of_which_anything_is_changed_proves_nothing(signed, tmp_path):
    key, made = PublicKey.parse(signed.key), proof(signed, MINE, tmp_path)
    content = json.loads(made)
    note = notes.read(content["note"])
    other = json.loads(proof(signed, MINE + 1, tmp_path))
    for changed, wrong in (
        ({"row": content["row"].replace("test.done", "test.gone")}, What.INSIDE),
        ({"row": other["row"]}, What.INSIDE),
        ({"row": content["row"].replace(f"[{MINE},", f"[{MINE + 1},")}, What.INSIDE),
        ({"row": "[]"}, What.INSIDE),
        ({"proof": other["proof"]}, What.INSIDE),
        ({"proof": content["proof"][1:]}, What.INSIDE),
        ({"proof": [*content["proof"], "00" * 32]}, What.INSIDE),
        ({"proof": []}, What.INSIDE),
        ({"note": json.loads(proof(signed, signed.sizes[1], tmp_path))["note"]}, What.INSIDE),
        ({"note": content["note"].replace(f"\n{note.size}\n", f"\n{note.size + 1}\n")}, What.SIGNATURE),
        ({"note": "x"}, What.HEAD),
        ({"note": content["note"].replace(key.name, "\ud800")}, What.HEAD),
        ({"row": 5}, What.HEAD),
        ({"row": "\ud800"}, What.HEAD),
        ({"proof": ["xy"]}, What.HEAD),
        ({"proof": None}, What.HEAD),
    ):
        found = verify_row(json.dumps(content | changed), [key])
        assert wrong in {fault.what for fault in found.faults}, changed
    for broken in ("", "[]", "{}", "x", "[" * 100_000):
        assert verify_row(broken, [key]).faults == [Fault(What.HEAD, 0)]
    stranger = notes.PublicKey(key.name, bytes(32))
    assert [fault.what for fault in verify_row(made, [stranger]).faults] == [What.SIGNATURE]
    assert not of_one_row("{}")


def test_the_paper_and_the_kept_note_are_to_be_of_its_checkpoint(signed, tmp_path):
    key, made = PublicKey.parse(signed.key), proof(signed, MINE, tmp_path)
    note = notes.read(json.loads(made)["note"])
    later = notes.read(json.loads(proof(signed, signed.sizes[1], tmp_path))["note"])
    assert verify_row(made, [key], [Paper(note.size, note.root.hex()[-8:])], [note]).faults == []
    for papers, seen in (([Paper(note.size, "0" * 8)], []), ([Paper(note.size + 1, note.root.hex())], []), ([], [later])):
        assert [fault.what for fault in verify_row(made, [key], papers, seen).faults] == [What.PAPER]


def test_the_judge_tells_of_one_event_in_both_languages(signed, tmp_path):
    made, file = proof(signed, MINE, tmp_path), tmp_path / f"{MINE}-0.json"
    told, holds = judge(file, [signed.key], [], [], "id")
    assert holds
    assert f"Catatan nomor {MINE} ada, tidak berubah" in told
    assert '"test.done"' in told
    file.write_text(made.replace("test.done", "test.gone"))
    for lang, says in (("id", f"CATATAN NOMOR {MINE} TIDAK TERBUKTI"), ("en", f"EVENT {MINE} IS NOT PROVED")):
        told, holds = judge(file, [signed.key], [], [], lang)
        assert not holds
        assert says in told
        assert Fault(What.INSIDE, MINE, signed.sizes[0]).told(lang) in told


@pytest.mark.slow
def test_the_judging_command_needs_no_office(kept, tmp_path):
    kept.happen(5)
    kept.day()
    proof(kept, 3, tmp_path)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("POSKO_")}
    command = [sys.executable, "-m", "tests.intranet.checkpoints.command", "trail", "verify"]
    command += [str(tmp_path / "3-0.json"), "--key", kept.key]
    found = subprocess.run(command, capture_output=True, text=True, env=bare, check=False, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Catatan nomor 3 ada" in found.stdout


def test_the_command_writes_a_proof_and_says_what_it_could_not(kept, tmp_path):
    from click.testing import CliRunner

    from intranet.cli import _Later, trail_prove

    class Here(_Later):
        def settings(self):
            return dataclasses.replace(kept.settings, database_url=kept.db.url)

    kept.happen(5)
    kept.day()
    file = tmp_path / "bukti.json"

    def run(*arguments):
        return CliRunner().invoke(trail_prove, [*map(str, arguments)], obj=Here(None))

    done = run(2, file)
    assert done.exception is None, done.exception
    assert (done.exit_code, "event 2 written" in done.output) == (0, True)
    assert verify_row(file.read_text(encoding="utf-8"), [PublicKey.parse(kept.key)]).faults == []
    assert os.stat(file).st_mode & 0o777 == 0o600
    assert "cannot write" in run(2, file).output
    assert "Tidak ada titik periksa" in run(400, tmp_path / "x.json").output
