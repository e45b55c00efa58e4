"""What pages that change something share: choices of a field, a refusal taken back into its form, and the way on."""

from collections.abc import Iterable
from typing import Any, Protocol

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.web import db
from intranet.web.forms import Answers


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


def refill(form: Answers, refused: Refused) -> None:
    """Take a refusal over into the form that was sent, and undo what was half done; what no form can mend goes on."""
    if refused.status != 422:
        raise refused
    form.refuse(refused)
    db.session().rollback()


class Refusing:
    """Do what is sent: what a verb refuses is said on the forms, nothing of it is kept, and the page may be shown again."""

    def __init__(self, *forms: Answers) -> None:
        self._forms = forms

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Whether it was refused in a way the sender can mend; anything worse goes on."""
        if not isinstance(error, Refused) or error.status != 422:
            return False
        for form in self._forms:
            refill(form, error)
        return True


def back_to(endpoint: str, message: str, **values: Any) -> Response:
    """After a change: say so on a page of the same package; ``values`` as for ``url_for``."""
    flash(message, "success")
    return redirect(url_for(f".{endpoint}", **values), 303)
