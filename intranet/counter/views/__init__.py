"""The counter's edges: the kiosks' interface (``api``), and the pages of queue, visits and desk (``bp``)."""

from intranet.counter.views import desk, interface, lookups
from intranet.counter.views.pages import bp

__all__ = ["bp", "desk", "interface", "lookups"]
