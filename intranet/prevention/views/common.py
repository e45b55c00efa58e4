"""What the pages of prevention share: the blueprint."""

from flask import Blueprint

# Beside the pages of oversight, so that the one entry of the menu stands for all of them.
bp = Blueprint("prevention", __name__, url_prefix="/oversight", template_folder="../templates")
