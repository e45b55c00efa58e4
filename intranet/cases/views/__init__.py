"""The pages of the case log: one file for each thing people do there, all on one blueprint (``bp``)."""

from intranet.cases.views import bundle, evidence, intake, loads, marks, referrals, saved, tracks
from intranet.cases.views.pages import bp, install

__all__ = ["bp", "bundle", "evidence", "install", "intake", "loads", "marks", "referrals", "saved", "tracks"]
