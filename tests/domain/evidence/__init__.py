"""Trees, proofs and checkpoints."""
