"""A convention: content, procedure, signatures, versions."""
