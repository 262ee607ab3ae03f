"""What tests in a real browser share: Chromium, a served Pacte, a stand-in for ProConnect."""
