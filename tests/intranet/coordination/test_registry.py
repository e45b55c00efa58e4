"""What the population register's auditor sees of evaluations: issued ones of its agreement, figures only; and nothing else."""

import pytest

from intranet.coordination.rules import EvaluationMode
from tests.intranet.reports.test_pages import text_of
from tests.intranet.web.harness import fetch

LIST = "/coordination/registry-evaluations"


@pytest.fixture
def issued(joined) -> str:
    """An issued evaluation whose every word might be about a case."""
    evaluation = joined.evaluation(joined.with_register(), joined.people.budi, mode=EvaluationMode.OWN)
    joined.promise(evaluation, who=joined.people.budi, finding="Kanaritemuan", text="Kanaritindakan")
    joined.issue(evaluation, joined.people.budi, summary="Kanarikesimpulan.", nothing=False)
    return evaluation


def test_the_registers_auditor_reads_the_figures_of_its_agreement_and_their_paper(sign_in, issued):
    client = sign_in("sekar")
    assert f'href="{LIST}"' in fetch(client, "/")
    page = fetch(client, LIST)
    assert "Pemanfaatan data" in page
    assert f"{LIST}/{issued}" in page
    page = fetch(client, f"{LIST}/{issued}")
    assert "Pemeriksaan NIK ke Disdukcapil" in page
    assert "Pengaduan dan temuan diterima" in page
    answer = client.get(f"{LIST}/{issued}/figures-paper")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    said = text_of(answer.data)
    assert "Pemeriksaan NIK ke Disdukcapil" in said
    assert "Pemanfaatan data" in said
    assert "petikan" in said.casefold()
    for word in ("Kanari", "Budi Contoh", "Kesimpulan", "rekomendasi"):
        assert word.casefold() not in (page + said).casefold(), word


def test_the_leaders_report_still_says_all(sign_in, issued):
    said = text_of(sign_in("budi").get(f"/coordination/evaluations/{issued}/report-paper").data)
    for word in ("Kanaritemuan", "Kanaritindakan", "Kanarikesimpulan", "Kesimpulan", "Temuan dan rekomendasi", "Diterima pimpinan"):
        assert word in said


def test_drafts_and_evaluations_of_other_agreements_are_not_there(sign_in, joined):
    draft = joined.evaluation(joined.with_register(), joined.people.budi, mode=EvaluationMode.OWN)
    other = joined.evaluation(joined.agreement())
    joined.issue(other)
    client = sign_in("sekar")
    page = fetch(client, LIST)
    assert "Belum ada evaluasi yang diterbitkan" in page
    for one in (draft, other, "x"):
        for path in (f"{LIST}/{one}", f"{LIST}/{one}/figures-paper"):
            assert client.get(path).status_code == 404


def test_nothing_else_of_coordination_opens_to_it_and_its_pages_open_to_nobody_else(sign_in, joined, issued):
    client = sign_in("sekar")
    forum = joined.forum()
    for path in (
        "",
        "/evaluations",
        f"/evaluations/{issued}",
        f"/evaluations/{issued}/report-paper",
        f"/evaluations/{issued}/minister.json",
        "/actions",
        "/exchanges",
        "/costs",
        "/reference",
        f"/forums/{forum}",
    ):
        assert client.get(f"/coordination{path}").status_code == 403, path
    for username in ("budi", "wulan", "admin"):
        browser = sign_in(username)
        assert f'href="{LIST}"' not in fetch(browser, "/")
        assert browser.get(LIST).status_code == 403
