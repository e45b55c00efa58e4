"""Partners: what their people see, what they may answer, and that nothing else of a case reaches them."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.agencies.models import Agency, Staff
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.cases import receiving, tracking
from intranet.cases.models import Track
from intranet.cases.rules import Event
from intranet.cases.tracks import Act, Stage
from intranet.disclosure.rules import Form, Level, Step
from intranet.inbox.models import InboxMessage
from intranet.partners import service as partners
from tests.intranet.cases.factories import PERSON, WHY
from tests.intranet.disclosure.conftest import Kept
from tests.intranet.disclosure.conftest import kept as kept
from tests.intranet.disclosure.conftest import kept_here as kept_here
from tests.intranet.web.harness import fetch, send

TOLD = {"legal_basis": "UU 7/2017 Pasal 455", "summary": "Ringkasan untuk penerima saja."}


def refer(kept: Kept, to: str = "KPU  contoh", *, deliver: bool = True) -> str:
    """A case Budi refers to ``to``; its track's id."""
    c, people = kept.c, kept.people
    case_id = c.in_triage()
    c.move(case_id, people.budi, Event.REFER, reason=WHY, addressee=to)
    c.act(case_id, people.kartika, Act.APPROVE)
    track = c.track(case_id)
    if deliver:
        act(kept, track.id, people.budi, Act.DELIVER, "Surat nomor 1", **TOLD)
    return track.id


def act(kept: Kept, track_id: str, who, what: Act, note: str = "", **told: str) -> Track:
    c = kept.c
    with c.db.write() as session:
        row = session.get(Track, track_id)
        version = row.version if row else 1
        made = tracking.act(session, who, c.clock, c.settings, track_id, version, what, note, **told)
        session.expunge(made)
        return made


def told(kept: Kept, actor) -> list[str]:
    with kept.c.db.read() as session:
        query = select(InboxMessage.kind).where(InboxMessage.staff_id == actor.id).order_by(InboxMessage.id)
        return [kind for kind in session.scalars(query) if kind.startswith("track.")]


def one(kept: Kept, track_id: str) -> Track:
    with kept.c.db.read() as session:
        found = session.get_one(Track, track_id)
        session.expunge(found)
        return found


def test_an_addressee_that_is_a_partner_is_known_as_one_and_any_other_text_is_kept(kept):
    partner = kept.partner()
    assert one(kept, refer(kept, deliver=False)).partner_id == partner
    other = one(kept, refer(kept, "Pengadilan Contoh", deliver=False))
    assert (other.partner_id, other.target) == (None, "Pengadilan Contoh")


@pytest.mark.parametrize("missing", TOLD)
def test_a_partner_is_told_a_legal_basis_and_a_summary_or_nothing_is_delivered(kept, missing):
    kept.partner()
    track_id = refer(kept, deliver=False)
    with pytest.raises(Refused) as refused:
        act(kept, track_id, kept.people.budi, Act.DELIVER, "Surat nomor 1", **{**TOLD, missing: ""})
    assert refused.value.field == missing
    act(kept, refer(kept, "Pengadilan Contoh", deliver=False), kept.people.budi, Act.DELIVER, "Surat nomor 1")


@pytest.mark.parametrize(
    ("acts", "stage"),
    [
        ([Act.ACKNOWLEDGE], Stage.ACKNOWLEDGED),
        ([Act.ANSWER], Stage.ANSWERED),
        ([Act.REFUSE], Stage.REFUSED),
        ([Act.ACKNOWLEDGE, Act.REFUSE], Stage.REFUSED),
        ([Act.ACKNOWLEDGE, Act.ANSWER], Stage.ANSWERED),
    ],
)
def test_its_people_accept_refuse_and_answer_by_the_same_table_and_the_officer_is_told(kept, acts, stage):
    kept.partner()
    track_id = refer(kept)
    assert told(kept, kept.people.tirta) == ["track.delivered"]
    for what in acts:
        act(kept, track_id, kept.people.tirta, what, WHY)
    assert one(kept, track_id).stage is stage
    assert told(kept, kept.people.budi) == ["track.answered"] * len(acts)


def test_a_refused_referral_is_sent_again_or_concluded_and_a_reminded_one_may_still_be_accepted(kept):
    kept.partner()
    track_id = refer(kept)
    act(kept, track_id, kept.people.tirta, Act.REFUSE, WHY)
    act(kept, track_id, kept.people.budi, Act.DELIVER, "Surat nomor 2", **TOLD)
    act(kept, track_id, kept.people.budi, Act.REMIND, WHY)
    act(kept, track_id, kept.people.tirta, Act.ACKNOWLEDGE)
    act(kept, track_id, kept.people.tirta, Act.REFUSE, WHY)
    assert act(kept, track_id, kept.people.budi, Act.CONCLUDE, WHY).stage is Stage.CONCLUDED


@pytest.mark.parametrize("what", [Act.REMIND, Act.CONCLUDE, Act.CANCEL])
def test_its_people_do_nothing_else(kept, what):
    kept.partner()
    track_id = refer(kept)
    with pytest.raises((Forbidden, Refused)):
        act(kept, track_id, kept.people.tirta, what, WHY)


def test_its_people_know_of_nothing_that_is_not_delivered_to_their_own_organisation(kept):
    partner = kept.partner()
    undelivered = refer(kept, deliver=False)
    elsewhere = refer(kept, "Pengadilan Contoh", deliver=False)
    act(kept, elsewhere, kept.people.budi, Act.DELIVER, "Surat nomor 1")
    for track_id in (undelivered, elsewhere, "0" * 32):
        with pytest.raises(NotFound):
            act(kept, track_id, kept.people.tirta, Act.ACKNOWLEDGE)
    mine = refer(kept)
    with kept.c.db.read() as session:
        assert [row.id for row in receiving.listing(session, kept.people.tirta)] == [mine]
        assert one(kept, mine).partner_id == partner


def test_a_marked_case_is_delivered_only_with_a_disclosure_to_this_very_partner(kept):
    kept.partner()
    people, track_id = kept.people, refer(kept, deliver=False)
    case_id = one(kept, track_id).case_id
    kept.mark(case_id, people.budi, Level.RESTRICTED)
    with pytest.raises(Forbidden, match="tidak keluar"):
        act(kept, track_id, people.budi, Act.DELIVER, "Surat nomor 1", **TOLD)
    for to in ({"to_person": "Orang Contoh"}, {"partner_id": one(kept, track_id).partner_id}):
        given = kept.ask(case_id, people.budi, Form.LETTER, **to)
        with pytest.raises(Forbidden):
            act(kept, track_id, people.budi, Act.DELIVER, "Surat nomor 1", **TOLD)
        kept.step(given, people.kartika, Step.CONSENT)
        kept.step(given, people.halim, Step.APPROVE)
    act(kept, track_id, people.budi, Act.DELIVER, "Surat nomor 1", **TOLD)
    assert kept.row(given).state.value == "used"


# Pages


def test_after_signing_in_a_partner_sees_its_referrals_and_only_what_was_written_for_it(sign_in, kept_here):
    kept_here.partner()
    tirta = sign_in("tirta")
    assert tirta.get("/").location == "/referrals"
    assert "Belum ada penerusan" in fetch(tirta, "/referrals")
    track_id = refer(kept_here)
    assert "0001/ADU" in fetch(tirta, "/referrals")
    assert "Penerusan 0001/ADU" in fetch(tirta, "/inbox")
    page = fetch(tirta, f"/referrals/{track_id}")
    for shown in (*TOLD.values(), "KPU", "Terima penerusan", "Diskominfo"):
        assert shown in page
    for hidden in ("Ada berita bohong.", "Akun Contoh", WHY, PERSON.name, "Surat nomor 1", "/cases/"):
        assert hidden not in page
    page = send(tirta, f"/referrals/{track_id}", {"act": "refuse", "version": "3", "note": "x"}, 422)
    assert "Tuliskan keterangannya" in page
    assert "tidak berlaku" in send(tirta, f"/referrals/{track_id}", {"act": "remind", "version": "3", "note": WHY}, 422)
    assert "baru saja diubah" in send(tirta, f"/referrals/{track_id}", {"act": "acknowledge", "version": "1"}, 409)
    assert "Sudah dicatat" in send(tirta, f"/referrals/{track_id}", {"act": "acknowledge", "version": "3"})
    page = send(tirta, f"/referrals/{track_id}", {"act": "answer", "version": "4", "note": "Jawaban lembaga kami."})
    assert "Jawaban lembaga kami." in page
    assert "Tidak ada yang menunggu Anda." in page
    page = fetch(sign_in("budi"), f"/cases/{one(kept_here, track_id).case_id}")
    assert "Jawaban lembaga kami." in page
    fetch(tirta, "/referrals/" + "0" * 32, 404)


def test_a_partner_downloads_what_was_disclosed_to_it_and_nothing_else(sign_in, kept_here):
    partner, people = kept_here.partner(), kept_here.people
    track_id = refer(kept_here)
    case_id = one(kept_here, track_id).case_id
    given, other = (kept_here.evidence(case_id, people.budi) for _turn in range(2))
    tirta = sign_in("tirta")
    assert "Tidak ada bukti yang diungkapkan." in fetch(tirta, f"/referrals/{track_id}")
    path = f"/referrals/{track_id}/items/{{}}/copy"

    def fetch_status(item: str) -> int:
        return int(tirta.post(path.format(item), buffered=True).status_code)

    assert fetch_status(given) == 403
    asked = kept_here.ask(case_id, people.budi, Form.DOWNLOAD, (given,), partner_id=partner)
    kept_here.step(asked, people.kartika, Step.CONSENT)
    kept_here.step(asked, people.halim, Step.APPROVE)
    page = fetch(tirta, f"/referrals/{track_id}")
    assert page.count("bukti.txt") >= 1
    assert f"/items/{given}/copy" in page
    answer = tirta.post(path.format(given), buffered=True)
    assert answer.data == b"isi bukti"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (fetch_status(other), fetch_status("0" * 32)) == (403, 404)
    assert "Tirta Contoh" in fetch(sign_in("budi"), f"/disclosures/{asked}")
    kept_here.c.clock.advance(dt.timedelta(days=40))
    assert fetch_status(given) in (303, 403)


def test_the_form_of_a_delivery_asks_for_what_the_partner_is_told(sign_in, kept_here):
    kept_here.partner()
    track_id = refer(kept_here, deliver=False)
    case_id = one(kept_here, track_id).case_id
    form = {"act": "deliver", "track": track_id, "version": "2", "note": "Surat nomor 1", "legal_basis": "UU 7/2017"}
    page = send(sign_in("budi"), f"/cases/{case_id}/tracks/{track_id}", {**form, "summary": ""}, 422)
    assert "Tuliskan ringkasan untuk penerima" in page
    assert 'value="UU 7/2017"' in page
    send(sign_in("budi"), f"/cases/{case_id}/tracks/{track_id}", {**form, "summary": TOLD["summary"]})
    assert one(kept_here, track_id).summary == TOLD["summary"]


def test_the_administrator_opens_accounts_for_a_partners_people_from_its_page(sign_in, kept_here):
    partner = kept_here.partner("none", "Polres Contoh")
    admin, path = sign_in("admin"), f"/partners/{partner}"
    assert "Buat akun untuk orang mitra ini" in fetch(admin, path)
    assert "Buat akun untuk orang mitra ini" not in fetch(sign_in("kartika"), path)
    page = send(admin, f"{path}/accounts", {"version": "1"})
    with kept_here.c.db.read() as session:
        agency = session.scalars(select(Agency).where(Agency.name == "Polres Contoh")).one()
        assert partners.get(session, partner).agency_id == agency.id
    assert f'value="{agency.id}" selected' in page
    assert 'value="partner" checked' in page
    form = {"agency_id": agency.id, "name": "Reskrim Contoh", "username": "reskrim", "roles": "partner"}
    assert "reskrim" in send(admin, "/staff/new", form)
    with kept_here.c.db.read() as session:
        assert session.scalars(select(Staff).where(Staff.username == "reskrim")).one().agency_id == agency.id
    assert send(admin, f"{path}/accounts", {"version": "1"}, 409)
    assert agency.id in send(admin, f"{path}/accounts", {"version": "2"})
    for who in (kept_here.people.kartika, kept_here.people.budi):
        with kept_here.c.db.write() as session, pytest.raises(Forbidden):
            partners.open_to_accounts(session, who, kept_here.c.clock, partner, 2)
