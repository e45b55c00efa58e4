"""Posko's walk-in half: the device that reads a card, asks, and hands out a number."""
