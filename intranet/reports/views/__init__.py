"""The pages of the reports, and the export of the case list: all on one blueprint (``bp``)."""

from intranet.reports.views import deliveries, export, link, literacy, usage
from intranet.reports.views.pages import bp
from intranet.reports.views.usage import install

__all__ = ["bp", "deliveries", "export", "install", "link", "literacy", "usage"]
