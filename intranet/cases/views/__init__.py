"""The pages of the case log: one file for each thing people do there, all on one blueprint (``bp``)."""

from intranet.cases.views import evidence, intake, loads, tracks
from intranet.cases.views.pages import bp, install

__all__ = ["bp", "evidence", "install", "intake", "loads", "tracks"]
