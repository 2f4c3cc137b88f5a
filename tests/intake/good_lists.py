"""Good case lists, the same cases in every format that is read; every text is of one case alone, but for the collector."""

import io
from datetime import date

import xlsxwriter
import xlwt

HEADINGS = [
    "案件编号",
    "客户姓名",
    "身份证号",
    "手机号",
    "账单金额",
    "逾期本金",
    "利息",
    "到期还款日",
    "最后还款日",
    "催收员",
    "地址",
]
KEYS = [
    "case_id",
    "customer_name",
    "id_number",
    "phone",
    "statement_balance_fen",
    "principal_fen",
    "interest_fen",
    "due_date",
    "last_payment_date",
    "collector",
    "address",
]
NAMES = ["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八", "冯九", "陈十", "褚甲", "卫乙"]
IDS = [
    "110101199003070011",
    "110101199003070038",
    "110101199003070054",
    "110101199003070070",
    "110101199003070097",
    "110101199003070118",
    "110101199003070134",
    "110101199003070150",
    "110101199003070177",
    "110101199003070193",
    "110101199003070214",
    "110101199003070230",
]


def rows():
    """Give the cells of the cases; every text is of one case alone, but for the collector."""
    return [
        [
            f"C{n:03}",
            NAMES[n],
            IDS[n],
            f"138000012{n:02}",
            1000.5 + 111 * n,
            900.25 + 101 * n,
            10.01 * (n + 1),
            f"2026-0{n % 6 + 1}-{10 + n}",
            date(2026, 7, 1 + n),
            "王芳" if n % 2 else "李雷",
            f"测试路{n}号，3栋",
        ]
        for n in range(len(NAMES))
    ]


def as_xlsx():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("案件")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for line, cells in enumerate(rows(), start=1):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                else:
                    sheet.write(line, place, cell)
    return data.getvalue()


def as_xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("案件")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for line, cells in enumerate([HEADINGS, *rows()]):
        for place, cell in enumerate(cells):
            sheet.write(line, place, cell, day if isinstance(cell, date) else xlwt.Style.default_style)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_csv(encoding):
    lines = [
        ",".join(f'"{cell}"' if "，" in str(cell) else str(cell) for cell in cells) for cells in [HEADINGS, *rows()]
    ]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)
