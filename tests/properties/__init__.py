"""What must hold for any run of changes."""
