"""What every page does alike with one file of evidence: takes it out of a form, keeps it, and gives a copy of it out."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from intranet.base.errors import Refused
from intranet.evidence import service
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import PICTURES, SHOWN, Act, media_type
from intranet.evidence.service import About
from intranet.evidence.store import Incoming, Store
from intranet.web import db, gate, uploads
from shared.text import N_


@dataclass(frozen=True)
class Wanted:
    """The types a page takes, and what it says of others."""

    types: frozenset[str]
    told: str
    do: str


SCANS = Wanted(SHOWN, N_("Pindaian berupa PDF atau gambar."), N_("Pilih berkas PDF, JPEG, atau PNG."))
PHOTOS = Wanted(PICTURES, N_("Di sini hanya foto: JPEG, PNG, WebP, atau GIF."), N_("Pilih berkas gambar."))


DAMAGED = N_("Berkas ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem.")


@dataclass(frozen=True)
class Arrived:
    """A file as it came with a form, and its name there."""

    file: Incoming
    name: str


def arrived() -> Arrived | None:
    """The file of the form that was sent, on the disk already: the slow part, so ask before the database is held.

    None: none was chosen. The view is marked ``uploads.takes_file``.
    """
    found = uploads.chosen()
    if found is None:
        return None
    file = cast(Incoming, found[0])
    if not file.too_large:
        file.settle()
    return Arrived(file, found[1])


def keep(came: Arrived | None, subject: tuple[str, str], about: About, wanted: Wanted | None = None) -> EvidenceItem:
    """Keep what came as evidence of ``subject``; ``wanted`` None: any type.

    Raises Refused at the field ``file``, or as ``service.add_file``; nothing is kept then.
    """
    if came is None or not came.file.size:
        raise service.nothing_chosen()
    if wanted is not None and not came.file.too_large and media_type(came.file.head, came.name) not in wanted.types:
        raise Refused(wanted.told, do=wanted.do, field="file")
    office = (db.session(), gate.actor(), db.clock(), store())
    return service.add_file(*office, subject=subject, file=came.file, name=came.name, about=about)


def handled(subject: tuple[str, str], item_id: str, act: Act) -> bool:
    """Whether a file may be looked at or given out, which is then noted; False: it is damaged, and that is noted instead.

    Raises NotFound, Forbidden.
    """
    return service.open_file(db.session(), gate.actor(), db.clock(), store(), subject=subject, item_id=item_id, act=act)


def taken(subject: tuple[str, str], item_id: str) -> tuple[Path, str] | None:
    """Where a file of ``subject`` is and its name, for ``downloads.copy``; None: it is damaged (say ``DAMAGED``).

    Noted either way. Raises NotFound, Forbidden.
    """
    item = service.get(db.session(), subject, item_id)
    if not handled(subject, item.id, Act.EXPORTED):
        return None
    return store().path(item.sha256 or ""), item.original_name


def store() -> Store:
    """Where this office keeps its files."""
    return Store(db.settings().data_dir)
