"""Reading the log in the order of its positions, and where it stands."""
