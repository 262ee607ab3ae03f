"""What differs between two contents of acts."""
