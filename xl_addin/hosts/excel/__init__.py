"""Excel: the functions for xlwings, and the add-in file that brings them, the macros and the ribbon into Excel."""
