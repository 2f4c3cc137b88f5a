"""The calculator of a collector's workbook."""
