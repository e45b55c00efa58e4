"""What the pages of oversight share: the blueprint."""

from flask import Blueprint

bp = Blueprint("oversight", __name__, url_prefix="/oversight", template_folder="../templates")
