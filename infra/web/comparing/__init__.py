"""What only comparisons need of the way in: other forms, two départements, proposed changes."""
