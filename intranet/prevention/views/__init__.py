"""The pages of prevention: a file for each thing people do, all on one blueprint (``bp``), among those of oversight."""

from intranet.prevention.views import acts, photos, props
from intranet.prevention.views.common import bp

__all__ = ["acts", "bp", "photos", "props"]
