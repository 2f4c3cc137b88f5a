from datetime import date, datetime
from io import BytesIO

import xlsxwriter

AS_OF = date(2026, 11, 23)
HEADINGS = ["案件编号", "客户姓名", "手机号", "账单金额", "逾期本金", "到期还款日", "催收员", "标记"]
ROW = ["C1", "张三", "13800001234", 1200.5, 1000.25, "2026-01-31", "王芳", "投诉"]


def row(number, **changes):
    cells = [f"C{number}", *ROW[1:]]
    for heading, cell in changes.items():
        cells[HEADINGS.index(heading)] = cell
    return cells


def workbook_bytes(sheets, options=None, touch=None):
    """Make a workbook from rows of cells by sheet."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False} | (options or {})) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date | datetime):
                        sheet.write_datetime(line, place, cell, day)
                    elif cell is not None:
                        sheet.write(line, place, cell)
            if touch:
                touch(book, sheet)
    return data.getvalue()
