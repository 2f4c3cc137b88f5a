"""The live formulas beside a desk's rows, with what each gives when the file is written.

Formulas call the add-in's functions and fall back where there is none, so that no cell ever shows an error: to the figure that was
written, or to a word that says that the check comes when the workbook is returned. The values are computed by the same desk
functions that stand behind the worksheet functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from xlsxwriter.utility import quote_sheetname

from arrears.operations.promises.outcomes import OUTCOME_WORDS, judged
from arrears.policy.records import DaysPastDue
from arrears.workbooks.collector.layout import CASES, CONTACTS, PROMISES
from arrears.workbooks.collector.places import FIRST, ROW, day_cell
from arrears.workbooks.collector.table import Live
from arrears.workbooks.native.formulas import case_row, filled, promise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from arrears.policy import Policies
    from arrears.workbooks.collector.columns import DeskSheet
    from arrears.workbooks.native.figures import Figures

HOME = "cn"
"""The profile that the functions take where none is named."""


@dataclass(frozen=True)
class Setting:
    """What the formulas of one workbook have in common.

    Attributes
    ----------
    policies : Policies
        Whose rules.
    as_of : date
        The day of the figures.
    lang : str
        ``zh`` or ``en``.
    rows : mapping
        How many rows each sheet's table has.
    figures : Figures
        What native formulas rest on.
    opening : mapping
        `arrears.workbooks.collector.checks.at_opening` of the day.
    """

    policies: Policies
    as_of: date
    lang: str
    rows: Mapping[str, int]
    figures: Figures
    opening: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    def area(self, sheet: DeskSheet, key: str, *, here: DeskSheet | None = None) -> str:
        """Give a column's cells, with the sheet's name where it is another one; blank where there is no row."""
        count = self.rows[sheet.key]
        if not count:
            return ""
        letters = sheet.letters(key)
        prefix = "" if sheet is here else f"{quote_sheetname(sheet.name(self.lang))}!"
        return f"{prefix}${letters}${FIRST + 1}:${letters}${FIRST + count}"

    def word(self, sheet: DeskSheet, key: str, of: str) -> str:
        """Give a word of a drop-down as text in a formula."""
        return f'"{sheet.column(key).word(of, self.lang)}"'


def at(sheet: DeskSheet, key: str) -> str:
    """Give the cell of a column in a formula's own row."""
    return f"${sheet.letters(key)}{ROW}"


def case_names(setting: Setting, sheet: DeskSheet, cases: Sequence[Any], names: Mapping[str, str]) -> Live:
    """Give the masked name of each row's case."""
    return _looked_up(setting, sheet, "customer_name", [names.get(str(case), "") for case in cases])


def case_stops(setting: Setting, cases: Sequence[Any], stops: Mapping[str, str]) -> Live:
    """Give what puts each row's case on hold."""
    return _looked_up(setting, CONTACTS, "blocked_by", [stops.get(str(case), "") for case in cases])


def _looked_up(setting: Setting, sheet: DeskSheet, key: str, values: Sequence[str]) -> Live:
    ids, found = setting.area(CASES, "case_id"), setting.area(CASES, key)
    if not ids:
        return Live('=""', [""] * len(values))
    cell = at(sheet, "case_id")
    return Live(f'=IF({cell}="","",IFERROR(INDEX({found},MATCH({cell},{ids},0))&"",""))', values)


def promise_status(setting: Setting, frame: pd.DataFrame, rows: int) -> dict[str, Live]:
    """Give the status of promises and the days left; one that was taken back stays so."""
    lang, day = setting.lang, day_cell(setting.lang)
    words = {key: pair[0 if lang == "zh" else 1] for key, pair in OUTCOME_WORDS.items()}
    back, pending = words["withdrawn"], words["pending"]
    case, amount, due, paid, written, status = (
        at(PROMISES, key) for key in ("case_id", "amount", "due_on", "paid", "outcome", "status")
    )
    became = filled(promise().removeprefix("="), {"promised": amount, "promise_day": due, "promise_paid": paid})
    blank = f'OR({case}="",{amount}="",{due}="")'
    formula = f'=IF({blank},"",IF({written}="{back}","{back}",{became}))'
    left = f'=IF({status}="{pending}",{due}-{day},"")'
    values, days = promise_values(frame, setting)
    rest = [""] * (rows - len(frame))
    return {"status": Live(formula, [*(words[key] for key in values), *rest]), "days_left": Live(left, [*days, *rest])}


def promise_values(frame: pd.DataFrame, setting: Setting) -> tuple[list[str], list[Any]]:
    """Judge the promises that were given, as ``AR_PROMISE`` does, and count the days to those that are pending."""
    if frame.empty:
        return [], []
    due = frame["due_on"].to_numpy(dtype="datetime64[D]")
    paid = frame["paid_fen"].fillna(0).to_numpy(dtype=np.int64)
    became = judged(frame["amount_fen"].to_numpy(dtype=np.int64), due, paid, setting.as_of, setting.policies)
    if "outcome" in frame:
        became[(frame["outcome"] == "withdrawn").to_numpy()] = "withdrawn"
    days = (due - np.datetime64(setting.as_of)).astype(int)
    left = [int(count) if key == "pending" else "" for count, key in zip(days, became, strict=True)]
    return became.tolist(), left


def case_ages(setting: Setting, frame: pd.DataFrame) -> dict[str, Live]:
    """Give days past due, bucket and class of each case; days that did not count when the workbook was written do not count later.

    A class that another card of the person gave stands as it was written while the days are the same.
    """
    native, scale = case_row(setting.figures), next(iter(setting.figures.scales), "")
    days, then, given = at(CASES, "dpd_live"), at(CASES, "days_past_due"), at(CASES, "loan_class")
    cells = {"due": at(CASES, "due_date"), "off": at(CASES, "days_off"), "dpd": days}
    later = filled(native[scale], cells).removeprefix("=") if scale else f'{given}&""'
    formulas = {
        "days_past_due": filled(native["dpd"], cells),
        "bucket": filled(native["bucket"], cells),
        "loan_class": f'=IF({days}={then},{given}&"",{later})',
    }
    live = {
        key: Live(formula, ["" if value is None or value != value else value for value in frame[key].tolist()])  # noqa: PLR0124  # NaN
        for key, formula in formulas.items()
    }
    shown = dict(zip(("dpd_live", "bucket_live", "class_live"), live.values(), strict=True))
    return {**shown, "days_off": Live("", _days_off(setting, frame))}


def _days_off(setting: Setting, frame: pd.DataFrame) -> list[int]:
    """Give how many days of each case do not count as past due: those of a pause, or of a residue within the tolerance."""
    counts = setting.policies.get(DaysPastDue, setting.as_of).due_day_counts
    due = frame["due_date"].to_numpy(dtype="datetime64[D]") if len(frame) else np.array([], dtype="datetime64[D]")
    plain = np.maximum((np.datetime64(setting.as_of) - due).astype(np.int64) + counts, 0)
    return [int(days) for days in plain - frame["days_past_due"].to_numpy(dtype=np.int64)] if len(frame) else []
