"""The cases as plans, and the story that people play."""
