"""Puts a paper together: from facts, the officer's texts, letterhead and signature to what the template prints. Pure.

The result is plain JSON with every date written out; kept with the issued paper, it gives the same bytes again.
"""

from typing import Any

from intranet.base.actor import Party
from intranet.documents.bodies import BODIES, Paper, complainant, date, heard, lines
from intranet.documents.contents import names_complainant
from intranet.documents.rules import SPECS, DocumentKind, Shape

_NAME = 120  # letters of a name under a line to sign on; the whole stands above
_BLANK = "………………………………"
_NUMBERS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")


def compose(paper: Paper) -> dict[str, Any]:
    """The template's data."""
    blocks, annexes = BODIES[paper.kind](paper)
    letter = SPECS[paper.kind].shape is Shape.LETTER
    day = date(paper.day)
    return {
        "title": paper.kind.label,
        "shape": SPECS[paper.kind].shape.value,
        "stamp": "" if paper.number else "KONSEP",
        "code": f"Formulir Model {paper.code}" if paper.code else "",
        "number": paper.number,
        "date": day,
        "place_date": f"{paper.head.place}, {day}" if paper.head.place else day,
        "foot": _foot(paper),
        "agency": {name: getattr(paper.head, name) for name in ("over", "name", "address", "contact")},
        "head": [
            ["Nomor", paper.number or "…………"],
            ["Sifat", paper.texts.get("nature", "") or "Biasa"],
            ["Lampiran", f"{len(annexes)} ({_NUMBERS[len(annexes)]}) lampiran" if annexes else "–"],
        ],
        "subject": paper.subject,
        "addressee": addressee(paper) if letter else "",
        "blocks": blocks,
        "signers": _signers(paper),
        "copies": lines(paper.texts.get("copies", "")),
        "annexes": annexes,
    }


def addressee(paper: Paper) -> str:
    """The lines a letter is sent to; the complainant's name only when ``person`` is given."""
    if names_complainant(paper.kind, paper.texts):
        return f"Yth. {complainant(paper)}\ndi tempat"
    if paper.kind is DocumentKind.SUMMONS:
        return f"Yth. {paper.texts.get('person', '').strip()}\ndi tempat"
    return paper.texts.get("addressee", "")


def _foot(paper: Paper) -> str:
    if paper.matter.check is not None:
        return f"Cek fakta {paper.matter.check.number}".strip()
    numbers = [case.no for case in paper.matter.cases]
    return f"Perkara {numbers[0]}" + (f" dan {len(numbers) - 1} lainnya" if len(numbers) > 1 else "") if numbers else ""


def _signers(paper: Paper) -> list[dict[str, str]]:
    # Who serves the state has a number; members of the supervisory body need not have one.
    nip = paper.signature.nip or (_BLANK if paper.party is Party.DISKOMINFO else "")
    own = {"lead": "", "title": paper.signature.title, "name": paper.signature.name, "nip": nip}
    if paper.kind is DocumentKind.HANDOVER:
        said = paper.texts
        receiver = {"lead": "Yang menerima,", "title": said["receiver_title"], "name": said["receiver"], "nip": ""}
        return [receiver, own | {"lead": "Yang menyerahkan,"}]
    if paper.kind is DocumentKind.CLARIFICATION:
        name = heard(paper).split("\n")[0][:_NAME]
        asked = {"lead": "Yang diklarifikasi,", "title": paper.texts["capacity"], "name": name, "nip": ""}
        return [asked, own | {"lead": "Yang mengklarifikasi,"}]
    if SPECS[paper.kind].shape is Shape.RECORD:
        return [own | {"lead": f"{paper.head.place}, {date(paper.day)}" if paper.head.place else date(paper.day)}]
    return [own]
