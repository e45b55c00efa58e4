"""Ninety-five files made to do harm: put in over HTTP, then looked at and taken out in a real browser. Nothing may run.

``corpus`` says what should become of each. That a payload would show itself if it ran is tried first, on a page of its own.
"""

import http.client
import re
import struct
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from intranet.base.sealing import FieldKeys
from intranet.evidence import queries, rules
from intranet.evidence.store import Store
from tests.conftest import PASSWORD
from tests.intranet.cases.factories import Cases
from tests.intranet.evidence.corpus import HTML, SECRET, Fate, Sample, exif, jpeg, samples

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAMPLES = samples()
MULTIPART = "multipart/form-data; boundary=7d3f9c"
# What a picture made anew may consist of: size, colours, pixels, end. No word, no place, no profile, nothing behind.
PLAIN = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"sRGB", b"gAMA", b"IDAT", b"IEND"}


def test_the_corpus_is_large_varied_and_each_of_its_payloads_is_there():
    assert len(SAMPLES) >= 60
    counted = {fate: sum(one.fate is fate for one in SAMPLES) for fate in Fate}
    assert min(counted.values()) >= 7
    assert SECRET in jpeg(extra=exif())
    assert sum(b"PWNED" in one.content for one in SAMPLES) >= 20


@dataclass
class Watched:
    """A page, and every sign that something in it ran."""

    page: Page
    signs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dialogue)
        self.page.on("console", lambda message: self.signs.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.signs.append(f"error: {error}"))
        self.page.on("popup", lambda popup: self.signs.append(f"window: {popup.url}"))
        self.page.context.on("request", self._request)

    def _dialogue(self, dialogue: Any) -> None:
        self.signs.append(f"dialogue: {dialogue.message}")
        dialogue.dismiss()

    def _request(self, request: Any) -> None:
        if "PWNED" in request.url:
            self.signs.append(f"asked for {request.url}")


@dataclass
class Office:
    """The office with one case, a browser's login, and the raw way in."""

    address: str
    cookie: str
    case_id: str
    cases: Cases
    page: Page

    def post(self, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> tuple[int, Any, bytes]:
        """Send as a browser would, but with any bytes in any place."""
        host = self.address.removeprefix("http://")
        with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            connection.request("POST", path, body, {"Content-Type": kind, "Cookie": self.cookie})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def upload(self, sample: Sample) -> int:
        """Send a file as evidence; its name as bytes, whatever they are."""
        name = sample.name.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        head = (
            b'--7d3f9c\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\nContent-Type: image/png\r\n\r\n'
        )
        sent = head + sample.content + b"\r\n--7d3f9c--\r\n"
        status, headers, said = self.post(f"/cases/{self.case_id}/evidence/files", sent, MULTIPART)
        if status == 422:
            assert b"field-error" in said
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        return status

    def items(self) -> list[Any]:
        with self.cases.db.read() as session:
            found = [line.item for line in queries.of(session, self.cases.people.budi, self.cases.clock, ("case", self.case_id))]
            session.expunge_all()
            return found

    def files(self) -> set[str]:
        folder = Store(self.cases.settings.data_dir).folder
        return {file.name for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def hostile(app, office_db, clock, settings, keys: FieldKeys, staff, chromium: Browser) -> Iterator[Office]:
    cases = Cases(office_db, clock, settings, keys, staff)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    context = chromium.new_context(base_url=address, accept_downloads=True)
    page = context.new_page()
    page.goto("/login")
    page.fill("#f-username", "budi")
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    yield Office(address, cookie, cases.create(), cases, page)
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_payload_would_show_itself_if_it_ran(chromium: Browser):
    context = chromium.new_context()
    watched = Watched(context.new_page())
    watched.page.route("http://jahat.example/**", lambda route: route.fulfill(body=HTML, content_type="text/html"))
    watched.page.goto("http://jahat.example/")
    context.close()
    assert any("dialogue" in sign for sign in watched.signs)
    assert any("asked for" in sign for sign in watched.signs)


def chunks(png: bytes) -> set[bytes]:
    """The kinds of parts of a PNG, to its last byte."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = set(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.add(png[at + 4 : at + 8])
        at += 12 + length
    return found


def test_no_file_runs_none_breaks_a_page_and_what_is_refused_leaves_nothing(hostile: Office):
    kept: list[Sample] = []
    for sample in SAMPLES:
        before = hostile.files()
        status = hostile.upload(sample)
        if sample.fate is Fate.REFUSED:
            assert (status, hostile.files()) == (422, before), sample.name
        else:
            assert status == 303, sample.name
            kept.append(sample)
    items = hostile.items()
    assert len(items) == len(kept)
    assert hostile.files() == {item.sha256 for item in items}
    for item, sample in zip(items, kept, strict=True):
        name = item.original_name
        assert name == rules.clean_name(sample.name.encode().decode("utf-8", "replace"))
        assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e\u2066-\u2069]", name)
        assert (item.media_type in rules.SHOWN) is (sample.fate in (Fate.DRAWN, Fate.UNDRAWN)), name
    watched = Watched(hostile.page)
    for item, sample in zip(items, kept, strict=True):
        _look(hostile, item.id, sample)
    _take(hostile, list(zip([item.id for item in items], kept, strict=True)))
    assert watched.signs == []
    assert hostile.page.title() == "0001/ADU/33.99/XI/2026 – Posko"


def _look(office: Office, item_id: str, sample: Sample) -> None:
    """Ask for the picture: drawn anew, said not to be drawable, or refused; in the browser only where there is a button."""
    path, page = f"/cases/{office.case_id}/evidence/{item_id}/picture", office.page
    if sample.fate is Fate.KEPT:
        status, headers, said = office.post(path)
        assert status == 422, sample.name
        assert headers["Content-Type"].startswith("text/html")
        assert b"tidak dapat ditampilkan" in said
        return
    page.goto(f"/cases/{office.case_id}")
    with page.expect_navigation() as shown:
        page.locator(f'form[action="{path}"] button').click()
    answer = shown.value
    assert answer is not None
    assert answer.status == 200, sample.name
    assert "img-src 'self' data:" in answer.headers["content-security-policy"]
    picture = page.locator("img.evidence-picture")
    if sample.fate is Fate.UNDRAWN:
        expect(picture).to_have_count(0)
        said = "Pratinjau tidak dapat dibuat" if sample.content.startswith(b"%PDF") else "tidak dapat digambar ulang"
        expect(page.locator(".notice-warning")).to_contain_text(said)
        return
    source = picture.get_attribute("src") or ""
    drawn = b64decode(source.removeprefix("data:image/png;base64,"))
    assert chunks(drawn) <= PLAIN, sample.name
    assert SECRET not in drawn
    assert b"Exif" not in drawn
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), sample.name


def _take(office: Office, kept: list[tuple[str, Sample]]) -> None:
    """Take every file out through its button: the same bytes, as a file, behind every header."""
    office.page.goto(f"/cases/{office.case_id}")
    for item_id, sample in kept:
        path = f"/cases/{office.case_id}/evidence/{item_id}/copy"
        with office.page.expect_download() as taken:
            office.page.locator(f'form[action="{path}"] button').click()
        assert taken.value.path().read_bytes() == sample.content, sample.name
        name = taken.value.suggested_filename
        assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e]", name)
        status, headers, content = office.post(path)
        assert (status, content == sample.content) == (200, True)
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["Content-Disposition"].startswith("attachment; filename")
        assert headers.get_all("Content-Security-Policy") == ["sandbox; default-src 'none'"]
        assert set(headers.get_all("X-Content-Type-Options")) == {"nosniff"}
        assert set(headers.get_all("Cross-Origin-Resource-Policy")) == {"same-origin"}
        assert headers.get_all("Cache-Control") == ["no-store"]
        assert "Set-Cookie" not in headers
