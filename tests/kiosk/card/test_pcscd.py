"""The whole way through a real pcscd: virtual card and SAM, card process, events."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.card.fake import FakeKtp, FakeSam, Fault, Script
from kiosk.card.process import PcscSource
from kiosk.card.source import CardFailed, CardFault, CardPlaced, CardRead, CardRemoved, ReaderCondition, ReaderState
from shared.residents import load
from tests.kiosk.card.heard import Heard
from tests.kiosk.card.pcscd import PcscdWithVpcd, missing
from tests.kiosk.card.test_simulator import EXPECTED

pytestmark = [
    pytest.mark.card,
    pytest.mark.xdist_group("pcscd"),
    pytest.mark.skipif(bool(missing()), reason=f"missing: {', '.join(missing())}"),
]

BUDI = load().resident("budi")
READY = ReaderState(ReaderCondition.READY)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscdWithVpcd]:
    with PcscdWithVpcd(tmp_path_factory.mktemp("rig")) as made:
        yield made


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def source(rig: PcscdWithVpcd, heard: Heard) -> Iterator[PcscSource]:
    """A source that is ready, over an empty card slot and a sound SAM."""
    rig.card_slot.remove()
    if not rig.sam_slot.holds_like(FakeSam()):
        rig.sam_slot.insert(FakeSam())
    made = PcscSource(replace(rig.settings, debounce=0.05, poll=0.3), silence=1.5, env=rig.env)
    made.start(heard.emit)
    heard.until(READY)
    yield made
    rig.card_slot.remove()
    deadline = time.monotonic() + 5
    while made.card_present:  # or the next test would begin with a reader that has not seen yet that the card is gone
        assert time.monotonic() < deadline
        time.sleep(0.02)
    made.stop()


def read_of(heard: Heard) -> CardRead | CardFailed:
    placed = heard.until(CardPlaced)[-1]
    result = heard.next()
    assert isinstance(result, CardRead | CardFailed)
    assert isinstance(placed, CardPlaced)
    assert result.seq == placed.seq
    return result


@pytest.mark.parametrize("chip", ["A", "B"])
def test_a_card_is_read_and_its_removal_seen(rig, source, heard, chip):
    rig.card_slot.insert(FakeKtp(BUDI, chip=chip))
    result = read_of(heard)
    assert isinstance(result, CardRead)
    assert result.claim.nik.digits == BUDI.nik
    assert result.claim.address.street == BUDI.address
    rig.card_slot.remove()
    assert heard.next() == CardRemoved(result.seq)


def test_a_card_that_lies_there_from_the_start_is_read(rig, source, heard):
    source.stop()
    rig.card_slot.insert(FakeKtp(BUDI))
    source.start(heard.emit)
    assert isinstance(read_of(heard), CardRead)


@pytest.mark.slow
def test_every_sample_card_shows_through_pcscd_what_it_shows_in_process(rig, source, heard):
    for sample in load().cards:
        rig.tap(sample)
        result = read_of(heard)
        if sample.key in EXPECTED:
            assert result == CardFailed(result.seq, EXPECTED[sample.key]), sample.key
        else:
            assert isinstance(result, CardRead), sample.key
            assert result.claim.nik.digits == sample.card.nik
        rig.card_slot.remove()
        heard.until(CardRemoved(result.seq))


@pytest.mark.slow
@pytest.mark.fault
def test_a_card_pulled_at_any_apdu_leaves_the_reader_ready_for_the_next(rig, source, heard):
    whole = FakeKtp(BUDI)
    rig.card_slot.insert(whole)
    first = read_of(heard)
    assert isinstance(first, CardRead)
    rig.card_slot.remove()
    heard.until(CardRemoved(first.seq))
    for at in range(1, whole.apdus + 1):
        rig.card_slot.insert(FakeKtp(BUDI, script=Script(Fault.REMOVED, at=at)))
        result = read_of(heard)
        assert result == CardFailed(result.seq, CardFault.REMOVED_EARLY), at
        assert heard.next(5) == CardRemoved(result.seq), at
    rig.card_slot.insert(FakeKtp(load().resident("maria")))
    last = read_of(heard)
    assert isinstance(last, CardRead)
    assert last.claim.nik.digits == load().resident("maria").nik
    assert last.seq == first.seq + whole.apdus + 1
    assert source.child_pid


@pytest.mark.fault
def test_a_card_exchanged_in_mid_read_is_two_cards(rig, source, heard):
    rig.card_slot.insert(FakeKtp(BUDI, script=Script(Fault.MUTE, at=6, seconds=60)))
    placed = heard.until(CardPlaced)[-1]
    rig.card_slot.insert(FakeKtp(load().resident("maria")))
    assert heard.next() == CardFailed(placed.seq, CardFault.REMOVED_EARLY)
    assert heard.next() == CardRemoved(placed.seq)
    result = read_of(heard)
    assert isinstance(result, CardRead)
    assert (result.seq, result.claim.nik.digits) == (placed.seq + 1, load().resident("maria").nik)


@pytest.mark.fault
def test_a_hung_read_is_killed_and_the_next_card_is_read_within_five_seconds(rig, source, heard):
    before = source.child_pid
    rig.card_slot.insert(FakeKtp(BUDI, script=Script(Fault.MUTE, at=6, seconds=60)))
    result = read_of(heard)
    assert result == CardFailed(result.seq, CardFault.TIMED_OUT)
    rig.card_slot.remove()
    removed = time.monotonic()
    heard.until(CardRemoved(result.seq), 5)
    rig.card_slot.insert(FakeKtp(load().resident("maria")))
    again = read_of(heard)
    assert isinstance(again, CardRead)
    assert again.seq == result.seq + 1
    assert time.monotonic() - removed < 5
    assert source.child_pid != before


@pytest.mark.fault
def test_a_card_that_hung_is_not_read_again_while_it_lies_there(rig, source, heard):
    rig.card_slot.insert(FakeKtp(BUDI, script=Script(Fault.MUTE, at=6, seconds=4)))
    result = read_of(heard)
    before = source.child_pid
    with pytest.raises(AssertionError, match="no event"):
        heard.next(4)  # long enough for a second read to be given up, too
    assert source.child_pid == before or before is None
    rig.card_slot.remove()
    assert heard.next() == CardRemoved(result.seq)


@pytest.mark.fault
def test_a_service_killed_while_a_card_is_read_comes_back_by_itself(rig, source, heard):
    rig.card_slot.insert(FakeKtp(BUDI, script=Script(Fault.MUTE, at=6, seconds=0.6)))
    placed = heard.until(CardPlaced)[-1]
    rig.kill_pcscd()
    assert heard.next() == CardFailed(placed.seq, CardFault.READER_GONE)
    assert heard.next() == CardRemoved(placed.seq)
    heard.until(ReaderState(ReaderCondition.NO_SERVICE))
    rig.card_slot.insert(FakeKtp(BUDI))
    started = time.monotonic()
    rig.start_pcscd()
    heard.until(READY, 5)
    assert isinstance(read_of(heard), CardRead)
    assert time.monotonic() - started < 5


@pytest.mark.fault
def test_a_service_killed_while_a_read_card_lies_there_takes_the_card_with_it(rig, source, heard):
    rig.card_slot.insert(FakeKtp(BUDI))
    seq = read_of(heard).seq
    rig.kill_pcscd()
    assert heard.next() == CardRemoved(seq)
    rig.card_slot.remove()
    rig.start_pcscd()
    heard.until(READY)
    assert source.condition is ReaderCondition.READY


def test_a_missing_sam_is_told_and_its_return_too(rig, source, heard):
    rig.sam_slot.remove()
    heard.until(ReaderState(ReaderCondition.NO_SAM))
    rig.card_slot.insert(FakeKtp(BUDI))
    result = read_of(heard)
    assert result == CardFailed(result.seq, CardFault.SAM_ABSENT)
    rig.card_slot.remove()
    rig.sam_slot.insert(FakeSam())
    heard.until(READY)
    rig.card_slot.insert(FakeKtp(BUDI))
    assert isinstance(read_of(heard), CardRead)


def test_a_sam_that_refused_to_open_is_not_asked_again_until_it_is_changed(rig, source, heard):
    sam = FakeSam(Fault.SAM_REFUSED)
    rig.sam_slot.insert(sam)
    assert rig.sam_slot.seen()
    asked = []
    for _ in range(3):
        rig.card_slot.insert(FakeKtp(BUDI))
        result = read_of(heard)
        assert result == CardFailed(result.seq, CardFault.SAM_REFUSED)
        asked.append(sam.apdus)
        rig.card_slot.remove()
        heard.until(CardRemoved(result.seq))
    assert asked[0] == asked[2] > 0
    rig.sam_slot.insert(FakeSam())
    assert rig.sam_slot.seen()
    rig.card_slot.insert(FakeKtp(BUDI))
    assert isinstance(read_of(heard), CardRead)


def test_secrets_that_others_may_read_are_not_used(rig, source, heard, tmp_path):
    source.stop()
    loose = tmp_path / "loose"
    loose.write_bytes(rig.secrets.read_bytes())
    loose.chmod(0o644)
    other = PcscSource(replace(rig.settings, secrets=str(loose)), env=rig.env)
    other.start(heard.emit)
    try:
        rig.card_slot.insert(FakeKtp(BUDI))
        assert read_of(heard).reason is CardFault.SAM_REFUSED
        rig.card_slot.remove()
        heard.until(CardRemoved)
    finally:
        other.stop()


@pytest.mark.parametrize("patterns", [{"reader": "", "sam": ""}, {"reader": "Virtual", "sam": "00 01"}])
def test_roles_are_found_by_a_probe_when_names_do_not_tell(rig, source, heard, patterns):
    source.stop()
    other = PcscSource(replace(rig.settings, **patterns), env=rig.env)
    other.start(heard.emit)
    try:
        heard.until(READY)
        rig.card_slot.insert(FakeKtp(BUDI))
        assert isinstance(read_of(heard), CardRead)
        rig.card_slot.remove()
        heard.until(CardRemoved)
    finally:
        other.stop()


def test_a_reader_that_no_name_fits_is_told(rig, heard):
    other = PcscSource(replace(rig.settings, reader="no such reader"), env=rig.env)
    other.start(heard.emit)
    try:
        heard.until(ReaderState(ReaderCondition.NO_READER))
    finally:
        other.stop()


def test_nothing_of_the_card_is_in_logs_output_arguments_or_environment(rig, source, heard, caplog, capfd):
    jose = load().resident("jose")
    with caplog.at_level(logging.DEBUG):
        for fault in (Fault.LATIN1, Fault.BAD_NIK, Fault.FIELDS_19, Fault.DAMAGED):
            rig.card_slot.insert(FakeKtp(jose, script=Script(fault)))
            result = read_of(heard)
            logging.getLogger("kiosk").info("%r", result)
            folder = Path(f"/proc/{source.child_pid}")
            seen = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            rig.card_slot.remove()
            heard.until(CardRemoved(result.seq))
            for value in (jose.nik, jose.name, "GRIYA", jose.birth_place, jose.occupation):
                assert value.encode() not in seen
    shown = capfd.readouterr()
    text = caplog.text + shown.out + shown.err + rig.log.read_text(errors="replace")
    assert "damaged at" in text, "the log is looked at in vain"
    for value in (jose.nik, jose.nik[6:], jose.name, "GRIYA", jose.birth_place, jose.occupation):
        assert value not in text
