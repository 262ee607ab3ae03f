"""`pacte up`, `pacte demo`, and each process alone."""
