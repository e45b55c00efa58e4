"""States of a proposal. Pure."""

from enum import Enum

from shared.text import N_


class ProposalState(Enum):
    """Where a proposal of a programme stands. A stopped one holds the best plan there was by then."""

    RUNNING = "running"
    READY = "ready"
    STOPPED = "stopped"
    APPLIED = "applied"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return {
            "running": N_("Sedang dihitung"),
            "ready": N_("Siap ditinjau"),
            "stopped": N_("Dihentikan, siap ditinjau"),
            "applied": N_("Diterapkan"),
            "dropped": N_("Ditinggalkan"),
        }[self.value]


SETTLED = (ProposalState.READY, ProposalState.STOPPED)  # in these a proposal can be looked at, changed and applied
