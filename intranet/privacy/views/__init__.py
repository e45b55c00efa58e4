"""The pages of privacy: a file for each duty, all on one blueprint (``bp``)."""

from intranet.privacy.views import incidents, portal, register, retention, subjects
from intranet.privacy.views.common import bp

__all__ = ["bp", "incidents", "portal", "register", "retention", "subjects"]
