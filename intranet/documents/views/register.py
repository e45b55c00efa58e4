"""The register of what went out, what waits for a signature, and the requests one pack can carry."""

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Party
from intranet.documents import queries, rules
from intranet.documents.queries import Request, Wish
from intranet.documents.rules import DocumentKind
from intranet.documents.views.common import READERS, bp
from intranet.web import db, formatting, gate, hx, paging
from intranet.web.forms import Answers
from shared.questions import Platform


@bp.get("")
@gate.allow(*READERS)
def register() -> Response:
    """The book of letters of a year: by kind and party, cancelled ones struck through."""
    session, actor, asked = db.session(), gate.actor(), Answers(request.args)
    this_year = formatting.today().year
    years = queries.years(session)
    chosen = asked.whole("year")
    wish = Wish(chosen if chosen in years else this_year, asked.choice("kind", DocumentKind), asked.choice("party", Party))
    every, cancelled = queries.totals(session, wish.year)
    return hx.page_or_fragment(
        "documents/register.html",
        "documents/_register.html",
        page=queries.register(session, actor, db.clock(), wish, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        wish=wish,
        narrowed=wish.kind is not None or wish.party is not None,
        every=every,
        cancelled=cancelled,
        years=[(str(year), str(year)) for year in sorted({*years, this_year}, reverse=True)],
        kinds=[(one.value, _(one.label)) for one in DocumentKind],
        parties=[(one.value, _(one.label)) for one in rules.CHIEFS],
        may_open_cases=actor.has(*gate.CASE_WORKERS),
        worker=actor.has(*gate.CASE_WORKERS),
        handler=actor.has(*gate.DISKOMINFO),
        keeper=rules.may_number(actor),
    )


@bp.get("/drafts")
@gate.allow(*gate.CASE_WORKERS)
def drafts() -> str:
    """What one's own party has not issued yet."""
    lines = queries.drafts(db.session(), gate.actor(), db.clock())
    signs = [line for line in lines if rules.may_issue(gate.actor(), line.row.kind, line.row.party)]
    return render_template(
        "documents/drafts.html", lines=lines, signs={line.row.id for line in signs}, handler=gate.actor().has(*gate.DISKOMINFO)
    )


@bp.get("/takedowns")
@gate.allow(*gate.DISKOMINFO)
def takedowns() -> str:
    """Open requests by platform, to be put into one pack each."""
    groups: dict[Platform | None, list[Request]] = {}
    for one in queries.requests(db.session(), gate.actor(), db.clock()):
        groups.setdefault(one.platform, []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: (all(one.document_id for one in pair[1]), -len(pair[1])))
    return render_template("documents/takedowns.html", groups=ordered, handler=True)
