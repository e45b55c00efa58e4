"""Confidentiality: marks their owner sets (Jambi 9(1)), and disclosure with written consent and four eyes (9(3), 9(5), 9(6)).

It knows what a mark lies on by two words only (a kind and an id), so that any register may ask ``service.require`` before
it shows, prints, gives out or passes on.
"""
