"""The workbook of a repayment plan."""
