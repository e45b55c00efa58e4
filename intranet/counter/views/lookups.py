"""The kiosks' question "how does this complaint stand?": answered alike for an unknown number and a wrong code."""

from flask import Response

from intranet.counter import lookups
from intranet.counter.views.api import bp, once, read
from intranet.web import db, gate
from shared.wire import StatusAnswer, StatusAsk


@bp.post("/lookups")
@gate.device_only
def look_up() -> Response:
    """Where the complaint stands, in plain words, for whoever holds its number and check code."""
    ask = read(StatusAsk)

    def act() -> StatusAnswer:
        return lookups.look_up(db.session(), gate.actor(), db.clock(), db.settings(), ask)

    return once(f"{ask.number}\x1f{ask.code}", act)
