"""The tables of literacy, a file for each thing they keep; ``guards`` holds what the database itself refuses."""

from intranet.literacy.models import guards
from intranet.literacy.models.people import Availability, AvailabilityException, LiteracyPerson, PersonTopic
from intranet.literacy.models.places import District, LiteracyHours, Ramadan, Room, Travel, Venue
from intranet.literacy.models.programme import PairingPolicy, Programme, ProgrammeTarget
from intranet.literacy.models.proposals import PlanProposal
from intranet.literacy.models.sessions import (
    ConfirmationReminder,
    LiteracyLetter,
    LiteracySession,
    PartyConfirmation,
    PartyConsent,
    Seat,
)
from intranet.literacy.models.topics import Topic

__all__ = [
    "Availability",
    "AvailabilityException",
    "ConfirmationReminder",
    "District",
    "LiteracyHours",
    "LiteracyLetter",
    "LiteracyPerson",
    "LiteracySession",
    "PairingPolicy",
    "PartyConfirmation",
    "PartyConsent",
    "PersonTopic",
    "PlanProposal",
    "Programme",
    "ProgrammeTarget",
    "Ramadan",
    "Room",
    "Seat",
    "Topic",
    "Travel",
    "Venue",
    "guards",
]
