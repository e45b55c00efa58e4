"""Checkpoints: the trail's state of each day, signed by the office, printed, and confirmed by the other party.

A chain alone does not show that its end was cut off; a signed tree head (RFC 6962) on paper in other hands does.

- tree, notes: the Merkle tree and the signed text of a checkpoint; pure
- verifier: judges an export, or the proof of one event, with nothing but public keys: no database, no settings
- keys: the office's signing key in the secrets folder
- service, queries: making, confirming, stamping; what pages and papers show of it
- exporting, proving, nightly: the whole trail as a file; one event with its proof; the check the worker makes once a day
"""
