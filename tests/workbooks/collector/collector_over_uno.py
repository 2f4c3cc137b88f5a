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
    # As Calc itself does when somebody types: what hangs on the cells is reckoned again, and not the whole book.
    host.books[book].calculate()
