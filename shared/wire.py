"""Every message between a kiosk and the intranet, version 1, under ``/api/kiosk/v1``.

The conversation, all requests but the first three signed with the device key (RFC 9421, see ``SIGNED``)::

    kiosk                                        intranet
    POST enrolments       Enrol              ->  Enrolled (pending until an officer confirms the fingerprint)
    GET  enrolments/ID                       ->  Enrolled
    POST nonces           NonceAsk           ->  Nonce; every signed answer brings the next one in the Posko-Nonce header
    POST heartbeats       Heartbeat          ->  Beat
    POST visits           VisitOpen          ->  VisitOpened (may identity be checked now? which notice is in force?)
    POST visits/ID/check  CheckAsk           ->  Check (checking)
    GET  visits/ID/check                     ->  Check (checking, verified, not_verified, later)
    POST visits/ID/help                      ->  Beat
    POST visits/ID/complaint ComplaintAsk    ->  Registered (number, check code, receipt)
    POST visits/ID/end    VisitEnd           ->  Beat
    POST lookups          StatusAsk          ->  StatusAnswer (how a complaint stands, in one of five words)

Anything refused is a ``Problem`` with a 4xx or 503 status. Both sides read strictly: an unknown key is an error. POSTs
carry an ``Idempotency-Key`` header; the same key brings the same answer. A kiosk never learns more of a check than the
three words of ``CheckState`` (it may be stolen and used to guess), and of a complaint no more than its stage and two days.
"""

import datetime as dt
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from shared.elements import Element, Standing
from shared.questions import LONG, SHORT, Platform, Topic
from shared.words import CheckOffer, CheckState, ClaimMethod, DeviceState, EndReason, PlainResult, PlainState, ProblemCode

BASE_PATH = "/api/kiosk/v1"
NONCE_HEADER = "Posko-Nonce"
IDEMPOTENCY_HEADER = "Idempotency-Key"
SIGNATURE_LABEL = "posko"
SIGNATURE_TAG = "posko-kiosk-v1"
SIGNED = ("@method", "@authority", "@target-uri", "content-digest", "idempotency-key")  # components a kiosk signs
SIGNED_WITHOUT_BODY = ("@method", "@authority", "@target-uri")

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Line = Annotated[str, StringConstraints(max_length=SHORT, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Story = Annotated[str, StringConstraints(max_length=LONG, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Link = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
NikDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
NumberTyped = Annotated[str, StringConstraints(max_length=80, pattern=r"^[0-9A-Z ./-]*[0-9][0-9A-Z ./-]*$")]
CheckCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{6}$")]
NoticeVersion = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class Message(BaseModel):
    """A strict, immutable message whose text form shows no values, so that no log can hold any."""

    # Built at first use: a start has no need of them, and the library does it safely among threads.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Problem(Message):
    """A refusal: the code for the kiosk, the sentence (Indonesian) for people, the next nonce travels in its header."""

    code: ProblemCode
    message: str


class Enrol(Message):
    """A kiosk introduces itself with the officer's one-time code and its public key (Ed25519, base64, 32 bytes)."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")]
    public_key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
    version: Line


class Enrolled(Message):
    """What the kiosk is now; it shows the fingerprint for the officer to compare."""

    device_id: Id
    name: str
    fingerprint: str
    state: DeviceState


class NonceAsk(Message):
    """Which kiosk wants a nonce."""

    device_id: Id


class Nonce(Message):
    """A nonce good for one request of this kiosk, for so many seconds, and the office's time (a Pi has no battery clock)."""

    nonce: str
    valid_seconds: int
    now: AwareDatetime


class Heartbeat(Message):
    """How the kiosk is: shown on the office's device page."""

    version: Line
    reader: Line
    printer: Line


class Beat(Message):
    """Understood; the office's time."""

    now: AwareDatetime


class VisitOpen(Message):
    """Somebody stands at the kiosk. ``language`` is id or en."""

    language: Annotated[str, StringConstraints(pattern=r"^(id|en)$")]


class VisitOpened(Message):
    """The visit's name, whether a check can be offered, which consent notice is in force, and the office's contact."""

    visit_id: Id
    offer: CheckOffer
    notice_version: NoticeVersion
    elements: list[Element]
    office_name: str


class Claimed(Message):
    """One element as the card or the visitor claims it; dates as yyyy-mm-dd."""

    element: Element
    value: Line


class CheckAsk(Message):
    """Please check this claim; only ever sent after consent to ``notice_version``. Claims must contain the NIK."""

    method: ClaimMethod
    notice_version: NoticeVersion
    claims: list[Claimed]


class Check(Message):
    """How far the check is. ``reason`` says why it is ``later``."""

    state: CheckState
    reason: CheckOffer | None = None


class Complainant(Message):
    """Who complains, as declared and confirmed on the screen; everything may be empty (anonymous)."""

    nik: NikDigits | None = None
    name: Line = ""
    address: Line = ""
    phone: Line = ""
    email: Line = ""


class Complaint(Message):
    """What is complained about; everything may be missing and is completed later."""

    topic: Topic | None = None
    happened_on: dt.date | None = None
    known_on: dt.date | None = None
    platform: Platform | None = None
    link: Link = ""
    account: Line = ""
    event_place: Line = ""
    respondent: Line = ""
    narrative: Story = ""


class ComplaintAsk(Message):
    """Register this complaint. ``notice_version`` is set when the visitor agreed to the identity notice."""

    complainant: Complainant
    complaint: Complaint
    notice_version: NoticeVersion | None = None


class Receipt(Message):
    """All a receipt says (Magelang 2(2)a: the NIK only when the register confirmed it)."""

    complaint_no: str
    check_code: str
    received_at: AwareDatetime
    nik: NikDigits | None
    standing: Standing
    next_by: dt.date
    office_name: str
    office_address: str
    office_phone: str
    office_hours: str
    zone: str


class Registered(Message):
    """The complaint is on disk under this number."""

    complaint_no: str
    check_code: str
    receipt: Receipt


class VisitEnd(Message):
    """The visitor is gone; forget the claim."""

    reason: EndReason


class StatusAsk(Message):
    """How does this complaint stand? The number may be typed in short (its running number); the check code decides."""

    number: NumberTyped
    code: CheckCode


class StatusAnswer(Message):
    """Where a complaint stands, since when, by which day there is news, and what came of it when it is finished.

    An unknown number and a wrong code are answered alike: not found, and nothing else.
    """

    found: bool
    state: PlainState | None = None
    since: dt.date | None = None
    due: dt.date | None = None
    result: PlainResult | None = None


def receipt_qr(complaint_no: str, check_code: str) -> str:
    """The text of the QR code: number and check code, nothing else."""
    return f"POSKO:{complaint_no}:{check_code}"
