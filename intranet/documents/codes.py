"""The codes of forms the laws' annexes give for papers: dated data the administrator keeps. Where none is known none is printed."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush, insert_new
from intranet.base.errors import Forbidden, NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.calendar.rules import ElectionKind
from intranet.documents import rules
from intranet.documents.models import DocumentForm
from intranet.documents.rules import DocumentKind, Form
from shared.text import N_

_OWNER = Party.BAWASLU


def table(session: Session) -> Sequence[DocumentForm]:
    """Every line, by regime and paper, the latest first."""
    rows = session.scalars(select(DocumentForm).order_by(DocumentForm.valid_from.desc(), DocumentForm.id))
    kinds, regimes = list(DocumentKind), list(ElectionKind)
    return sorted(rows, key=lambda row: (regimes.index(row.regime), kinds.index(row.kind)))


def code_for(session: Session, kind: DocumentKind, party: Party, regime: ElectionKind, day: dt.date) -> str:
    """The code for the corner of ``party``'s paper of ``day``; empty when there is none or it is not known."""
    if party is not _OWNER:
        return ""
    form = DocumentForm
    query = select(form.code).where(form.kind == kind, form.regime == regime, form.valid_from <= day)
    return session.scalar(query.where(or_(form.valid_until.is_(None), form.valid_until >= day)).limit(1)) or ""


def add(session: Session, actor: Actor, clock: Clock, form: Form) -> None:
    """Enter a code. Raises Forbidden, or Refused naming the field at fault: also when another code holds on one of its days."""
    _require_keeper(actor)
    code, source = " ".join(form.code.split()), " ".join(form.source.split())
    if form.kind not in rules.FORMS:
        raise Refused(N_("Untuk surat itu tidak ada formulirnya."), field="kind")
    for name, text, most, missing in (
        ("code", code, rules.LONGEST_CODE, N_("Kode formulir belum diisi.")),
        ("source", source, rules.LINE, N_("Sebutkan dasar hukumnya.")),
    ):
        if not text:
            raise Refused(missing, field=name)
        if len(text) > most:
            raise Refused(N_("Paling panjang %(most)s huruf."), field=name, values={"most": most})
    if form.valid_until is not None and form.valid_until < form.valid_from:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="valid_until")
    same = select(DocumentForm).where(DocumentForm.kind == form.kind, DocumentForm.regime == form.regime)
    row_id, values = new_id(), vars(form) | {"code": code, "source": source}
    clashes = any(row.form.overlaps(form.valid_from, form.valid_until) for row in session.scalars(same))
    if clashes or not insert_new(session, DocumentForm, id=row_id, version=1, **values):
        raise Refused(
            N_("Untuk surat dan pemilihan yang sama masih ada kode lain pada waktu itu."),
            do=N_("Akhiri dahulu kode yang lama, lalu tambahkan yang baru mulai hari berikutnya."),
            field="valid_from",
        )
    told = {"kind": form.kind.value, "regime": form.regime.value, "code": code, "from": form.valid_from.isoformat()}
    trail.record(session, clock, actor, "form_code.added", "form_code", row_id, told)


def end(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, last_day: dt.date) -> None:
    """Let a code stand on papers for the last time on ``last_day``. Raises Forbidden, NotFound, Conflict, Refused."""
    _require_keeper(actor)
    row = session.get(DocumentForm, row_id)
    if row is None:
        raise NotFound(N_("Kode formulir ini tidak ada."))
    if row.version != version:
        raise changed_meanwhile()
    if last_day < row.valid_from:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="last_day")
    if row.valid_until is not None and row.valid_until <= last_day:
        raise Refused(N_("Masa berlakunya sudah berakhir pada atau sebelum hari itu."), field="last_day")
    row.valid_until = last_day
    flush(session)
    told = {"kind": row.kind.value, "regime": row.regime.value, "code": row.code, "until": last_day.isoformat()}
    trail.record(session, clock, actor, "form_code.ended", "form_code", row.id, told)


def _require_keeper(actor: Actor) -> None:
    if not rules.may_number(actor):
        raise Forbidden(N_("Hanya pengelola sistem yang dapat mengubah kode formulir."))
