"""The pages of coordination: a file for each thing, all on one blueprint (``bp``)."""

from intranet.coordination.views import actions, evaluations, exchanges, forums, reference, registry, spending
from intranet.coordination.views.common import bp

__all__ = ["actions", "bp", "evaluations", "exchanges", "forums", "reference", "registry", "spending"]
