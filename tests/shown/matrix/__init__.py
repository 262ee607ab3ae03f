"""What the matrix is made of: the routes, the right that each asks for, what came out."""
