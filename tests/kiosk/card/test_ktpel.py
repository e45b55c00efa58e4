"""The KTP-el dialogue against the simulated card and SAM."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.card import ktpel
from kiosk.card.fake import SECRETS, FakeKtp, FakeSam, Fault, OtherCard, Pulled, Script
from kiosk.card.fake.chip import Chip
from kiosk.card.ktpel import BlockSizes, read_claim
from kiosk.card.secrets import SamSecrets
from kiosk.card.source import CardError, CardFault
from shared.nik import Nik
from shared.residents import load
from shared.words import ClaimMethod

BUDI = load().resident("budi")
FORBIDDEN = {"6FF2": "photo", "6FF3": "signature", "6FF4": "finger 1", "6FF5": "finger 2"}


def sender(chip: Chip) -> ktpel.Send:
    def send(apdu: bytes) -> tuple[bytes, int]:
        try:
            answer = chip.transmit(apdu)
        except Pulled:
            raise CardError(CardFault.REMOVED_EARLY, "transmit") from None
        return answer[:-2], int.from_bytes(answer[-2:], "big")

    return send


def changed(chip: Chip, change: Callable[[bytes, bytes, int], tuple[bytes, int]]) -> ktpel.Send:
    """The chip with some answers changed: `change` gets the command, the data and the status word."""
    inner = sender(chip)
    return lambda apdu: change(apdu, *inner(apdu))


def when(instruction: int, data: bytes | None = None, status: int = ktpel.OK):
    """Change the answer to one instruction; data None keeps the true data."""

    def change(apdu: bytes, true_data: bytes, true_status: int) -> tuple[bytes, int]:
        if apdu[0] != 0x00 or apdu[1] != instruction:
            return true_data, true_status
        return true_data if data is None else data, status

    return change


def read(card: FakeKtp, sam: FakeSam | None = None, sizes: BlockSizes | None = None):
    return read_claim(sender(card), sender(sam or FakeSam()), SECRETS, sizes)


def fault_of(card: ktpel.Send, sam: ktpel.Send | None = None, secrets: SamSecrets = SECRETS) -> CardError:
    with pytest.raises(CardError) as caught:
        read_claim(card, sam or sender(FakeSam()), secrets)
    return caught.value


@pytest.mark.parametrize("control", [51, 29])
@pytest.mark.parametrize("chip", ["A", "B"])
def test_a_card_of_either_type_and_control_size_is_read(chip, control):
    claim = read(FakeKtp(BUDI, chip=chip, control=control))
    assert claim.method is ClaimMethod.CARD
    assert claim.nik == Nik.parse(BUDI.nik)
    assert (claim.name, claim.sex, claim.birth_place) == (BUDI.name, BUDI.sex, BUDI.birth_place)
    assert (claim.birth_date, claim.marital_status) == (BUDI.birth_date, BUDI.marital_status)
    assert claim.occupation == BUDI.occupation
    assert claim.address.line == ("JL. MELATI CONTOH NO. 7, RT 001/RW 002, KARANGCONTOH, CONTOH UTARA, KOTA MAGELANG, JAWA TENGAH")


@pytest.mark.parametrize("resident", load().residents, ids=lambda resident: resident.key)
def test_every_invented_resident_can_be_read(resident):
    claim = read(FakeKtp(resident))
    assert (claim.nik.digits, claim.name, claim.address.street) == (resident.nik, resident.name, resident.address)


def test_religion_and_blood_group_never_leave_the_parser():
    claim = read(FakeKtp(BUDI))
    held = {**vars(claim), **vars(claim.address)}
    assert BUDI.religion not in held.values()
    assert BUDI.nationality not in held.values()
    assert not {"religion", "blood_group", "nationality"} & set(held)


def test_photo_signature_and_fingerprints_are_never_selected():
    card = FakeKtp(BUDI)
    read(card)
    selected = {apdu[5:7].hex().upper() for apdu in card.plain if apdu[1] == 0xA4}
    assert selected == {"7F0A", "6FF0", "6FF1"}
    assert not selected & set(FORBIDDEN)


def test_type_b_is_found_by_either_instruction():
    assert read(FakeKtp(BUDI, chip="B", type_b_by=0xDF)).nik.digits == BUDI.nik


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("limit", [0x10, 0x20, 0x36, 0x5A, 0x70, 0xD0, 0xF0])
@pytest.mark.parametrize("block", [0x70, 0xD0, 0xF0])
def test_the_block_shrinks_until_card_and_reader_agree(block, limit, exact):
    card = FakeKtp(load().resident("long-name"), control=29, limit=max(limit, 0x1F), exact=exact)
    assert read(card, sizes=BlockSizes(block)).nik.digits == load().resident("long-name").nik


def test_a_card_that_names_the_length_is_asked_for_that_length():
    asked = []

    class Picky(FakeKtp):
        def _read(self, apdu: bytes, protected: bool) -> bytes:
            if protected and apdu[4] > 0x30:
                return bytes.fromhex("6C2A")
            if protected:
                asked.append(apdu[4])
            return super()._read(apdu, protected)

    assert read(Picky(BUDI)).nik.digits == BUDI.nik
    assert max(asked) == 0x2A


def test_a_card_that_accepts_no_block_size_at_all_is_damaged_and_the_loop_ends():
    class Stubborn(FakeKtp):
        def _read(self, apdu: bytes, protected: bool) -> bytes:
            return bytes.fromhex("6700") if protected else super()._read(apdu, protected)

    error = fault_of(sender(Stubborn(BUDI)))
    assert (error.fault, error.step) == (CardFault.DAMAGED, "block size")


@pytest.mark.parametrize("block", [0, 0x6F, 0xF1])
def test_a_block_size_out_of_range_is_refused(block):
    with pytest.raises(ValueError, match="block size"):
        BlockSizes(block)


@pytest.mark.parametrize(
    ("instruction", "status", "fault", "step"),
    [
        (0x84, 0x6F00, CardFault.DAMAGED, "challenge"),
        (0x82, 0x6300, CardFault.WRONG_SAM, "mutual authentication"),
    ],
)
def test_every_status_word_of_the_card_is_checked(instruction, status, fault, step):
    error = fault_of(changed(FakeKtp(BUDI), when(instruction, status=status)))
    assert (error.fault, error.step, error.status) == (fault, step, status)


@pytest.mark.parametrize(
    ("instruction", "status", "fault", "step"),
    [
        (0xF0, 0x6983, CardFault.SAM_LOCKED, "SAM open"),
        (0xF0, 0x6300, CardFault.SAM_REFUSED, "SAM open"),
        (0xFF, 0x6F00, CardFault.SAM_REFUSED, "SAM reset"),
        (0xF1, 0x6A80, CardFault.WRONG_SAM, "SAM challenge"),
        (0xF2, 0x6300, CardFault.WRONG_SAM, "SAM check"),
        (0xF3, 0x6982, CardFault.WRONG_SAM, "SAM wrap"),
        (0xF4, 0x6982, CardFault.WRONG_SAM, "SAM unwrap"),
    ],
)
def test_every_status_word_of_the_sam_is_checked(instruction, status, fault, step):
    error = fault_of(sender(FakeKtp(BUDI)), changed(FakeSam(), when(instruction, status=status)))
    assert (error.fault, error.step, error.status) == (fault, step, status)


@pytest.mark.parametrize(
    ("instruction", "data", "step"),
    [(0xF1, b"short", "SAM challenge length"), (0xF4, b"x", "SAM unwrap length")],
)
def test_answers_of_the_sam_of_the_wrong_length_are_refused(instruction, data, step):
    assert fault_of(sender(FakeKtp(BUDI)), changed(FakeSam(), when(instruction, data))).step == step


@pytest.mark.parametrize(
    ("instruction", "data", "step"),
    [(0x84, b"short", "challenge length"), (0x82, b"short", "mutual authentication length")],
)
def test_answers_of_the_card_of_the_wrong_length_are_refused(instruction, data, step):
    assert fault_of(changed(FakeKtp(BUDI), when(instruction, data))).step == step


def test_a_reader_that_cannot_tell_the_uid_of_a_type_a_card_is_reported():
    def no_uid(apdu: bytes, data: bytes, status: int) -> tuple[bytes, int]:
        return (b"", 0x6A81) if apdu[0] == 0xFF else (data, status)

    assert fault_of(changed(FakeKtp(BUDI), no_uid)).step == "UID"


def test_other_cards_are_not_taken_for_a_ktpel():
    assert fault_of(sender(OtherCard())).fault is CardFault.NOT_KTPEL
    assert not ktpel.is_ktpel(sender(OtherCard()))
    assert ktpel.is_ktpel(sender(FakeKtp(BUDI)))


def test_a_card_without_card_control_is_not_taken_for_a_ktpel():
    def none(apdu: bytes, data: bytes, status: int) -> tuple[bytes, int]:
        return (b"", 0x6A82) if apdu[5:7] == b"\x6f\xf0" else (data, status)

    assert fault_of(changed(FakeKtp(BUDI), none)).fault is CardFault.NOT_KTPEL


@pytest.mark.parametrize(
    ("data", "status", "step"),
    [
        (b"", 0x6F00, "READ card control"),
        (b"\x00\x33short", ktpel.OK, "card control length"),
        (b"\x00\x20" + bytes(32), ktpel.OK, "card control length"),
        (b"", ktpel.OK, "card control length"),
    ],
)
def test_card_control_of_no_known_shape_is_refused(data, status, step):
    def control(apdu: bytes, true_data: bytes, true_status: int) -> tuple[bytes, int]:
        return (data, status) if apdu[:2] == b"\x00\xb0" else (true_data, true_status)

    assert fault_of(changed(FakeKtp(BUDI), control)).step == step


class Odd(FakeKtp):
    """A card whose biodata file holds what the test says."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BUDI)
        self._files[1] = content


@pytest.mark.parametrize(
    ("content", "fault", "step"),
    [
        (b"\x00", CardFault.DAMAGED, "biodata length"),
        (b"", CardFault.DAMAGED, "READ biodata"),
        (b"\xff\xff" + bytes(100), CardFault.NOT_UNDERSTOOD, "biodata length"),
        (b"\x01\x00" + bytes(20), CardFault.DAMAGED, "READ biodata"),
        (b"\x00\x00", CardFault.NOT_UNDERSTOOD, "biodata fields"),
    ],
)
def test_a_biodata_file_of_a_wrong_length_ends_the_read(content, fault, step):
    error = fault_of(sender(Odd(content)))
    assert (error.fault, error.step) == (fault, step)


def test_biodata_that_cannot_be_selected_is_damage():
    class Missing(FakeKtp):
        def _select(self, file_id: str, protected: bool) -> bytes:
            return bytes.fromhex("6A82") if file_id == "6FF1" else super()._select(file_id, protected)

    assert fault_of(sender(Missing(BUDI))).step == "SELECT biodata"


def test_a_card_that_refuses_wrapped_commands_is_damaged():
    def refuse(apdu: bytes, data: bytes, status: int) -> tuple[bytes, int]:
        return (b"", 0x6982) if apdu[0] == 0x04 else (data, status)

    error = fault_of(changed(FakeKtp(BUDI), refuse))
    assert (error.fault, error.status) == (CardFault.DAMAGED, 0x6982)


def test_an_answer_too_long_for_the_sam_is_refused():
    def flood(apdu: bytes, data: bytes, status: int) -> tuple[bytes, int]:
        return (bytes(256), status) if apdu[0] == 0x04 else (data, status)

    assert fault_of(changed(FakeKtp(BUDI), flood)).step == "length of F4"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.WRONG_SAM, CardFault.WRONG_SAM),
        (Fault.SAM_LOCKED, CardFault.SAM_LOCKED),
        (Fault.SAM_REFUSED, CardFault.SAM_REFUSED),
    ],
)
def test_faults_of_the_sam_are_told_apart(fault, expected):
    assert fault_of(sender(FakeKtp(BUDI)), sender(FakeSam(fault))).fault is expected


def test_the_sam_is_opened_once_a_read_so_that_it_never_locks_itself():
    sam, tries = FakeSam(Fault.SAM_REFUSED), []

    def count(apdu: bytes, data: bytes, status: int) -> tuple[bytes, int]:
        tries.append(apdu[1]) if apdu[1] == 0xF0 else None
        return data, status

    fault_of(sender(FakeKtp(BUDI)), changed(sam, count))
    assert tries == [0xF0]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.FIELDS_19, CardFault.NOT_UNDERSTOOD),
        (Fault.BAD_NIK, CardFault.NOT_UNDERSTOOD),
        (Fault.DAMAGED, CardFault.DAMAGED),
    ],
)
def test_faults_of_the_card_are_told_apart(fault, expected):
    assert fault_of(sender(FakeKtp(BUDI, script=Script(fault)))).fault is expected


@pytest.mark.parametrize("fault", [Fault.LATIN1, Fault.FIELDS_20, Fault.FIELDS_22, Fault.BAD_PHOTO])
def test_odd_but_readable_cards_are_read(fault):
    resident = load().resident("jose")
    claim = read(FakeKtp(resident, script=Script(fault)))
    assert (claim.nik.digits, claim.name, claim.birth_date) == (resident.nik, resident.name, resident.birth_date)
    assert claim.address.street.startswith(resident.address)


def apdus_of_one_read(**kind: int) -> int:
    card = FakeKtp(BUDI, **kind)  # type: ignore[arg-type]
    read(card)
    return card.apdus


def test_a_card_pulled_at_any_apdu_gives_no_claim_and_says_why():
    for at in range(1, apdus_of_one_read() + 1):
        error = fault_of(sender(FakeKtp(BUDI, script=Script(Fault.REMOVED, at=at))))
        assert error.fault is CardFault.REMOVED_EARLY, at


@pytest.mark.parametrize("block", [1, 2])
def test_a_card_pulled_at_a_block_gives_no_claim(block):
    error = fault_of(sender(FakeKtp(BUDI, script=Script(Fault.REMOVED, block=block))))
    assert error.fault is CardFault.REMOVED_EARLY


def test_a_card_that_breaks_at_any_apdu_gives_no_claim_and_no_other_error():
    for at in range(1, apdus_of_one_read() + 1):
        error = fault_of(sender(FakeKtp(BUDI, script=Script(Fault.DAMAGED, at=at))))
        assert error.fault in (CardFault.DAMAGED, CardFault.NOT_KTPEL, CardFault.WRONG_SAM), at


STATUS = st.sampled_from([0x9000, 0x6282, 0x6700, 0x6C00, 0x6C10, 0x6CFF, 0x6982, 0x6A82, 0x6B00, 0x6F00])
GARBAGE = st.lists(st.tuples(st.binary(max_size=300), STATUS), min_size=1, max_size=40)


@given(card=GARBAGE, sam=GARBAGE)
def test_whatever_card_and_sam_answer_the_dialogue_ends_in_a_claim_or_an_error_of_its_own(card, sam):
    answers = {"card": cycle(card), "sam": cycle(sam)}
    steps = count()

    def of(who: str) -> ktpel.Send:
        def send(apdu: bytes) -> tuple[bytes, int]:
            assert next(steps) < 20_000, "the dialogue has no end"
            return next(answers[who])

        return send

    with pytest.raises(CardError):
        read_claim(of("card"), of("sam"), SECRETS)


@given(at=st.integers(1, 26), data=st.binary(max_size=300), status=STATUS)
def test_one_wrong_answer_of_the_card_at_any_step_ends_in_the_claim_or_an_error_of_its_own(at, data, status):
    steps = count(1)

    def change(apdu: bytes, true_data: bytes, true_status: int) -> tuple[bytes, int]:
        return (data, status) if next(steps) == at else (true_data, true_status)

    try:
        claim = read_claim(changed(FakeKtp(BUDI), change), sender(FakeSam()), SECRETS)
    except CardError:
        return
    assert claim.nik.digits == BUDI.nik


def test_errors_show_the_step_and_never_a_value():
    error = fault_of(sender(FakeKtp(BUDI, script=Script(Fault.BAD_NIK))))
    assert str(error) == "not_understood at biodata NIK"
    assert error.__cause__ is None
    assert str(CardError(CardFault.DAMAGED)) == "damaged at unknown step"


# The parser alone.
