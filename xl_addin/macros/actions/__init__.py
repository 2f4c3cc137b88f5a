"""The macros: one module each, named like its id in the table of macros, and what several of them share."""
