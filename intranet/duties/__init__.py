"""The ledger of duties: each clause of an agreement with who owes it, how it stands, and what shows that.

It serves Jambi 4, Kudus 4-12 and Magelang 2 alike.

- sources: how each kind of evidence is told from the records the other packages keep, a file for each theme
- statements: what no record tells is stated, dated, with its paper and perhaps a scan of it, and for a time only
- inventory: readers, SAM cards, credentials (never their secret) and security measures (Magelang 2(1)d-e, 2(2)e, 2(2)h)
- ``watch`` rings once for a credential that is to be changed
"""
