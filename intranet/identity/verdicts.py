"""Per-element verdicts between the answer and the one officer who may see them: in memory, once, for ten minutes.

A single web process keeps them itself; several ask the process that keeps them alive (``intranet.base.board``).
Nothing here can be printed or reaches the disk.
"""

import json
from collections.abc import Mapping

from intranet.base.board import Board, FarBoard
from intranet.identity.codes import Verdict
from shared.elements import Element

Verdicts = Mapping[Element, Verdict]


class VerdictBoard:
    """Where verdicts wait to be shown once: on ``board``, else in this process."""

    def __init__(self, board: Board | FarBoard | None = None) -> None:
        self._board = board or Board()

    def put(self, check_id: str, verdicts: Verdicts) -> None:
        """Keep ``verdicts`` of one check for ten minutes."""
        self._board.put(check_id, json.dumps({element.name: verdict.value for element, verdict in verdicts.items()}))

    def take(self, check_id: str) -> Verdicts | None:
        """The verdicts of one check, once: a second call gets None, as does one that comes too late."""
        found = self._board.take(check_id)
        if found is None:
            return None
        return {Element[name]: Verdict(value) for name, value in json.loads(found).items()}

    def __repr__(self) -> str:
        return "<VerdictBoard>"
