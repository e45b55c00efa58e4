"""Verbs on agencies, staff and logins."""

import datetime as dt
import hashlib
import re
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from intranet.agencies import rules
from intranet.agencies.models import Agency, LoginThrottle, Staff, StaffSession
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import NotFound, Refused
from shared.text import N_

_SEEN_EVERY = dt.timedelta(minutes=1)  # how often a click is written down: often enough for the idle limit
_EMAIL = re.compile(r"[^@\s<>,;:]{1,100}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.ASCII)  # enough to catch a slip
_hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)  # argon2id, OWASP's 19 MiB setting
_hashing = threading.BoundedSemaphore(2)  # parallel guesses must not eat the machine's memory


class LoginRefused(Refused):
    """The name or the password is wrong, or the account waits; which of these is not told."""


@dataclass(frozen=True)
class SignedIn:
    """A successful login: the token for the cookie (never stored) and who it is."""

    token: str
    session_id: str
    actor: Actor


def add_agency(session: Session, actor: Actor, clock: Clock, *, party: Party, name: str) -> Agency:
    """Register an agency. Raises Refused when the name is taken or empty."""
    name = name.strip()
    if not name or session.scalar(select(Agency.id).where(Agency.name == name)):
        raise Refused(N_("Nama instansi kosong atau sudah ada."), field="name")
    agency = Agency(party=party, name=name)
    session.add(agency)
    session.flush()
    trail.record(session, clock, actor, "agency.added", "agency", agency.id, {"party": party.value})
    return agency


def add_staff(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    agency: Agency,
    username: str,
    name: str,
    roles: Iterable[Role],
    password: str,
) -> Staff:
    """Open an account. Raises Refused for a taken or malformed user name, a role of another party, or a weak password."""
    username, name, roles = username.strip().lower(), name.strip(), frozenset(roles)
    if not rules.USERNAME.fullmatch(username):
        raise Refused(N_("Nama akun: 3–40 huruf kecil, angka, titik, atau garis."), field="username")
    if not name:
        raise Refused(N_("Nama petugas belum diisi."), field="name")
    if session.scalar(select(Staff.id).where(Staff.username == username)):
        raise Refused(N_("Nama akun sudah dipakai. Pilih nama lain."), field="username")
    _check_roles(roles, agency.party)
    _check_password(password, username)
    staff = Staff(
        agency_id=agency.id,
        username=username,
        name=name,
        roles=_spell(roles),
        password_hash=_hash(password),
        created_at=clock.now(),
        active=True,
    )
    session.add(staff)
    session.flush()
    trail.record(session, clock, actor, "staff.added", "staff", staff.id, {"roles": sorted(r.value for r in roles)})
    return staff


def change_roles(session: Session, actor: Actor, clock: Clock, staff_id: str, roles: Iterable[Role]) -> None:
    """Give a person other roles; their logins end, so that nothing is done with the old ones."""
    staff, roles = _get(session, staff_id), frozenset(roles)
    agency = session.get_one(Agency, staff.agency_id)
    _check_roles(roles, agency.party)
    before, staff.roles = staff.roles, _spell(roles)
    end_sessions(session, clock, staff.id)
    trail.record(session, clock, actor, "staff.roles", "staff", staff.id, {"from": before.split(), "to": staff.roles.split()})


def disable(session: Session, actor: Actor, clock: Clock, staff_id: str) -> None:
    """Close an account at once; what the person did stays. Raises Refused for one's own account."""
    if staff_id == actor.id:
        raise Refused(N_("Akun sendiri tidak dapat ditutup. Minta pengelola lain."))
    staff = _get(session, staff_id)
    staff.active = False
    end_sessions(session, clock, staff.id)
    trail.record(session, clock, actor, "staff.disabled", "staff", staff.id)


def renew(session: Session, actor: Actor, clock: Clock, staff_id: str, password: str) -> Staff:
    """Give a person who forgot it a new ``password``; opens a closed account again. All its logins end."""
    staff = _get(session, staff_id)
    _check_password(password, staff.username)
    staff.password_hash, reopened = _hash(password), not staff.active
    staff.active = True
    end_sessions(session, clock, staff.id)
    trail.record(session, clock, actor, "staff.renewed", "staff", staff.id, {"reopened": reopened})
    return staff


def change_password(session: Session, actor: Actor, clock: Clock, *, old: str, new: str, keep_session: str) -> None:
    """Change one's own password; all other logins end. Raises Refused when the old one is wrong or the new one weak."""
    staff = _get(session, actor.id)
    if not _fits(staff.password_hash, old):
        raise Refused(N_("Kata sandi lama tidak cocok."), field="old")
    _check_password(new, staff.username)
    staff.password_hash = _hash(new)
    end_sessions(session, clock, staff.id, but=keep_session)
    trail.record(session, clock, actor, "staff.password", "staff", staff.id)


def set_email(session: Session, actor: Actor, clock: Clock, email: str) -> None:
    """Change the address to which one's own messages are also sent; empty for none. Raises Refused when it is none."""
    email = email.strip()
    if email and not _EMAIL.fullmatch(email):
        raise Refused(N_("Alamat surel ini tidak lengkap. Contoh: nama@kantor.go.id"), field="email")
    staff = _get(session, actor.id)
    if staff.email == email:
        return
    staff.email = email
    session.flush()
    trail.record(session, clock, actor, "staff.email", "staff", staff.id, {"given": bool(email)})


def sign_in(db: Database, clock: Clock, username: str, password: str, browser: str) -> SignedIn:
    """Check a name and a password and open a login. Raises LoginRefused.

    Takes the database, not a session: a wrong try must be kept although the request fails, and hashing must not hold
    the write lock. An unknown name costs the same time as a known one.
    """
    username = username.strip().lower()[:80]
    account = hashlib.sha256(username.encode()).hexdigest()
    with db.read() as session:
        throttle = session.get(LoginThrottle, account)
        if throttle is not None and clock.now() < throttle.free_at:
            raise LoginRefused(N_("Terlalu banyak percobaan. Tunggu satu menit, lalu coba lagi."))
        staff = session.scalar(select(Staff).where(Staff.username == username, Staff.active))
        stored = staff.password_hash if staff else _nobody()
        staff_id = staff.id if staff else None
    good = _fits(stored, password) and staff_id is not None
    with db.write() as session:
        throttle = session.get(LoginThrottle, account)
        if not good or staff_id is None:
            failures = (throttle.failures if throttle else 0) + 1
            session.merge(LoginThrottle(account=account, failures=failures, free_at=clock.now() + rules.wait_after(failures)))
        else:
            if throttle is not None:
                session.delete(throttle)
            return _open(session, clock, staff_id, browser)
    raise LoginRefused(
        N_("Nama akun atau kata sandi salah."),
        do=N_("Periksa huruf besar dan kecil. Lupa? Hubungi pengelola sistem kantor."),
    )


def _open(session: Session, clock: Clock, staff_id: str, browser: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        token_hash=_token_hash(token),
        staff_id=staff_id,
        started_at=clock.now(),
        seen_at=clock.now(),
        browser=browser[:120],
    )
    session.add(row)
    session.flush()
    actor = _actor(session.execute(_STAFF.where(Staff.id == staff_id)).one())
    trail.record(session, clock, actor, "staff.signed_in", "staff", staff_id)
    return SignedIn(token, row.id, actor)


@dataclass(frozen=True)
class Login:
    """A live login: its row, when it was last seen, and who it is."""

    session_id: str
    seen_at: dt.datetime
    actor: Actor


_STAFF = select(Staff.id, Staff.name, Staff.roles, Agency.party).join(Agency, Staff.agency_id == Agency.id)
_LOGIN = (
    select(
        Staff.id,
        Staff.name,
        Staff.roles,
        Agency.party,
        StaffSession.id.label("session_id"),
        StaffSession.started_at,
        StaffSession.seen_at,
    )
    .join(Staff, StaffSession.staff_id == Staff.id)
    .join(Agency, Staff.agency_id == Agency.id)
    .where(StaffSession.token_hash == bindparam("token_hash"), StaffSession.ended_at.is_(None), Staff.active)
)


def find_login(session: Session, clock: Clock, token: str, *, idle_minutes: int, hours: int) -> Login | None:
    """Who holds ``token``, if the login is live."""
    values = {"token_hash": _token_hash(token)}
    row = session.connection().execute(_LOGIN, values).one_or_none()  # on every click, so without the weight of the ORM
    if row is None or rules.session_over(row.started_at, row.seen_at, clock.now(), idle_minutes, hours):
        return None
    return Login(row.session_id, row.seen_at, _actor(row))


def click_is_due(login: Login, clock: Clock) -> bool:
    """Whether a click of ``login`` should be written down: once a minute is enough."""
    return clock.now() - login.seen_at >= _SEEN_EVERY


def note_click(session: Session, clock: Clock, login: Login) -> None:
    """Write down that somebody sits there. Not for a page that refreshes itself: a desk left alone signs itself out."""
    session.execute(update(StaffSession).where(StaffSession.id == login.session_id).values(seen_at=clock.now()))


def end_session(session: Session, clock: Clock, actor: Actor, session_id: str) -> None:
    """Sign out: end one of one's own logins."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.staff_id == actor.id, StaffSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_sessions(session: Session, clock: Clock, staff_id: str, but: str = "") -> None:
    """End all logins of a person except ``but``."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.id != but, StaffSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _actor(row: object) -> Actor:
    id_, name, roles, party = row[:4]  # type: ignore[index]
    return Actor(ActorKind.STAFF, id_, name, party, roles_of(roles))


@cache
def roles_of(spelled: str) -> frozenset[Role]:
    """The roles in a stored spelling."""
    return frozenset(Role(value) for value in spelled.split())


def _spell(roles: Iterable[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))


def _get(session: Session, staff_id: str) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound(N_("Petugas tidak ditemukan."))
    return staff


def _check_roles(roles: frozenset[Role], party: Party) -> None:
    if not roles or any(role.party not in (None, party) for role in roles):
        raise Refused(N_("Pilih sedikitnya satu peran yang sesuai dengan instansinya."), field="roles")


def _check_password(password: str, username: str) -> None:
    fault = rules.password_fault(password, username)
    if fault:
        raise Refused(fault, field="password")


def _hash(password: str) -> str:
    with _hashing:
        return _hasher.hash(password)


def _fits(stored: str, password: str) -> bool:
    try:
        with _hashing:
            return _hasher.verify(stored, password[: rules.MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash nobody knows the password of, so that unknown names take as long as known ones."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
