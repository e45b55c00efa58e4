"""The pages of literacy: a file for each thing people do, all on one blueprint (``bp``)."""

from intranet.literacy.views import letters, overview, people, places, plan, programmes, proposals, sessions
from intranet.literacy.views.common import bp, install

__all__ = ["bp", "install", "letters", "overview", "people", "places", "plan", "programmes", "proposals", "sessions"]
