"""What staff are told inside the program: one list for each person, fed by the other packages, read by nobody else."""
