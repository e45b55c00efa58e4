"""The Merkle tree of RFC 6962: its root, and the proofs that an older tree begins a newer one, that an entry is in it; pure."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf(data: bytes) -> bytes:
    """The hash of one entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that keeps only the roots of its whole subtrees, largest first: a few dozen hashes for any size."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(one) != 32 for one in self.peaks):
            raise ValueError("so many subtrees do not make a tree of this size")

    def add(self, entry: bytes) -> None:
        """One more leaf, by its hash."""
        rest = self.size
        while rest & 1:
            entry, rest = node(self.peaks.pop(), entry), rest >> 1
        self.peaks.append(entry)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root as it is now."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def prove(old: Tree, entries: Sequence[bytes]) -> list[bytes]:
    """That ``old`` with ``entries`` (hashes of leaves) added still begins with ``old`` (RFC 6962, 2.1.2)."""
    whole, start = {}, 0
    for peak, bit in zip(old.peaks, (bit for bit in range(old.size.bit_length(), -1, -1) if old.size >> bit & 1), strict=True):
        whole[start, start + (1 << bit)] = peak
        start += 1 << bit

    def over(low: int, high: int) -> bytes:
        if high <= old.size:
            return whole[low, high]
        part = Tree()
        for entry in entries[low - old.size : high - old.size]:
            part.add(entry)
        return part.root

    def steps(low: int, high: int, complete: bool) -> list[bytes]:
        if high == old.size:
            return [] if complete else [over(low, high)]
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if old.size <= middle:
            return [*steps(low, middle, complete), over(middle, high)]
        return [*steps(middle, high, False), over(low, middle)]

    return steps(0, old.size + len(entries), True) if old.size else []


def grew(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the tree ``new`` (size and root) begins with the tree ``old`` (RFC 9162, 2.1.4.2)."""
    (size, root), (new_size, new_root), path = old, new, list(proof)
    if size == 0 or size >= new_size:
        return not path and (size == 0 or (size, root) == (new_size, new_root))
    if size.bit_count() == 1:
        path.insert(0, root)
    if not path:
        return False
    here, last = size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node(one, first), node(one, second)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            second = node(second, one)
        here, last = here >> 1, last >> 1
    return last == 0 and (first, second) == (root, new_root)


def beside(place: int, size: int) -> list[tuple[int, int]]:
    """The subtrees whose roots prove the entry at ``place`` in a tree of ``size``, nearest first (RFC 6962, 2.1.1).

    Each as its first entry and the one after its last, counted from 0.
    """
    low, high, found = 0, size, []
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        found.append((middle, high) if place < middle else (low, middle))
        low, high = (low, middle) if place < middle else (middle, high)
    return found[::-1]


def path(place: int, size: int, entries: Iterable[bytes]) -> list[bytes]:
    """That the entry at ``place`` is in the tree of ``size`` ``entries``: hashes of leaves, read once (RFC 6962, 2.1.1)."""
    wanted = beside(place, size)
    parts = {one: Tree() for one in wanted}
    coming = iter(sorted(wanted))
    now = next(coming, (size, size))
    for at, entry in enumerate(entries):
        if at >= now[1]:
            now = next(coming, (size, size))
        if at >= now[0]:
            parts[now].add(entry)
    return [parts[one].root for one in wanted]


def inside(entry: bytes, place: int, tree: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows ``entry`` (a leaf's hash) at ``place`` in ``tree`` (size and root) (RFC 9162, 2.1.3.2)."""
    size, root = tree
    if not 0 <= place < size:
        return False
    here, last, found = place, size - 1, entry
    for one in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(one, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, one)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root
