"""Reports that one party owes the other, delivered into its inbox and kept as they were given (Jambi 4(1), 4(2)d, 4(3))."""
