"""Cells of a worksheet: what arrives as typed columns, and what goes back."""
