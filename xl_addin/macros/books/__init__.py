"""An open workbook as macros see it, by the program that holds it."""
