"""How people and machines come in, and what they hold."""
