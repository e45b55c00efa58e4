"""The papers of privacy as PDF: a notice of a breach, an extract, a certificate of erasure, the record and the assessment."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from intranet.base import papers
from intranet.base.actor import Party
from intranet.cases.timeline import Entry
from intranet.privacy.facts import Cell, Section
from intranet.privacy.models import Erasure, IncidentNotice, SubjectRequest
from intranet.privacy.queries import Told
from intranet.privacy.rules import Recipient, RecordKind
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"
_KINDS = {kind.value: kind.label for kind in RecordKind}
_MOST_LETTERS = 200  # pages of one file; a longer list is sent by numbers
_NOTE = "Catatan"  # what an officer wrote for colleagues stays with them
_PERSON = (("Nama", "name"), ("NIK", "nik"), ("Alamat", "address"), ("Telepon", "phone"), ("Surel", "email"))
_TEXTS = (("Terlapor", "respondent"), ("Akun", "account"), ("Tautan", "link"), ("Tempat", "event_place"), ("Uraian", "narrative"))


def _paper(name: str, data: dict[str, Any]) -> bytes:
    return papers.render(_PAPERS / f"{name}.typ", data)


def _head(settings: Settings, house: str) -> dict[str, Any]:
    return {"house": house, "address": settings.office_address}


def notice(settings: Settings, house: str, row: IncidentNotice) -> bytes:
    """A letter as it was issued; to the people concerned: one for each number on the list, or one for all."""
    content = json.loads(row.content)
    refs = content["refs"]
    to = {
        Recipient.SUBJECTS: [f"Pemilik data pengaduan nomor\n{ref}" for ref in refs[:_MOST_LETTERS]]
        or ["Para pemilik data pribadi"],
        Recipient.AUTHORITY: ["Lembaga penyelenggara pelindungan data pribadi\ndi tempat"],
        Recipient.DUKCAPIL: ["Kepala Dinas Kependudukan dan Pencatatan Sipil\ndi tempat"],
    }[row.recipient]
    counts = {name: str(content[name]) for name in ("complainants", "staff", "others")}
    told = {name: content[name] for name in ("exposed", "happened", "how", "recovery", "signer", "signer_title", "contact")}
    data = {
        **_head(settings, house),
        **told,
        **counts,
        "kind": row.recipient.value,
        "number": row.number,
        "dated": papers.written_date(row.issued_at.astimezone(settings.zone).date()),
        "discovered": papers.written_moment(dt.datetime.fromisoformat(content["discovered_at"]), settings.zone),
        "refs": refs,
        "to": to,
    }
    return _paper("notice", data)


def told(settings: Settings, row: SubjectRequest, cases: Sequence[Told], now: dt.datetime) -> dict[str, Any]:
    """An extract as plain data, for paper and as JSON alike."""
    return {
        "number": row.number,
        "asked": papers.written_moment(row.asked_at, settings.zone),
        "proof": row.proof.label,
        "made": papers.written_moment(now, settings.zone),
        "cases": [_case(settings, one) for one in cases],
    }


def extract(settings: Settings, house: str, data: dict[str, Any]) -> bytes:
    """The extract on paper."""
    return _paper("extract", {**_head(settings, house), **data})


def _case(settings: Settings, one: Told) -> dict[str, Any]:
    case, zone = one.case, settings.zone

    def at(moment: dt.datetime) -> str:
        return f"{moment.astimezone(zone):%d-%m-%Y %H.%M}"

    return {
        "no": case.complaint_no or "–",
        "facts": [
            ["Diterima", papers.written_moment(case.received_at, zone)],
            ["Melalui", case.channel.label],
            ["Keadaan", case.state.label],
            ["Identitas", case.standing.label],
        ],
        "person": [[label, one.person[name] or "–"] for label, name in _PERSON],
        "texts": [[label, getattr(case, name)] for label, name in _TEXTS if getattr(case, name)],
        "entries": [[at(entry.at), _who(entry), _what(entry)] for entry in one.entries],
        "checks": [
            [
                at(check.at),
                check.method.label,
                ", ".join(element.label for element in check.elements) or "dilihat petugas",
                check.outcome.label if check.outcome else "tidak selesai",
            ]
            for check in one.checks
        ],
        "given": [
            [at(use.at), to.label if isinstance(to, Party) else to, row.purpose] for row, to, uses in one.given for use in uses
        ],
    }


def _who(entry: Entry) -> str:
    return f"{entry.who} ({entry.party.label})" if entry.party else entry.who


def _what(entry: Entry) -> str:
    values = {**entry.values, **entry.labels}
    text = entry.text % {name: f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else value for name, value in values.items()}
    return f"{text}: {entry.said}" if entry.said and entry.text != _NOTE else text


def certificate(settings: Settings, house: str, by: str, row: Erasure) -> bytes:
    """The certificate of an erasure; a draft until the disk is clean too."""
    lines = [
        {
            "kind": _KINDS[line["kind"]],
            "count": str(line["count"]),
            "term": f"{line['months']} bulan",
            "source": line["source"],
            "months": ", ".join(f"{month} ({count})" for month, count in sorted(line["by_month"].items())),
            "held": f"{line['held']} perkara tidak dihapus karena masih diperlukan" if line["held"] else "",
        }
        for line in json.loads(row.content)["lines"]
    ]
    swept = papers.written_moment(row.swept_at, settings.zone) if row.swept_at else ""
    data = {
        **_head(settings, house),
        "number": row.number,
        "draft": row.swept_at is None,
        "at": papers.written_moment(row.at, settings.zone),
        "by": by,
        "lines": lines,
        "swept": f"Berkas dan sisa halaman basis data dibersihkan pada {swept}." if swept else "Sedang berjalan.",
    }
    return _paper("certificate", data)


def register(
    settings: Settings,
    house: str,
    title: str,
    law: str,
    sections: Sequence[Section],
    notices: Sequence[tuple[str, int]],
    now: dt.datetime,
) -> bytes:
    """The processing record or the impact assessment, of the day."""
    data = {
        **_head(settings, house),
        "title": title,
        "law": law,
        "made": papers.written_moment(now, settings.zone),
        "sections": [{"heading": _said(one.heading), "rows": [[name, _said(cell)] for name, cell in one.rows]} for one in sections],
        "notices": [[version, str(count)] for version, count in notices],
    }
    return _paper("register", data)


def _said(cell: Cell) -> str:
    values = {name: papers.written_date(value) if isinstance(value, dt.date) else value for name, value in cell.values.items()}
    return cell.text % values
