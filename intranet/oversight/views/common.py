"""What the pages of oversight share: the blueprint and who may read."""

from flask import Blueprint

from intranet.base.actor import Role
from intranet.web import gate

READERS = (*gate.CASE_WORKERS, Role.AUDITOR)

bp = Blueprint("oversight", __name__, url_prefix="/oversight", template_folder="../templates")


def may_work() -> bool:
    """Whether who asks may do more than read."""
    return gate.actor().has(*gate.CASE_WORKERS)
