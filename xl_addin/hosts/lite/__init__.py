"""What goes into a workbook of xlwings Lite: ``main.py`` and ``requirements.txt`` beside this file (docs/excel-lite.md)."""
