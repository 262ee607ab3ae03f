"""What stands above the départements."""
