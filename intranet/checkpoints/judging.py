"""What ``intranet trail verify FILE`` says: the judge's findings in sentences. Knows no database and no settings either."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from intranet.checkpoints import notes, verifier
from intranet.checkpoints.notes import Note, PublicKey
from intranet.checkpoints.verifier import Report

_HEAD, _LONGEST = 40, 4_000_000  # letters that say what a file is, and of the proof of one event
_MOST = 20  # sentences about what is wrong; the first ones matter
_WORDS = {
    "id": (
        "Dibaca: {events} catatan, {checkpoints} titik periksa, {witnessed} di antaranya disaksikan pihak lain.",
        "Jejak utuh: setiap catatan ada, di tempatnya, tidak berubah, dan tercakup titik periksa yang ditandatangani.",
        "JEJAK TIDAK UTUH:",
        "- dan {more} temuan lain",
        "Catatan nomor {seq} ada, tidak berubah, dalam titik periksa atas {size} catatan yang ditandatangani {origin} pada {at}:",
        "CATATAN NOMOR {seq} TIDAK TERBUKTI:",
    ),
    "en": (
        "Read: {events} events, {checkpoints} checkpoints, {witnessed} of them confirmed by the other party.",
        "The trail holds: every event is there, in its place, unchanged, and under a signed checkpoint.",
        "THE TRAIL DOES NOT HOLD:",
        "- and {more} more findings",
        "Event {seq} is there, unchanged, in the checkpoint over {size} events that {origin} signed at {at}:",
        "EVENT {seq} IS NOT PROVED:",
    ),
}


def judge(
    file: Path, key_texts: Sequence[str], paper_texts: Sequence[str], note_files: Sequence[Path], lang: str
) -> tuple[str, bool]:
    """The findings about an exported trail, or the proof of one event, and whether it holds.

    Raises ValueError about what was given to judge it by.
    """
    keys = [key for text in key_texts for key in _keys(text)]
    if not keys:
        raise ValueError("give at least one public key of the office: --key KEY (the office prints it with: intranet trail key)")
    papers = [verifier.paper(text) for text in paper_texts]
    seen = [_note(one) for one in note_files]
    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        if verifier.of_one_row(begins := lines.read(_HEAD)):
            return _of_row(begins + lines.read(_LONGEST), keys, papers, seen, lang)
        lines.seek(0)
        report = verifier.verify(lines, keys, papers, seen)
    return "\n".join(_told(report, lang)), not report.faults


def _of_row(
    text: str, keys: Sequence[PublicKey], papers: Sequence[verifier.Paper], seen: Sequence[Note], lang: str
) -> tuple[str, bool]:
    report = verifier.verify_row(text, keys, papers, seen)
    seq = verifier.number_of(report.row)
    proved, unproved = _WORDS[lang][-2:]
    if report.faults or report.note is None:
        return "\n".join([unproved.format(seq=seq), *(f"- {fault.told(lang)}" for fault in report.faults)]), False
    note = report.note
    said = proved.format(seq=seq, size=note.size, origin=note.origin, at=note.at.isoformat())
    return f"{said}\n{json.dumps(json.loads(report.row), indent=1)}", True


def _told(report: Report, lang: str) -> Iterator[str]:
    read, holds, broken, more, *_of_a_row = _WORDS[lang]
    yield read.format(events=report.events, checkpoints=report.checkpoints, witnessed=report.witnessed)
    if not report.faults:
        yield holds
        return
    yield broken
    yield from (f"- {fault.told(lang)}" for fault in report.faults[:_MOST])
    if len(report.faults) > _MOST:
        yield more.format(more=len(report.faults) - _MOST)


def _keys(text: str) -> list[PublicKey]:
    with suppress(ValueError):
        return [PublicKey.parse(text)]
    try:
        lines = Path(text).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ValueError(f"{text} is neither a public key nor a file") from error
    try:
        return [PublicKey.parse(line) for line in lines if line.strip()]
    except ValueError as error:
        raise ValueError(f"{text}: {error}") from error


def _note(file: Path) -> Note:
    try:
        return notes.read(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error
