"""Where evidence comes from, a file for each theme; ``SOURCES`` is all of it by name."""

from intranet.duties.sources import agreement, content, inventory, kept, literacy, outreach, population, secrecy
from intranet.duties.sources.registry import SOURCES, Source, source_of

__all__ = [
    "SOURCES",
    "Source",
    "agreement",
    "content",
    "inventory",
    "kept",
    "literacy",
    "outreach",
    "population",
    "secrecy",
    "source_of",
]
