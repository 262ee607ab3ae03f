"""What differs between two contents: read from the rows, explained by the log, said in French."""
