"""The ledger of relief and protection as a workbook: what was granted, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.words import both, say
from arrears.workbooks.sheets.book import Field, TableSheet, write_book
from arrears.workbooks.sheets.styles import Form, currency_symbol

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.workbooks.sheets.saving import Written

_FORMS = {
    "case_id": Form.TEXT, "kind": Form.TEXT, "what": Form.TEXT, "began_on": Form.DATE, "ended_on": Form.DATE, "amount_fen": Form.AMOUNT,
    "became": Form.TEXT, "repaid_fen": Form.AMOUNT, "owed_fen": Form.AMOUNT, "hardship": Form.TEXT, "reason": Form.TEXT, "count": Form.COUNT,
}  # fmt: skip
_LEDGER = ("case_id", "kind", "what", "began_on", "ended_on", "amount_fen", "became", "repaid_fen", "owed_fen", "hardship", "reason")  # fmt: skip
_SUMS = ("kind", "what", "became", "count", "amount_fen", "repaid_fen", "owed_fen")


def write_relief(
    path: Path, ledger: pd.DataFrame, sums: pd.DataFrame, *, as_of: date, currency: str, lang: str = "zh"
) -> Written:
    """Write the sums and the ledger, one sheet each.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    ledger, sums : DataFrame
        As `arrears.store.state.relief_ledger.relief_ledger` gives them.
    as_of : date
        The day that it is of.
    currency : str
        ISO code of its amounts.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    title = say("relief.title", lang, day=as_of.isoformat())
    sheets = [
        TableSheet(
            name=say(f"relief.sheets.{name}", lang),
            table=f"relief_{name}",
            title=title,
            note=say("relief.note", lang),
            fields=tuple(Field(key, say(f"relief.columns.{key}", lang), _FORMS[key]) for key in columns),
            frame=_worded(frame, lang),
            empty=say("relief.empty", lang),
            fixed=1,
            symbol=currency_symbol(currency),
        )
        for name, columns, frame in (("sums", _SUMS, sums), ("ledger", _LEDGER, ledger))
    ]
    return write_book(path, sheets, as_of=as_of, title=title, currency=currency, lang=lang)


def _worded(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    place = 0 if lang == "zh" else 1
    told = frame.assign(
        kind=[both(f"relief.kinds.{kind}")[place] for kind in frame["kind"]],
        what=frame[f"what_{lang}"],
        became=frame[f"became_{lang}"],
    )
    if "hardship" not in told:
        return told
    words = {True: say("agreements.sheet.yes", lang), False: ""}
    return told.assign(hardship=told["hardship"].map(words))
