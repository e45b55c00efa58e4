"""Rules of accounts: which password is good enough, how long a wrong one makes you wait, when a login ends."""

import datetime as dt
import re

from shared.text import N_

MIN_PASSWORD, MAX_PASSWORD = 15, 200
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
FREE_TRIES = 5
_LONGEST_WAIT = 60  # seconds; never a lock-out, which would be a weapon against the person
_COMMON = (
    "password",
    "kata sandi",
    "katasandi",
    "123456",
    "qwerty",
    "bawaslu",
    "diskominfo",
    "kominfo",
    "dukcapil",
    "posko",
    "pemilu",
)


def password_fault(password: str, username: str) -> str | None:
    """What is wrong with a new password (a text to translate), or ``None``. Length counts, not a mix of characters."""
    if len(password) < MIN_PASSWORD:
        return N_("Kata sandi minimal 15 karakter. Beberapa kata yang mudah diingat lebih baik daripada satu kata rumit.")
    if len(password) > MAX_PASSWORD:
        return N_("Kata sandi paling panjang 200 karakter.")
    rest = password.casefold()
    for word in (*_COMMON, username.casefold()):
        rest = rest.replace(word, "")
    if len(rest) < MIN_PASSWORD // 2 or len(set(password)) < 5:
        return N_("Kata sandi terlalu mudah ditebak. Jangan memakai nama akun, nama kantor, atau pengulangan.")
    return None


def wait_after(failures: int) -> dt.timedelta:
    """How long an account waits after so many wrong tries in a row: nothing at first, then doubling to a minute."""
    if failures < FREE_TRIES:
        return dt.timedelta()
    return dt.timedelta(seconds=min(_LONGEST_WAIT, 2 ** (failures - FREE_TRIES + 1)))


def session_over(started: dt.datetime, seen: dt.datetime, now: dt.datetime, idle_minutes: int, hours: int) -> bool:
    """Whether a login has ended by itself: idle too long, or simply old."""
    return now - seen >= dt.timedelta(minutes=idle_minutes) or now - started >= dt.timedelta(hours=hours)
