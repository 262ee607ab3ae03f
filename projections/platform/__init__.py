"""Read models of what stands above the départements."""
