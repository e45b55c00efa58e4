"""The tree, the note, what is typed from a paper, days without a checkpoint, and stamps: pure, as tables."""

import base64
import datetime as dt
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.checkpoints import notes, rules
from intranet.checkpoints.notes import PublicKey
from intranet.checkpoints.rules import Standing, State
from intranet.checkpoints.tree import Tree, beside, grew, inside, leaf, node, path, prove

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "posko/33.99"
PUBLIC = PublicKey(NAME, KEY.public_key().public_bytes_raw())
# The test leaves and roots that certificate transparency's own implementations use.
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def tree_of(size: int) -> Tree:
    tree = Tree()
    for n in range(size):
        tree.add(leaf(b"%d" % n))
    return tree


def test_the_roots_are_those_of_rfc_6962():
    assert Tree().root == hashlib.sha256(b"").digest()
    tree = Tree()
    for size, data in enumerate(LEAVES, 1):
        tree.add(leaf(data))
        assert tree.root.hex() == ROOTS.get(size, tree.root.hex())
        assert Tree(tree.size, tree.peaks).root == tree.root


@pytest.mark.parametrize(("size", "peaks"), [(3, []), (0, [bytes(32)]), (1, [b"short"])])
def test_a_tree_is_not_made_of_the_wrong_number_of_subtrees(size, peaks):
    with pytest.raises(ValueError, match="subtrees"):
        Tree(size, peaks)


def test_every_tree_of_up_to_twenty_proves_that_it_grew_and_nothing_else_does():
    for size in range(21):
        old = tree_of(size)
        for new_size in range(size, 21):
            new, entries = tree_of(new_size), [leaf(b"%d" % n) for n in range(size, new_size)]
            proof = prove(old, entries)
            assert grew((size, old.root), (new_size, new.root), proof)
            if 0 < size < new_size:
                other = node(old.root, old.root)
                assert not grew((size, other), (new_size, new.root), proof)
                assert not grew((size, old.root), (new_size, other), proof)
                assert not grew((size, old.root), (new_size, new.root), proof[1:])
                assert not grew((size, old.root), (new_size, new.root), [*proof, other])
    assert not grew((5, tree_of(5).root), (3, tree_of(3).root), [])
    assert not grew((3, tree_of(3).root), (5, tree_of(5).root), [])
    assert not grew((3, tree_of(3).root), (3, tree_of(4).root), [])
    assert not grew((0, Tree().root), (3, tree_of(3).root), [bytes(32)])


PATHS = {  # of the same implementations: place, size, and the way up
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}


@pytest.mark.parametrize(("place", "size"), PATHS)
def test_the_ways_up_are_those_of_rfc_6962(place, size):
    assert [one.hex() for one in path(place, size, map(leaf, LEAVES[:size]))] == PATHS[place, size]


def test_every_entry_of_every_tree_of_up_to_forty_is_proved_to_be_in_it_and_nothing_else_is():
    entries = [leaf(b"%d" % n) for n in range(41)]
    for size in range(1, 41):
        root, other = tree_of(size).root, bytes(32)
        tree = (size, root)
        for place in range(size):
            proof = path(place, size, entries[:size])
            assert inside(entries[place], place, tree, proof)
            assert len(proof) <= (size - 1).bit_length()
            assert not inside(entries[place + 1], place, tree, proof)
            assert not inside(entries[place], place, (size, other), proof)
            assert not inside(entries[place], place, tree, [*proof, other])
            assert not any(inside(entries[place], place, tree, proof[:n] + proof[n + 1 :]) for n in range(len(proof)))
            assert not any(inside(entries[place], place, tree, [*proof[:n], other, *proof[n + 1 :]]) for n in range(len(proof)))
            assert not any(inside(entries[place], wrong, tree, proof) for wrong in (-1, *range(size + 2)) if wrong != place)
            assert not inside(entries[place], place, (0, root), proof)
            # the subtrees beside it and the entry itself are the whole tree, once
            assert sorted([*beside(place, size), (place, place + 1)])[0][0] == 0
            assert sum(high - low for low, high in beside(place, size)) == size - 1


def test_a_judge_that_does_not_go_up_to_the_root_would_be_caught(monkeypatch):
    from intranet.checkpoints import tree

    monkeypatch.setattr(tree, "node", lambda left, _right: left)
    with pytest.raises(AssertionError):
        test_every_entry_of_every_tree_of_up_to_forty_is_proved_to_be_in_it_and_nothing_else_is()


def test_a_note_reads_as_it_was_written_and_bears_its_signature():
    text = notes.write(KEY, NAME, 7, bytes(range(32)), NOW)
    note = notes.read(text)
    assert (note.origin, note.size, note.root, note.at, note.text) == (NAME, 7, bytes(range(32)), NOW, text)
    assert note.signed_by(PUBLIC)
    assert base64.b64decode(note.signature)[:4] == PUBLIC.id
    assert not note.signed_by(PublicKey("posko/lain", PUBLIC.raw))
    assert not note.signed_by(PublicKey(NAME, Ed25519PrivateKey.generate().public_key().public_bytes_raw()))
    assert not notes.read(text.replace("\n7\n", "\n8\n")).signed_by(PUBLIC)
    assert not notes.read(text.replace(f"— {NAME} ", f"— {NAME} a")).signed_by(PUBLIC)
    more = notes.read(f"{text}— orang-lain {base64.b64encode(b'x' * 68).decode()}\n")
    assert more.signed_by(PUBLIC)


@pytest.mark.parametrize(
    "change", [("\n7\n", "\n07\n"), ("\n7\n", "\n-7\n"), ("+00:00", ""), ("time ", "waktu "), ("— ", "- "), ("posko", "\nposko")]
)
def test_what_is_no_note_is_refused(change):
    with pytest.raises(ValueError, match=r"checkpoint|month|isoformat"):
        notes.read(notes.write(KEY, NAME, 7, bytes(32), NOW).replace(*change, 1))


def test_a_public_key_is_one_word_and_shows_a_slip():
    assert PublicKey.parse(f" {PUBLIC}\n") == PUBLIC
    name, key_id, body = str(PUBLIC).split("+", 2)
    for text in (
        "",
        "x",
        f"{name}+{key_id}",
        f"{name}+{key_id}+%%%",
        f"{name}+00000000+{body}",
        f"+{key_id}+{body}",
        f"a b+{key_id}+{body}",
    ):
        with pytest.raises(ValueError, match="public key"):
            PublicKey.parse(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [("3F9A 07C2", True), ("3f9a-07c2", True), ("3f9a07c", False), ("3f9a07cg", False), ("", False), ("0" * 65, False)],
)
def test_eight_characters_of_hex_are_what_can_be_typed(text, good):
    assert rules.well_typed(text) is good


def test_a_root_is_read_in_fours():
    assert rules.grouped("3f9a07c2") == "3F9A 07C2"
    assert rules.typed(rules.grouped("3f9a07c2")) == "3f9a07c2"


def test_days_without_a_checkpoint_are_named_newest_first():
    day = [dt.date(2026, 11, n) for n in range(1, 6)]
    assert rules.days_without({day[0], day[2]}, day[0], day[4]) == [day[4], day[3], day[1]]
    assert rules.days_without(set(), day[1], day[0]) == []


@pytest.mark.parametrize(("agrees", "state"), [(None, State.SIGNED), (True, State.WITNESSED), (False, State.DISPUTED)])
def test_the_last_word_of_the_other_party_is_the_state(agrees, state):
    assert rules.state_of(agrees) is state
    assert state.label


@pytest.mark.parametrize(
    ("party", "role", "may"),
    [
        (Party.BAWASLU, Role.BAWASLU_OFFICER, True),
        (Party.BAWASLU, Role.BAWASLU_COMMISSIONER, True),
        (Party.BAWASLU, Role.AUDITOR, False),
        (Party.DISKOMINFO, Role.BAWASLU_OFFICER, False),
        (Party.DISKOMINFO, Role.DISKOMINFO_HEAD, False),
    ],
)
def test_only_the_other_party_confirms(party, role, may):
    assert rules.may_witness(Actor(ActorKind.STAFF, "1", "Contoh", party, frozenset({role}))) is may


def test_the_trail_stands_well_when_whole_fresh_and_not_disputed():
    def standing(fault: int | None = None, ago: float | None = 1, agrees: bool | None = None) -> Standing:
        return Standing(NOW, fault, 9, None if ago is None else NOW - dt.timedelta(days=ago), agrees)

    assert standing().good(NOW)
    assert standing(agrees=True).good(NOW)
    for bad in (standing(fault=3), standing(ago=3), standing(ago=None), standing(agrees=False)):
        assert not bad.good(NOW)
    assert standing(fault=3).broken
    assert standing(ago=3).late(NOW)
    assert not standing(ago=None).late(NOW)


def test_an_answer_is_taken_for_one_only_when_granted_and_for_this_note():
    text = notes.write(KEY, NAME, 7, bytes(32), NOW)
    imprint = hashlib.sha256(text.encode()).digest()
    assert imprint in rules.stamp_request(text)
    granted = bytes.fromhex("30820100300302010030") + imprint
    assert rules.stamp_answers(granted, text)
    assert not rules.stamp_answers(granted, text.replace("\n7\n", "\n8\n"))
    assert not rules.stamp_answers(bytes.fromhex("30820100300302010230") + imprint, text)
    assert not rules.stamp_answers(imprint, text)
