"""Posko's office half: the pages staff work in, and the end-points kiosks speak to."""
