"""The kiosks' interface described: as OpenAPI for machines, as a page for those who look after the office."""

from importlib.metadata import version

from flask import Response, jsonify, render_template

from intranet.base.actor import Role
from intranet.counter import openapi
from intranet.counter.views.api import bp as api
from intranet.counter.views.pages import bp
from intranet.web import gate
from shared.wire import BASE_PATH

_READERS = (*gate.DISKOMINFO, Role.ADMIN, Role.AUDITOR)


@api.get("/openapi.json")
@gate.allow(*_READERS)
def openapi_json() -> Response:
    """The OpenAPI 3.1 document."""
    return jsonify(openapi.document(version("posko")))


@bp.get("/interface")
@gate.allow(*_READERS)
def interface() -> str:
    """The same in words: every message with its fields."""
    described = openapi.document(version("posko"))
    return render_template(
        "counter/interface.html", operations=openapi.OPERATIONS, schemas=described["components"]["schemas"], base=BASE_PATH
    )
