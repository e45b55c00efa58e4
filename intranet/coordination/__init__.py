"""Coordination: how the parties keep their agreements alive (Jambi 7, 8, 9(3), 10(2); Kudus 11, 12, 14; Magelang 8).

- forums: meetings, periodic or called because something is stuck, with minutes and what was promised there (Kudus 11)
- evaluations: what a period came to, found and recommended, and to whom the report was handed (Jambi 7; Magelang 8(2)-(4))
- exchanges: what one agency gave another, why, by which law, and whether it was right to (Jambi 9(3))
- spending: who pays what of everything done together (Jambi 8; Kudus 12)
- reference: lists that others keep, taken over as they stood on a day
- ``watch`` rings for what is due
"""
