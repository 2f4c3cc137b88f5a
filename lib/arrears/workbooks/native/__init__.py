"""Formulas by which a spreadsheet computes the product's figures itself, from the policies' figures on a sheet of the same file."""
