"""`pacte member`, `pacte mandate`, and who acts at the terminal."""
