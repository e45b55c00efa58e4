"""What goes when its time is over, what must stay, and that nothing of it can be read from the disk any more."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from intranet.agencies.models import StaffSession
from intranet.base.actor import ActorKind, Party
from intranet.base.errors import Forbidden, Refused
from intranet.base.ids import new_id
from intranet.cases import marking, search, service
from intranet.cases.models import Case, CaseNote, Complainant
from intranet.cases.rules import State
from intranet.disclosure.rules import Form
from intranet.disclosure.service.requests import Asked
from intranet.documents.models import Document, DocumentCase
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.evidence import service as evidence
from intranet.evidence.models import EvidenceItem
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import Method
from intranet.privacy import queries, records, sweeping
from intranet.privacy.models import Erasure
from intranet.privacy.rules import RecordKind, RequestKind
from intranet.privacy.service import erasing, incidents, retention
from tests.conftest import NOW
from tests.intranet.cases.factories import NIK
from tests.intranet.privacy.conftest import DAY, Privacy

TODAY = NOW.date()
OLD = 61 * 31  # days: beyond the sixty months a complainant's data live
WORDS = {"narrative": "Kanarikisah panjang.", "respondent": "Kanariterlapor", "account": "@kanariakun"}
SECRETS = (NIK, "Sari Contoh", "Jalan Melati 9", "081200009999", "sari@contoh.example")
TEXTS = ("Kanarikisah", "kanarikisah", "Kanariterlapor", "kanariterlapor", "kanariakun", "kanaricatatan", "Kanaricatatan")


def plan(privacy: Privacy) -> dict[RecordKind, erasing.Line]:
    with privacy.cases.db.read() as session:
        return {line.kind: line for line in erasing.plan(session, privacy.cases.clock, privacy.cases.settings)}


def erase(privacy: Privacy, *kinds: RecordKind) -> str:
    c = privacy.cases
    with c.db.write() as session:
        return erasing.erase(session, c.people.admin, c.clock, c.settings, kinds or tuple(RecordKind)).id


def term(privacy: Privacy, kind: RecordKind, months: int | None) -> None:
    c = privacy.cases
    with c.db.write() as session:
        how = {"months": months, "source": "JRA 1/2026", "valid_from": TODAY}
        retention.set_term(session, c.people.admin, c.clock, c.settings, kind, **how)


def figures(privacy: Privacy) -> list[int]:
    """What reports count."""
    with privacy.cases.db.read() as session:
        counted = [
            session.scalar(select(func.count()).select_from(model)) or 0 for model in (Case, Complainant, CaseNote, EvidenceItem)
        ]
        closed = session.scalar(select(func.count()).where(Case.state == State.CLOSED, Case.outcome.is_not(None))) or 0
        return [*counted, closed, session.scalar(select(func.count()).select_from(IdentityCheck)) or 0]


def test_the_dry_run_tells_what_is_due_and_changes_nothing(everywhere):
    everywhere.closed(OLD)
    everywhere.closed(OLD + 40)
    everywhere.closed(30)
    everywhere.cases.create()
    before = figures(everywhere)
    line = plan(everywhere)[RecordKind.COMPLAINANT]
    assert (line.count, line.held, sum(count for _month, count in line.months)) == (2, 0, 2)
    assert len(line.samples) == 2
    assert all(one.startswith("000") for one in line.samples)
    assert [plan(everywhere)[kind].count for kind in (RecordKind.CASE_TEXT, RecordKind.EVIDENCE)] == [0, 0]  # no term: they stay
    assert figures(everywhere) == before


def test_erasing_takes_the_person_and_leaves_the_figures(everywhere):
    c = everywhere.cases
    old, young = everywhere.closed(OLD), everywhere.closed(30)
    asked = {"actor_kind": ActorKind.STAFF, "actor_id": "1", "actor_name": "Budi Contoh", "purpose": "intake"}
    check = IdentityCheck(id=new_id(), at=NOW - 5 * DAY, method=Method.BY_EYE, nik_index=c.keys.index(NIK), **asked)
    with c.db.write() as session:
        session.add(check)
        check_id = check.id
    before = figures(everywhere)
    erase(everywhere, RecordKind.COMPLAINANT)
    assert figures(everywhere) == before
    with c.db.read() as session:
        gone, kept = session.get_one(Complainant, old), session.get_one(Complainant, young)
        assert (gone.name, gone.address, gone.phone, gone.email, gone.nik_sealed, gone.nik_index) == ("", "", "", "", None, None)
        assert gone.erased_at == NOW
        assert kept.name == "Sari Contoh"
        assert session.get_one(Case, old).narrative
        assert session.get_one(IdentityCheck, check_id).nik_index is not None  # the younger complaint still needs it
    assert plan(everywhere)[RecordKind.COMPLAINANT].count == 0
    with pytest.raises(Refused, match="Tidak ada yang jatuh waktu"):
        erase(everywhere, RecordKind.COMPLAINANT)
    c.clock.advance(OLD * DAY)
    erase(everywhere, RecordKind.COMPLAINANT)
    with c.db.read() as session:
        assert session.get_one(IdentityCheck, check_id).nik_index is None
    assert everywhere.holds()


def _hold(privacy: Privacy, case_id: str) -> None:
    c = privacy.cases
    with c.db.write() as session:
        retention.hold(
            session, c.people.kartika, c.clock, service.get(session, case_id).complaint_no or "", "Sengketa di pengadilan"
        )


def _share(privacy: Privacy, case_id: str) -> None:
    c = privacy.cases
    asked = Asked(form=Form.ORAL, to_person="Orang", purpose="Tujuan contoh.", basis="UU Contoh", said_on=TODAY)
    with c.db.write() as session:
        marking.ask(session, c.people.wulan, c.clock, c.settings, case_id, {case_id}, asked)


def _ask(privacy: Privacy, case_id: str) -> None:
    privacy.ask(RequestKind.ACCESS, case_id)


def _leak(privacy: Privacy, case_id: str) -> None:
    c, incident = privacy.cases, privacy.incident()
    with c.db.write() as session:
        number = service.get(session, case_id).complaint_no or ""
        incidents.list_affected(session, privacy.budi, c.clock, incident, 1, number)


def _reopen(privacy: Privacy, case_id: str) -> None:
    with privacy.cases.db.write() as session:
        values = {"state": State.TRIAGE, "outcome": None, "due_on": TODAY}
        session.execute(update(Case).where(Case.id == case_id).values(values))


@pytest.mark.parametrize("need", [_hold, _share, _ask, _leak, _reopen])
def test_what_is_still_needed_is_never_erased(everywhere, need):
    case_id = everywhere.closed(OLD)
    need(everywhere, case_id)
    assert plan(everywhere)[RecordKind.COMPLAINANT].count == 0
    with pytest.raises(Refused):
        erase(everywhere)
    with everywhere.cases.db.read() as session:
        assert session.get_one(Complainant, case_id).name == "Sari Contoh"


def test_a_hold_that_was_lifted_lets_go(everywhere):
    c, case_id = everywhere.cases, everywhere.closed(OLD)
    _hold(everywhere, case_id)
    assert plan(everywhere)[RecordKind.COMPLAINANT].held == 1
    with pytest.raises(Refused, match="sudah ditahan"):
        _hold(everywhere, case_id)
    with c.db.write() as session:
        ((row, _no),) = queries.holds(session)
        retention.lift(session, c.people.halim, c.clock, row.id)
    assert plan(everywhere)[RecordKind.COMPLAINANT].count == 1


def test_terms_are_dated_and_set_by_who_runs_the_machine(everywhere):
    c = everywhere.cases
    everywhere.closed(100)
    term(everywhere, RecordKind.COMPLAINANT, 3)
    assert plan(everywhere)[RecordKind.COMPLAINANT].count == 1
    with pytest.raises(Refused, match="sudah ada ketetapan"):
        term(everywhere, RecordKind.COMPLAINANT, 4)
    how = {"months": 1, "source": "x", "valid_from": TODAY}
    with pytest.raises(Forbidden), c.db.write() as session:
        retention.set_term(session, c.people.kartika, c.clock, c.settings, RecordKind.INBOX, **how)
    for wrong in ({"months": 0}, {"source": " "}, {"valid_from": TODAY - DAY}):
        how = {"months": 5, "source": "x", "valid_from": TODAY, **wrong}
        with pytest.raises(Refused), c.db.write() as session:
            retention.set_term(session, c.people.admin, c.clock, c.settings, RecordKind.INBOX, **how)
    with pytest.raises(Forbidden), c.db.write() as session:
        erasing.erase(session, c.people.budi, c.clock, c.settings, [RecordKind.COMPLAINANT])


def test_logins_go_when_their_year_is_over(everywhere):
    c = everywhere.cases
    with c.db.write() as session:
        for name, days in (("old", 400), ("new", 10)):
            at = NOW - days * DAY
            session.add(StaffSession(id=new_id(), token_hash=name, staff_id=c.people.budi.id, started_at=at, seen_at=at))
    assert plan(everywhere)[RecordKind.LOGINS].count == 1
    erase(everywhere, RecordKind.LOGINS)
    with c.db.read() as session:
        assert session.scalars(select(StaffSession.token_hash)).all() == ["new"]


def _with_everything(privacy: Privacy) -> tuple[str, bytes, str]:
    """An old case with notes, a file and a letter; returns its id, the file's bytes and hash."""
    c = privacy.cases
    case_id, content = privacy.closed(OLD, **WORDS), b"Kanariberkas bukti " + b"x" * 500
    with c.db.write() as session:
        service.add_note(session, privacy.budi, c.clock, case_id, "Kanaricatatan petugas.")
        store = Store(c.settings.data_dir)
        file = store.incoming(10_000)
        file.write(content)
        subject, about = ("case", case_id), About(title="Kanarijudul", note="Kanariketerangan")
        item = evidence.add_file(
            session, privacy.budi, c.clock, store, subject=subject, file=file, name="kanarinama.txt", about=about
        )
        said = {"addressee": "Yth. Sari Contoh", "fields": '{"salam":"Sari Contoh"}', "data": '{"to":"Sari Contoh"}'}
        when = {"dated_on": TODAY, "made_at": NOW, "changed_at": NOW}
        paper = Document(
            id=new_id(),
            kind=DocumentKind.STATUS_NOTICE,
            party=Party.DISKOMINFO,
            state=DocumentState.ISSUED,
            subject="Status",
            number="1/X",
            sha256="0" * 64,
            made_by=privacy.budi.id,
            **said,
            **when,
        )
        session.add(paper)
        session.flush()
        session.add(DocumentCase(document_id=paper.id, case_id=case_id))
        while search.catch_up(session):
            pass
        return case_id, content, item.sha256 or ""


def found_on_disk(privacy: Privacy, words: tuple[str, ...], *more: bytes) -> set[str]:
    """Which of these words a raw look at database and evidence folder finds."""
    c = privacy.cases
    files = [Path(c.db.url.removeprefix("sqlite:///"))]
    files += [file.with_name(file.name + end) for file in files for end in ("-wal", "-journal")]
    files += [file for file in Store(c.settings.data_dir).folder.rglob("*") if file.is_file()]
    raw = b"".join(file.read_bytes() for file in files if file.exists())
    wanted = {word: word.encode() for word in words} | {str(one[:20]): one for one in more}
    return {name for name, word in wanted.items() if word in raw}


def test_after_the_sweep_a_raw_look_at_the_disk_finds_nothing_of_what_was_erased(private):
    c = private.cases
    case_id, content, sha256 = _with_everything(private)
    index, sealed = c.keys.index(NIK), ""
    with c.db.read() as session:
        sealed = session.get_one(Complainant, case_id).nik_sealed or ""
    words = (*(word for word in SECRETS if word != NIK), *TEXTS, "Kanarijudul", "kanarinama", "Kanariketerangan", index, sealed)
    assert found_on_disk(private, words, content) == {*words, str(content[:20])}  # the look itself works
    for kind in (RecordKind.CASE_TEXT, RecordKind.EVIDENCE):
        term(private, kind, 60)
    before = figures(private)
    row_id = erase(private)
    assert Store(c.settings.data_dir).path(sha256).exists()  # until it is committed
    assert sweeping.sweep(c.db, c.clock, Store(c.settings.data_dir)) == 1
    assert found_on_disk(private, words, content) == set()
    assert figures(private) == before
    with c.db.read() as session:
        row = session.get_one(Erasure, row_id)
        assert row.swept_at == NOW
        counts = {line["kind"]: line["count"] for line in json.loads(row.content)["lines"]}
        assert counts == {"complainant": 1, "case_text": 1, "evidence": 1}
        assert records.certificate(c.settings, "Kantor", "Admin", row).startswith(b"%PDF")
        assert session.scalar(text("SELECT count(*) FROM case_search WHERE case_search MATCH 'kanarikisah'")) == 0
        (number,) = session.scalars(select(Case.complaint_no).where(Case.id == case_id))
        assert session.scalar(text("SELECT count(*) FROM case_search WHERE case_search MATCH :no"), {"no": f'"{number[:4]}"'}) == 1
    assert sweeping.sweep(c.db, c.clock, Store(c.settings.data_dir)) == 0
    assert private.holds()


def test_on_both_databases_no_table_holds_what_was_erased(everywhere):
    c = everywhere.cases
    _with_everything(everywhere)
    for kind in (RecordKind.CASE_TEXT, RecordKind.EVIDENCE):
        term(everywhere, kind, 60)
    erase(everywhere)
    sweeping.sweep(c.db, c.clock, Store(c.settings.data_dir))
    with c.db.read() as session:
        for table in ("complainant", "cases", "case_note", "case_text", "evidence_item", "document", "feedback", "trail"):
            rows = "\n".join(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for word in (*SECRETS, *TEXTS, "anarijudul", "anariketerangan", "anarinama"):
                assert word not in rows, (table, word)


def test_a_file_that_another_case_needs_stays(private):
    c = private.cases
    _case, content, sha256 = _with_everything(private)
    other, store = c.create(), Store(c.settings.data_dir)
    with c.db.write() as session:
        file = store.incoming(10_000)
        file.write(content)
        about = About(title="Sama", note="")
        evidence.add_file(session, private.budi, c.clock, store, subject=("case", other), file=file, name="sama.txt", about=about)
    term(private, RecordKind.EVIDENCE, 60)
    erase(private, RecordKind.EVIDENCE)
    assert sweeping.sweep(c.db, c.clock, store) == 0
    assert store.intact(sha256)


def test_erased_evidence_is_neither_opened_nor_found_damaged(private, sign_in):
    c = private.cases
    case_id, _content, _sha = _with_everything(private)
    term(private, RecordKind.EVIDENCE, 60)
    erase(private, RecordKind.EVIDENCE)
    store = Store(c.settings.data_dir)
    sweeping.sweep(c.db, c.clock, store)
    with c.db.read() as session:
        assert evidence.due(session, c.clock) == {}
        item = session.scalars(select(EvidenceItem)).one()
    page = sign_in("budi").get(f"/cases/{case_id}").text
    assert "Dihapus menurut masa simpan" in page
    assert f"/evidence/{item.id}/file" not in page
