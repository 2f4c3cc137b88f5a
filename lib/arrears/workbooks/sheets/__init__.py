"""What every workbook is made of: tables, styles, names, and files saved whole."""
