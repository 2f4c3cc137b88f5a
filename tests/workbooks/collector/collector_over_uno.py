"""Run by LibreOffice's Python: enters cells as a person types them."""


def enter(host, book, entries):
    """Type texts and numbers into cells of a book's sheets."""
    sheets = host.books[book].Sheets
    for name, cell, value in entries:
        target = sheets.getByName(name).getCellRangeByName(cell)
        if isinstance(value, str):
            target.String = value
        else:
            target.Value = value
    host.books[book].calculateAll()
