"""Record of a consequence that holds for some debts and some days only, and is told with a stage's own words."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations at run time
from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record


class Consequence(Record):
    """What is told beside a stage's explanation while the version is in force; one file a consequence (CREDIT-1).

    Attributes
    ----------
    stages : tuple of str
        Stages in which it is told.
    debts_from, debts_to : date
        First and last day on which the debts fell overdue.
    most_fen : int
        What each debt may be at most, in fen.
    repaid_by : date
        Last day of repayment.
    text, text_zh : str
        The words; names in braces stand for the values above, ``{most}`` for the amount in whole yuan.
    """

    file: ClassVar[str] = "consequence"

    stages: tuple[str, ...] = Field(min_length=1)
    debts_from: date
    debts_to: date
    most_fen: int = Field(gt=0)
    repaid_by: date
    text: str
    text_zh: str

    def text_in(self, lang: str) -> str:
        """Give the words in a language."""
        days = {key: getattr(self, key) for key in ("debts_from", "debts_to", "repaid_by")}
        if lang == "zh":
            shown = {key: f"{day.year}年{day.month}月{day.day}日" for key, day in days.items()}
            return self.text_zh.format(**shown, most=self.most_fen // 100)
        return self.text.format(
            **{key: day.isoformat() for key, day in days.items()}, most=f"{self.most_fen // 100:,} yuan"
        )
