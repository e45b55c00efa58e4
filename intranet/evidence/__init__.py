"""Evidence: files kept whole under their own hash, links with where and when they were seen, and who has handled them.

It knows what it belongs to by two words only (``subject_kind``, ``subject_id``), so any register may keep evidence here.
"""
