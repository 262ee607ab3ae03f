"""The convention: its content, the procedure that freezes and signs it, its versions."""
