"""Figures of the office's work, the day's digest, and the case list as a file with its purpose and its mark."""
