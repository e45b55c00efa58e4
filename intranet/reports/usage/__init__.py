"""What the office made of the population register: the semester report, its numbers sent back, the link itself."""
