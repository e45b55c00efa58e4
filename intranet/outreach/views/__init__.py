"""The pages of what the parties do together: a file for each thing people do, all on one blueprint (``bp``)."""

from intranet.outreach.views import activities, capacity, dissemination, facilities, papers, proofs
from intranet.outreach.views.common import bp

__all__ = ["activities", "bp", "capacity", "dissemination", "facilities", "papers", "proofs"]
