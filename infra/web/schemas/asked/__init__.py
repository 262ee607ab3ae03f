"""Parameters of reads."""
