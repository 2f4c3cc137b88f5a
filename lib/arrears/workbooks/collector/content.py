"""What a collector's workbook shows, and what all workbooks of a run have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from arrears.policy import Policies
    from arrears.workbooks.collector.scripts import ScriptLine
    from arrears.workbooks.native.figures import Figures, Grid
    from arrears.workbooks.reports.notes import RuleLine, StageLine


@dataclass(frozen=True)
class DeskRun:
    """What all workbooks of one run have in common; `arrears.workbooks.collector.fill.desk_run` makes it.

    Attributes
    ----------
    policies : Policies
        Whose rules.
    as_of : date
        The day of the figures.
    lang : str
        ``zh`` or ``en``.
    rules, stages : sequences
        The rules in force, and what is done in each stage.
    calls, messages : sequences of ScriptLine
        What to say.
    versions : mapping of str to str
        Each policy's rule and day, for the hidden sheet.
    figures : Figures
        What native formulas rest on.
    barred : Grid
        Words that a note may not hold.
    opening : mapping
        What may be done at the first minute of the day, by channel.
    store, head : str
        The store's name and head, blank where there is none.
    """

    policies: Policies
    as_of: date
    lang: str
    rules: Sequence[RuleLine]
    stages: Sequence[StageLine]
    calls: Sequence[ScriptLine]
    messages: Sequence[ScriptLine]
    versions: Mapping[str, str]
    figures: Figures
    barred: Grid
    opening: Mapping[str, tuple[str, float]]
    store: str = ""
    head: str = ""


@dataclass(frozen=True)
class DeskBook:
    """What one collector's workbook shows; personal data are masked before they come here.

    Attributes
    ----------
    collector : str
        Whose it is.
    follow_ups : DataFrame
        The list, as `arrears.operations.follow_ups.ranking.follow_ups` gives it, of this collector.
    cases : DataFrame
        The collector's cases: the frame columns of the sheet of cases (`desk_fill.desk_cases`); ``blocked_by`` blank text where free.
    contacts : DataFrame
        Past contacts by the keys of `desk_layout.CONTACTS`: words by their keys, ``at`` in the person's local time without zone,
        yes and no as ``yes`` and ``no``; ``event`` names the stored event.
    promises : DataFrame
        Past promises: ``case_id``, ``amount_fen``, ``due_on``, ``paid_fen``; ``made_at``, ``channel``, ``note``, ``outcome`` (a key of
        `OUTCOME_WORDS`) and ``event`` where they are known.
    cut : int
        Cases that the daily capacity left out.
    numbers : mapping of str to str
        Telephone numbers in full, by case; they stand on today's list and nowhere else, and only in a workbook with a password.
    password : str
        Encrypts the workbook.
    on_hold : DataFrame
        Lines of the list that the team lead decides, or that wait for a day; they take no place on the list.
    terms : sequence of (str, str)
        What holds for this workbook alone, such as an agency's period and what it may do; stands first on the guide.
    """

    collector: str
    follow_ups: pd.DataFrame
    cases: pd.DataFrame
    contacts: pd.DataFrame = field(default_factory=pd.DataFrame)
    promises: pd.DataFrame = field(default_factory=pd.DataFrame)
    cut: int = 0
    on_hold: pd.DataFrame = field(default_factory=pd.DataFrame)
    terms: Sequence[tuple[str, str]] = ()
    numbers: Mapping[str, str] = field(default_factory=dict, repr=False)
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse numbers in clear in a file that anybody can open."""
        if self.numbers and not self.password:
            raise ValueError("a workbook with numbers in full needs a password; leave them out, or give one")
