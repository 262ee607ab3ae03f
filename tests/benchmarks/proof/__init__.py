"""What the suite `evidence` measures, each for itself."""
