"""The paper of a checkpoint: what the other party keeps in its own drawer, and compares."""

from pathlib import Path

from intranet.base import papers
from intranet.checkpoints.models import Checkpoint
from intranet.checkpoints.queries import short_signature
from intranet.checkpoints.rules import grouped
from intranet.settings import Settings

_TEMPLATE = Path(__file__).parent / "papers" / "checkpoint.typ"


def checkpoint(settings: Settings, row: Checkpoint) -> bytes:
    """One page: how far, the root in fours, the signed text as a QR code, and a place for the other party's name."""
    return papers.render(
        _TEMPLATE,
        {
            "office_name": settings.office_name,
            "office_address": settings.office_address,
            "office_phone": settings.office_phone,
            "made": papers.written_moment(row.made_at, settings.zone),
            "size": f"{row.size:,}".replace(",", "."),
            "command": f"intranet trail verify BERKAS \n  --key KUNCI --paper {row.size}:{row.root[-8:].upper()}",
            "root": grouped(row.root).split(),
            "signature": short_signature(row),
            "public_key": row.public_key,
            "note": row.note,
            "qr": papers.qr_svg(row.note),
        },
    )
