"""The ``intranet`` command in a process that says which of our modules it must not need: those of a database or an office."""

import sys

from intranet.cli import main

try:
    main()
finally:
    needed = {"flask", "intranet.base.db", "intranet.checkpoints.models"} & set(sys.modules)
    if needed:
        sys.stderr.write(f"needed: {sorted(needed)}")
