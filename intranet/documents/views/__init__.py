"""The pages of papers: making one, the register, and the office's stationery; all on one blueprint (``bp``)."""

from intranet.documents.views import codes, register, stationery
from intranet.documents.views.common import bp
from intranet.documents.views.pages import section

__all__ = ["bp", "codes", "register", "section", "stationery"]
