"""The staff pages against the reference: processor time, requests a second, changes, memory, start, weight."""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from intranet.base.db import journal_mode
from tests.bench import data, measure
from tests.bench.report import Report
from tests.live import Browser, Office, Running, answers, free_port, until

_ASSET = re.compile(rb'(?:href|src)="(/assets/[^"#]+)')
SEARCHES = {"common word": data.COMMON, "rare word": data.RARE, "number": "000777/ADU", "nothing found": "tidakadakataini"}


@dataclass
class Reference:
    """The running reference over a copy of an office's database."""

    running: Running
    browser: Browser

    @classmethod
    def start(cls, office: Office) -> "Reference":
        """Start it and sign in."""
        copy, port = office.folder / "reference.sqlite3", free_port()
        copy.write_bytes((office.folder / "office" / "posko.sqlite3").read_bytes())
        arguments = (str(copy), "--port", str(port), "--journal", journal_mode())
        running = office.start("reference", "-m", "tests.bench.reference", *arguments)
        until(lambda: answers(port, "/login"), "the reference does not answer")
        browser = Browser(port)
        browser.get("/login")
        return cls(running, browser)


def rounds(turns: int, /, **measured: Callable[[], float]) -> dict[str, float]:
    """Each of ``measured`` in turn, so many times; the medians."""
    found: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(turns):
        for name, take in measured.items():
            found[name].append(take())
    return {name: statistics.median(values) for name, values in found.items()}


def sized(report: Report, folder: Path, sizes: list[int], turns: int, requests: int) -> None:
    """Everything that depends on how many cases there are."""
    lists: dict[int, float] = {}
    searches: dict[tuple[str, int], float] = {}
    for size in sizes:
        office = Office(folder / f"cases-{size}").make()
        try:
            data.fill(office, size)
            lived = data.lived(office)
            server = office.intranet()
            reference = Reference.start(office)
            browser = Browser(office.port)
            browser.sign_in("budi")

            listed, bare = measure.Page(server.pid, browser, "/cases"), measure.Page(reference.running.pid, reference.browser, "/")

            def product(path: str, server: Running = server, browser: Browser = browser) -> Callable[[], float]:
                return measure.Page(server.pid, browser, path).slice

            def plain(path: str, reference: Reference = reference) -> Callable[[], float]:
                return measure.Page(reference.running.pid, reference.browser, path).slice

            got = rounds(
                turns * requests // measure.Page.SLICE,
                reference=bare.slice,
                list=listed.slice,
                mine=product("/cases?officer=me&state=open"),
                board=product("/"),
                reference_case=plain(f"/case/{lived}"),
                case=product(f"/cases/{lived}"),
                **{name: product(f"/cases?q={quote(words)}") for name, words in SEARCHES.items()},
            )
            report.note(f"reference list page, {size:,} cases", got["reference"], "ms CPU")
            for name in ("list", "mine", "board"):
                report.ratio(f"{name} page, {size:,} cases", got[name], got["reference"], "ms CPU", at_most=2.0)
            report.ratio(f"case page, {size:,} cases", got["case"], got["reference_case"], "ms CPU", at_most=3.0)
            for name in SEARCHES:
                report.ratio(f"search, {name}, {size:,} cases", got[name], got["reference"], "ms CPU", at_most=2.0)
                searches[name, size] = got[name]
            lists[size] = listed.p50 / bare.p50  # beside the reference in the same minutes: a machine is not always as fast
            report.note(f"list page p50, {size:,} cases", listed.p50, "ms")
            if size == 10_000 or size == sizes[-1]:
                speed = rounds(
                    turns,
                    product=lambda browser=browser: measure.per_second(browser, "/cases", 4, 2.0),
                    reference=lambda reference=reference: measure.per_second(reference.browser, "/", 4, 2.0),
                )
                report.ratio(f"list pages a second, {size:,} cases", speed["product"], speed["reference"], "/s", at_least=0.5)
        finally:
            office.close()
    few, many = sizes[0], sizes[-1]
    report.ratio(f"flatness of the list, {many:,} / {few:,}", lists[many], lists[few], "x p50", at_most=1.3)
    for name in SEARCHES:
        report.ratio(
            f"flatness of search, {name}, {many:,} / {few:,}", searches[name, many], searches[name, few], "ms CPU", at_most=1.5
        )


def changes(report: Report, folder: Path, size: int, turns: int, number: int) -> None:
    """Durable status changes by eight clients, and the reference's plain durable update, in short turns."""
    turns, number = turns * 4, number // 4
    office = Office(folder / "changes").make()
    try:
        data.fill(office, size)
        ids = data.movable(office, number * turns)
        office.intranet()
        reference = Reference.start(office)
        browser = Browser(office.port)
        token = quote(browser.sign_in("budi"))
        batches = iter([ids[at : at + number] for at in range(0, len(ids), number)])

        def product() -> float:
            jobs = [(f"/cases/{one}/state", f"event=content_only&version=1&csrf_token={token}") for one in next(batches)]
            return measure.changes_per_second(browser, jobs, 8)

        def plain() -> float:
            jobs = [(f"/case/{one}", "state=analysis") for one in ids[:number]]
            return measure.changes_per_second(reference.browser, jobs, 8)

        got = rounds(turns, product=product, reference=plain)
        report.ratio("durable status changes, 8 clients", got["product"], got["reference"], "/s", at_least=0.4)
    finally:
        office.close()


def processes(report: Report, folder: Path, size: int, turns: int) -> None:
    """Two processes against one, in short turns while all run, and the memory of two with the worker after load.

    Two offices that share nothing show what the machine has to give; where that is little, no more is asked of one office.
    """
    extras = {"one": "1", "other": "1", "two": "2"}
    offices = {name: Office(folder / name, extra={"processes": number}).make() for name, number in extras.items()}
    running: dict[str, Running] = {}
    browsers: dict[str, Browser] = {}
    try:
        for name, office in offices.items():
            data.fill(office, size)
            running[name], browsers[name] = office.intranet(), Browser(office.port)
            browsers[name].sign_in("budi")

        def listing(*names: str) -> float:
            clients = 8 // len(names)
            return measure.at_once(*(partial(measure.per_second, browsers[name], "/cases", clients, 0.8) for name in names))

        for names in (("one", "other"), ("two",)):  # warm
            listing(*names)
        got = rounds(turns * 5, one=lambda: listing("one"), both=lambda: listing("one", "other"), two=lambda: listing("two"))
        limit = report.ratio("2 offices / 1, list page: what the machine can", got["both"], got["one"], "/s")
        report.ratio("2 processes / 1, list page", got["two"], got["one"], "/s", at_least=min(1.7, 0.95 * limit))
        for name in ("one", "other"):
            running[name].stop()  # else the offices would share pages of memory
        for path in ("/", f"/cases/{data.lived(offices['two'])}", f"/cases?q={data.COMMON}"):
            measure.per_second(browsers["two"], path, 4, 0.7)
        time.sleep(2)  # what lies free in a heap is given back a second after somebody was served
        report.limit("memory, 2 processes and worker, after load", measure.pss(running["two"].pid), "MB PSS", at_most=150)
    finally:
        for office in offices.values():
            office.close()


def start_and_weight(report: Report, folder: Path, turns: int) -> None:
    """From the command to the first answered page, and what a first visit and a later one weigh."""
    office = Office(folder / "start").make()
    try:
        data.fill(office, 1000)

        def product() -> float:
            begun = time.perf_counter()
            server = office.intranet()
            took = time.perf_counter() - begun
            server.stop()
            return took

        def plain() -> float:
            begun = time.perf_counter()
            reference = Reference.start(office)
            took = time.perf_counter() - begun
            reference.running.stop()
            return took

        product()  # the first start of an installation learns what later ones remember
        got = rounds(turns, product=product, reference=plain)
        report.ratio("start to first answered page", got["product"], got["reference"], "s", at_most=2.0)
        office.intranet()
        browser = Browser(office.port)
        browser.sign_in("budi")
        _weigh(report, browser)
    finally:
        office.close()


def _weigh(report: Report, browser: Browser) -> None:
    wire = measure.Wire(browser.port, browser.cookies)
    _, page = browser.get("/cases")
    assets = sorted(set(_ASSET.findall(page)))
    own = wire.get("/cases")[1]
    total = own + sum(wire.get(asset.decode())[1] for asset in assets)
    report.limit("cold list page on the wire", total / 1000, "kB", at_most=60)
    report.limit("cold list page, requests", 1 + len(assets), "", at_most=6)
    report.limit("warm list page on the wire", own / 1000, "kB", at_most=8)
