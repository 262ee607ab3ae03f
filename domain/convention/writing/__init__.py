"""Writing an act: its frame, actions, measures and money."""
