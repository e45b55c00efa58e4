"""Who may do what with marked information, who may mark it, and how a disclosure comes about. Pure data and functions.

The agreement (Jambi 9) binds whoever *received* information: no passing on without the giver's written consent (9(5)), no
copy without permission (9(6)). So the owner reads, prints and downloads its own; what leaves both parties needs a
disclosure from the owner too, because nobody should be able to let it out alone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from shared.text import N_

PARTIES = (Party.BAWASLU, Party.DISKOMINFO)
CHIEFS = frozenset({Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_HEAD})
WORKERS = CHIEFS | {Role.BAWASLU_OFFICER, Role.DISKOMINFO_OFFICER}
REASON, PURPOSE, BASIS = 10, 10, 5  # letters each needs at least
ANSWER_DAYS = 3  # calendar days after which whoever is waited for is late


class Level(Enum):
    """How closely something is kept; the agreement's "tertutup" counts as secret."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SECRET = "secret"  # noqa: S105 - a level, no password

    @property
    def label(self) -> str:
        """The level as staff say it."""
        return {"open": N_("terbuka"), "restricted": N_("terbatas"), "secret": N_("rahasia")}[self.value]


class Act(Enum):
    """What somebody may want to do with it."""

    READ = "read"
    PRINT = "print"
    DOWNLOAD = "download"
    EXPORT = "export"
    PASS_ON = "pass_on"  # noqa: S105 - an act, no password

    @property
    def label(self) -> str:
        """The act as staff say it."""
        return {
            "read": N_("dibaca"),
            "print": N_("dicetak"),
            "download": N_("diunduh"),
            "export": N_("diekspor"),
            "pass_on": N_("disampaikan ke luar"),
        }[self.value]


class Form(Enum):
    """The form a disclosure takes."""

    READ = "read"
    PRINT = "print"
    DOWNLOAD = "download"
    EXPORT = "export"
    LETTER = "letter"
    ORAL = "oral"

    @property
    def label(self) -> str:
        """The form as staff say it."""
        return _FORMS[self]


_FORMS = {
    Form.READ: N_("Dibaca di layar"),
    Form.PRINT: N_("Cetakan"),
    Form.DOWNLOAD: N_("Unduhan"),
    Form.EXPORT: N_("Ekspor data"),
    Form.LETTER: N_("Surat"),
    Form.ORAL: N_("Lisan (dicatat sesudahnya)"),
}
# What each form lets the people it is given to do. An oral disclosure has happened already and gives nothing.
GIVES: dict[Form, frozenset[Act]] = {
    Form.READ: frozenset({Act.READ}),
    Form.PRINT: frozenset({Act.READ, Act.PRINT, Act.PASS_ON}),
    Form.DOWNLOAD: frozenset({Act.READ, Act.DOWNLOAD, Act.PASS_ON}),
    Form.EXPORT: frozenset({Act.READ, Act.DOWNLOAD, Act.EXPORT, Act.PASS_ON}),
    Form.LETTER: frozenset({Act.PASS_ON}),
    Form.ORAL: frozenset(),
}


class State(Enum):
    """Where a disclosure stands."""

    REQUESTED = "requested"
    CONSENTED = "consented"
    APPROVED = "approved"
    USED = "used"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return _STATES[self]

    @property
    def ended(self) -> bool:
        """Whether nothing more can come of it."""
        return self in (State.REFUSED, State.WITHDRAWN, State.EXPIRED)


_STATES = {
    State.REQUESTED: N_("Menunggu persetujuan pemilik"),
    State.CONSENTED: N_("Menunggu pengesahan"),
    State.APPROVED: N_("Disahkan, belum dipakai"),
    State.USED: N_("Dipakai"),
    State.REFUSED: N_("Ditolak"),
    State.WITHDRAWN: N_("Ditarik"),
    State.EXPIRED: N_("Lewat masa berlaku"),
}
LIVE = (State.APPROVED, State.USED)


@dataclass(frozen=True)
class Grant:
    """A disclosure as ``may`` sees it. ``party``: whose staff acts by it; ``outside``: it goes to a partner or a person."""

    id: str
    form: Form
    state: State
    party: Party
    ends_at: dt.datetime
    outside: bool = False
    partner_id: str | None = None

    def gives(self, act: Act, now: dt.datetime) -> bool:
        """Whether it is in force at ``now`` and covers ``act``."""
        return self.state in LIVE and now < self.ends_at and act in GIVES[self.form]


@dataclass(frozen=True)
class Verdict:
    """Whether something may be done; if not, why and what to do (texts to translate); if by a grant, which."""

    allowed: bool
    reason: str = ""
    do: str = ""
    grant_id: str = ""


YES = Verdict(True)
OUTSIDER = Verdict(False, N_("Isi ini hanya untuk kedua pihak perjanjian."))
NOT_FOR_YOU = Verdict(False, N_("Isi ini tidak diungkapkan kepada lembaga Anda."))
HIDDEN = Verdict(
    False, N_("Isi ini rahasia milik pihak lain."), N_("Ajukan pengungkapan; pemiliknya menyetujui, lalu petugas lain mengesahkan.")
)
KEPT_IN = Verdict(
    False,
    N_("Isi ini bertanda, jadi tidak keluar tanpa pengungkapan yang disetujui pemiliknya."),
    N_("Ajukan pengungkapan dari halaman perkaranya."),
)
_OWN = frozenset({Act.READ, Act.PRINT, Act.DOWNLOAD})


def may(
    actor: Actor,
    act: Act,
    level: Level,
    owner: Party,
    disclosures: Iterable[Grant],
    *,
    now: dt.datetime,
    own_partners: frozenset[str] = frozenset(),
    to_partner: str = "",
) -> Verdict:
    """Whether ``actor`` may do ``act`` with something of ``owner`` at ``level``: the one place where this is decided.

    ``disclosures``: those that list it; ``own_partners``: the organisations a partner's person belongs to; ``to_partner``:
    to which organisation it would be passed on (empty: to somebody who is none of ours). The role is the gate's business.
    """
    live = [grant for grant in disclosures if grant.gives(act, now)]
    if actor.party is Party.PARTNER:  # sees nothing, open or not, that was not disclosed to its organisation
        mine = [grant for grant in live if grant.partner_id in own_partners and act is not Act.PASS_ON]
        return Verdict(True, grant_id=mine[0].id) if mine else NOT_FOR_YOU
    if actor.party not in PARTIES:
        return OUTSIDER
    own = actor.party is owner
    if level is Level.OPEN or (own and act in _OWN) or (level is Level.RESTRICTED and act is Act.READ):
        return YES
    if act is Act.PASS_ON:
        live = [grant for grant in live if grant.outside and (grant.partner_id or "") == to_partner]
    fitting = [grant for grant in live if grant.party is actor.party or (own and grant.outside)]
    if fitting:
        return Verdict(True, grant_id=fitting[0].id)
    return KEPT_IN if own or level is Level.RESTRICTED else HIDDEN


_ORDER = list(Level)
NOT_OWNER = Verdict(False, N_("Hanya pihak pemilik yang memasang dan melepas tandanya."))
ONLY_CHIEF = Verdict(False, N_("Tanda diturunkan atau dilepas oleh pimpinan pihak pemilik."))
SAME = Verdict(False, N_("Tandanya sudah demikian."))
# Raising protects and must be quick; lowering lets out and is the chiefs'.
MARKERS = {"raise": WORKERS, "lower": CHIEFS}


def may_mark(actor: Actor, owner: Party, before: Level, after: Level) -> Verdict:
    """Whether ``actor`` may change a mark of ``owner``. Keeping the level (to change reason or end) is like raising it."""
    if actor.party is not owner or not actor.roles & WORKERS:
        return NOT_OWNER
    if before is after is Level.OPEN:
        return SAME
    way = "lower" if _ORDER.index(after) < _ORDER.index(before) else "raise"
    return YES if actor.roles & MARKERS[way] else ONLY_CHIEF


def level_at(level: Level, ends_at: dt.datetime | None, now: dt.datetime) -> Level:
    """The level in force: a mark with an end is open afterwards."""
    return Level.OPEN if ends_at is not None and now >= ends_at else level


def written_late(said_on: dt.date | None, written_on: dt.date, days: int) -> bool:
    """Whether what was said to be secret was marked in writing later than the office's own rule allows."""
    return said_on is not None and (written_on - said_on).days > days


# How a disclosure comes about ---------------------------------------------------------------------------------------


class Step(Enum):
    """What moves a disclosure."""

    CONSENT = "consent"
    CONSENT_BY_LETTER = "consent_by_letter"
    APPROVE = "approve"
    REFUSE = "refuse"
    USE = "use"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """The button's text."""
        return _STEPS[self]


_STEPS = {
    Step.CONSENT: N_("Setujui sebagai pemilik"),
    Step.CONSENT_BY_LETTER: N_("Catat surat persetujuan pemilik"),
    Step.APPROVE: N_("Sahkan"),
    Step.REFUSE: N_("Tolak"),
    Step.USE: N_("Catat pemakaian"),
    Step.WITHDRAW: N_("Tarik"),
}


@dataclass(frozen=True)
class Line:
    """One line of the table; ``reason``: it needs words."""

    source: State
    step: Step
    target: State
    reason: bool = False


TABLE: tuple[Line, ...] = (
    Line(State.REQUESTED, Step.CONSENT, State.CONSENTED),
    Line(State.REQUESTED, Step.CONSENT_BY_LETTER, State.CONSENTED),
    Line(State.REQUESTED, Step.REFUSE, State.REFUSED, reason=True),
    Line(State.CONSENTED, Step.APPROVE, State.APPROVED),
    Line(State.CONSENTED, Step.REFUSE, State.REFUSED, reason=True),
    Line(State.APPROVED, Step.USE, State.USED, reason=True),
    Line(State.USED, Step.USE, State.USED, reason=True),
    *(
        Line(state, Step.WITHDRAW, State.WITHDRAWN, reason=True)
        for state in (State.REQUESTED, State.CONSENTED, State.APPROVED, State.USED)
    ),
)


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a disclosure. ``approvers``: the active heads and commissioners of both parties."""

    owner: Party
    asked_by: str
    asking: Party
    party: Party
    consented_by: str | None = None
    approvers: frozenset[str] = frozenset()


NO_SUCH_STEP = Verdict(False, N_("Langkah itu tidak berlaku untuk keadaan pengungkapan sekarang. Muat ulang halaman."))
OTHER_ROLE = Verdict(False, N_("Langkah itu wewenang peran lain."))
OWN_REQUEST = Verdict(False, N_("Permintaan sendiri disetujui dan disahkan oleh orang lain."))
SAME_EYES = Verdict(
    False, N_("Yang menyetujui tidak sekaligus mengesahkan selama masih ada pimpinan lain."), N_("Pimpinan lain yang mengesahkan.")
)


def line_for(state: State, step: Step) -> Line | None:
    """The line of the table, if there is one."""
    return next((line for line in TABLE if line.source is state and line.step is step), None)


def may_approve(actor: Actor, facts: Facts) -> Verdict:
    """Four eyes: a head or commissioner of either party, never who asked; who consented only when no other chief is left."""
    if not actor.roles & CHIEFS:
        return OTHER_ROLE
    if actor.id == facts.asked_by:
        return OWN_REQUEST
    others = facts.approvers - {facts.asked_by, facts.consented_by}
    return SAME_EYES if actor.id == facts.consented_by and others else YES


def may_step(actor: Actor, state: State, step: Step, facts: Facts) -> Verdict:
    """Whether ``actor`` may take ``step``; what a page offers and what the verb checks."""
    if line_for(state, step) is None:
        return NO_SUCH_STEP
    if step is Step.APPROVE:
        return may_approve(actor, facts)
    chief, worker = bool(actor.roles & CHIEFS), bool(actor.roles & WORKERS)
    ours, asks = actor.party is facts.owner, actor.id == facts.asked_by
    if step in (Step.CONSENT, Step.CONSENT_BY_LETTER):
        if not (ours and (chief if step is Step.CONSENT else worker)):
            return OTHER_ROLE
        return OWN_REQUEST if asks else YES
    allowed = {
        Step.REFUSE: chief and (ours or state is State.CONSENTED),
        Step.USE: worker and (actor.party is facts.party or ours),
        Step.WITHDRAW: worker and (asks or (chief and (actor.party is facts.asking or (ours and state in LIVE)))),
    }
    return YES if allowed[step] else OTHER_ROLE


def may_know(actor: Actor, facts: Facts) -> bool:
    """Whether ``actor`` may see that there is this disclosure: both sides of it, and the chiefs who may have to approve."""
    return actor.party in (facts.owner, facts.asking, facts.party) or bool(actor.roles & CHIEFS)
