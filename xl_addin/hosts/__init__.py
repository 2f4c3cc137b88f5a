"""The programs that the worksheet functions and macros run in: Excel, LibreOffice Calc, xlwings Lite."""
