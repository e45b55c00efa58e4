"""Privacy: what the office owes the people whose data it keeps (UU 27/2022; Magelang 2(1)b, 2(2)i, 2(2)j, 3(1)a).

- incidents: a data breach from discovery to its three letters within 3x24 hours (UU 46); ``watch`` rings the clock
- subjects: a person asks what is kept, has it corrected or restricted, within 3x24 hours (UU 30-32, 40-41)
- retention: how long each kind of record lives, what would go, and the erasure that leaves a certificate (UU 42-44)
- register: what is processed, why and how guarded, told from the office's own facts (UU 31, 34)
- portal: look-ups in the registry's own web portal, each for one matter, none of whose answer is kept
"""
