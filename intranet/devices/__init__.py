"""Enrolled kiosks: their keys, how they prove each request, and how they are (Magelang 2(1)e, 2(2)h)."""
