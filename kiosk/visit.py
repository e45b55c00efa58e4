"""What a kiosk knows of the person in front of it: in memory, for one visit, and then not at all (Magelang 2(2)j)."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from enum import Enum

from kiosk.card.source import CardFault, Claim
from shared.elements import Element
from shared.questions import SHORT, Platform, Topic
from shared.wire import (
    CheckAsk,
    Claimed,
    Complainant,
    Complaint,
    ComplaintAsk,
    Problem,
    Registered,
    StatusAnswer,
    StatusAsk,
    VisitOpened,
)
from shared.words import CheckOffer, CheckState


class Help(Enum):
    """What became of a call for an officer."""

    SENDING = "sending"
    TOLD = "told"
    FAILED = "failed"


@dataclass(repr=False)
class Visit:
    """One visit. Its text form shows no value; ``wipe`` lets go of every one of them."""

    language: str = "id"
    big_text: bool = False
    contrast: bool = False
    opened: VisitOpened | None = None
    opening: bool = False
    unreachable: bool = False
    claim: Claim | None = None
    card_seq: int | None = None
    card_fault: CardFault | None = None
    typed: str = ""
    hint: str = ""
    month: dt.date | None = None
    agreed: str | None = None
    refused: bool = False
    anonymous: bool = False
    nik: str | None = None
    check: CheckState | None = None
    check_reason: CheckOffer | None = None
    help: Help | None = None
    topic: Topic | None = None
    happened_on: dt.date | None = None
    known_on: dt.date | None = None
    platform: Platform | None = None
    texts: dict[str, str] = field(default_factory=dict)
    region_warned: bool = False
    sent: ComplaintAsk | None = None
    registered: Registered | None = None
    problem: Problem | None = None
    status: StatusAnswer | None = None
    # One key per act, made once: a repeated request is the same request.
    keys: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Visit>"

    def key(self, act: str) -> str:
        """The idempotency key of ``act`` in this visit, the same at every try."""
        return self.keys.setdefault(act, secrets.token_hex(16))

    def text(self, name: str) -> str:
        """What was written for the text question ``name``, or what the confirmed card already says."""
        return self.texts.get(name, "")

    def take(self, claim: Claim) -> None:
        """Hold a claim until it is confirmed or dropped."""
        self.claim, self.nik, self.card_fault = claim, claim.nik.digits, None

    def confirm(self) -> None:
        """The visitor says the shown fields are theirs: name and address become part of what they declare."""
        if self.claim is not None:
            self.texts["name"] = _line(self.claim.name)
            self.texts["address"] = _line(self.claim.address.line)

    def drop_claim(self) -> None:
        """Forget the card and everything taken from it, the number included."""
        self.claim = self.nik = self.agreed = self.card_seq = None
        self.texts.pop("name", None)
        self.texts.pop("address", None)

    def drop_card(self) -> None:
        """Forget all of the card but what the visitor confirmed and declares: number, name, address."""
        self.claim = None

    def drop_nik(self) -> None:
        """Go on with name and address only: nothing may be asked or kept under this number now."""
        self.claim = self.nik = None

    def check_ask(self) -> CheckAsk | None:
        """The claim in the elements the intranet wants, or None when there is nothing to ask or no consent."""
        if self.claim is None or self.agreed is None or self.opened is None:
            return None
        wanted = [Element.NIK, *(element for element in self.opened.elements if element is not Element.NIK)]
        values = ((element, _line(_value(self.claim, element))) for element in wanted)
        claims = [Claimed(element=element, value=value) for element, value in values if value]
        return CheckAsk(method=self.claim.method, notice_version=self.agreed, claims=claims)

    def complaint_ask(self) -> ComplaintAsk:
        """Everything declared, as the intranet takes it."""
        nobody = self.anonymous
        return ComplaintAsk(
            complainant=Complainant(
                nik=None if nobody or self.agreed is None else self.nik,
                name="" if nobody else self.text("name"),
                address="" if nobody else self.text("address"),
                phone="" if nobody else self.text("phone"),
                email="" if nobody else self.text("email"),
            ),
            complaint=Complaint(
                topic=self.topic,
                happened_on=self.happened_on,
                known_on=self.known_on,
                platform=self.platform,
                link=self.text("link"),
                account=self.text("account"),
                event_place=self.text("event_place"),
                respondent=self.text("respondent"),
                narrative=self.text("narrative"),
            ),
            notice_version=None if nobody else self.agreed,
        )

    def status_ask(self) -> StatusAsk:
        """What the visitor wants to know: the number and the code as they were typed and tidied."""
        return StatusAsk(number=self.text("status_number"), code=self.text("status_code"))

    def forget_complainant(self) -> None:
        """Stay anonymous: drop who it is, in what was written as well."""
        self.anonymous = True
        self.drop_claim()
        for name in ("phone", "email"):
            self.texts.pop(name, None)

    @property
    def look(self) -> tuple[str, bool, bool]:
        """How the screen looks to this visitor, in the order of the fields; says nothing about who it is."""
        return self.language, self.big_text, self.contrast

    def wipe(self) -> None:
        """Let go of every value; what is left says nothing about anybody."""
        self.texts.clear()
        self.keys.clear()
        for name, value in vars(Visit()).items():
            setattr(self, name, value)


def _line(text: str) -> str:
    """``text`` of a card as a line the wire takes: no control characters, no more than a line holds."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:SHORT]


def _value(claim: Claim, element: Element) -> str:
    """The claim's value for ``element`` as it goes over the wire; empty when the claim does not hold it."""
    match element:
        case Element.NIK:
            return claim.nik.digits
        case Element.NAME:
            return claim.name
        case Element.BIRTH_PLACE:
            return claim.birth_place
        case Element.BIRTH_DATE:
            return claim.birth_date.isoformat() if claim.birth_date else ""
        case Element.SEX:
            return claim.sex
        case Element.MARITAL_STATUS:
            return claim.marital_status
        case Element.OCCUPATION:
            return claim.occupation
        case Element.ADDRESS:
            return claim.address.street
        case Element.FAMILY_CARD:
            return ""
