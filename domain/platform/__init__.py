"""What stands above the départements: their declaration and the national framework."""
