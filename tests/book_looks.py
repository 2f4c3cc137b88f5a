"""What a workbook says in the wrong language, and which of its sheets are not ready for paper."""

import re

import openpyxl

WORD = re.compile(r"(?<![A-Za-z0-9_.@/\\-])[A-Za-z][A-Za-z_]{2,}(?![A-Za-z0-9_.@/-]*[0-9@])")
CODE = re.compile(
    r"\b(?:HOUSE|CN|CBA|COURT|CREDIT|CRIM|LIM|LEG|BANKR|PCI|GBT|CREDIT)(?:-[A-Z0-9]+)*\b|[“\"'`][^”\"'`]*[”\"'`]|https?://\S+|\S+\.(?:md|db)|\b[0-9a-f]{8}\b|\{\w+\}|\bAR_\w*|[A-Z]+(?=\()|arrears( [a-z-]+)+|\b[A-Z2-7]{12}\b"
)
"""Ids of rules, what is quoted, addresses, functions of worksheets, commands as they are typed, and a workbook's mark."""
PROPER = frozenset(
    ("APR", "EAR", "CNY", "CNH", "HKD", "USD", "SHA", "WPS", "Excel", "Calc", "LibreOffice", "Office", "arrears", "xlsx", "xls", "csv", "CSV", "PDF", "Word", "TRUE", "SFS", "CFR", "MCOB", "UTC", "PCI", "DSS", "ISDA", "Fineract", "Frappe", "Lending", "Regulation", "Standard", "Financial", "Statement", "CONC", "FCA", "HKMA", "RBI", "DTI", "UCI")
)  # fmt: skip
"""Names of programs, currencies, standards and laws."""
TECHNICAL = ("现行规则", "日志")
"""Sheets whose last column names cells for formulas, whose word list bars English threats too, and which show what a hash was made of."""

HELPERS = ("native_formulas.xlsx",)
"""Workbooks whose folded columns are helpers of formulas, and nothing for people."""
A4, A3 = "9", "8"
UPRIGHT = ("plan.xlsx", "还款计划")
"""What is handed to the customer stands upright, as a letter does."""


def english(path):
    """Give English words that stand in a Chinese workbook: file, sheet, cell, word, text."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = []
    folded = path.name not in HELPERS
    for sheet in (one for one in book if one.sheet_state == "visible" and one.title not in TECHNICAL):
        hidden = {
            letter
            for letter, size in sheet.column_dimensions.items()
            if size.hidden and not (folded and size.outlineLevel)
        }
        hidden |= {
            openpyxl.utils.get_column_letter(place)
            for letter in set(hidden)
            for place in range(sheet.column_dimensions[letter].min, sheet.column_dimensions[letter].max + 1)
        }
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and cell.column_letter not in hidden:
                words = [word for word in WORD.findall(CODE.sub(" ", cell.value)) if word not in PROPER]
                found += [(path.name, sheet.title, cell.coordinate, word, cell.value[:60]) for word in words]
    return found


def unready_for_paper(path):
    """Give the sheets that do not print across one page wide with their title on each: file, sheet, what they are set to."""
    found = []
    for sheet in (one for one in openpyxl.load_workbook(path) if one.sheet_state == "visible"):
        setup = sheet.page_setup
        upright = (path.name, sheet.title) == UPRIGHT
        across = "portrait" if upright else "landscape"
        papers = {A4} if upright else {A4, A3}
        if setup.orientation != across or str(setup.paperSize) not in papers or not sheet.print_title_rows:
            found.append((path.name, sheet.title, setup.orientation, setup.paperSize, sheet.print_title_rows))
    return found
