"""Papers: PDF documents made by typst from our own templates, tagged for screen readers (PDF/UA-1), the same each time.

Data reaches a template as one JSON string, so that whatever people wrote is text and never markup; a template reads
nothing outside its own folder and no font of the machine. What those fonts cannot draw is named instead (see ``glyphs``).
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from intranet.base.glyphs import legible

_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
_BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same bytes for the same data: a paper's date is in its text


def render(template: Path, data: Mapping[str, object], archive: bool = False) -> bytes:
    """The PDF of ``template`` with ``data`` (plain JSON), which the template reads as ``json(bytes(sys.inputs.data))``.

    ``archive``: as PDF/A-2a besides, for a paper that is to be read in decades.
    """
    import typst  # loaded here only: it is large, and most processes never print

    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_legible(data), ensure_ascii=False)},
        package_path=template.parent,
        package_cache_path=template.parent,
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"] if archive else ["ua-1"], timestamp=_BEGINNING)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no document")
    return pdf


def _legible(value: object) -> object:
    """``value`` with every text in it as a paper can bear it."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Mapping):
        return {key: _legible(part) for key, part in value.items()}
    return [_legible(part) for part in value] if isinstance(value, list | tuple) else value


def qr_svg(text: str) -> str:
    """``text`` as a QR code (error correction M) in SVG, without a border."""
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(border=0, dark="#000"))


def written_date(day: dt.date) -> str:
    """``Senin, 23 November 2026``."""
    return format_date(day, "EEEE, d MMMM y", locale="id")


def written_moment(moment: dt.datetime, zone: ZoneInfo) -> str:
    """``Jumat, 20 November 2026 pukul 09.30 WIB``."""
    local = moment.astimezone(zone)
    offset = local.utcoffset() or dt.timedelta()
    hours = int(offset.total_seconds() // 3600)
    written = format_datetime(local, "EEEE, d MMMM y 'pukul' HH.mm", locale="id")
    return f"{written} {_ZONES.get(hours, f'UTC{hours:+d}')}"
