"""A stand-in for the population register's web service, for the demo, the tests and training: a real HTTP service.

It knows only invented residents (`shared.residents`), speaks the published dialogue in all its dialects, and misbehaves
on demand through ``/_control``. Run it with ``python -m intranet.identity.fake --port 8082``. It never writes to disk.

Control (JSON): ``GET /_control/state``; ``POST /_control/reset``; ``POST /_control/set`` with any of the fields of
``Conduct``, e.g. ``{"delay": 15.6}``, ``{"codes": {"3371...": "05", "*": "06"}}``, ``{"garbage": "html"}``.
"""

import argparse
import dataclasses
import datetime as dt
import difflib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment
from zoneinfo import ZoneInfo

import waitress

from intranet.identity.codes import CODE_KEY, CODES
from shared.residents import BUILT_IN, Population, Resident, load

_TEXTS = {
    "01": "Data Ditemukan",
    "03": "Login Gagal",
    "04": "IP Address Tidak Sesuai",
    "05": "Kuota Akses Hari Ini Telah Habis",
    "06": "Diluar Waktu Akses Yang Diizinkan",
    "07": "Parameter Tidak Lengkap",
    "08": "NIK Tidak Dapat Diproses",
    "09": "User ID, Password atau IP User Kosong",
    "10": "IP Client  Tidak terdaftar",
    "11": "Data Ditemukan, Status Meninggal Dunia",
    "12": "Data Ditemukan, Data Ganda",
    "13": "Data Tidak Ditemukan",
    "14": "Data Ditemukan, Status Non Aktif, Silahkan Hubungi Dinas Dukcapil",
    "15": "Data Tidak Ditemukan, NIK tidak sesuai format Dukcapil",
    "16": "Lembaga Tidak Aktif",
    "17": "User ID Tidak Aktif",
}
DIALECTS = ("respon", "response", "desc", "text")
_FUZZY = {"NAMA_LGKP", "TMPT_LHR", "ALAMAT"}
_MAX_BODY = 256 * 1024


@dataclass
class Conduct:
    """How the stand-in behaves now; every field can be set through ``/_control/set``.

    ``delay``: seconds before each answer (known profiles: 0, 0.2, 2, 15.6, 34, 76); None = each resident's own.
    ``codes``: reply code per NIK, ``"*"`` for all. ``hours``: ["08:00", "16:00"], office time. ``drip``: seconds between
    bytes. ``garbage``: a name from ``GARBAGE``. ``store``: "" or http_500, http_401, http_400, cut, html, hang (30 s).
    """

    delay: float | None = None
    dialect: str = "respon"
    quota: int = 1000
    hours: tuple[str, str] | None = None
    drip: float = 0.0
    garbage: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    store: str = ""
    user_id: str = ""
    password: str = ""
    token: str = "contoh-token"  # noqa: S105 - the stand-in's own, known to everybody


Body = bytes | Iterator[bytes]
Shaped = tuple[str, list[tuple[str, str]], Body]


class StandIn:
    """The WSGI application. Everything it knows is in memory."""

    def __init__(self, population: Population = BUILT_IN, usual: Conduct | None = None) -> None:
        self._population = population
        self._usual = usual or Conduct()
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self.conduct = dataclasses.replace(self._usual, codes=dict(self._usual.codes))
        self.verify_calls = 0
        self.store_calls = 0
        self.stored: list[dict[str, str]] = []
        self.answered: dict[str, int] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._route(environ)
        start_response(status, headers)
        return [body] if isinstance(body, bytes) else body

    def _route(self, environ: WSGIEnvironment) -> Shaped:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        body = environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), _MAX_BODY))
        if path.startswith("/_control/"):
            return self._control(path.removeprefix("/_control/"), method, body)
        if path.rstrip("/").endswith("/store") or path == "/store":
            return self._store(environ, body)
        parts = path.strip("/").split("/")
        if method == "POST" and parts[:2] == ["dukcapil", "get_json"] and len(parts) in (4, 5):
            return self._verify(body)
        return _json("404 Not Found", {"error": "Not Found"})

    # Control

    def _control(self, name: str, method: str, body: bytes) -> Shaped:
        if method == "POST" and name == "reset":
            with self._lock:
                self._forget()
            return _json("200 OK", {"ok": True})
        if method == "POST" and name == "set":
            return self._set(body)
        if method == "GET" and name == "state":
            return _json("200 OK", self.state())
        return _json("404 Not Found", {"error": "GET state, POST set or POST reset"})

    def _set(self, body: bytes) -> Shaped:
        try:
            wanted = json.loads(body)
            known = {f.name for f in dataclasses.fields(Conduct)}
            if not isinstance(wanted, dict) or not set(wanted) <= known:
                raise ValueError(f"set some of {', '.join(sorted(known))}")
            if wanted.get("dialect", "respon") not in DIALECTS:
                raise ValueError(f"dialect is one of {', '.join(DIALECTS)}")
            if wanted.get("garbage", "") not in ("", *GARBAGE):
                raise ValueError(f"garbage is empty or one of {', '.join(sorted(GARBAGE))}")
        except ValueError as error:
            return _json("400 Bad Request", {"error": str(error)})
        with self._lock:
            self.conduct = dataclasses.replace(self.conduct, **wanted)
        return _json("200 OK", {"ok": True})

    def state(self) -> dict[str, Any]:
        """What happened since the last reset, and how it behaves."""
        with self._lock:
            return {
                "verify_calls": self.verify_calls,
                "store_calls": self.store_calls,
                "stored": [dict(row) for row in self.stored],
                "answered": dict(self.answered),
                "conduct": dataclasses.asdict(self.conduct),
            }

    # Verify

    def _verify(self, body: bytes) -> Shaped:
        with self._lock:
            self.verify_calls += 1
            conduct = self.conduct
        asked = _read_request(body)
        known = self._population.answer(asked.get("NIK", ""))
        code = self._code(conduct, asked, known.code)
        time.sleep(known.delay if conduct.delay is None else conduct.delay)
        with self._lock:
            self.answered[code] = self.answered.get(code, 0) + 1
            if code != "05":
                self.conduct.quota = max(0, self.conduct.quota - 1)
            quota = self.conduct.quota
        if conduct.garbage:
            return GARBAGE[conduct.garbage](asked)
        record = _record(conduct.dialect, code, asked, known.resident)
        status, headers, answer = _json("200 OK", page(record, quota))
        if conduct.drip and isinstance(answer, bytes):
            return status, headers, _drip(answer, conduct.drip)
        return status, headers, answer

    def _code(self, conduct: Conduct, asked: dict[str, str], known: str) -> str:
        """The first thing wrong, in the order a gateway looks."""
        nik = asked.get("NIK", "")
        forced = conduct.codes.get(nik, conduct.codes.get("*"))
        if forced is not None and forced in CODES:
            return forced
        if not (asked.get("USER_ID") and asked.get("PASSWORD") and asked.get("IP_USER")):
            return "09"
        if conduct.user_id and (asked["USER_ID"], asked["PASSWORD"]) != (conduct.user_id, conduct.password):
            return "03"
        if conduct.hours and not _open_now(conduct.hours):
            return "06"
        if conduct.quota <= 0:
            return "05"
        if not nik or not asked.get("TRESHOLD"):
            return "07"
        return known if len(nik) == 16 and nik.isascii() and nik.isdigit() else "15"

    # Data balikan

    def _store(self, environ: WSGIEnvironment, body: bytes) -> Shaped:
        with self._lock:
            self.store_calls += 1
            conduct = self.conduct
        if conduct.store == "http_401" or environ.get("HTTP_AUTHORIZATION") != f"Bearer {conduct.token}":
            return _json("401 Unauthorized", {"message": "Unauthorized"})
        if conduct.store in _STORE_FAULTS:
            return _STORE_FAULTS[conduct.store]()
        if conduct.store == "hang":
            time.sleep(30)
        rows = _read_feedback(environ.get("CONTENT_TYPE", ""), body)
        if not rows:
            return _json("400 Bad Request", {"message": "Format data tidak sesuai"})
        with self._lock:
            new = [row for row in rows if row not in self.stored]
            self.stored.extend(new)
        if not new:
            return _json("400 Bad Request", {"message": "Data sudah pernah dikirim"})
        return _json("200 OK", {"message": "Success"})


def _read_request(body: bytes) -> dict[str, str]:
    """A verify request with its keys in capitals, whatever case they came in; empty when it is no object."""
    try:
        raw = json.loads(body)
    except ValueError:
        return {}
    return {str(k).upper(): str(v) for k, v in raw.items()} if isinstance(raw, dict) else {}


def _open_now(hours: tuple[str, str]) -> bool:
    opens, closes = (dt.time.fromisoformat(hour) for hour in hours)
    return opens <= dt.datetime.now(ZoneInfo("Asia/Jakarta")).time() < closes


def _record(dialect: str, code: str, asked: dict[str, str], person: Resident | None) -> dict[str, Any]:
    """The one record of a page: verdicts when found, else the code and its text under the dialect's keys."""
    verdicts = _verdicts(asked, person) if code == "01" and person else {}
    if dialect == "text":
        return verdicts or {"RESPON": _TEXTS[code]}
    keys = {"respon": ("RESPON",), "response": ("RESPONSE",), "desc": ("RESPONSE_DESC", "RESPONSE")}[dialect]
    if verdicts and dialect == "respon":
        return verdicts
    return {**verdicts, CODE_KEY: code, **dict.fromkeys(keys, _TEXTS[code])}


def _verdicts(asked: dict[str, str], person: Resident) -> dict[str, str]:
    threshold = int(asked["TRESHOLD"]) if asked.get("TRESHOLD", "").isdigit() else 100
    held = _held(person)
    verdicts = {"NIK": person.nik}
    for key, value in asked.items():
        if key in _FUZZY:
            score = round(100 * difflib.SequenceMatcher(None, held[key], value.upper().strip()).ratio())
            verdicts[key] = f"{'Sesuai' if score >= threshold else 'Tidak Sesuai'} ({score})"
        elif key in held:
            verdicts[key] = "Sesuai" if value.upper().strip() in held[key].split("|") else "Tidak Sesuai"
    return verdicts


def _held(person: Resident) -> dict[str, str]:
    """What the register holds, under the service's keys; alternatives separated by a bar."""
    return {
        "NO_KK": person.kk,
        "NAMA_LGKP": person.name,
        "JENIS_KLMIN": person.sex,
        "TMPT_LHR": person.birth_place,
        "TGL_LHR": f"{person.birth_date:%d-%m-%Y}|{person.birth_date:%Y-%m-%d}",
        "STATUS_KAWIN": person.marital_status,
        "JENIS_PKRJN": person.occupation,
        "ALAMAT": person.address,
        "NO_RT": person.rt,
        "NO_RW": person.rw,
    }


def page(record: dict[str, Any], quota: int) -> dict[str, Any]:
    """The envelope: a page of one record, with the calls left today."""
    return {
        "content": [record],
        "lastPage": True,
        "numberOfElements": 1,
        "sort": None,
        "totalElements": 1,
        "firstPage": True,
        "number": 0,
        "size": 1,
        "quotaLimiter": quota,
    }


def _read_feedback(content_type: str, body: bytes) -> list[dict[str, str]]:
    """The numbers in a store request of either encoding; empty when it fits neither."""
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            flat = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            return [{"nik": flat["nik"], **param} for param in json.loads(flat["param"])]
        return [
            {"nik": person["NIK"], **param} for agency in json.loads(body) for person in agency["data"] for param in person["param"]
        ]
    except (ValueError, KeyError, TypeError):
        return []


# Misbehaviour


def _json(status: str, value: Any) -> Shaped:
    body = json.dumps(value).encode()
    return status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))], body


def _raw(body: bytes, status: str = "200 OK", kind: str = "application/json") -> Shaped:
    return status, [("Content-Type", kind), ("Content-Length", str(len(body)))], body


def _drip(body: bytes, gap: float) -> Iterator[bytes]:
    for n in range(len(body)):
        time.sleep(gap)
        yield body[n : n + 1]


def _cut(body: bytes) -> Iterator[bytes]:
    """The beginning, then the connection closes without the announced rest."""
    yield body


def _huge() -> Iterator[bytes]:
    block = b" " * 65536
    for _ in range(200 * 16):
        yield block


def _all_match(asked: dict[str, str]) -> dict[str, Any]:
    """A record that would be a match if the rest of the answer were sound."""
    return {key: "Sesuai" for key in asked if key in _held(BUILT_IN.residents[0])}


def _match_page(asked: dict[str, str]) -> bytes:
    return json.dumps(page(_all_match(asked), 100)).encode()


def _only(asked: dict[str, str], **other: Any) -> Shaped:
    return _json("200 OK", page({**_all_match(asked), **other}, 100))


_LOGIN = b"<!DOCTYPE html><html><title>Login</title><form>Sesuai</form></html>"

GARBAGE: dict[str, Callable[[dict[str, str]], Shaped]] = {
    "empty_body": lambda _: _raw(b""),
    "empty_content": lambda _: _json("200 OK", {**page({}, 100), "content": []}),
    "no_object": lambda _: _raw(b'"Sesuai"'),
    "null": lambda _: _raw(b"null"),
    "html": lambda _: _raw(_LOGIN, kind="text/html"),
    "xml": lambda _: _raw(b"<content><NAMA_LGKP>Sesuai</NAMA_LGKP></content>", kind="application/xml"),
    "plain": lambda _: _raw(b"Sesuai", kind="text/plain"),
    "truncated": lambda asked: _raw(_match_page(asked)[:-40]),
    "trailing": lambda asked: _raw(_match_page(asked) + b"}"),
    "wrong_charset": lambda asked: _raw(_match_page(asked).decode().encode("utf-16")),
    "bad_utf8": lambda asked: _raw(_match_page(asked)[:-1] + b',"x":"\xff"}'),
    "duplicate_keys": lambda asked: _raw(b'{"content":[{"NAMA_LGKP":"Tidak Sesuai","NAMA_LGKP":"Sesuai"}]}'),
    "duplicate_case": lambda asked: _only(asked, nama_lgkp="Tidak Sesuai"),
    "deep": lambda _: _raw(b"[" * 20000 + b"]" * 20000),
    "nan": lambda asked: _raw(_match_page(asked).replace(b"100", b"NaN")),
    "two_records": lambda asked: _json("200 OK", {**page({}, 100), "content": [_all_match(asked)] * 2}),
    "content_object": lambda asked: _json("200 OK", {"content": _all_match(asked)}),
    "other_nik": lambda asked: _only(asked, NIK="3399990101900009"),
    "unknown_verdict": lambda asked: _only(asked, NAMA_LGKP="Mungkin Sesuai"),
    "almost_verdict": lambda asked: _only(asked, NAMA_LGKP="Sesuai sekali"),
    "verdict_true": lambda asked: _only(asked, NAMA_LGKP=True),
    "verdict_list": lambda asked: _only(asked, NAMA_LGKP=["Sesuai"]),
    "score_over_100": lambda asked: _only(asked, NAMA_LGKP="Sesuai (900)"),
    "score_contradicts": lambda asked: _only(asked, NAMA_LGKP="Sesuai (3)"),
    "missing_element": lambda asked: _json("200 OK", page({k: v for k, v in _all_match(asked).items() if k != "NAMA_LGKP"}, 100)),
    "other_elements": lambda _: _json("200 OK", page({"NO_RT": "Sesuai", "NO_RW": "Sesuai"}, 100)),
    "no_verdicts": lambda _: _json("200 OK", page({CODE_KEY: "01", "RESPON": "Data Ditemukan"}, 100)),
    "unknown_code": lambda asked: _only(asked, **{CODE_KEY: "02"}),
    "code_99": lambda asked: _only(asked, **{CODE_KEY: 99}),
    "unknown_text": lambda asked: _only(asked, RESPON="Sesuai dengan data kami"),
    "http_201": lambda asked: _raw(_match_page(asked), "201 Created"),
    "http_302": lambda _: ("302 Found", [("Location", "/dukcapil/get_json/X/Y"), ("Content-Length", "0")], b""),
    "http_401": lambda asked: _raw(_match_page(asked), "401 Unauthorized"),
    "http_403": lambda asked: _raw(_match_page(asked), "403 Forbidden"),
    "http_429": lambda asked: _raw(_match_page(asked), "429 Too Many Requests"),
    "http_500": lambda asked: _raw(_match_page(asked), "500 Internal Server Error"),
    "http_502": lambda _: _raw(b"<html>Bad Gateway</html>", "502 Bad Gateway", "text/html"),
    "http_503": lambda asked: _raw(_match_page(asked), "503 Service Unavailable"),
    "drip": lambda asked: ("200 OK", [("Content-Type", "application/json")], _drip(_match_page(asked), 0.5)),
    "huge": lambda _: ("200 OK", [("Content-Type", "application/json")], _huge()),
    "huge_announced": lambda _: ("200 OK", [("Content-Length", str(200 * 2**20))], _huge()),
    "cut": lambda asked: ("200 OK", [("Content-Length", "100000")], _cut(_match_page(asked))),
}

_STORE_FAULTS: dict[str, Callable[[], Shaped]] = {
    "http_500": lambda: _raw(b"error", "500 Internal Server Error", "text/plain"),
    "http_400": lambda: _json("400 Bad Request", {"message": "Parameter tidak sesuai"}),
    "html": lambda: _raw(_LOGIN, kind="text/html"),
    "cut": lambda: ("200 OK", [("Content-Length", "1000")], _cut(b'{"message"')),
}


def make_server(app: StandIn, host: str = "127.0.0.1", port: int = 0) -> Any:
    """A server for ``app``, not yet running; ``.effective_port`` tells its port, ``.run()`` and ``.close()`` work it."""
    return waitress.create_server(app, host=host, port=port, threads=16, clear_untrusted_proxy_headers=True)


def serve(port: int, residents: Path | None = None, *, host: str = "127.0.0.1", token: str = "") -> None:
    """Run the stand-in until interrupted. ``token``: the bearer token its store end-point wants (default: its own)."""
    usual = Conduct(token=token) if token else Conduct()
    server = make_server(StandIn(load(residents), usual), host, port)
    try:
        server.run()
    finally:
        server.close()


def main(arguments: list[str] | None = None) -> None:
    """The command line of ``python -m intranet.identity.fake``."""
    parser = argparse.ArgumentParser(prog="python -m intranet.identity.fake", description="Stand-in population register.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--residents", type=Path, help="JSON file of invented residents instead of the built-in ones")
    chosen = parser.parse_args(arguments)
    serve(chosen.port, chosen.residents, host=chosen.host)


if __name__ == "__main__":
    main()
