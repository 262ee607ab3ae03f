"""The log of every tenant in PostgreSQL: one schema each, append only, gapless positions.

What the law lets people erase (persons, free texts) stands in tables beside it.
"""
