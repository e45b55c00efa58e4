"""Watching what is said online: patrol shifts, registered campaign accounts, fact checks and the list of hoaxes."""
