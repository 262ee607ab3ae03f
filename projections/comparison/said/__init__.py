"""What a comparison says to people: sentences, amounts and names in French."""
