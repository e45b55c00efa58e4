"""The agencies of the agreements, their staff, and signing in (Magelang 2(2)c: a named person behind each access)."""
