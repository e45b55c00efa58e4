"""Verdicts wait in memory, are shown once, and are gone after ten minutes, in one process or over the socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from intranet.base import board as boards
from intranet.base.board import MOST, TTL_SECONDS, Board, BoardServer, FarBoard
from intranet.identity.codes import Verdict
from intranet.identity.verdicts import VerdictBoard
from shared.elements import Element

VERDICTS = {Element.NAME: Verdict.MATCH, Element.ADDRESS: Verdict.MISMATCH}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    address = tmp_path / "verdicts.sock"
    made = BoardServer(str(address))
    yield address
    made.close()


@pytest.fixture(params=["local", "shared"])
def board(request: pytest.FixtureRequest) -> VerdictBoard:
    if request.param == "local":
        return VerdictBoard()
    return far(request.getfixturevalue("server"))


def far(server: Path) -> VerdictBoard:
    return VerdictBoard(FarBoard(str(server)))


def test_verdicts_are_given_out_once(board: VerdictBoard) -> None:
    board.put("a", VERDICTS)
    assert board.take("a") == VERDICTS
    assert board.take("a") is None
    assert board.take("b") is None


def test_one_process_puts_and_another_takes(server: Path) -> None:
    far(server).put("a", VERDICTS)
    assert far(server).take("a") == VERDICTS


def test_verdicts_are_gone_after_ten_minutes() -> None:
    now = [0.0]
    board = VerdictBoard(Board(lambda: now[0]))
    board.put("a", VERDICTS)
    now[0] = TTL_SECONDS - 1
    board.put("b", VERDICTS)
    now[0] = TTL_SECONDS
    assert board.take("a") is None
    assert board.take("b") == VERDICTS


def test_the_board_keeps_no_more_than_its_share() -> None:
    board = VerdictBoard()
    for n in range(MOST + 5):
        board.put(str(n), VERDICTS)
    assert board.take("4") is None
    assert board.take("5") == VERDICTS


def test_another_user_gets_nothing(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far(server).put("a", VERDICTS)
    with monkeypatch.context() as other:
        other.setattr(boards, "_caller", lambda _connection: os.getuid() + 1)
        assert far(server).take("a") is None
    assert far(server).take("a") == VERDICTS


def test_the_kernel_says_who_is_calling() -> None:
    here, there = socket.socketpair()
    with here, there:
        assert boards._caller(here) == os.getuid()


def test_nonsense_does_not_stop_the_server(server: Path) -> None:
    for nonsense in (b"", b"x", b"[]\n", b'{"key":1}', b'"a"\n', b"x" * 100_000 + b"\n"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(server))
            try:
                connection.sendall(nonsense)
                connection.shutdown(socket.SHUT_WR)
                assert connection.recv(10) == b""
            except (BrokenPipeError, ConnectionResetError):
                continue  # it had read enough
    far(server).put("a", VERDICTS)
    assert far(server).take("a") == VERDICTS


def test_without_its_server_a_shared_board_is_empty_and_breaks_nothing(tmp_path: Path) -> None:
    board = far(tmp_path / "nobody.sock")
    board.put("a", VERDICTS)
    assert board.take("a") is None


def test_the_socket_is_for_its_owner_only_and_boards_show_nothing(server: Path) -> None:
    assert server.stat().st_mode & 0o077 == 0
    board = Board()
    VerdictBoard(board).put("a", VERDICTS)
    assert "NAME" not in repr(board) + repr(VerdictBoard(board)) + repr(FarBoard(str(server)))
