"""Refusals a person can do something about; the web half shows them as a page or a fragment, never as a stack trace."""

from collections.abc import Mapping

from shared.text import N_


class Refused(Exception):
    """A verb will not do what was asked.

    ``message`` (Indonesian, marked with ``N_``) says what was wrong, ``do`` what to do now; ``values`` fill their named
    placeholders after translation. ``field`` names the input at fault, if one is.
    """

    status = 422

    def __init__(self, message: str, *, do: str = "", field: str | None = None, values: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.do = do
        self.field = field
        self.values = dict(values or {})


class NotFound(Refused):
    """There is no such thing, or not for this actor: the two are never told apart."""

    status = 404


class Forbidden(Refused):
    """The actor's role or party does not allow this."""

    status = 403


class Conflict(Refused):
    """Somebody else changed the same thing in between; nothing was overwritten."""

    status = 409


def changed_meanwhile() -> Conflict:
    """The usual words for it."""
    return Conflict(
        N_("Data ini baru saja diubah orang lain; perubahan Anda belum disimpan."),
        do=N_("Muat ulang halaman, bandingkan, lalu ulangi bila masih perlu."),
    )
