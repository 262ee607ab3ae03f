"""What those who watch may see: positions, states, looks; never content."""
