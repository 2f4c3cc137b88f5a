"""A case list with a title above it, which the macros are tried on."""

from datetime import UTC, datetime

import xlsxwriter

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
NIGHT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Ten in the evening."""
HEADINGS = {
    "zh": ["案件编号", "客户姓名", "手机号", "到期还款日", "逾期本金", "月收入", "月生活支出", "标记", "催收员", "备用"],
    "en": ["Case ID", "Customer name", "Phone", "Due date", "Principal", "Monthly income", "Living costs", "Flags", "Collector", "Spare"],
}  # fmt: skip
ROWS = [
    ["A1", "张三丰", "13800138000", datetime(2026, 10, 1), 12000.5, 8000, 3000, None, "王芳", "=1+1"],  # noqa: DTZ001
    ["A2", "李四", "13800138001", "2026-11-10", 5000, 6000, 3000, None, "王芳", "x"],
    ["A3", "王五", "13800138002", "2026-08-01", 800, None, None, "投诉", "李伟", None],
    ["A4", "赵六", "13800138003", "2026-13-01", 800, None, None, None, "李伟", None],
]
"""The last row cannot be read: there is no such day."""
FIRST_ROW = 3
"""Place of the first case from 0: a title and a blank row stand above the headings."""


def write_list(path, lang="zh", rows=ROWS):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cases" if lang == "en" else "名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(0, 9, 16)
        sheet.write(0, 0, "November" if lang == "en" else "十一月名单")
        sheet.write_row(2, 0, HEADINGS[lang])
        for place, row in enumerate(rows, FIRST_ROW):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(place, column, cell, day)
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(place, column, cell, None, 2)
                else:
                    sheet.write(place, column, cell)
        other = book.add_worksheet("Other")
        other.write(0, 0, "kept")
    return path
