"""Make worksheet_functions.xlsx again, the same to the byte: a short list of invented cases, worked on by functions in cells.

python sample_workbooks/make_worksheet_functions.py
python sample_workbooks/make_worksheet_functions.py --lang en
"""

import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from arrears.workbooks.sheets.styles import (
    FONT,
    HAIRLINE,
    HEADING_FILL,
    HEADING_INK,
    INK,
    INPUT_FILL,
    LINE_HEIGHT,
    MUTED,
    ROW_HEIGHT,
    line_count,
)
from xl_addin.registry import FUNCTIONS, function

Forms: TypeAlias = dict[str, Format]
Case: TypeAlias = tuple[str, str, str, date, float, float, float]

AS_OF = date(2026, 11, 23)
ZERO = date(1899, 12, 30)
CASES = [
    ("A001", "张伟", "13900000001", date(2026, 11, 23), 3200.00, 1000.00, 1000.00),
    ("A002", "王芳", "13900000002", date(2026, 11, 22), 4800.50, 1000.00, 500.00),
    ("A003", "李娜", "13900000003", date(2026, 10, 24), 12600.00, 1260.00, 0),
    ("A004", "刘洋", "13900000004", date(2026, 10, 23), 980.00, 98.00, 98.00),
    ("A005", "陈静", "13900000005", date(2026, 9, 10), 25000.00, 2500.00, 300.00),
    ("A006", "杨帆", "13900000006", date(2026, 8, 24), 7450.20, 745.02, 0),
    ("A007", "赵敏", "13900000007", date(2026, 7, 15), 15800.00, 1580.00, 0),
    ("A008", "黄磊", "13900000008", date(2026, 5, 26), 36800.00, 3680.00, 1000.00),
    ("A009", "周婷", "13900000009", date(2026, 2, 1), 9900.00, 990.00, 0),
    ("A010", "吴刚", "13900000010", date(2025, 11, 20), 52000.00, 5200.00, 0),
]
"""Number, name, phone, due date, principal, minimum payment, paid; nobody real."""


@dataclass(frozen=True)
class Made:
    """A column of formulas."""

    zh: str
    en: str
    formula: str
    form: str = ""


FIRST = 6
"""The row of the first case, counted from 1."""
GIVEN = {
    "zh": ("案件编号", "客户姓名", "手机号", "到期还款日", "逾期本金", "最低还款额", "已还金额"),
    "en": ("case id", "customer name", "phone", "due date", "principal", "minimum payment", "paid"),
}
TEXTS = frozenset({"text", ""})
FORMS = ("text", "text", "text", "date", "amount", "amount", "amount")
MADE = (
    Made("逾期天数", "days past due", "AR_DPD(D{row},$B$3)", "count"),
    Made("逾期账龄", "bucket", "AR_BUCKET(H{row})"),
    Made("五级分类", "loan class", "AR_CLASS(H{row})"),
    Made("催收阶段", "stage", "AR_STAGE(H{row})"),
    Made("违约金", "late fee", "AR_LATE_FEE(F{row},G{row})", "amount"),
    Made("利息", "interest", "AR_INTEREST(E{row},H{row})", "amount"),
    Made("优先分", "priority", "AR_PRIORITY(E{row},H{row})", "count"),
    Made("姓名（脱敏）", "name masked", 'AR_MASK(B{row},"name")'),
    Made("手机（脱敏）", "phone masked", 'AR_MASK(C{row},"phone")'),
)
SAID = {
    "zh": ("工作表函数示例", "白底为数据，浅色为函数结果；需要安装加载项（arrears excel install）才能重新计算。", "统计日", "案件", "函数"),
    "en": ("Worksheet functions at work", "White cells hold data, tinted ones results of functions; the add-in (arrears excel install) is needed to calculate them anew.", "as of", "Cases", "Functions"),
}  # fmt: skip
LIST = {"zh": ("函数", "结果", "试试"), "en": ("function", "gives", "try")}


def make(path: Path, lang: str = "zh") -> Path:
    """Write the workbook in a language."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.set_properties({"title": SAID[lang][0], "created": datetime(2026, 11, 23)})  # a file's day
        forms = _forms(book)
        _cases(book.add_worksheet(SAID[lang][3]), forms, lang)
        _functions(book.add_worksheet(SAID[lang][4]), forms, lang)
    return path


def _forms(book: xlsxwriter.Workbook) -> Forms:
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
    line = base | {"bottom": 1, "bottom_color": HAIRLINE}
    numbers = {"text": "@", "": "General", "date": "yyyy-mm-dd", "amount": "#,##0.00", "count": "#,##0"}
    shapes = {
        key: line | {"num_format": number, **({"indent": 1} if key in TEXTS else {"align": "right"})}
        for key, number in numbers.items()
    }
    made = {key: book.add_format(shape) for key, shape in shapes.items()}
    made |= {f"made_{key}": book.add_format(shape | {"bg_color": INPUT_FILL}) for key, shape in shapes.items()}
    heading = base | {"bold": True, "font_color": HEADING_INK, "bg_color": HEADING_FILL, "text_wrap": True}
    return made | {
        "title": book.add_format(base | {"font_size": 16, "bold": True, "font_color": HEADING_FILL}),
        "note": book.add_format(base | {"font_color": MUTED}),
        "heading": book.add_format(heading | {"indent": 1}),
        "heading_right": book.add_format(heading | {"align": "right"}),
        "wrap": book.add_format(line | {"text_wrap": True, "indent": 1}),
    }


def _cases(sheet: Worksheet, forms: Forms, lang: str) -> None:
    title, note, as_of, *_ = SAID[lang]
    sheet.write(0, 0, title, forms["title"])
    sheet.write(1, 0, note, forms["note"])
    sheet.write(2, 0, as_of, forms["text"])
    sheet.write(2, 1, (AS_OF - ZERO).days, forms["date"])
    sheet.set_row(0, 26)
    sheet.set_row(4, 32)
    for column, name in enumerate((*GIVEN[lang], *((made.zh if lang == "zh" else made.en) for made in MADE))):
        form = (*FORMS, *(made.form for made in MADE))[column]
        sheet.write(4, column, name, forms["heading" if form in TEXTS else "heading_right"])
    for place, case in enumerate(CASES):
        row = FIRST - 1 + place
        sheet.set_row(row, ROW_HEIGHT)
        for column, (value, form) in enumerate(zip(case, FORMS, strict=True)):
            sheet.write(row, column, (value - ZERO).days if isinstance(value, date) else value, forms[form])
        for column, (made, value) in enumerate(zip(MADE, _values(case), strict=True), start=len(FORMS)):
            sheet.write_formula(row, column, f"={made.formula.format(row=row + 1)}", forms[f"made_{made.form}"], value)
    for column, width in enumerate((10, 11, 15, 12, 12, 12, 11, 9, 9, 9, 11, 10, 11, 8, 13, 15)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(5, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _values(case: Case) -> tuple[Any, ...]:
    """Compute what the formulas will show, so that the workbook reads well without the add-in."""
    _, name, phone, due, principal, minimum, paid = case
    call = {each.name: each.call for each in FUNCTIONS}
    dpd = call["AR_DPD"]((due - ZERO).days, (AS_OF - ZERO).days)
    return (
        dpd,
        *(call[each](dpd) for each in ("AR_BUCKET", "AR_CLASS", "AR_STAGE")),
        call["AR_LATE_FEE"](minimum, paid),
        call["AR_INTEREST"](principal, dpd),
        call["AR_PRIORITY"](principal, dpd),
        call["AR_MASK"](name, "name"),
        call["AR_MASK"](phone, "phone"),
    )


def _functions(sheet: Worksheet, forms: Forms, lang: str) -> None:
    widths = (52, 66, 54)
    for column, (name, width) in enumerate(zip(LIST[lang], widths, strict=True)):
        sheet.write(0, column, name, forms["heading"])
        sheet.set_column(column, column, width)
    for row, each in enumerate(FUNCTIONS, start=1):
        example = next(
            (one for one in each.examples if not any(isinstance(given, list) for given in one.arguments)), None
        )
        typed = _typed(each.name, example.arguments) if example else ""
        texts = (each.signature, each.docs.zh if lang == "zh" else each.docs.en, typed)
        lines = max(line_count(text, width - 4) for text, width in zip(texts, widths, strict=True))
        sheet.set_row(row, 6 + LINE_HEIGHT * lines)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, forms["wrap"])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _typed(name: str, arguments: tuple[Any, ...]) -> str:
    shown = (
        "" if given is None else f'"{given}"' if isinstance(given, str) else str(given).upper() for given in arguments
    )
    return f"={function(name).name}({', '.join(shown)})"


if __name__ == "__main__":
    language = "en" if sys.argv[1:] == ["--lang", "en"] else "zh"
    name = "worksheet_functions.xlsx" if language == "zh" else "worksheet_functions_en.xlsx"
    print(make(Path(__file__).with_name(name), language))
