"""How the sheets of macros look: pages, tables, rows that a person fills in, styles."""
