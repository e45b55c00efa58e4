"""The stand-alone judge of a trail: needs the exported file and public keys, and knows no database and no settings.

A file is lines of JSON: a head, the checkpoints, then each event as the very text its hash is made of. What exports it first
makes a checkpoint over all of it; so a file whose end was cut off carries a signature for events it does not show.
Of a single event there is a smaller file: the event, a signed checkpoint over it, and the way from one to the other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from intranet.checkpoints import notes
from intranet.checkpoints.notes import Note, PublicKey
from intranet.checkpoints.tree import Tree, grew, inside, leaf

FORMAT = "posko-trail-1"
ROW_FORMAT = "posko-trail-row-1"
GENESIS = "0" * 64
_PARTS = 11  # of an event: number, time, actor (4), kind, subject (2), data, predecessor's hash


class What(Enum):
    """What can be wrong, in Indonesian and in English."""

    CHANGED = (
        "catatan nomor {seq} diubah: isinya tidak cocok dengan sidiknya",
        "event {seq} was changed: it does not match its hash",
    )
    LINK = (
        "catatan nomor {seq} diganti: catatan sesudahnya menyambung ke isi yang lain",
        "event {seq} was replaced: the one after it is linked to something else",
    )
    MISSING = ("catatan nomor {seq} sampai {until} hilang", "events {seq} to {until} are missing")
    MOVED = ("catatan nomor {seq} tidak pada tempatnya", "event {seq} is out of its place")
    DOUBLED = ("catatan nomor {seq} ada dua kali", "event {seq} is there twice")
    TAIL = (
        "ekor jejak terpotong: catatan nomor {seq} sampai {until} sudah ditandatangani, tetapi tidak ada lagi",
        "the end was cut off: events {seq} to {until} were signed for and are gone",
    )
    ROOT = (
        "jejak ditulis ulang: catatan nomor {seq} sampai {until} tidak cocok dengan titik periksa yang ditandatangani",
        "the trail was rewritten: events {seq} to {until} do not match the signed checkpoint",
    )
    UNSIGNED = (
        "catatan nomor {seq} sampai {until} tidak dilindungi titik periksa mana pun",
        "events {seq} to {until} are under no checkpoint",
    )
    SIGNATURE = (
        "titik periksa pada catatan nomor {until} tidak bertanda tangan sah dari kunci kantor",
        "the checkpoint at event {until} has no valid signature by the office's key",
    )
    PROOF = (
        "titik periksa pada catatan nomor {until} tidak membuktikan sambungannya dengan yang sebelumnya ({seq})",
        "the checkpoint at event {until} does not prove that it goes on from the one before ({seq})",
    )
    PAPER = (
        "kertas yang dicocokkan (nomor {until}) berbeda dari jejak ini",
        "the paper compared (event {until}) is not of this trail",
    )
    LINE = ("baris {seq} berkas ini tidak terbaca", "line {seq} of the file cannot be read")
    INSIDE = (
        "catatan nomor {seq} tidak terbukti ada dalam titik periksa pada catatan nomor {until}",
        "event {seq} is not proved to be in the checkpoint at event {until}",
    )
    HEAD = ("berkas ini bukan ekspor jejak", "the file is no export of a trail")

    def told(self, language: str) -> str:
        """The sentence, with its places still open."""
        indonesian, english = self.value
        return english if language == "en" else indonesian


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the events it concerns."""

    what: What
    seq: int
    until: int = 0

    def told(self, language: str) -> str:
        """It in a sentence."""
        return self.what.told(language).format(seq=self.seq, until=self.until or self.seq)


@dataclass
class Walk:
    """Goes along the events of a trail in the order they come; ``signed``: the roots that are to be met, by size."""

    signed: dict[int, bytes]
    faults: list[Fault] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)
    last: int = 0
    hash: str = GENESIS
    _gaps: set[int] = field(default_factory=set)
    _met: int = 0
    _sound: bool = True

    def step(self, row: str, sha256: str) -> None:
        """The next event: the text its hash is made of, and that hash as it was kept."""
        seq, previous = _place(row)
        true = hashlib.sha256(row.encode()).hexdigest() == sha256
        if not true:
            seq = self.last + 1 if seq != self.last + 1 and seq not in self._gaps else seq
            self._wrong(What.CHANGED, seq)
        if seq <= self.last:
            self._wrong(What.MOVED if seq in self._gaps else What.DOUBLED, seq)
            self._gaps.discard(seq)
            return
        if seq > self.last + 1:
            self._gaps.update(range(self.last + 1, min(seq, self.last + 100_000)))
            self._sound = False
        elif true and previous != self.hash and self._sound:
            self._wrong(What.LINK, max(self.last, 1))
        self.last, self.hash = seq, sha256
        self.tree.add(leaf(row.encode()))
        expected = self.signed.get(seq)
        if expected is not None:
            if self._sound and expected != self.tree.root:
                self._wrong(What.ROOT, self._met + 1, seq)
            self._met = seq

    def end(self) -> list[Fault]:
        """Everything that was wrong, by place."""
        gaps = sorted(self._gaps)
        start = 0
        for place, seq in enumerate(gaps):
            if place + 1 == len(gaps) or gaps[place + 1] != seq + 1:
                self.faults.append(Fault(What.MISSING, gaps[start], seq))
                start = place + 1
        highest = max(self.signed, default=0)
        if highest > self.last:
            self.faults.append(Fault(What.TAIL, self.last + 1, highest))
        self.faults.sort(key=lambda fault: (fault.seq, fault.until))
        return self.faults

    def _wrong(self, what: What, seq: int, until: int = 0) -> None:
        self.faults.append(Fault(what, seq, until or seq))
        self._sound = False


@dataclass(frozen=True)
class Paper:
    """What somebody holds in print: how many events, and the root or its last characters in hex."""

    size: int
    root: str


@dataclass
class Report:
    """What the judge found: ``events`` read, ``checkpoints`` met, how many of them the other party confirmed."""

    faults: list[Fault]
    events: int = 0
    checkpoints: int = 0
    witnessed: int = 0


@dataclass(frozen=True)
class _Signed:
    note: Note
    proof: Sequence[bytes]
    witnessed: bool


def verify(lines: Iterable[str], keys: Sequence[PublicKey], papers: Sequence[Paper] = (), seen: Sequence[Note] = ()) -> Report:
    """Judge an export. ``papers`` and ``seen``: printed and kept checkpoints, which must be of this very trail."""
    held = [(note.size, note.root.hex()) for note in seen] + [(paper.size, paper.root) for paper in papers]
    signed: list[_Signed] = []
    faults: list[Fault] = []
    walk, events, roots = Walk({}), 0, {}
    for number, line in enumerate(lines, 1):
        read = _read(line)
        if number == 1:
            if not isinstance(read, dict) or read.get("format") != FORMAT:
                break
        elif isinstance(read, tuple):
            walk.step(*read)
            events += 1
            if any(size == walk.tree.size for size, _root in held):
                roots[walk.tree.size] = walk.tree.root
        elif isinstance(read, _Signed) and not events:
            signed.append(read)
            walk.signed[read.note.size] = read.note.root
        else:
            faults.append(Fault(What.LINE, number))
    if not events and not signed:
        return Report([Fault(What.HEAD, 0)])
    covered = max(walk.signed, default=0)
    faults += [*walk.end(), *_signatures([*(one.note for one in signed), *seen], keys), *_proofs(signed)]
    faults += [Fault(What.PAPER, size) for size, root in held if not roots.get(size, b"").hex().endswith(root)]
    if walk.last > covered:
        faults.append(Fault(What.UNSIGNED, covered + 1, walk.last))
    return Report(faults, events, len(signed), sum(one.witnessed for one in signed))


@dataclass(frozen=True)
class RowReport:
    """What the judge found about one event: its text (empty when there is none), and the checkpoint it is in."""

    faults: list[Fault]
    row: str = ""
    note: Note | None = None


def of_one_row(text: str) -> bool:
    """Whether a file, by its beginning, is the proof of a single event."""
    return text.startswith(f'{{"format":"{ROW_FORMAT}"')


def verify_row(text: str, keys: Sequence[PublicKey], papers: Sequence[Paper] = (), seen: Sequence[Note] = ()) -> RowReport:
    """Judge the proof of one event; ``papers`` and ``seen`` are to be of its checkpoint, others say nothing of it."""
    try:
        content = json.loads(text)
        row, note, proof = content["row"], notes.read(content["note"]), [bytes.fromhex(one) for one in content["proof"]]
        note.text.encode()  # half a character is no text
        entry, (seq, _previous) = leaf(row.encode()), _place(row)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return RowReport([Fault(What.HEAD, 0)])
    faults = list(_signatures([note], keys))
    if not inside(entry, seq - 1, (note.size, note.root), proof):
        faults.append(Fault(What.INSIDE, seq, note.size))
    held = [(one.size, one.root.hex()) for one in seen] + [(one.size, one.root) for one in papers]
    faults += [Fault(What.PAPER, size) for size, root in held if size != note.size or not note.root.hex().endswith(root)]
    return RowReport(faults, row, note)


def _signatures(found: Iterable[Note], keys: Sequence[PublicKey]) -> Iterator[Fault]:
    for note in found:
        if not any(note.origin == key.name and note.signed_by(key) for key in keys):
            yield Fault(What.SIGNATURE, note.size)


def _proofs(signed: Sequence[_Signed]) -> Iterator[Fault]:
    before = (0, Tree().root)
    for one in signed:
        now = (one.note.size, one.note.root)
        if not grew(before, now, one.proof):
            yield Fault(What.PROOF, before[0], now[0])
        before = now


def _read(line: str) -> object:
    try:
        content = json.loads(line)
        if "row" in content:
            row, sha256 = content["row"], content["hash"]
            row.encode()  # half a character is no text
            return (row, sha256) if isinstance(sha256, str) and len(content) == 2 else None
        if "note" in content:
            said = content["witnesses"]
            content["note"].encode()
            proof = [bytes.fromhex(one) for one in content["proof"]]
            return _Signed(notes.read(content["note"]), proof, bool(said) and said[-1]["agrees"] is True)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    return content


def _place(row: str) -> tuple[int, str]:
    try:
        parts = json.loads(row)
        seq, previous = parts[0], parts[-1]
        if len(parts) == _PARTS and isinstance(seq, int) and 0 < seq < 1 << 62 and isinstance(previous, str):
            return seq, previous
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        pass
    return 0, ""


def paper(text: str) -> Paper:
    """``SIZE:ROOT`` as typed from a paper; raises ValueError for anything else."""
    size, _, root = text.partition(":")
    root = "".join(root.split()).replace("-", "").casefold()
    if not size.strip().isdecimal() or not 8 <= len(root) <= 64 or set(root) - set("0123456789abcdef"):
        raise ValueError("write it as SIZE:ROOT, with at least the last 8 characters of the root")
    return Paper(int(size), root)


def number_of(row: str) -> int:
    """The number of an event by its text; 0 for what is none."""
    return _place(row)[0]
