"""The stand-in speaks the published dialogue, misbehaves on demand, and keeps everything in memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intranet.identity.codes import CODES
from tests.intranet.identity.conftest import Register, free_port, person

NEW, OLD = "/dukcapil/get_json/KANTOR/CALL_VERIFY_BY_ELEMEN", "/dukcapil/get_json/33-71/kantor/koneksitas_verifby_elemen"
JSON = {"Content-Type": "application/json"}


def asked(**changes: str) -> dict[str, str]:
    who = person()
    base = {"USER_ID": "u", "PASSWORD": "p", "IP_USER": "10.0.0.1", "TRESHOLD": "90", "NIK": who.nik}
    return {**base, "NAMA_LGKP": who.name, **changes}


def verify(register: Register, body: Any, path: str = NEW) -> dict[str, Any]:
    status, answer = register.request("POST", path, body, JSON)
    assert status == 200
    assert answer["numberOfElements"] == answer["totalElements"] == 1
    record: dict[str, Any] = answer["content"][0]
    return record


@pytest.mark.parametrize("path", [NEW, OLD])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_both_paths_and_any_key_case_are_understood(register: Register, path: str, case: Any) -> None:
    record = verify(register, {case(key): value for key, value in asked().items()}, path)
    assert record["NAMA_LGKP"] == "Sesuai (100)"


def test_fuzzy_elements_carry_a_score_and_the_others_do_not(register: Register) -> None:
    name = person().name[:-1] + "X"
    record = verify(register, asked(NAMA_LGKP=name, JENIS_KLMIN="Laki-Laki", TGL_LHR="01-01-1900", TRESHOLD="80"))
    assert record["NAMA_LGKP"].startswith("Sesuai (9")
    assert (record["JENIS_KLMIN"], record["TGL_LHR"]) == ("Sesuai", "Tidak Sesuai")
    assert verify(register, asked(NAMA_LGKP=name, TRESHOLD="100"))["NAMA_LGKP"].startswith("Tidak Sesuai (9")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PASSWORD": ""}, "09"),
        ({"NIK": "123"}, "15"),
        ({"NIK": ""}, "07"),
        ({"TRESHOLD": ""}, "07"),
        ({"NIK": "3399990101909999"}, "13"),
    ],
)
def test_what_is_wrong_with_a_request_is_answered_by_code(register: Register, changes: dict[str, str], code: str) -> None:
    register.set(dialect="response")
    record = verify(register, asked(**changes))
    assert record["RESPONSE_CODE"] == code
    assert "RESPONSE" in record


def test_users_quota_and_hours_are_kept(register: Register) -> None:
    register.set(user_id="u", password="other", dialect="desc")
    assert verify(register, asked())["RESPONSE_CODE"] == "03"
    register.set(password="p", quota=1)
    assert register.request("POST", NEW, asked(), JSON)[1]["quotaLimiter"] == 0
    assert verify(register, asked())["RESPONSE_CODE"] == "05"
    register.set(quota=10, hours=["00:00", "00:00"])
    assert verify(register, asked())["RESPONSE_CODE"] == "06"


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_can_be_set_for_one_nik_or_for_all(register: Register, code: str) -> None:
    register.set(codes={person().nik: code, "*": "17"}, dialect="response")
    assert verify(register, asked())["RESPONSE_CODE"] == code
    assert verify(register, asked(NIK=person("sari").nik))["RESPONSE_CODE"] == "17"
    assert register.state["answered"][code] >= 1


@pytest.mark.parametrize("wrong", [b"nonsense", {"x": 1}, ["delay"], {"dialect": "x"}, {"garbage": "x"}])
def test_control_says_what_it_wants(register: Register, wrong: Any) -> None:
    status, answer = register.request("POST", "/_control/set", wrong)
    assert status == 400
    assert answer["error"]


def test_other_addresses_are_not_found(register: Register) -> None:
    for method, path in (("GET", NEW), ("POST", "/dukcapil/get_json/KANTOR"), ("GET", "/"), ("POST", "/_control/state")):
        assert register.request(method, path)[0] == 404
    assert register.calls == 0


def test_a_request_that_is_no_object_lacks_everything(register: Register) -> None:
    register.set(dialect="response")
    assert verify(register, b"[]")["RESPONSE_CODE"] == "09"
    assert verify(register, b"{")["RESPONSE_CODE"] == "09"


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[{}]", b'[{"data": 1}]', b"nik=1&param=x"])
def test_the_store_refuses_what_fits_neither_encoding(register: Register, body: bytes) -> None:
    headers = {"Authorization": "Bearer contoh-token", "Content-Type": "application/x-www-form-urlencoded"}
    assert register.request("POST", "/store", body, headers)[0] == 400
    assert register.request("POST", "/store", body, {**headers, **JSON})[0] == 400
    assert register.request("POST", "/store", body, JSON)[0] == 401
    assert register.state["stored"] == []


def test_the_stand_in_knows_other_residents_from_a_file_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "residents.json"
    who = {
        **{"key": "a", "nik": "3399990101900001", "kk": "3399990101900001", "name": "UJICOBA REKAAN"},
        **{"birth_place": "CONTOH", "birth_date": "1990-01-01", "sex": "PEREMPUAN", "marital_status": "KAWIN"},
        **{"occupation": "GURU", "address": "JL. CONTOH 1"},
    }
    file.write_text(json.dumps({"residents": [who]}))
    before = sorted(tmp_path.rglob("*"))
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "intranet.identity.fake", "--port", str(port), "--residents", str(file)],
        env={**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    ) as process:
        try:
            made = Register(port)
            made.wait()
            record = verify(made, asked(NIK=who["nik"], NAMA_LGKP=who["name"]))
            assert record["NAMA_LGKP"] == "Sesuai (100)"
            opened = {os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{process.pid}/fd")}
            assert not [name for name in opened if name.startswith(str(tmp_path))]
        finally:
            process.terminate()
    assert sorted(tmp_path.rglob("*")) == before
