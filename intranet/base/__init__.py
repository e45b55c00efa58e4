"""What every domain package stands on and that knows no domain: database, clock, trail, numbers, outbox, seals, papers.

No Flask here.
"""
