"""Forms of accounts: from what was sent to what the verbs take."""

import re
import secrets
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from intranet.base.actor import Role
from intranet.web.forms import Answers

_SYLLABLES = [first + second for first in "bdfghjklmnprstw" for second in "aeiou"]
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chromium"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


@dataclass(frozen=True)
class NewStaff:
    """What opens an account."""

    agency_id: str
    username: str
    name: str
    roles: frozenset[Role]


class StaffForm(Answers):
    """A new account, or a person's roles."""

    def __init__(self, source: MultiDict[str, str] | None = None) -> None:
        super().__init__(source)
        sent = source.getlist("roles") if source is not None else []
        self.roles = frozenset(role for role in Role if role.value in sent)

    def read(self) -> NewStaff:
        """The input of ``service.add_staff``, but for the agency and the password."""
        self.limit(name=200)
        return NewStaff(
            self.require("agency_id", _("Pilih instansinya.")),
            self.require("username", _("Nama akun belum diisi.")),
            self.require("name", _("Nama petugas belum diisi.")),
            self.roles,
        )


class PasswordForm(Answers):
    """A change of one's own password."""

    def read(self) -> tuple[str, str]:
        """The old and the new password; the new one must have been typed twice alike."""
        old, new = self.secret("old"), self.secret("password")
        if new != self.secret("repeat"):
            self.errors["repeat"] = _("Kedua kata sandi baru tidak sama. Ketik lagi.")
        return old, new


def first_password() -> str:
    """A password to hand over on paper: easy to read out and type, 50 bits of chance."""
    words = ["".join(secrets.choice(_SYLLABLES) for _turn in range(2)) for _word in range(4)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


def browser_name(user_agent: str) -> str:
    """A browser as its user knows it, e.g. ``Firefox, Windows``: enough to tell one's own logins apart."""
    name = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    return ", ".join(part for part in (name, system) if part) or "?"
