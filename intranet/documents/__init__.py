"""The letters and papers of a case: drafted from its facts, numbered without gaps when issued, and never changed afterwards.

Bawaslu writes to complainants and to other authorities, Diskominfo to platforms (Jambi 4(2)e, 4(4)c4); both hand over.
"""
