"""The pages of the reports, and the export of the case list: all on one blueprint (``bp``)."""

from intranet.reports.views import export, literacy
from intranet.reports.views.pages import bp

__all__ = ["bp", "export", "literacy"]
