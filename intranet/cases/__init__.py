"""The joint task force's case log: from any source to a lawful end (Jambi 4(2)c, 4(4)c; Kudus 7)."""
