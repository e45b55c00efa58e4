"""Verdicts wait in memory, are shown once, and are gone after ten minutes, in one process or over the socket."""

import multiprocessing.connection
from collections.abc import Iterator
from pathlib import Path

import pytest

from intranet.identity.codes import Verdict
from intranet.identity.verdicts import MOST, TTL_SECONDS, BoardServer, LocalBoard, SharedBoard, VerdictBoard
from shared.elements import Element

VERDICTS = {Element.NAME: Verdict.MATCH, Element.ADDRESS: Verdict.MISMATCH}
KEY = b"0123456789abcdef"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    address = tmp_path / "verdicts.sock"
    made = BoardServer(address, KEY)
    yield address
    made.close()


@pytest.fixture(params=["local", "shared"])
def board(request: pytest.FixtureRequest) -> VerdictBoard:
    if request.param == "local":
        return LocalBoard()
    return SharedBoard(request.getfixturevalue("server"), KEY)


def test_verdicts_are_given_out_once(board: VerdictBoard) -> None:
    board.put("a", VERDICTS)
    assert board.take("a") == VERDICTS
    assert board.take("a") is None
    assert board.take("b") is None


def test_one_process_puts_and_another_takes(server: Path) -> None:
    SharedBoard(server, KEY).put("a", VERDICTS)
    assert SharedBoard(server, KEY).take("a") == VERDICTS


def test_verdicts_are_gone_after_ten_minutes() -> None:
    now = [0.0]
    board = LocalBoard(lambda: now[0])
    board.put("a", VERDICTS)
    now[0] = TTL_SECONDS - 1
    board.put("b", VERDICTS)
    now[0] = TTL_SECONDS
    assert board.take("a") is None
    assert board.take("b") == VERDICTS


def test_the_board_keeps_no_more_than_its_share() -> None:
    board = LocalBoard()
    for n in range(MOST + 5):
        board.put(str(n), VERDICTS)
    assert board.take("4") is None
    assert board.take("5") == VERDICTS


def test_a_wrong_key_gets_nothing(server: Path) -> None:
    SharedBoard(server, KEY).put("a", VERDICTS)
    assert SharedBoard(server, b"wrong").take("a") is None
    assert SharedBoard(server, KEY).take("a") == VERDICTS


def test_nonsense_does_not_stop_the_server(server: Path) -> None:
    for nonsense in (b"", b"x", b"[]", b'{"key":1}', b'{"key":"0123456789abcdef","do":"put","id":"a","verdicts":{"X":"y"}}'):
        with multiprocessing.connection.Client(str(server), "AF_UNIX") as connection:
            connection.send_bytes(nonsense)
    SharedBoard(server, KEY).put("a", VERDICTS)
    assert SharedBoard(server, KEY).take("a") == VERDICTS


def test_without_its_server_a_shared_board_is_empty_and_breaks_nothing(tmp_path: Path) -> None:
    board = SharedBoard(tmp_path / "nobody.sock", KEY)
    board.put("a", VERDICTS)
    assert board.take("a") is None


def test_the_socket_is_for_its_owner_only_and_boards_show_nothing(server: Path) -> None:
    assert server.stat().st_mode & 0o077 == 0
    local = LocalBoard()
    local.put("a", VERDICTS)
    assert "NAME" not in repr(local)
    assert KEY.decode() not in repr(SharedBoard(server, KEY))
