"""The intranet with one thing wrong: it answers first and commits a moment later. A test that passes with it proves nothing."""

import sys
import time
from typing import Any

from flask import g, request

from intranet import cli
from intranet.web import db

LATE_SECONDS = 0.05


def _commit_late(response: Any) -> Any:
    """Stands where the edge's commit stands."""
    if request.method in ("GET", "HEAD", "OPTIONS") or "db_session" not in g:
        return response
    session = g.pop("db_session")
    kept = response.status_code < 400

    def afterwards() -> None:
        time.sleep(LATE_SECONDS)
        if kept:
            session.commit()
        session.close()

    response.call_on_close(afterwards)
    return response


if __name__ == "__main__":
    db._commit = _commit_late
    sys.argv = ["intranet", "serve"]
    cli.main()
