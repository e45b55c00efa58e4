"""Checkpoints are made once a day, follow one another, are confirmed by the other party only, and say when they cannot be."""

import datetime as dt
import hashlib
import json
import stat
import subprocess
from base64 import b64encode

import pytest
from sqlalchemy import delete, func, select, text, update

from intranet import work
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.sealing import SealError
from intranet.base.trail import TrailEvent, TrailHead
from intranet.checkpoints import keys, nightly, notes, queries, rules, service
from intranet.checkpoints.models import Checkpoint, CheckpointStamp
from intranet.checkpoints.notes import PublicKey
from intranet.checkpoints.tree import Tree, grew
from intranet.checkpoints.verifier import What
from intranet.inbox.models import InboxMessage

DAY = dt.timedelta(days=1)


def count(ledger) -> int:
    with ledger.db.read() as session:
        return session.scalar(select(func.count()).select_from(Checkpoint))


def harm(ledger, seq: int) -> None:
    with ledger.db.write() as session:
        session.execute(update(TrailEvent).where(TrailEvent.seq == seq).values(data='{"n":"lain"}'))


def test_the_worker_makes_one_checkpoint_a_day_that_goes_on_from_the_one_before(ledger):
    before = (0, Tree().root)
    for n in range(3):
        ledger.happen(n + 4)
        for _ in range(3):
            work.keep_checkpoints(ledger.db, ledger.clock, ledger.settings)
        row = ledger.newest()
        assert count(ledger) == n + 1
        assert row.day == (ledger.clock.now() + dt.timedelta(hours=7)).date()
        note = notes.read(row.note)
        assert note.signed_by(PublicKey.parse(row.public_key))
        assert (note.size, note.root.hex()) == (row.size, row.root)
        assert grew(before, (note.size, note.root), [bytes.fromhex(one) for one in row.proof.split()])
        before = (note.size, note.root)
        with ledger.db.read() as session:
            assert not list(trail.verify(session))
            assert trail.of(session, "checkpoint", row.id)[0].kind == "checkpoint.made"
        ledger.clock.advance(DAY)


def test_the_day_is_the_office_s_own(ledger):
    ledger.clock.set(dt.datetime(2026, 11, 20, 16, 59, tzinfo=dt.UTC))  # a minute before midnight in Jakarta
    assert ledger.day().day == dt.date(2026, 11, 20)
    ledger.clock.advance(dt.timedelta(minutes=2))
    assert ledger.day().day == dt.date(2026, 11, 21)


def test_an_auditor_asks_for_one_and_gets_the_same_until_something_happens(ledger):
    ledger.happen()

    def ask(actor: Actor) -> str:
        with ledger.db.write() as session:
            return service.ask(session, actor, ledger.clock, ledger.settings).id

    first = ask(ledger.people.admin)
    assert ask(ledger.people.admin) == first
    ledger.happen(1)
    assert ask(ledger.people.admin) != first
    with ledger.db.read() as session:
        assert session.get(Checkpoint, first).made_by == ledger.people.admin.id
    for actor in (ledger.people.budi, ledger.people.halim, ledger.people.kartika):
        with pytest.raises(Forbidden):
            ask(actor)


def test_what_was_changed_is_found_at_night_told_and_never_signed(ledger):
    ledger.happen()
    ledger.day()
    ledger.happen()
    harm(ledger, 9)
    ledger.clock.advance(DAY)
    for _ in range(2):
        ledger.day()
        ledger.clock.advance(dt.timedelta(minutes=1))
    assert count(ledger) == 1
    with ledger.db.read() as session:
        found = queries.standing(session)
        assert (found.broken, found.fault_seq) == (True, 9)
        told = session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == "checkpoint.trail_broken")).all()
        assert sorted(told) == sorted(one.id for one in (ledger.people.admin, ledger.people.kartika, ledger.people.halim))
    with pytest.raises(Refused, match="tidak utuh"), ledger.db.write() as session:
        service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)


def test_what_was_changed_since_the_last_checkpoint_is_not_signed_either_before_the_night(ledger):
    ledger.happen()
    size = ledger.day().size
    ledger.happen()
    harm(ledger, size + 4)
    with pytest.raises(Refused, match="tidak utuh"), ledger.db.write() as session:
        service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)


def test_a_cut_end_with_its_head_put_right_is_found_by_the_checkpoint(ledger):
    ledger.happen()
    size = ledger.day().size
    with ledger.db.write() as session:
        session.execute(delete(TrailEvent).where(TrailEvent.seq > size - 2))
        end = session.scalar(text(f"SELECT hash FROM trail WHERE seq = {size - 2}"))  # noqa: S608
        session.execute(update(TrailHead).values(seq=size - 2, hash=end))
    with ledger.db.read() as session:
        assert not list(trail.verify(session))  # the chain alone does not show it
    assert nightly.check(ledger.db)[1].what is What.TAIL
    with pytest.raises(Refused, match="berakhir di tempat lain"), ledger.db.write() as session:
        service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)


def test_a_checkpoint_that_is_not_what_was_signed_is_not_gone_on_from(ledger):
    ledger.happen()
    ledger.day()
    ledger.happen()
    for column, value in (("peaks", "00"), ("root", "0" * 64), ("note", "lain")):
        with ledger.db.writing() as session:
            session.execute(update(Checkpoint).values({column: value}))
            with pytest.raises(Refused, match="tidak cocok"):
                service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)
            session.rollback()


def test_a_chain_rewritten_with_its_checkpoint_but_without_the_key_is_found(ledger):
    ledger.happen()
    row = ledger.day()
    tree = Tree()
    tree.add(bytes(32))
    old, new = (b64encode(root).decode() for root in (bytes.fromhex(row.root), tree.root))
    forged = row.note.replace(f"\n{row.size}\n{old}", f"\n1\n{new}")
    with ledger.db.write() as session:
        session.execute(update(Checkpoint).values(size=1, root=tree.root.hex(), peaks=bytes(32).hex(), note=forged))
    assert nightly.check(ledger.db)[1].what is What.SIGNATURE
    with pytest.raises(Refused, match="tidak cocok"), ledger.db.write() as session:
        service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)


def test_the_walk_goes_on_from_read_to_read(ledger, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    ledger.happen(10)
    ledger.day()
    size, fault = nightly.check(ledger.db)
    assert fault is None
    harm(ledger, size - 1)
    assert nightly.check(ledger.db)[1].seq == size - 1


# The other party ---------------------------------------------------------------------------------------------------


def test_an_officer_of_the_other_party_confirms_what_the_paper_shows(ledger):
    ledger.happen()
    row = ledger.day()
    ledger.witness(f" {row.root[-8:-4].upper()} {row.root[-4:].upper()} ")
    with ledger.db.read() as session:
        assert queries.states(session, [row.id]) == {row.id: rules.State.WITNESSED}
        assert queries.said_of(session, row.id)[0].name == "Wulan Contoh"
        assert queries.standing(session).agrees is True
        assert queries.unwitnessed(session) == 0
        assert queries.witnessed_between(session, row.made_at, row.made_at + DAY) == (1, 1)
        assert "checkpoint.witnessed" in {event.kind for event in trail.of(session, "checkpoint", row.id)}
    with pytest.raises(Refused, match="sudah dinyatakan"):
        ledger.witness(row.root[-8:], "halim")


def test_nobody_else_confirms_and_nobody_their_own(ledger):
    ledger.happen()
    row = ledger.day()
    for who in ("budi", "kartika", "admin", "sekar", "tirta"):
        with pytest.raises(Forbidden):
            ledger.witness(row.root[-8:], who)
    both = Actor(ActorKind.STAFF, ledger.people.wulan.id, "W", Party.BAWASLU, frozenset({Role.AUDITOR, Role.BAWASLU_OFFICER}))
    ledger.happen(1)
    with ledger.db.write() as session:
        own = service.ask(session, both, ledger.clock, ledger.settings).id
    with pytest.raises(Forbidden, match="sendiri"), ledger.db.write() as session:
        service.witness(session, both, ledger.clock, own, row.root[-8:], differs=False)
    with pytest.raises(NotFound):
        ledger.witness(row.root[-8:], checkpoint="0" * 32)


def test_a_paper_that_differs_is_told_to_the_heads_and_can_be_put_right(ledger):
    ledger.happen()
    row = ledger.day()
    for typed in ("", "3f9a", "xxxxxxxx"):
        with pytest.raises(Refused, match="Ketik 8"):
            ledger.witness(typed)
    other = "0" * 8 if row.root[-8:] != "0" * 8 else "1" * 8
    with pytest.raises(Refused, match="Tidak sama"):
        ledger.witness(other)
    with pytest.raises(Refused, match="tidak ada yang berbeda"):
        ledger.witness(row.root[-8:], differs=True)
    ledger.witness(other, differs=True)
    with ledger.db.read() as session:
        assert queries.standing(session).agrees is False
        assert session.scalar(select(func.count()).select_from(InboxMessage).where(InboxMessage.kind == "checkpoint.disputed")) == 3
    ledger.clock.advance(dt.timedelta(minutes=5))
    ledger.witness(row.root[-8:], "halim")
    with ledger.db.read() as session:
        assert queries.standing(session).agrees is True


def test_days_without_a_checkpoint_are_named(ledger):
    for days in (1, 1, 3, 1):
        ledger.happen(1)
        ledger.day()
        ledger.clock.advance(days * DAY)
    with ledger.db.read() as session:
        assert queries.missing(session, dt.date(2026, 11, 26), ledger.settings.zone) == [
            dt.date(2026, 11, 24),
            dt.date(2026, 11, 23),
        ]
        assert queries.missing(session, dt.date(2026, 11, 20), ledger.settings.zone) == []


def test_before_the_first_checkpoint_no_day_is_missing_and_an_empty_trail_needs_none(db, clock, settings):
    nightly.run(db, clock, settings)
    with db.read() as session:
        assert queries.missing(session, dt.date(2026, 11, 26), settings.zone) == []
        assert queries.newest(session) is None


# The key -----------------------------------------------------------------------------------------------------------


def test_the_key_is_made_at_first_need_for_its_owner_only_and_never_replaced(ledger):
    ledger.happen()
    row = ledger.day()
    file = ledger.settings.secrets_dir / keys.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private = json.loads(file.read_text())["private"]
    assert private not in repr(keys.load(ledger.settings))
    assert row.public_key == ledger.key
    assert row.public_key.startswith("posko/33.99+")
    with pytest.raises(SealError, match="cannot be made"):
        keys.create(ledger.settings)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "cannot be used"),
        ("[]", "cannot be used"),
        ("{}", "cannot be used"),
        ('{"name":"a b","private":""}', "cannot be used"),
        ('{"name":"posko","private":"AAAA"}', "cannot be used"),
        ('{"name":1,"private":"AAAA"}', "cannot be used"),
    ],
)
def test_a_key_file_that_is_none_is_named(settings, content, told):
    file = settings.secrets_dir / keys.FILE
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SealError, match=told):
        keys.load(settings)


def test_a_key_others_can_read_or_that_is_gone_is_named_with_what_to_do_and_nothing_is_signed(ledger):
    ledger.happen()
    ledger.day()
    ledger.happen()
    file = ledger.settings.secrets_dir / keys.FILE
    file.chmod(0o644)
    with pytest.raises(SealError, match="chmod 600"):
        keys.load(ledger.settings)
    file.unlink()
    with pytest.raises(SealError, match="trail key --new"):
        keys.load(ledger.settings)
    ledger.clock.advance(DAY)
    ledger.day()
    assert count(ledger) == 1
    with pytest.raises(Refused, match="Kunci") as refused, ledger.db.write() as session:
        service.ask(session, ledger.people.admin, ledger.clock, ledger.settings)
    assert refused.value.do
    keys.create(ledger.settings)
    ledger.day()
    assert count(ledger) == 2


# Time stamps -------------------------------------------------------------------------------------------------------


@pytest.mark.needs("openssl")
def test_a_time_stamp_authority_answers_the_request_and_its_answer_is_kept_and_proves(ledger, tmp_path):
    ledger.happen()
    row = ledger.day()
    (tmp_path / "note.txt").write_text(row.note)
    (tmp_path / "r.tsq").write_bytes(rules.stamp_request(row.note))
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "ts.cnf").write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=Cap Waktu Contoh\n"
        "[ext]\nextendedKeyUsage=critical,timeStamping\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=tsa.pem\n"
        "signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1\nordering=no\n"
        "tsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n"
    )

    def openssl(arguments: str) -> str:
        run = subprocess.run(["openssl", *arguments.split()], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        return run.stdout + run.stderr

    openssl("req -new -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 2 -config ts.cnf")
    assert "sha256" in openssl("ts -query -in r.tsq -text")
    openssl("ts -reply -queryfile r.tsq -config ts.cnf -section one -out r.tsr")
    assert "OK" in openssl("ts -verify -data note.txt -in r.tsr -CAfile tsa.pem")
    answer = (tmp_path / "r.tsr").read_bytes()

    def attach(actor: Actor, content: bytes) -> None:
        with ledger.db.write() as session:
            service.attach(session, actor, ledger.clock, row.id, content)

    of_another = answer.replace(hashlib.sha256(row.note.encode()).digest(), bytes(32))
    for wrong in (b"", of_another, b"x" * (rules.MOST_STAMP + 1), b"%PDF-1.7"):
        with pytest.raises(Refused):
            attach(ledger.people.admin, wrong)
    with pytest.raises(Forbidden):
        attach(ledger.people.wulan, answer)
    attach(ledger.people.admin, answer)
    with ledger.db.read() as session:
        assert session.get(CheckpointStamp, row.id).answer == answer
    with pytest.raises(Refused, match="sudah punya"):
        attach(ledger.people.halim, answer)
    assert any('"stamp":' in line for line in ledger.export(tmp_path / "trail.jsonl"))
