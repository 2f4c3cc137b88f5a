"""A collector's workbook: the list to work, and the cells to fill in."""
