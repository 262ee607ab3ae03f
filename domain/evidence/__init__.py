"""What a stranger needs to check a log without us: Merkle trees, proofs, signed checkpoints."""
