"""What may be asked of the rows: SQL without any position, answers as data without any name.

Every placeholder `{table}` stands for the rows of that table after the one position that the reader
fixed; `{table_ever}` for all rows up to it, with `from_position` and `to_position`.
"""
