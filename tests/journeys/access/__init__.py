"""Journeys of who may come in: members, machines, sessions, rights."""
