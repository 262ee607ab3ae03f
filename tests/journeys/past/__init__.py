"""Journeys into what was: moments, comparisons, replays, proofs."""
