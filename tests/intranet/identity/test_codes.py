"""The reply codes, texts and verdict words, as tables."""

import re
from pathlib import Path
from typing import Any

import pytest

from intranet.identity import codes
from intranet.identity.codes import CODES, Answer, CodeClass, Verdict
from shared.elements import Element, Outcome

NIK = "3399991203850001"
ASKED = (Element.NIK, Element.NAME, Element.BIRTH_DATE)
C, Q = CodeClass, Outcome

EXPECTED = {
    "01": (C.ANSWERED, None),
    "03": (C.SETUP, Q.UNAVAILABLE),
    "04": (C.SETUP, Q.UNAVAILABLE),
    "05": (C.QUOTA, Q.UNAVAILABLE),
    "06": (C.HOURS, Q.UNAVAILABLE),
    "07": (C.REQUEST, Q.UNAVAILABLE),
    "08": (C.UNUSABLE_NIK, Q.MISMATCH),
    "09": (C.SETUP, Q.UNAVAILABLE),
    "10": (C.SETUP, Q.UNAVAILABLE),
    "11": (C.REFER, Q.MISMATCH),
    "12": (C.REFER, Q.MISMATCH),
    "13": (C.NOT_FOUND, Q.NOT_FOUND),
    "14": (C.REFER, Q.MISMATCH),
    "15": (C.NOT_FOUND, Q.NOT_FOUND),
    "16": (C.SETUP, Q.UNAVAILABLE),
    "17": (C.SETUP, Q.UNAVAILABLE),
}


def page(**record: Any) -> dict[str, Any]:
    return {"content": [record], "quotaLimiter": 7}


def read(reply: Any) -> Answer:
    return codes.read(reply, ASKED, NIK, 90)


def test_the_table_holds_exactly_the_published_codes() -> None:
    assert {code: (row.code_class, row.outcome) for code, row in CODES.items()} == EXPECTED


def test_no_code_is_a_match_and_each_tells_the_officer_something() -> None:
    assert all(row.outcome is not Outcome.MATCH for row in CODES.values())
    assert all(len(row.told) > 15 and row.meaning for row in CODES.values())
    assert all(kind.label for kind in CodeClass)
    assert all(verdict.label for verdict in Verdict)


@pytest.mark.parametrize("key", codes.MESSAGE_KEYS)
@pytest.mark.parametrize("code", [code for code in CODES if code != "01"])
def test_a_code_decides_whatever_the_text_says_under_either_key(code: str, key: str) -> None:
    answer = read(page(RESPONSE_CODE=code, **{key: "Sesuai"}))
    assert (answer.outcome, answer.code_class, answer.code) == (CODES[code].outcome, CODES[code].code_class, code)
    assert answer.verdicts == {}


@pytest.mark.parametrize(
    ("value", "code"),
    [("13", "13"), (13, "13"), ("5", "05"), (5, "05"), (" 06 ", "06"), ("01", "01")],
)
def test_a_code_may_be_text_or_number(value: object, code: str) -> None:
    found = codes.code_of(value)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("value", ["02", "18", "99", 0, -1, 1.0, True, None, "", "1e1", "١٣", "013", ["13"], {"13": 1}])
def test_any_other_code_is_unknown(value: object) -> None:
    assert codes.code_of(value) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Data Tidak Ditemukan", "13"),
        ("data tidak  ditemukan.", "13"),
        ("IP Client  Tidak terdaftar", "10"),
        ("Kuota Akses Hari Ini Telah Habis", "05"),
        (" KUOTA AKSES HARI INI\tTELAH HABIS ", "05"),
        ("Data Ditemukan", "01"),
    ],
)
def test_texts_of_older_services_are_compared_whole_and_normalised(text: str, code: str) -> None:
    found = codes.code_of_text(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["Data", "Kuota", "Tidak Data Ditemukan", "Data Ditemukan!", "", None, 13])
def test_a_part_of_a_text_is_not_the_text(text: object) -> None:
    assert codes.code_of_text(text) is None


def test_every_text_key_is_already_normalised() -> None:
    assert all(codes.normalised(text) == text and code in CODES for text, code in codes._TEXTS.items())


@pytest.mark.parametrize("key", codes.MESSAGE_KEYS)
def test_a_text_without_a_code_is_enough_under_every_key(key: str) -> None:
    answer = read(page(**{key.lower(): "Data tidak ditemukan"}))
    assert (answer.outcome, answer.code) == (Outcome.NOT_FOUND, "13")


def test_a_code_in_a_message_key_counts_when_texts_agree() -> None:
    assert read(page(RESPONSE="13", RESPONSE_DESC="Data Tidak Ditemukan")).outcome is Outcome.NOT_FOUND
    assert read(page(RESPONSE="Data Ditemukan", RESPONSE_DESC="Data Tidak Ditemukan")).code_class is C.GARBLED


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("Sesuai", Verdict.MATCH),
        ("SESUAI", Verdict.MATCH),
        (" sesuai ", Verdict.MATCH),
        ("Sesuai (100)", Verdict.MATCH),
        ("Sesuai(90)", Verdict.MATCH),
        ("Sesuai (89)", Verdict.UNCLEAR),
        ("Sesuai (101)", Verdict.UNCLEAR),
        ("Tidak Sesuai", Verdict.MISMATCH),
        ("tidak  sesuai", Verdict.MISMATCH),
        ("Tidak Sesuai (59)", Verdict.MISMATCH),
        ("Tidak Sesuai (100)", Verdict.MISMATCH),
        ("Tidak Sesuai (999)", Verdict.UNCLEAR),
        ("TidakSesuai", Verdict.UNCLEAR),
        ("Sesuai (", Verdict.UNCLEAR),
        ("Sesuai ()", Verdict.UNCLEAR),
        ("Sesuai (1000)", Verdict.UNCLEAR),
        ("Sesuai (٩٩)", Verdict.UNCLEAR),
        ("Mungkin Sesuai", Verdict.UNCLEAR),
        ("Sesuai sekali", Verdict.UNCLEAR),
        ("Tidak", Verdict.UNCLEAR),
        ("", Verdict.UNCLEAR),
        (None, Verdict.UNCLEAR),
        (True, Verdict.UNCLEAR),
        (1, Verdict.UNCLEAR),
        (["Sesuai"], Verdict.UNCLEAR),
    ],
)
def test_verdicts_with_and_without_score(value: object, verdict: Verdict) -> None:
    assert codes.verdict_of(value, 90) is verdict


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([], Q.UNAVAILABLE),
        ([Verdict.MATCH], Q.MATCH),
        ([Verdict.MATCH, Verdict.MATCH], Q.MATCH),
        ([Verdict.MATCH, Verdict.UNCLEAR], Q.UNAVAILABLE),
        ([Verdict.MATCH, Verdict.MISMATCH], Q.MISMATCH),
        ([Verdict.UNCLEAR, Verdict.MISMATCH], Q.MISMATCH),
        ([Verdict.UNCLEAR], Q.UNAVAILABLE),
    ],
)
def test_all_must_match_and_one_mismatch_decides(verdicts: list[Verdict], outcome: Outcome) -> None:
    assert codes.overall(verdicts) is outcome


def test_a_full_answer_is_a_match_with_verdicts_and_the_quota_left() -> None:
    answer = read(page(NAMA_LGKP="Sesuai (100)", TGL_LHR="Sesuai", NIK=NIK))
    assert (answer.outcome, answer.code_class, answer.code, answer.quota_left) == (Q.MATCH, C.ANSWERED, "01", 7)
    assert answer.verdicts == {Element.NAME: Verdict.MATCH, Element.BIRTH_DATE: Verdict.MATCH}


@pytest.mark.parametrize("nik", [NIK, int(NIK), f" {NIK}", "Sesuai", None])
def test_the_nik_may_be_echoed_confirmed_or_left_out(nik: object) -> None:
    assert read(page(NAMA_LGKP="Sesuai", TGL_LHR="Sesuai", NIK=nik)).outcome is Q.MATCH


def test_another_persons_nik_makes_the_answer_garbled() -> None:
    for other in ("3399991203850002", True, [NIK]):
        answer = read(page(NAMA_LGKP="Sesuai", TGL_LHR="Sesuai", NIK=other))
        assert (answer.outcome, answer.code_class) == (Q.UNAVAILABLE, C.GARBLED)
    assert read(page(NAMA_LGKP="Sesuai", TGL_LHR="Sesuai", NIK="Tidak Sesuai")).outcome is Q.MISMATCH


def test_an_answer_that_leaves_an_element_out_is_partial_never_a_match() -> None:
    answer = read(page(NAMA_LGKP="Sesuai"))
    assert (answer.outcome, answer.code_class) == (Q.UNAVAILABLE, C.PARTIAL)
    assert answer.verdicts[Element.BIRTH_DATE] is Verdict.UNCLEAR
    assert C.PARTIAL.register_was_read
    assert not C.PARTIAL.link_failed


def test_keys_come_in_any_case_and_without_an_envelope() -> None:
    assert read({"Content": [{"nama_lgkp": "Sesuai", "Tgl_Lhr": "Sesuai"}]}).outcome is Q.MATCH
    assert read({"nama_lgkp": "Sesuai", "tgl_lhr": "Tidak Sesuai"}).outcome is Q.MISMATCH


@pytest.mark.parametrize(
    "reply",
    [
        None,
        "Sesuai",
        [],
        [page(NAMA_LGKP="Sesuai", TGL_LHR="Sesuai")],
        {},
        {"content": []},
        {"content": None},
        {"content": {"NAMA_LGKP": "Sesuai"}},
        {"content": ["Sesuai"]},
        {"content": [{}, {}]},
        page(NAMA_LGKP="Sesuai", nama_lgkp="Sesuai", TGL_LHR="Sesuai"),
        page(RESPONSE_CODE="02", NAMA_LGKP="Sesuai", TGL_LHR="Sesuai"),
        page(RESPON="apa saja", NAMA_LGKP="Sesuai", TGL_LHR="Sesuai"),
        page(RESPONSE_CODE="01"),
        page(NAMA_LGKP="BUDI", TGL_LHR="12-03-1985"),
    ],
)
def test_whatever_does_not_fit_is_garbled(reply: Any) -> None:
    answer = read(reply)
    assert (answer.outcome, answer.code_class, answer.verdicts) == (Q.UNAVAILABLE, C.GARBLED, {})


@pytest.mark.parametrize(("quota", "left"), [(0, 0), (5, 5), (-1, None), (True, None), ("5", None), (None, None)])
def test_the_quota_left_is_a_number_or_nothing(quota: object, left: int | None) -> None:
    assert codes.read({"content": [{"RESPONSE_CODE": "13"}], "quotaLimiter": quota}, ASKED, NIK, 90).quota_left == left


def test_an_answer_shows_nothing_when_printed() -> None:
    answer = read(page(NAMA_LGKP="Sesuai", TGL_LHR="Sesuai"))
    assert repr(answer) == str(answer) == f"{answer}" == "<Answer>"
    assert not hasattr(answer, "__dict__")


def test_nothing_is_matched_by_substring() -> None:
    source = Path(codes.__file__).read_text()
    assert not re.search(r'"[^"]*" in (value|text)', source)


def test_classes_say_what_they_mean_for_breaker_and_feedback() -> None:
    assert {k for k in C if k.link_failed} == {C.GARBLED, C.HTTP, C.LINK, C.TIMEOUT}
    assert {k for k in C if k.register_was_read} == {C.ANSWERED, C.PARTIAL, C.REFER}
    assert {k for k in C if not k.tells_of_service} == {C.BUSY, C.INTERRUPTED, C.NO_AGREEMENT, C.SEEN}
