"""The tables of what happens at and after a session; ``guards`` holds what the database itself refuses."""

from intranet.learning.models import guards
from intranet.learning.models.attendance import Attendee, Door
from intranet.learning.models.outcomes import Certificate, Check, Monitoring, Presence, SessionReport
from intranet.learning.models.testing import Answer, AnswerSheet, Question, TestItem

__all__ = [
    "Answer",
    "AnswerSheet",
    "Attendee",
    "Certificate",
    "Check",
    "Door",
    "Monitoring",
    "Presence",
    "Question",
    "SessionReport",
    "TestItem",
    "guards",
]
