"""What keeps violations from happening: warnings and appeals with what came of them, and campaign props taken down."""
