"""The case files as published: those of the State’s framework, and those that the demo plays."""
