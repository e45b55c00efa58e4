"""What the visitor sees: one small Flask app on this machine's loopback address."""

from kiosk.screen.app import create_screen

__all__ = ["create_screen"]
