"""Literacy sessions, from programme to letters (Jambi 3(2), 4(2)h-i, 4(3)c-d; Kudus 4): who, when, where, in which pairs."""
