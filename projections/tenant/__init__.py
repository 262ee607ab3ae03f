"""Read models of one département: one module per question."""
