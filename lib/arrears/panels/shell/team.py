"""The team of collectors as a lead keeps it: a small table in a file, or else the names that the cases show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.assignment.team import SKILLS, words_of
from arrears.operations.cases.columns import texts
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

HEADINGS: dict[str, tuple[str, ...]] = {
    "collector": both("panels.shell.team.collector"),
    "team": ("小组", "team", "组别"),
    "share": ("份额", "share", "工作份额"),
    "capacity": ("容量", "capacity", "件数上限"),
    "skills": both("panels.shell.team.skills"),
    "languages": both("panels.shell.team.languages"),
    "regions": both("panels.shell.team.regions"),
    "conflicts": both("panels.shell.team.conflicts"),
    "absent_from": ("缺勤自", "absent_from", "absent from"),
    "absent_until": ("缺勤至", "absent_until", "absent until"),
}
"""What a team's table may have, by its words; only the collector is needed."""
_DAYS = ("absent_from", "absent_until")


def read_team_file(path: Path) -> pd.DataFrame:
    """Read a team's table from a workbook or a CSV file.

    Parameters
    ----------
    path : Path
        ``.xlsx`` or ``.csv`` with headings in Chinese or English.

    Returns
    -------
    DataFrame
        As `arrears.operations.assignment.team.read_team` takes it.

    Raises
    ------
    ArrearsError
        If it cannot be read or names no collectors, names one twice, or has a number or a day that is none: the row is named.
    """
    try:
        table = pd.read_excel(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    except (OSError, ValueError) as error:
        raise ArrearsError(
            both("panels.shell.team.cannot_read_table_collectors_give", name=path.name),
        ) from error
    known = {word: key for key, words in HEADINGS.items() for word in words}
    table = table.rename(columns={name: known.get(str(name).strip().lower(), name) for name in table.columns})
    if "collector" not in table:
        raise ArrearsError(
            both("panels.shell.team.has_no_column_collector_add", name=path.name),
        )
    _refuse_bad_cells(table, path.name)
    if "skills" in table:
        table["skills"] = [skill_keys(cell) for cell in texts(table, "skills")]
    for name in _DAYS:
        if name in table:
            table[name] = pd.to_datetime(table[name], format="mixed")
    return table[[name for name in HEADINGS if name in table]].reset_index(drop=True)


def _refuse_bad_cells(table: pd.DataFrame, file: str) -> None:
    """Refuse what would be taken for something else: an unreadable day for presence, an unreadable capacity for no limit."""
    names = pd.Series(texts(table, "collector"))
    bad = {"collector": (names == "") | names.duplicated()}
    for key in ("share", "capacity"):
        if key in table:
            number = pd.to_numeric(table[key], errors="coerce")
            bad[key] = table[key].notna() & ~(number >= 0)
    for key in _DAYS:
        if key in table:
            bad[key] = table[key].notna() & pd.to_datetime(table[key], errors="coerce", format="mixed").isna()
    wanted = {
        "collector": both("panels.shell.team.one_name_row_each_once"),
        **dict.fromkeys(("share", "capacity"), both("panels.shell.team.number_least")),
        **dict.fromkeys(_DAYS, both("panels.shell.team.day_such")),
    }
    for key, rows in bad.items():
        if rows.any():
            row, (zh, en) = int(rows.to_numpy(dtype=bool).argmax()) + 2, wanted[key]
            raise ArrearsError(
                both(
                    "panels.shell.team.row_correct",
                    file=file,
                    row=row,
                    value=Saying(HEADINGS[key][0], HEADINGS[key][-1]),
                    what=Saying(zh, en),
                ),
            )


def require_present(team: pd.DataFrame, on: date) -> pd.DataFrame:
    """Give the team back if anybody is there on a day.

    Raises
    ------
    ArrearsError
        If nobody is.
    """
    if not present_on(team, on):
        raise ArrearsError(
            both("panels.shell.team.nobody_team_present_share_above", on=on),
        )
    return team


def skill_keys(cell: str) -> str | None:
    """Give the skills of a cell by the keys that policies use; None where there are none.

    >>> skill_keys("法务；粤语协商"), skill_keys("")
    ('legal;粤语协商', None)
    """
    keys = {word: key for key, words in SKILLS.items() for word in words}
    return ";".join(sorted(keys.get(word.lower(), word) for word in words_of(cell))) or None


def skill_words(cell: object, lang: str) -> str:
    """Give the skills of a cell as people read them.

    >>> skill_words("hardship;legal", "zh"), skill_words(None, "zh")
    ('困难客户、法务', '')
    """
    keys = str(cell).split(";") if isinstance(cell, str) and cell else []
    return ("、" if lang == "zh" else ", ").join(SKILLS.get(key, (key, key))[lang == "en"] for key in keys)


def team_of(collectors: Iterable[str]) -> pd.DataFrame:
    """Make a team of everybody who has a case.

    Examples
    --------
    >>> team_of(["王芳", "李伟", "王芳", ""])["collector"].tolist()
    ['李伟', '王芳']
    """
    return pd.DataFrame({"collector": sorted({name for name in collectors if name})})


def with_all_columns(team: pd.DataFrame) -> pd.DataFrame:
    """Give the team with the columns that a lead may change: share, capacity, absence."""
    team = team.copy()
    for name in HEADINGS:
        if name not in team:
            team[name] = 1.0 if name == "share" else pd.NaT if name in _DAYS else None
    team["share"] = pd.to_numeric(team["share"], errors="coerce").fillna(1.0)
    team["capacity"] = pd.to_numeric(team["capacity"], errors="coerce")
    for name in _DAYS:
        team[name] = pd.to_datetime(team[name])
    for name in ("skills", "languages", "regions", "conflicts", "team"):
        team[name] = team[name].astype(object).where(team[name].notna(), None)
    return team


def without_empty(team: pd.DataFrame) -> pd.DataFrame:
    """Leave out columns of requirements that say nothing: they are not checked then."""
    empty = [
        name for name in ("skills", "languages", "regions", "conflicts") if name in team and team[name].isna().all()
    ]
    return team.drop(columns=empty)


class Change(NamedTuple):
    """What is said of some collectors; what is None stays."""

    absent_until: date | None = None
    present: bool = False
    capacity: int | None = None
    share: float | None = None


def changed(team: pd.DataFrame, names: Sequence[str], on: date, change: Change) -> pd.DataFrame:
    """Give the team with a change to some collectors.

    Parameters
    ----------
    team : DataFrame
        As `whole` gives it.
    names : sequence of str
        Whom it is about.
    on : date
        First day of an absence.
    change : Change
        The change.

    Raises
    ------
    ArrearsError
        If nobody is named, or a number is below 0.
    """
    if not names:
        raise ArrearsError(both("panels.shell.team.no_collector_chosen_choose_some"))
    if min(change.capacity or 0, change.share or 0) < 0:
        raise ArrearsError(both("panels.shell.team.capacity_share_must_least"))
    if change.absent_until is not None and change.absent_until < on:
        raise ArrearsError(
            both("panels.shell.team.absence_ends_over_choose_later", absent_until=change.absent_until, on=on),
        )
    team = team.copy()
    rows = team["collector"].isin(list(names))
    if change.absent_until is not None:
        team.loc[rows, "absent_from"] = pd.Timestamp(on)
        team.loc[rows, "absent_until"] = pd.Timestamp(change.absent_until)
    if change.present:
        team.loc[rows, list(_DAYS)] = pd.NaT
    if change.capacity is not None:
        team.loc[rows, "capacity"] = float(change.capacity)
    if change.share is not None:
        team.loc[rows, "share"] = float(change.share)
    return team


def present_on(team: pd.DataFrame, on: date) -> list[str]:
    """Name who is there on a day and takes part.

    >>> rows = {"collector": ["王芳", "李伟"], "absent_from": ["2026-11-20", None], "absent_until": ["2026-11-24", None]}
    >>> from datetime import date
    >>> present_on(with_all_columns(pd.DataFrame(rows)), date(2026, 11, 24)), present_on(with_all_columns(pd.DataFrame(rows)), date(2026, 11, 25))
    (['李伟'], ['王芳', '李伟'])
    """
    first, last, day = team["absent_from"], team["absent_until"], pd.Timestamp(on)
    away = ((first.notna() | last.notna()) & ~(first > day) & ~(last < day)) | (team["share"] <= 0)
    return [str(name) for name in team.loc[~away, "collector"]]


def _csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, encoding="utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes on a Chinese computer.
        return pd.read_csv(path, encoding="gb18030")
