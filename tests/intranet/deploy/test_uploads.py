"""The shipped front lets large bodies through to the pages that take files, and to no others."""

import re
from pathlib import Path

from flask import Flask

import intranet
from intranet.settings import Settings
from intranet.web import uploads

FRONT = Path(intranet.__file__).parent / "deploy" / "nginx.conf"


def test_the_front_lets_a_large_body_through_to_every_page_that_takes_files_and_to_no_other(app: Flask, settings: Settings) -> None:
    found = re.search(r"location ~ (\S+) \{\s+client_max_body_size\s+(\d+)m;", FRONT.read_text(encoding="utf-8"))
    assert found is not None
    wide = re.compile(found[1])
    taking = []
    for rule in app.url_map.iter_rules():
        for key in ("4.2.c.3", "2026-1", "01a21c7c0e43702bb96a6982fcf025b6"):
            takes = uploads.may_bring_files(app.view_functions[rule.endpoint])
            assert bool(wide.search(re.sub(r"<[^>]+>", key, rule.rule))) is takes, rule.rule
        taking += [rule.endpoint] * takes
    assert len(taking) >= 7
    assert int(found[2]) * 1024 * 1024 >= settings.evidence_max_mb * 1024 * 1024 + uploads.ROOM
