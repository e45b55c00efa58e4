"""What the pages of prevention share: the blueprint, who may read, and the names of kinds."""

from collections.abc import Iterable
from typing import Protocol

from flask import Blueprint
from flask_babel import gettext as _

from intranet.base.actor import Role
from intranet.web import gate

READERS = (*gate.CASE_WORKERS, Role.AUDITOR)

# Beside the pages of oversight, so that the one entry of the menu stands for all of them.
bp = Blueprint("prevention", __name__, url_prefix="/oversight", template_folder="../templates")


class Labelled(Protocol):
    """A member of an enum with a text."""

    @property
    def value(self) -> str:
        """As sent."""

    @property
    def label(self) -> str:
        """As shown."""


def options(members: Iterable[Labelled]) -> list[tuple[str, str]]:
    """Values and translated labels, for a field with choices."""
    return [(member.value, _(member.label)) for member in members]
