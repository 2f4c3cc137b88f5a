"""From sheets of cells to columns that mean something: which sheet, which headings, which units, which forms of writing."""
