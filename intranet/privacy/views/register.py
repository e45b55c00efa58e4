"""The processing record and the impact assessment, told from the office's own facts; on screen and on paper."""

from flask import Response as FlaskResponse
from flask import render_template
from flask_babel import gettext as _

from intranet.privacy import facts, records
from intranet.privacy.service import house
from intranet.privacy.views.common import WATCHERS, bp
from intranet.web import db, downloads, gate

_RECORD = ("Catatan pemrosesan data pribadi", "UU 27/2022 pasal 31")
_ASSESSMENT = ("Penilaian dampak pelindungan data pribadi", "UU 27/2022 pasal 34")


@bp.get("/register")
@gate.allow(*WATCHERS)
def processing() -> str:
    """The processing record."""
    session = db.session()
    return render_template(
        "privacy/register.html",
        title=_("Catatan pemrosesan"),
        law=_RECORD[1],
        sections=facts.record(session, db.clock(), db.settings()),
        notices=facts.notices(session),
        here="privacy.processing",
        paper="privacy.processing_paper",
    )


@bp.get("/register/paper")
@gate.allow(*WATCHERS)
def processing_paper() -> FlaskResponse:
    """The processing record on paper."""
    session, settings, clock = db.session(), db.settings(), db.clock()
    sections, notices = facts.record(session, clock, settings), facts.notices(session)
    pdf = records.register(settings, house(session), *_RECORD, sections, notices, clock.now())
    return downloads.paper(pdf, "catatan-pemrosesan")


@bp.get("/assessment")
@gate.allow(*WATCHERS)
def assessment() -> str:
    """The impact assessment."""
    return render_template(
        "privacy/register.html",
        title=_("Penilaian dampak"),
        law=_ASSESSMENT[1],
        sections=facts.assessment(db.session(), db.clock(), db.settings()),
        notices=[],
        here="privacy.processing",
        paper="privacy.assessment_paper",
    )


@bp.get("/assessment/paper")
@gate.allow(*WATCHERS)
def assessment_paper() -> FlaskResponse:
    """The impact assessment on paper."""
    session, settings, clock = db.session(), db.settings(), db.clock()
    sections = facts.assessment(session, clock, settings)
    pdf = records.register(settings, house(session), *_ASSESSMENT, sections, [], clock.now())
    return downloads.paper(pdf, "penilaian-dampak")
