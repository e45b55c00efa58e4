"""The pages of oversight: a file for each thing people do there, all on one blueprint (``bp``)."""

from intranet.oversight.views import accounts, fact_checks, patrol
from intranet.oversight.views.common import bp

__all__ = ["accounts", "bp", "fact_checks", "patrol"]
