"""Pages of the ledger: the ledger itself, one clause, compliance with the civil registry's agreement, and the inventory."""

from intranet.duties.views import inventory, ledger
from intranet.duties.views.common import bp

__all__ = ["bp", "inventory", "ledger"]
