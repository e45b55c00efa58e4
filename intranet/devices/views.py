"""Pages of kiosks: how each is, letting one in, shutting one out."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intranet.base.errors import Refused
from intranet.devices import queries, rules, service
from intranet.devices.service import MadeCode
from intranet.web import db, gate, hx
from intranet.web.forms import Answers
from shared.words import DeviceState

bp = Blueprint("devices", __name__, url_prefix="/devices", template_folder="templates")


@bp.get("")
@gate.allow(*rules.READERS)
def listing() -> Response:
    """All kiosks; refreshes itself."""
    return _list(Answers())


@bp.post("")
@gate.allow(*rules.KEEPERS)
def make_code() -> Response:
    """A one-time code for a new kiosk, shown on this answer only."""
    form = Answers(request.form)
    try:
        made = service.make_code(
            db.session(), gate.actor(), db.clock(), db.settings(), db.keys(), name=form.value("name"), place=form.value("place")
        )
    except Refused as refused:
        form.refuse(refused)
        return _list(form, status=422)
    return _list(Answers(), made=made)


@bp.post("/confirm")
@gate.allow(*rules.KEEPERS)
def confirm() -> BaseResponse:
    """Activate the kiosk whose screen shows the same fingerprint."""
    form = Answers(request.form)
    device = service.confirm(db.session(), gate.actor(), db.clock(), form.value("fingerprint"))
    flash(_("%(name)s sudah aktif.", name=device.name), "success")
    return hx.see(url_for("devices.listing"))


@bp.post("/<string:device_id>/revoke")
@gate.allow(*rules.KEEPERS)
def revoke(device_id: str) -> BaseResponse:
    """Shut a kiosk out."""
    device = service.revoke(db.session(), gate.actor(), db.clock(), device_id)
    flash(_("%(name)s sudah dicabut. Permintaan berikutnya dari kios itu ditolak.", name=device.name), "success")
    return hx.see(url_for("devices.listing"))


def _list(form: Answers, *, made: MadeCode | None = None, status: int = 200) -> Response:
    now = db.clock().now()
    devices = queries.all_devices(db.session())
    context = {
        "waiting": [device for device in devices if device.state is DeviceState.PENDING],
        "devices": [(device, rules.health(device.last_seen, now)) for device in devices if device.state is DeviceState.ACTIVE],
        "revoked": [device for device in devices if device.state is DeviceState.REVOKED],
        "form": form,
        "made": made,
        "keeper": gate.actor().has(*rules.KEEPERS),
        "here_health": rules.Health.HERE,
        "parts": rules.PARTS,
    }
    return make_response(render_template("devices/list.html", **context), status)
