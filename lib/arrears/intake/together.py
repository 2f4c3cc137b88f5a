"""Several lists of one day as one: a list, and the corrections of the rows that it refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from arrears.intake.result import Intake, RejectedRow, finding
from arrears.tables.columns import Kind
from arrears.tables.texts import shown

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from arrears.intake.mapping.headings import Heading
    from arrears.intake.result import Finding

_SOURCE_ROW = "source_row"


@dataclass(frozen=True)
class Together:
    """Lists that were read one after the other and count as one.

    Attributes
    ----------
    parts : tuple of Intake
        The lists in the order given, each without the cases that another part has.
    replaced : int
        Refused rows for which a later list has a row of the same case id; they count no more.
    lang : str
        The language of `rejects` and `warnings`.
    """

    parts: tuple[Intake, ...]
    replaced: int = 0
    lang: str = "zh"

    @property
    def file(self) -> str:
        """The lists' names."""
        return " + ".join(part.file for part in self.parts)

    @property
    def sheet(self) -> str:
        """The sheet of the only list."""
        return self.parts[0].sheet if len(self.parts) == 1 else ""

    @property
    def rows(self) -> int:
        """Data rows that count: accepted and rejected."""
        return sum(part.rows for part in self.parts)

    @property
    def totals(self) -> int:
        """How many total rows were skipped."""
        return sum(part.totals for part in self.parts)

    @property
    def rejected_rows(self) -> int:
        """How many rows were refused."""
        return sum(part.rejected_rows for part in self.parts)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The accepted cases of all lists."""
        if len(self.parts) == 1:
            return self.parts[0].table
        tables = [part.table for part in self.parts if len(part.table)] or [self.parts[0].table]
        whole = pd.concat(tables, ignore_index=True)
        # A further column that only one list has is blank in the others, as in any list.
        return whole[[*(name for name in whole.columns if name != _SOURCE_ROW), _SOURCE_ROW]]

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """One row an error, in the columns of `Intake.rejects`; ``file`` says which list."""
        return self._report("rejects")

    @cached_property
    def warnings(self) -> pd.DataFrame:
        """One row a warning, likewise."""
        return self._report("warnings")

    def _report(self, name: str) -> pd.DataFrame:
        reports: list[pd.DataFrame] = [getattr(replace(part, lang=self.lang), name) for part in self.parts]
        return pd.concat([one for one in reports if len(one)] or reports[:1], ignore_index=True)


def together(lists: Sequence[Intake]) -> Together:
    r"""Put lists together: the accepted cases of all, and every row that is still refused.

    Parameters
    ----------
    lists : sequence of Intake
        The day's list first, then corrections. A row of a later list takes the place of refused rows of the same case id
        in an earlier one; where an earlier list's row was accepted, the later row is refused as a duplicate that names both
        places.

    Returns
    -------
    Together
        Accepted, rejected and replaced rows add up to the rows of all lists.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from arrears.intake import read_cases
    >>> head = "案件编号,到期还款日,逾期本金\n"
    >>> with TemporaryDirectory() as folder:
    ...     first, second = Path(folder, "list.csv"), Path(folder, "corrected.csv")
    ...     _ = first.write_text(head + "C1,2026-01-31,1000\nC2,2026-02-30,500\n", "utf-8")
    ...     _ = second.write_text(head + "C2,2026-02-28,500\n", "utf-8")
    ...     day = together([read_cases(first), read_cases(second)])
    >>> day.table["case_id"].tolist(), day.rejected_rows, day.replaced
    (['C1', 'C2'], 0, 1)
    """
    kept: list[Intake] = []
    places: dict[str, str] = {}
    replaced = 0
    for intake in lists:
        again = {row: places[key] for row, key in _accepted(intake) if key in places}
        judged = _refuse_again(intake, again) if again else intake
        ids = _ids(judged)
        cleaned = [_without(part, ids) for part in kept]
        replaced += sum(old.rejected_rows - new.rejected_rows for old, new in zip(kept, cleaned, strict=True))
        kept = [*cleaned, judged]
        places |= {key: f"{judged.file}:{row}" for row, key in _accepted(judged)}
    return Together(tuple(kept), replaced, lists[0].lang)


def _accepted(intake: Intake) -> list[tuple[int, str]]:
    """Give row and case id of each accepted case; ids are the same whatever their case."""
    table = intake.table
    return list(zip(table[_SOURCE_ROW].tolist(), table["case_id"].astype(str).str.casefold().tolist(), strict=True))


def _id_heading(intake: Intake) -> tuple[int, Heading]:
    return next(
        (place, one) for place, one in enumerate(intake.headings) if one.column and one.column.kind is Kind.CASE_ID
    )


def _ids(intake: Intake) -> set[str]:
    """Give every case id of a list, of refused rows too."""
    place, _ = _id_heading(intake)
    refused = {shown(row.cells[place]).strip().casefold() for row in intake.rejected}
    return refused - {""} | {key for _, key in _accepted(intake)}


def _without(intake: Intake, ids: set[str]) -> Intake:
    """Leave out the refused rows that a later list has again."""
    place, _ = _id_heading(intake)
    gone = {row.number for row in intake.rejected if shown(row.cells[place]).strip().casefold() in ids}
    if not gone:
        return intake
    return replace(
        intake,
        rows=intake.rows - len(gone),
        rejected=tuple(row for row in intake.rejected if row.number not in gone),
        errors=tuple(error for error in intake.errors if error.row not in gone),
    )


def _refuse_again(intake: Intake, again: dict[int, str]) -> Intake:
    """Refuse accepted rows whose case an earlier list has."""
    _, heading = _id_heading(intake)
    is_again = intake.table[_SOURCE_ROW].isin(list(again))
    rows = [
        RejectedRow(int(row[_SOURCE_ROW]), tuple(_cell(row, one) for one in intake.headings))
        for row in intake.table[is_again].to_dict("records")
    ]
    ids = dict(zip(intake.table[_SOURCE_ROW].tolist(), intake.table["case_id"].astype(str).tolist(), strict=True))
    errors = [finding(row, heading, ids[row], "CASE_ID_IN_EARLIER_LIST", place) for row, place in again.items()]
    return replace(
        intake,
        table=intake.table[~is_again].reset_index(drop=True),
        rejected=tuple(sorted((*intake.rejected, *rows), key=lambda row: row.number)),
        errors=tuple(sorted((*intake.errors, *errors), key=_row)),
        notes=tuple(note for note in intake.notes if note.row not in again),
    )


def _row(found: Finding) -> int:
    return found.row or 0


def _cell(row: Mapping[Hashable, object], heading: Heading) -> object:
    """Give an accepted case's cell as it could have stood in its list: an amount in the heading's unit."""
    column = heading.column
    value = row.get(column.name if column else heading.text)
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # one cell, whatever it holds
        return None
    if column and column.kind is Kind.AMOUNT:
        return str(Decimal(int(str(value))) / heading.fen_in_unit)
    if column and column.kind is Kind.DATE:
        return pd.Timestamp(str(value)).date()
    return value
