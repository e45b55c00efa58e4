"""Outreach: what the two parties do together beside literacy sessions, by their agreements (Jambi 3(3), 4(2)g; Kudus 5, 6, 8-10).

- capacity: trainings of every form the agreements name, with participants, scores, minutes and papers
- dissemination: what is planned and done to spread information, with proof, and whom it reached (Kudus 5, 10; Magelang 2(2)g)
- facilities: one party lends the other a room or a thing on written request (Kudus 8); ``watch`` rings for what is not back
- activities: what else both agree to do, and why they may (Kudus 9)
"""
