"""In which language and words the panels tell their figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.operations.progress.measures import MEASURE_WORDS
from arrears.panels.progress.charts import money_unit
from arrears.units import yuan
from arrears.words import both, say
from arrears.workbooks.sheets.styles import currency_symbol

if TYPE_CHECKING:
    from typing import Any

    from arrears.policy import Policies

DIMENSION_WORDS = {
    "team": both("panels.progress.team"),
    "collector": both("panels.progress.collector"),
    "stage": both("panels.progress.stage"),
}


_MEASURE_TITLES = {
    "recovery": "Recovery", "cure": "Cures", "contact": "Contact", "right_party": "Right-party contact",
    "promise": "Promises made", "kept": "Promises kept", "coverage": "Coverage", "overdue": "Late follow-ups",
    "complaint": "Complaints", "breach": "Breaches",
}  # fmt: skip
"""What English pages call each measure."""


@dataclass(frozen=True)
class Wording:
    """In which language, currency and words a board is told.

    Attributes
    ----------
    lang, currency : str
        Language and currency.
    stages : dict
        Each stage's word.
    policies : Policies
        Whose targets and limits are named.
    """

    lang: str
    currency: str
    stages: dict[str, str]
    policies: Policies

    def say(self, text: str | tuple[str, str], /, **values: object) -> str:
        """Say a text of the catalogue by its key, or one that is there in both languages, in the language of the page."""
        return say(text, self.lang, **values)

    def measure(self, key: str) -> str:
        """Name a measure."""
        return self.say((MEASURE_WORDS[key][0], _MEASURE_TITLES[key]))

    def money(self, amount_fen: int) -> str:
        """Write an amount."""
        return f"{currency_symbol(self.currency)}{yuan(amount_fen):,}"

    def named(self, dimension: str, key: str) -> str:
        """Give a group's name; cases that nobody has belong to nobody."""
        if not key:
            return self.say(
                ("未分案" if dimension == "collector" else "未分组", "nobody" if dimension == "collector" else "none")
            )
        return self.stages.get(key, key) if dimension == "stage" else key


def share_text(rate: float) -> str:
    """Write a share; a small one with two places, so that it is not told as nothing.

    >>> share_text(0.35), share_text(0.0012), share_text(float("nan"))
    ('35.0%', '0.12%', '–')
    """
    if math.isnan(rate):
        return "–"
    return f"{rate:.2%}" if 0 < rate < 0.01 else f"{rate:.1%}"  # noqa: PLR2004  # below one per cent


def counts_text(row: Any, words: Wording) -> str:  # noqa: ANN401  # a row of rates
    """Write of how many how many were counted; amounts in their unit."""
    count, out_of = int(row.count), int(row.out_of)
    if row.measure == "recovery":
        unit = money_unit(out_of, words.currency, words.lang)
        return f"{unit.show(count)} / {unit.show(out_of)} {unit.word}"
    return f"{count:,} / {out_of:,}"
