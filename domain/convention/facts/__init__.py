"""What may be recorded of a convention. Published shapes: never edited, only followed by a `.2`.

Amounts are cents, exercices years, instants UTC; `motive` is a seal, never a text.
"""
