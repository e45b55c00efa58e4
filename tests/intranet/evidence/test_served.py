"""A file on its way through the real server: at its own address only, and never through the machine's temporary folder."""

import hashlib
import http.client
import zipfile
from contextlib import closing
from io import BytesIO
from urllib.parse import urlencode

import pytest

from intranet.base.actor import Party
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.cases import service as cases
from intranet.cases.rules import Channel, Source
from intranet.cases.service import Facts, Person
from shared.elements import Standing
from tests import live

pytestmark = pytest.mark.slow
MB = 1024 * 1024
MULTIPART = "multipart/form-data; boundary=b"


@pytest.fixture
def office(tmp_path):
    with live.office(tmp_path) as made:
        made.intranet()
        yield made


def case_of(office) -> str:
    settings = office.settings
    keys, database = FieldKeys.load(settings.field_keys_file), Database(settings.url)
    how = {"source": Source.PUBLIC_COMPLAINT, "channel": Channel.DESK, "facts": Facts(), "person": Person()}
    with database.write() as session:
        budi = office.people["budi"]
        assert budi.party is Party.DISKOMINFO
        case_id = cases.receive(session, budi, live.CLOCK, settings, keys, standing=Standing.NOT_CHECKED, **how).id
    database.close()
    return case_id


def form(token: str, content: bytes) -> bytes:
    field = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    file = '--b\r\nContent-Disposition: form-data; name="file"; filename="rekaman.mp4"\r\n\r\n'
    return (field + file).encode() + content + b"\r\n--b--\r\n"


def test_a_large_file_comes_in_whole_at_its_address_and_nowhere_else(office, tmp_path):
    case_id, browser = case_of(office), live.Browser(office.port)
    token = browser.sign_in("budi")
    content = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 4096 * 20
    page = f"/cases/{case_id}/evidence/files"
    assert browser._send("POST", page, form(token, content), {"Content-Type": MULTIPART})[0] == 303
    [kept] = [file for file in (tmp_path / "office" / "evidence").rglob("*") if file.is_file()]
    assert kept.read_bytes() == content
    assert [file for file in (tmp_path / "tmp").rglob("*") if file.is_file()] == []
    for elsewhere in (f"/cases/{case_id}/notes", "/login", f"{page}/more"):
        with closing(http.client.HTTPConnection("127.0.0.1", office.port, timeout=30)) as stranger:
            stranger.putrequest("POST", elsewhere)
            stranger.putheader("Content-Length", str(2 * MB))
            stranger.endheaders()  # refused by what it announces, before any of it is sent
            assert stranger.getresponse().status == 413
    browser.close()


def test_a_bundle_leaves_whole_and_nothing_of_it_stays_anywhere(office, tmp_path):
    case_id, browser = case_of(office), live.Browser(office.port)
    token = browser.sign_in("budi")
    content = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 4096 * 20
    assert browser._send("POST", f"/cases/{case_id}/evidence/files", form(token, content), {"Content-Type": MULTIPART})[0] == 303
    before = {file for file in (tmp_path / "office").rglob("*") if file.is_file()}
    asked = {"csrf_token": token, "addressee": "Polres Contoh", "purpose": "Penanganan perkara lain."}
    how = {"Content-Type": "application/x-www-form-urlencoded"}
    status, data = browser._send("POST", f"/cases/{case_id}/bundle", urlencode(asked).encode(), how)
    assert status == 200
    with zipfile.ZipFile(BytesIO(data)) as packed:
        [name] = [name for name in packed.namelist() if "/bukti/" in name]
        assert hashlib.sha256(packed.read(name)).digest() == hashlib.sha256(content).digest()
    assert {file for file in (tmp_path / "office").rglob("*") if file.is_file()} == before
    assert [file for file in (tmp_path / "tmp").rglob("*") if file.is_file()] == []
    browser.close()
