"""The pages of the case log: one file for each thing people do there, all on one blueprint (``bp``)."""

from intranet.cases.views import bundle, compare, evidence, intake, loads, marks, referrals, saved, tracks
from intranet.cases.views.pages import bp, install

__all__ = ["bp", "bundle", "compare", "evidence", "install", "intake", "loads", "marks", "referrals", "saved", "tracks"]
