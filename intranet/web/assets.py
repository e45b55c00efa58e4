"""Style sheets and scripts: from one place for both halves, under an address that changes with the content."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file, url_for

import shared
from intranet.web.gate import open_to_all

FOLDER = Path(shared.__file__).parent / "assets"
_SERVED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
_YEAR = 365 * 24 * 3600

bp = Blueprint("assets", __name__)


@cache
def asset_url(name: str) -> str:
    """The address of an asset, with its content's digest in it."""
    return url_for("assets.asset", digest=_digest(name), name=name)


@bp.get("/assets/<string:digest>/<path:name>")
@open_to_all
def asset(digest: str, name: str) -> Response:
    """Serve one asset, precompressed where the build made such a copy; it never changes under its address."""
    file = _find(name)
    if file is None or digest != _digest(name):
        abort(404)
    packed = file.with_name(file.name + ".gz")
    takes_zip = bool(request.accept_encodings["gzip"])
    zipped = packed.exists() and takes_zip
    if zipped or not takes_zip:
        response = send_file(packed if zipped else file, mimetype=_SERVED[file.suffix], conditional=False, etag=False)
    else:  # our own files have no copy beside them: they are small, and zipped once per process
        response, zipped = Response(_zip(file), mimetype=_SERVED[file.suffix]), True
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response.vary.add("Accept-Encoding")
    return response


def _find(name: str) -> Path | None:
    """The file of that name: our own beside the vendored ones; only kinds we serve, only names without a folder."""
    if "/" in name or Path(name).suffix not in _SERVED:
        return None
    return next((file for file in (FOLDER / name, FOLDER / "vendor" / name) if file.is_file()), None)


@cache
def _zip(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


@cache
def _digest(name: str) -> str:
    file = _find(name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file else "missing"
