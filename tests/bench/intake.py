"""A whole complaint from a kiosk, against the reference's page and one synced commit; and what a check adds to the register."""

import secrets
import statistics
import threading
import time
from pathlib import Path

from sqlalchemy import select

from intranet.base.db import Database
from intranet.counter.rules import NOTICE_VERSION
from intranet.identity.models import IdentityCheck
from kiosk.link import HttpLink
from shared.elements import Element
from shared.residents import BUILT_IN
from shared.wire import CheckAsk, Claimed, Complainant, Complaint, ComplaintAsk, VisitOpen
from shared.words import CheckState, ClaimMethod, EndReason
from tests.bench import data, measure
from tests.bench.pages import Reference
from tests.bench.report import Report
from tests.live import Office

POLL_SECONDS = 0.25
_BUDI = BUILT_IN.card("good").card


def one(link: HttpLink) -> float:
    """One visit from greeting to farewell; the seconds its requests took."""
    if _BUDI is None:
        raise AssertionError("the good card shows somebody")
    begun = time.perf_counter()
    opened = link.open_visit(VisitOpen(language="id"), secrets.token_hex(16))
    values = {Element.NIK: _BUDI.nik, Element.NAME: _BUDI.name, Element.BIRTH_DATE: _BUDI.birth_date.isoformat()}
    claims = [Claimed(element=element, value=value) for element, value in values.items()]
    ask = CheckAsk(method=ClaimMethod.CARD, notice_version=NOTICE_VERSION, claims=claims)
    state = link.ask_check(opened.visit_id, ask, secrets.token_hex(16)).state
    idle = 0.0
    while state is CheckState.CHECKING:
        time.sleep(POLL_SECONDS)  # a kiosk looks every two seconds, while the visitor goes on; looking costs a commit
        idle += POLL_SECONDS
        state = link.check(opened.visit_id).state
    if state is not CheckState.VERIFIED:
        raise AssertionError(f"the check came to {state}")
    complaint = ComplaintAsk(
        complainant=Complainant(nik=_BUDI.nik, name="Budi Contoh", phone="0800-0000-0001"),
        complaint=Complaint(narrative="Kabar bohong tentang jadwal pemungutan suara."),
        notice_version=NOTICE_VERSION,
    )
    link.register(opened.visit_id, complaint, secrets.token_hex(16))
    link.end_visit(opened.visit_id, EndReason.DONE, secrets.token_hex(16))
    return time.perf_counter() - begun - idle


def measured(report: Report, folder: Path, visits: int) -> None:
    """Intake by one and by eight kiosks with a register that answers at once."""
    office = Office(folder / "intake").make()
    try:
        data.fill(office, 10_000)
        kiosks = [office.device(f"Kios {n}") for n in range(10)]  # each only once: a kiosk may ask 240 times a minute
        office.register()
        office.conduct(delay=0)
        office.intranet()
        reference = Reference.start(office)
        page = statistics.median(measure.latencies(reference.browser, "/", 100)) / 1000
        commit = measure.commit_seconds(office.folder)
        report.note("reference list page", page * 1000, "ms")
        report.note("one synced commit", commit * 1000, "ms")
        one(office.link(*kiosks[0]))
        for number, asking in ((1, kiosks[1:2]), (8, kiosks[2:])):
            total = _together(office, asking, visits)
            for share in (0.5, 0.95):
                seconds = measure.percentile(total, share)
                name = f"intake p{share * 100:.0f}, {number} kiosk{'s' if number > 1 else ''}"
                report.ratio(f"{name}, in reference pages", seconds * 1000, page * 1000, "ms")
                report.ratio(f"{name}, in synced commits", seconds * 1000, commit * 1000, "ms")
            if number == 1:
                _overhead(report, office)
    finally:
        office.close()


def _overhead(report: Report, office: Office) -> None:
    """What a check takes, from being asked for to its outcome on the disk, beyond the register's own answer."""
    own = statistics.median(_direct(office) for _ in range(20))
    database = Database(office.settings.url)
    with database.read() as session:
        rows = session.execute(select(IdentityCheck.at, IdentityCheck.finished_at).where(IdentityCheck.finished_at.is_not(None)))
        spans = [(finished - at).total_seconds() - own for at, finished in rows.tuples() if finished is not None]
    database.close()
    report.limit("verify overhead p95 beyond the register's own time", measure.percentile(spans, 0.95) * 1000, "ms", at_most=30)
    report.note("verify overhead p50", statistics.median(spans) * 1000, "ms")


def _direct(office: Office) -> float:
    import http.client
    import json

    connection = http.client.HTTPConnection("127.0.0.1", office.register_port, timeout=10)
    body = {"NIK": _BUDI.nik if _BUDI else "", "NAMA_LGKP": "X", "TRESHOLD": "90", "USER_ID": "a", "PASSWORD": "b", "IP_USER": "c"}
    begun = time.perf_counter()
    connection.request("POST", "/dukcapil/get_json/CONTOH/CALL_VERIFY_BY_ELEMEN", json.dumps(body))
    connection.getresponse().read()
    took = time.perf_counter() - begun
    connection.close()
    return took


def _together(office: Office, kiosks: list[tuple[str, object]], visits: int) -> list[float]:
    total: list[float] = []
    failed: list[BaseException] = []

    def work(device_id: str, key: object) -> None:
        link = office.link(device_id, key, seconds=60)  # type: ignore[arg-type]
        try:
            for _ in range(visits):
                total.append(one(link))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=kiosk) for kiosk in kiosks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return total
