"""The pages of what happens at and after a session: a file for each thing people do, all on one blueprint (``bp``)."""

from intranet.learning.views import attendance, certificates, monitoring, photos, questions, reports, tablet, testing
from intranet.learning.views.common import bp, section

__all__ = [
    "attendance",
    "bp",
    "certificates",
    "monitoring",
    "photos",
    "questions",
    "reports",
    "section",
    "tablet",
    "testing",
]
