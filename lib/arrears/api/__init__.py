"""The public functions on tables: what people's notebooks pass in, and what they get back.

Every function is called alike: its tables and what it measures with come first, then by name only ``as_of``, the day that the figures
are for, and whose rules apply: ``profile``, ``house`` (a folder of the house's own policy files), or ``policies`` that were read
already. A table that comes in has the contract's column names (see `arrears.tables.columns`) with amounts in yuan as `Decimal`, whole
numbers, floats or text; what goes out has amounts as exact `Decimal` yuan. Nothing that comes in is changed.
"""
