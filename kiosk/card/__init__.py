"""The kiosk's card code: one `CardSource` for the desk, and behind it the reader, the number pad or the simulator."""
