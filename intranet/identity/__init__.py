"""Identity: asks the population register whether a claim is right, counts every asking, sends complaint numbers back.

Serves the Disdukcapil agreement (Magelang 2(1)a-d, 2(2)b and j, 3(1)b, 8(1)). What the register answers lives in
memory for one visit; what is kept is that it was asked, by whom, when, about which elements, and the overall outcome.
No table here has a column for a value, an element's verdict or a score.

- codes: the register's reply codes and verdict words; rules: limits, pauses, hours (both pure)
- dukcapil: the only caller of the web service; calls: runs it beside the request; verdicts: shown once, never stored
- feedback: complaint numbers on their way back (data balikan); fake: the stand-in register
"""
