"""Headers of every answer (ASVS 5.0 chapter 3.4), the Vary that htmx needs, and gzip for pages."""

import gzip

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=()",
    "X-Frame-Options": "DENY",
}
_WORTH_ZIPPING = 1024  # bytes; zipped lightly: the last tenth of the size costs as much as half the page


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer of ``app``; ``secure``: browsers come by TLS."""
    always = ALWAYS | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else {})

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        headers.extend(always)
        if not headers.get("Cache-Control", "").startswith("public"):
            headers["Cache-Control"] = "no-store"
            _vary(response, "HX-Request, Cookie")
        return _zip(response)


def _vary(response: Response, names: str) -> None:
    known = response.headers.get("Vary")
    response.headers["Vary"] = f"{known}, {names}" if known else names


def _zip(response: Response) -> Response:
    if (
        response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not ((response.mimetype or "").startswith("text/") or response.mimetype == "application/json")
        or not request.accept_encodings["gzip"]
    ):
        return response
    body = response.get_data()
    if len(body) < _WORTH_ZIPPING:
        return response
    response.set_data(gzip.compress(body, 1, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    _vary(response, "Accept-Encoding")
    return response
