"""Pages of checkpoints, the line on the first page, the day report, the paper, the commands and the health check."""

import datetime as dt
import hashlib
import io
import json
import re

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from intranet import cli as commands
from intranet.base.sealing import SealError
from intranet.base.trail import TrailEvent, TrailHead
from intranet.checkpoints import keys, notes, printing, queries, rules, service
from intranet.checkpoints.models import Checkpoint
from intranet.doctor import examine
from tests.intranet.reports.test_pages import text_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def made(kept):
    kept.happen()
    kept.day()
    return kept


def harm(ledger, seq: int) -> None:
    with ledger.db.write() as session:
        session.execute(update(TrailEvent).where(TrailEvent.seq == seq).values(data='{"n":"lain"}'))
    ledger.clock.advance(DAY)
    ledger.day()


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_an_empty_list_says_when_the_first_one_comes(sign_in):
    assert "Belum ada titik periksa" in page(sign_in("admin"), "/checkpoints")


def test_the_first_page_of_heads_and_administrators_tells_the_trail_s_state_in_one_line(sign_in, made):
    size = made.newest().size
    for who in ("kartika", "halim", "admin"):
        assert f"Jejak utuh sampai catatan nomor {size}, titik periksa terakhir" in page(sign_in(who), "/")
    assert "belum disaksikan Bawaslu" in page(sign_in("halim"), "/")
    for who in ("budi", "wulan", "sekar"):
        assert "Jejak utuh" not in page(sign_in(who), "/")
    made.witness(made.newest().root[-8:])
    assert "sudah disaksikan Bawaslu" in page(sign_in("kartika"), "/")
    made.clock.advance(dt.timedelta(days=3))
    assert "seharusnya setiap hari" in page(sign_in("kartika"), "/")


def test_a_broken_trail_is_said_on_the_first_page_and_in_the_list(sign_in, made):
    harm(made, 9)
    assert "Jejak tidak utuh pada catatan nomor 9." in page(sign_in("kartika"), "/")
    listed = page(sign_in("admin"), "/checkpoints")
    assert "Catatan nomor 9 diubah" in listed
    client = sign_in("admin")
    assert client.post("/checkpoints").status_code == 422
    message = re.search(r"/inbox/(\w+)/open", page(client, "/inbox"))
    assert client.post(f"/inbox/{message[1]}/open").headers["Location"].startswith("/checkpoints")


def test_a_forged_checkpoint_still_has_its_page_paper_and_report(sign_in, made):
    row, client = made.newest(), sign_in("kartika")
    for value in ("lain", row.note.replace(f"\n{row.size}\n", "\n1\n")):
        with made.db.write() as session:
            session.execute(update(Checkpoint).values(note=value))
        for path in (f"/checkpoints/{row.id}", f"/checkpoints/{row.id}/paper.pdf", "/checkpoints", "/reports/today", "/"):
            assert client.get(path).status_code == 200
    made.clock.advance(DAY)
    made.day()
    assert "tidak bertanda tangan sah" in page(sign_in("kartika"), "/checkpoints")


def test_before_the_first_checkpoint_the_line_says_so(sign_in):
    assert "Jejak belum punya titik periksa" in page(sign_in("kartika"), "/")


def test_an_administrator_makes_one_and_a_commissioner_confirms_it_from_paper(sign_in, made):
    answer = sign_in("admin").post("/checkpoints")
    assert answer.status_code == 303
    here, row = answer.headers["Location"], made.newest()
    assert row.made_by is not None
    assert rules.grouped(row.root)[-9:] in page(sign_in("kartika"), here).replace("</span> <span>", " ")
    halim = sign_in("halim")
    shown = page(halim, here).replace("</span> <span>", " ")
    assert rules.grouped(row.root)[-9:] not in shown
    assert "???? ????" in shown
    wrong = halim.post(f"{here}/witness", data={"typed": "0000 0000", "answer": "same"})
    assert wrong.status_code == 422
    told = wrong.get_data(as_text=True)
    assert "Tidak sama dengan titik periksa ini" in told
    assert 'value="0000 0000"' in told
    assert "Kertas saya berbeda" in told
    right = halim.post(f"{here}/witness", data={"typed": rules.grouped(row.root[-8:]), "answer": "same"})
    assert right.status_code == 303
    assert "Halim Contoh" in page(sign_in("wulan"), here)
    assert "disaksikan Bawaslu" in page(sign_in("wulan"), "/checkpoints")


def test_a_paper_that_differs_stands_on_the_page_with_what_was_typed(sign_in, made):
    row = made.newest()
    typed = "0" * 8 if row.root[-8:] != "0" * 8 else "1" * 8
    answer = sign_in("wulan").post(f"/checkpoints/{row.id}/witness", data={"typed": typed, "answer": "differs"})
    assert answer.status_code == 303
    assert typed in page(sign_in("kartika"), f"/checkpoints/{row.id}")
    assert "tetapi kertas Bawaslu berbeda" in page(sign_in("kartika"), "/")
    inbox = page(sign_in("kartika"), "/inbox")
    assert "berbeda dari yang ada di sini" in inbox


def test_missing_days_are_named_in_the_list(sign_in, made):
    made.clock.advance(3 * DAY)
    made.day()
    listed = page(sign_in("admin"), "/checkpoints")
    assert "21 November 2026, " not in listed.split("2 hari")[0]
    assert "22 November 2026, 21 November 2026" in listed


def test_files_are_given_as_files_and_read_back(sign_in, made):
    row, client = made.newest(), sign_in("wulan")
    note = client.get(f"/checkpoints/{row.id}/note.txt")
    assert note.headers["Content-Disposition"].startswith("attachment")
    assert notes.read(note.get_data(as_text=True)).size == row.size
    assert client.get(f"/checkpoints/{row.id}/request.tsq").get_data() == rules.stamp_request(row.note)
    assert client.get(f"/checkpoints/{row.id}/answer.tsr").status_code == 404
    assert client.get("/checkpoints/keinginan").status_code == 404
    assert client.get("/checkpoints?after=rusak").status_code == 200


def test_a_stamp_that_is_none_is_refused_at_its_field_and_one_that_fits_is_kept(sign_in, made):
    row, client = made.newest(), sign_in("admin")

    def send(content: bytes | None) -> int:
        data = {"file": (io.BytesIO(content), "a.tsr")} if content is not None else {}
        return client.post(f"/checkpoints/{row.id}/stamp", data=data, content_type="multipart/form-data").status_code

    good = bytes.fromhex("30820100300302010030") + hashlib.sha256(row.note.encode()).digest()
    assert [send(None), send(b""), send(b"x"), send(b"0" * 100_000), send(good), send(good)] == [422, 422, 422, 422, 303, 422]
    assert client.get(f"/checkpoints/{row.id}/answer.tsr").get_data() == good
    assert "Disimpan" in page(client, f"/checkpoints/{row.id}")


def test_the_day_report_prints_the_root_and_leads_who_confirms_to_it(sign_in, made):
    row = made.newest()
    shown = page(sign_in("wulan"), "/reports/today")
    assert rules.grouped(row.root) in shown
    assert f"/checkpoints/{row.id}" in shown
    assert f"/checkpoints/{row.id}" not in page(sign_in("budi"), "/reports/today")
    printed = text_of(sign_in("budi").get("/reports/today.pdf").get_data())
    assert rules.grouped(row.root)[-9:] in " ".join(printed.split())


def test_the_paper_of_a_checkpoint_bears_size_root_signature_and_key(made):
    row = made.newest()
    pdf = printing.checkpoint(made.settings, row)
    assert pdf == printing.checkpoint(made.settings, row)
    printed = " ".join(text_of(pdf).split())
    for part in rules.grouped(row.root).split():
        assert part in printed
    assert queries.short_signature(row)[:-1] in printed
    assert made.settings.office_name in printed


# Commands and health -----------------------------------------------------------------------------------------------


@pytest.fixture
def run(kept, monkeypatch):
    monkeypatch.setenv("POSKO_DATA_DIR", str(kept.settings.data_dir))
    monkeypatch.setenv("POSKO_SECRETS_DIR", str(kept.settings.secrets_dir))
    monkeypatch.setenv("POSKO_DATABASE_URL", kept.db.url)
    monkeypatch.setenv("POSKO_OFFICE_CODE", "33.99")

    def run(*arguments: object):
        return CliRunner().invoke(commands.cli, [str(one) for one in arguments])

    return run


def test_the_commands_make_export_and_prove(kept, run, tmp_path):
    kept.happen()
    signed = run("trail", "checkpoint")
    assert notes.read(signed.output.removesuffix("\n")).size == kept.newest().size
    key = run("trail", "key").output.strip()
    file = tmp_path / "jejak.jsonl"
    assert "events written" in run("trail", "export", file).output
    assert file.stat().st_mode & 0o077 == 0
    assert run("trail", "export", file).exit_code == 1  # never over a file that is there
    row = kept.newest()
    proved = run("trail", "verify", file, "--key", key, "--paper", f"{row.size}:{row.root[-8:]}", "--lang", "en")
    assert (proved.exit_code, "The trail holds" in proved.output) == (0, True)
    assert run("trail", "verify").exit_code == 0
    other = run("trail", "verify", file, "--key", key, "--paper", f"{row.size}:00000000")
    assert (other.exit_code, "kertas yang dicocokkan" in other.output) == (1, True)


def test_a_broken_trail_is_exported_as_it_is_and_the_command_says_its_end_is_not_signed(made, run, tmp_path):
    harm(made, 9)
    file = tmp_path / "jejak.jsonl"
    exported = run("trail", "export", file)
    assert exported.exit_code == 1
    assert "not signed" in exported.output
    proved = run("trail", "verify", file, "--key", made.key)
    assert proved.exit_code == 1
    assert "catatan nomor 9 diubah" in proved.output
    assert run("trail", "checkpoint").exit_code == 1


def test_the_command_sees_an_end_that_the_chain_alone_does_not_miss(made, run):
    size = made.newest().size
    with made.db.write() as session:
        session.execute(delete(TrailEvent).where(TrailEvent.seq > size - 2))
        end = session.scalar(select(TrailEvent.hash).where(TrailEvent.seq == size - 2))
        session.execute(update(TrailHead).values(seq=size - 2, hash=end))
    found = run("trail", "verify")
    assert (found.exit_code, "were signed for and are gone" in found.output) == (1, True)


def test_only_what_needs_an_office_asks_for_its_settings(monkeypatch, tmp_path):
    for name in ("POSKO_DATA_DIR", "POSKO_SECRETS_DIR", "POSKO_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for arguments in (["trail", "verify"], ["trail", "key"], ["trail", "checkpoint"], ["trail", "export", str(tmp_path / "x")]):
        found = CliRunner().invoke(commands.cli, arguments)
        assert found.exit_code == 1
        assert "setting" in found.output


def test_a_lost_key_is_begun_anew_only_when_told(made, run):
    (made.settings.secrets_dir / keys.FILE).unlink()
    assert isinstance(run("trail", "key").exception, SealError)
    assert run("trail", "key", "--new").output.startswith("posko/33.99+")
    assert isinstance(run("trail", "key", "--new").exception, SealError)


def test_the_health_check_mentions_a_broken_trail_a_late_checkpoint_a_bad_key_and_a_differing_paper(kept, run, monkeypatch):
    def found() -> tuple[bool, str]:
        answer = json.loads(run("doctor", "--json").output)
        return next((one["good"], one["text"]) for one in answer if one["name"] == "checkpoints")

    assert found() == (True, "none yet; the worker makes the first one")
    kept.happen()
    kept.day()
    monkeypatch.setattr("intranet.doctor.SystemClock", lambda: kept.clock)
    good, told = found()
    assert good
    assert "not yet confirmed" in told
    kept.witness("0" * 8, differs=True)
    assert (found()[0], "paper shows something else" in found()[1]) == (False, True)
    kept.witness(kept.newest().root[-8:], "halim")
    assert found()[0]
    file = kept.settings.secrets_dir / keys.FILE
    file.chmod(0o644)
    assert "chmod 600" in found()[1]
    file.chmod(0o600)
    kept.clock.advance(dt.timedelta(days=2, minutes=1))
    assert "none since 2026-11-20" in found()[1]
    harm(kept, 9)
    assert "fault at event 9" in found()[1]
    assert examine(kept.settings)


def test_what_asks_for_nothing_is_not_there(kept):
    with pytest.raises(service.NotFound), kept.db.read() as session:
        service.get(session, "0" * 32)
