"""What every domain package stands on and that knows no domain: database, clock, trail, numbering, outbox, sealing, papers. No Flask."""
