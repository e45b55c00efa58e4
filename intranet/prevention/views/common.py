"""What the pages of prevention share: the blueprint, who may read, and the names of kinds."""

from flask import Blueprint

from intranet.base.actor import Role
from intranet.web import gate

READERS = (*gate.CASE_WORKERS, Role.AUDITOR)

# Beside the pages of oversight, so that the one entry of the menu stands for all of them.
bp = Blueprint("prevention", __name__, url_prefix="/oversight", template_folder="../templates")
