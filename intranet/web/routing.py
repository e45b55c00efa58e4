"""Routes whose addresses are put together by code that is made when the first address is asked for.

Werkzeug makes that code for every route at once, twice: a good part of a start, for many pages nobody opens that day.
"""

from collections.abc import Callable
from typing import Any

from werkzeug import routing


class Rule(routing.Rule):
    """A route that learns to build its address when it has to."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: object, /, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(super(Rule, self)._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build
