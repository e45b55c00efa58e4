"""htmx, wrapped once: a later version is a change in this file only.

One URL, one handler: a request by htmx gets the block that changed, any other gets the page.
"""

from typing import Any

from flask import Response, make_response, render_template, request

CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,'
    '"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}'
)


def wanted() -> bool:
    """Whether htmx asks for a fragment (a restored history entry wants the page)."""
    asked = asks()
    return bool(asked) and not asked.history_restore_request and not asked.boosted


def asks() -> Any:
    """What htmx says of this request; false when it is not one of htmx's."""
    return getattr(request, "htmx", False)


def page_or_fragment(page: str, fragment: str, status: int = 200, /, **context: Any) -> Response:
    """Render ``fragment`` for htmx and ``page`` (which includes it) for everybody else."""
    return make_response(render_template(fragment if wanted() else page, **context), status)


def redirect(location: str) -> Response:
    """Send an htmx request's whole window elsewhere."""
    return Response(status=204, headers={"HX-Redirect": location})


def refusal(html: str, status: int) -> Response:
    """A refusal shown in the page's message area, leaving what the person typed where it is."""
    return Response(html, status=status, headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML show:window:top"})


def see(location: str) -> Response:
    """After a change: go to ``location``, by either way."""
    if wanted():
        return redirect(location)
    return Response(status=303, headers={"Location": location})
