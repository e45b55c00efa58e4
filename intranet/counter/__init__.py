"""The walk-in counter: visits at kiosks and desk, from consent over the identity check to a number on paper.

The one place where a complaint and an identity check meet (Magelang 1, 2(2)a-b): cases never learn of Dukcapil, identity
never learns of complaints. A visit remembers that consent was given and what came of it, never what was claimed.
"""
