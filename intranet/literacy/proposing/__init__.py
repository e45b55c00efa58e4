"""From the records to the planner and back: a period's wishes become a problem, a proposal is looked at, changed and applied.

``order``: what is asked, as data. ``scene``: the problem of a period. ``result``: what was found, as data. ``asking``,
``applying``: the verbs. ``running``: the worker's part.
"""
