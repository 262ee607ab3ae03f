"""Who comes in, in which roles and under which mandates; who is asking now."""
