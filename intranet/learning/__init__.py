"""What happens at and after a literacy session (Jambi 4(4)a, e; Kudus 4-9): who came, what they learnt, certificates, reports."""
