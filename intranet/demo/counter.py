"""The invented counter: people at the kiosk and at the desk, what came of checking them, and who stands there today."""

import datetime as dt
from dataclasses import dataclass
from itertools import count

from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.cases.models import Case
from intranet.cases.rules import Channel, Source
from intranet.cases.service import Facts, Person
from intranet.counter import rules
from intranet.counter import service as counter
from intranet.counter.models import Visit
from intranet.counter.rules import EyeReason
from intranet.counter.service import Claimed
from intranet.demo import stories
from intranet.demo.diary import Happening
from intranet.demo.people import born_on, complainant
from intranet.demo.quarter import Office
from intranet.devices import service as devices
from intranet.identity import service as identity
from intranet.identity.codes import Answer, CodeClass
from intranet.identity.rules import Claim, Document, Method
from shared.elements import Element, Outcome
from shared.words import EndReason

# What the register answers, and how often in a hundred.
_ANSWERS: tuple[tuple[Outcome, CodeClass, str | None, int], ...] = (
    (Outcome.MATCH, CodeClass.ANSWERED, "01", 58),
    (Outcome.MISMATCH, CodeClass.ANSWERED, "01", 12),
    (Outcome.NOT_FOUND, CodeClass.NOT_FOUND, "13", 9),
    (Outcome.MISMATCH, CodeClass.REFER, "12", 3),
    (Outcome.MISMATCH, CodeClass.REFER, "14", 2),
    (Outcome.UNAVAILABLE, CodeClass.TIMEOUT, None, 8),
    (Outcome.UNAVAILABLE, CodeClass.LINK, None, 5),
    (Outcome.UNAVAILABLE, CodeClass.PARTIAL, "01", 3),
)
_CHECKED = 0.8  # of those who give a NIK
_DOCUMENTS = (Document.KTP_EL, Document.KTP_EL, Document.SUKET, Document.SIM)


class _NoCall:
    """Stands where the caller of the register stands: nobody is asked, the claim is forgotten."""

    def ask(self, check_id: str, claim: Claim) -> None:
        """Forget the claim."""
        claim.wipe()


@dataclass
class Counter:
    """Serves the invented visitors."""

    office: Office

    def __post_init__(self) -> None:
        self._serial = count(1)

    def take_in(self, session: Session, channel: Channel, facts: Facts) -> Case:
        """One visit from greeting to number."""
        office, rng, clock = self.office, self.office.rng, self.office.clock
        host = self._host(channel)
        person = complainant(rng, next(self._serial))
        visit = self._open(session, host)
        outcome = self._check(session, host, visit, person) if person.nik and rng.random() < _CHECKED else None
        clock.advance(dt.timedelta(seconds=rng.randrange(50, 150)))
        if outcome not in (None, Outcome.MATCH) and rng.random() < 0.45:
            reason = EyeReason.LINK_DOWN if outcome is Outcome.UNAVAILABLE else EyeReason.AFTER_ANSWER
            self._look(session, visit, reason)
        elif outcome is None and channel is Channel.DESK and person.nik and rng.random() < 0.6:
            self._look(session, visit, EyeReason.NO_CONSENT)
        case = counter.register(session, host, clock, office.settings, office.keys, visit.id, facts=facts, person=person)
        clock.advance(dt.timedelta(seconds=20))
        counter.end_visit(session, host, clock, visit.id, EndReason.DONE)
        return case

    def today(self, drafts: int) -> None:
        """Who is or was here today: unfinished complaints, people who left, one who asks for help, one just begun."""
        for n in range(drafts - 1):
            self._at(150 - 35 * n, lambda session: self._draft(session, False))
        self._at(6, lambda session: self._draft(session, True))
        self._at(55, lambda session: self._leave(session, EndReason.LEFT))
        self._at(31, lambda session: self._leave(session, EndReason.TIMED_OUT))
        self._at(14, self._ask_help)
        self._at(2, self._begin)

    def _at(self, minutes_ago: int, happening: Happening) -> None:
        self.office.diary.enter(self.office.now - dt.timedelta(minutes=minutes_ago), happening)

    def _host(self, channel: Channel) -> Actor:
        return self.office.kiosk if channel is Channel.KIOSK else self.office.one_of(Party.DISKOMINFO)

    def _open(self, session: Session, host: Actor) -> Visit:
        language = "en" if self.office.rng.random() < 0.04 else "id"
        visit = counter.open_visit(session, host, self.office.clock, language)
        self.office.clock.advance(dt.timedelta(seconds=self.office.rng.randrange(25, 60)))
        return visit

    def _check(self, session: Session, host: Actor, visit: Visit, person: Person) -> Outcome | None:
        office, rng = self.office, self.office.rng
        method = Method.DESK if host is not office.kiosk else Method.CARD if rng.random() < 0.75 else Method.TYPED
        values = {Element.NIK: person.nik or "", Element.NAME: person.name, Element.BIRTH_DATE: born_on(person.nik or "")}
        outcome, code_class, code, _ = rng.choices(_ANSWERS, [row[3] for row in _ANSWERS])[0]
        claimed = Claimed(method, rules.NOTICE_VERSION, values)
        try:
            check = counter.ask_check(session, host, office.clock, office.settings, office.keys, _NoCall(), visit.id, claimed)
        except identity.CheckRefused:
            return Outcome.UNAVAILABLE
        identity.take_turn(session, office.clock, office.settings, check.id)
        slow = code_class is CodeClass.TIMEOUT
        office.clock.advance(dt.timedelta(milliseconds=60_000 if slow else rng.randrange(400, 19_000)))
        identity.finish_check(session, office.clock, check.id, Answer(outcome, code_class, code))
        return outcome

    def _look(self, session: Session, visit: Visit, reason: EyeReason) -> None:
        rng, officer = self.office.rng, self.office.one_of(Party.DISKOMINFO)
        counter.see_document(session, officer, self.office.clock, visit.id, document=rng.choice(_DOCUMENTS), reason=reason)

    def _draft(self, session: Session, unfinished: bool) -> None:
        """A complaint begun at the desk; the last visitor still sits there."""
        office = self.office
        host, person = office.staff["budi" if unfinished else "ningsih"], complainant(office.rng, next(self._serial))
        visit = self._open(session, host)
        if unfinished and person.nik:
            self._check(session, host, visit, person)
        day = office.clock.now().astimezone(office.settings.zone).date()
        facts = stories.facts(office.rng, Source.PUBLIC_COMPLAINT, day)
        counter.save_draft(session, host, office.clock, office.settings, office.keys, visit.id, None, facts=facts, person=person)
        if not unfinished:
            counter.end_visit(session, host, office.clock, visit.id, EndReason.LEFT)

    def _leave(self, session: Session, reason: EndReason) -> None:
        visit = self._open(session, self.office.kiosk)
        counter.end_visit(session, self.office.kiosk, self.office.clock, visit.id, reason)

    def _ask_help(self, session: Session) -> None:
        """Somebody at the kiosk wants an officer; soon afterwards the kiosk is not heard of any more."""
        kiosk, clock = self.office.kiosk, self.office.clock
        visit = self._open(session, kiosk)
        counter.call_help(session, kiosk, clock, visit.id)
        devices.heartbeat(session, kiosk, clock, version="0.1.0", reader="ready", printer="ready")

    def _begin(self, session: Session) -> None:
        self._open(session, self.office.staff["ningsih"])
