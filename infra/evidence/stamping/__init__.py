"""Time-stamps (RFC 3161) of checkpoints: asked of an authority, behind everything else."""
