"""Taking over what was agreed before Pacte: acts signed on paper, drafts that a source gives."""
