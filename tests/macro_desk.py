"""A collector at an open workbook, as plain values: selects a case, presses a button, fills cells in, presses again."""

from copy import deepcopy

from arrears.workbooks.collector.layout import HEADING_ROW
from xl_addin.macros.books.xlsx import XlsxBook
from xl_addin.macros.run import run_macro

NOW = "2026-11-23T10:00+08:00"


def read_values(path):
    """Read a workbook's sheets as a host hands them over."""
    book = XlsxBook(path)
    return {name: book.read_table(name) for name in book.sheets()}


class MacroDesk:
    """An open workbook.

    Parameters
    ----------
    path : Path
        Where it is.
    sheets : mapping of str to rows
        Its values.
    """

    def __init__(self, path, sheets):
        self.path, self.sheets, self.lang = path, deepcopy(sheets), "zh" if "案件" in sheets else "en"
        self.asked = None
        self.on_case()

    def on_case(self, number=0):
        """Select a case on the sheet of cases."""
        name = "案件" if self.lang == "zh" else "Cases"
        self.case = self.sheets[name][HEADING_ROW + number][1]
        return self.at(name, HEADING_ROW + number)

    def at(self, sheet, row):
        self.place = (sheet, row)
        return self

    def press(self, macro, answers=None):
        """Press a button; give what is said, "" where only a question is asked."""
        sheet, row = self.place
        snapshot = {
            "path": str(self.path),
            "sheets": [{"name": name, "values": rows} for name, rows in self.sheets.items()],
            "selection": {"sheet": sheet, "top": row, "left": 1, "bottom": row, "right": 1},
            "now": NOW,
        }
        told = run_macro(macro, snapshot, answers)
        self.asked = told.get("ask")
        for action in told.get("actions", []):
            if action["do"] == "write_page":
                self.sheets[action["name"]] = [list(cells) for cells in action["rows"]]
            elif action["do"] == "fill_in":
                for entry in action["entries"]:
                    self.cell(entry["sheet"], entry["row"], entry["column"], entry["value"])
            elif action["do"] == "select":
                self.at(action["sheet"], action["row"])
        return "".join(one["text"] for one in told.get("actions", []) if one["do"] == "message")

    def cell(self, sheet, row, column, value):
        rows = self.sheets[sheet]
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value

    def put(self, layout, **cells):
        """Fill in the row to which the macro has led."""
        sheet, row = self.place
        heads = self.sheets[sheet][HEADING_ROW - 1]
        for key, value in cells.items():
            self.cell(sheet, row, heads.index(layout.column(key).heading(self.lang)), value)
        return self

    def row(self, layout):
        """Give what stands in the selected row, by the columns' keys."""
        sheet, row = self.place
        heads, cells = self.sheets[sheet][HEADING_ROW - 1], self.sheets[sheet][row]
        places = {one.key: heads.index(one.heading(self.lang)) for one in layout.columns if one.role == "entry"}
        return {key: cells[place] for key, place in places.items() if place < len(cells) and cells[place] is not None}

    def record(self, macro, layout, **cells):
        """Press on the case, fill in the row, press on the row."""
        self.on_case().press(macro)
        return self.put(layout, **cells).press(macro)
