"""Turns refusals into pages or fragments in plain words: what happened, what was kept, what to do."""

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from intranet.base.db import fault_name
from intranet.base.errors import Refused
from intranet.web import hx
from intranet.web.formatting import filled
from shared.text import N_

log = logging.getLogger(__name__)
_TEXTS = {
    400: (N_("Permintaan tidak dapat dibaca"), N_("Kembali ke halaman sebelumnya dan coba lagi.")),
    401: (
        N_("Silakan masuk lagi"),
        N_("Sesi Anda sudah berakhir, jadi belum disimpan. Isian Anda masih ada di sini: masuk lagi di tab baru, lalu kirim lagi."),
    ),
    403: (N_("Bukan wewenang Anda"), N_("Peran Anda tidak membuka halaman atau tindakan ini. Tidak ada yang berubah.")),
    404: (N_("Halaman tidak ada"), N_("Alamatnya salah, atau isinya bukan untuk Anda.")),
    405: (N_("Cara membukanya salah"), N_("Buka halaman ini dari menu, bukan dari alamatnya.")),
    409: (N_("Sudah diubah orang lain"), N_("Muat ulang halaman, bandingkan, lalu ulangi bila masih perlu.")),
    413: (N_("Kiriman terlalu besar"), N_("Perkecil kiriman lalu coba lagi. Tidak ada yang disimpan.")),
    422: (N_("Belum dapat disimpan"), N_("Perbaiki yang ditandai lalu simpan lagi.")),
    429: (N_("Terlalu sering"), N_("Tunggu sebentar lalu coba lagi.")),
    500: (
        N_("Ada gangguan pada sistem"),
        N_("Tidak ada yang setengah tersimpan. Coba lagi; bila berulang, hubungi pengelola sistem."),
    ),
    503: (N_("Sedang sibuk"), N_("Coba lagi sebentar lagi. Tidak ada yang hilang.")),
}


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DataError, _no_value)


def _refused(error: Refused) -> Response:
    heading, advice = _TEXTS.get(error.status, _TEXTS[422])
    advice = filled(error.do, error.values) if error.do else _(advice)
    return show(error.status, _(heading), filled(error.message, error.values), advice)


def _stale_form(_error: CSRFError) -> Response:
    message = _("Formulir ini sudah terlalu lama terbuka, jadi belum disimpan.")
    return show(400, _("Formulir kedaluwarsa"), message, _("Muat ulang halaman; isian di layar ini dapat disalin dahulu."))


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    heading, advice = _TEXTS.get(code, _TEXTS[500 if code >= 500 else 400])
    if isinstance(error, InternalServerError):
        code = 500
    return show(code, _(heading), "", _(advice))


def _busy(error: OperationalError) -> Response:
    """The database is locked, full or away: nothing was saved, and trying again is the right thing to do."""
    log.error("the database could not serve a page: %s", fault_name(error))
    heading, advice = _TEXTS[503]
    return show(503, _(heading), "", _(advice))


def _no_value(error: DataError) -> Response:
    """What was sent is nothing the database can hold or look for: an address with a NUL in it, a text beyond its column."""
    log.warning("the database does not take a value that was sent: %s", fault_name(error))
    heading, advice = _TEXTS[400]
    return show(400, _(heading), "", _(advice))


def show(status: int, heading: str, message: str, advice: str) -> Response:
    """The refusal as a fragment in the page's message area for htmx, as a page otherwise."""
    context: dict[str, Any] = {"heading": heading, "message": message, "advice": advice, "status": status}
    if hx.asks():
        return hx.refusal(render_template("web/errors/_refusal.html", **context), status)
    context["count_unread"] = lambda: 0  # the database may be the very thing that failed
    return make_response(render_template("web/errors/page.html", **context), status)
