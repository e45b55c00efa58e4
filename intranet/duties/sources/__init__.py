"""Where evidence comes from, a file for each theme; ``SOURCES`` is all of it by name.

A source that no record tells yet is one line in ``stated``: once its records exist, that line goes and a function takes its name.
"""

from intranet.duties.sources import agreement, content, inventory, literacy, outreach, population, secrecy, stated
from intranet.duties.sources.registry import SOURCES, Source

__all__ = ["SOURCES", "Source", "agreement", "content", "inventory", "literacy", "outreach", "population", "secrecy", "stated"]
