"""The papers of an enforcement: the minutes to be signed by the team, and the receipt of props given back."""

from collections.abc import Sequence
from pathlib import Path

from intranet.base import papers
from intranet.base.actor import Party
from intranet.prevention.models import PropEnforcement
from intranet.prevention.queries import Group, Returned
from intranet.prevention.rules import PropKind
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"
_NOBODYS = "Pemilik tidak diketahui"


def minutes(
    settings: Settings,
    row: PropEnforcement,
    members: Sequence[tuple[str, str, Party]],
    partners: Sequence[str],
    groups: Sequence[Group],
) -> bytes:
    """The minutes (berita acara penertiban) as a PDF; ``members``: name, agency and party."""
    kinds = [kind for kind in PropKind if any(kind in group.counts for group in groups)]
    data = {
        **_head(settings, row),
        "draft": row.closed_at is None,
        "order_no": row.order_no,
        "storage": row.storage,
        "note": row.note,
        "kinds": [kind.label for kind in kinds],
        "rows": [
            [
                group.participant or _NOBODYS,
                group.reason.label,
                *(str(group.counts.get(kind, "–")) for kind in kinds),
                str(group.total),
            ]
            for group in groups
        ],
        "sums": [str(sum(group.counts.get(kind, 0) for group in groups)) for kind in kinds],
        "total": str(sum(group.total for group in groups)),
        "members": [[name, agency] for name, agency, _party in members],
        "partners": list(partners),
    }
    return papers.render(_PAPERS / "minutes.typ", data)


def receipt(settings: Settings, row: PropEnforcement, returned: Returned) -> bytes:
    """The receipt of what was given back at once, as a PDF."""
    given = returned.row
    data = {
        **_head(settings, row),
        "participant": returned.participant or _NOBODYS,
        "taken_by": given.taken_by,
        "handed_by": returned.handed_by,
        "returned_on": papers.written_date(given.returned_on),
        "counts": [[kind.label, str(one.count)] for kind in PropKind for one in given.counts if one.kind is kind],
        "total": str(returned.total),
        "storage": row.storage,
    }
    return papers.render(_PAPERS / "receipt.typ", data)


def _head(settings: Settings, row: PropEnforcement) -> dict[str, object]:
    return {
        "office_name": settings.office_name,
        "office_address": settings.office_address,
        "record_no": row.record_no,
        "done_at": papers.written_moment(row.done_at, settings.zone),
        "place": ", ".join(part for part in (row.place, f"Kecamatan {row.district}" if row.district else "") if part),
    }
