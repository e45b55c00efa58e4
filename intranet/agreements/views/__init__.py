"""The pages of the register: a file for each part of an agreement, all on one blueprint (``bp``)."""

from intranet.agreements.views import changes, clauses, closing, papers, register, task_force
from intranet.agreements.views.common import bp

__all__ = ["bp", "changes", "clauses", "closing", "papers", "register", "task_force"]
