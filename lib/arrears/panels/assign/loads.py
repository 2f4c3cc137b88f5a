"""Loads of collectors before and after, as numbers and as a picture in plain HTML that screen readers can read."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.assignment.customers import case_loads
from arrears.operations.assignment.report import held_by, measure_words
from arrears.operations.assignment.team import position_of, read_team
from arrears.policy.records import AssignmentTerms, Stages
from arrears.units import FEN_IN_YUAN
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Fen

_MINUTES_IN_HOUR = 60
_TEN_THOUSAND = 10_000
UNITS = {"value_at_risk": both("panels.assign.loads.k_yuan"), "effort": both("panels.assign.loads.hours")}
"""What measures are shown in; cases otherwise."""


@dataclass(frozen=True)
class Loads:
    """Loads of each collector.

    Attributes
    ----------
    names, teams : tuple of str
    present : bool array of shape (k,)
    share : float64 array of shape (k,)
        Fair part of all work.
    capacity : int64 array of shape (k,)
    words : mapping of str to (str, str)
        Each measure's name, in Chinese and English.
    before, after : int64 arrays of shape (k, m)
        Cases, value at risk in fen, minutes, and cases in each stage.
    """

    names: tuple[str, ...]
    teams: tuple[str, ...]
    present: NDArray[np.bool_]
    share: NDArray[np.float64]
    capacity: NDArray[np.int64]
    words: Mapping[str, tuple[str, str]]
    before: Fen
    after: Fen

    def fair(self, measure: str) -> NDArray[np.float64]:
        """Give each collector's fair part of what is assigned, in the measure."""
        total = float(self.after[:, self.place(measure)].sum())
        return self.share * total

    def place(self, measure: str) -> int:
        """Give the measure's column."""
        return list(self.words).index(measure)

    def spread(self, measure: str) -> tuple[float, float]:
        """Give the largest deviation from a fair load before and after, as a share of a fair load.

        Who is away has no fair load and does not count.
        """
        there = self.share > 0
        shown = []
        for held in (self.before, self.after):
            own = held[there, self.place(measure)].astype(np.float64)
            fair = self.share[there] * float(held[:, self.place(measure)].sum())
            shown.append(
                float(np.abs(np.divide(own - fair, fair, out=np.zeros_like(own), where=fair > 0)).max(initial=0.0))
            )
        return shown[0], shown[1]


def measured(
    cases: pd.DataFrame,
    collectors: pd.DataFrame,
    holders: tuple[NDArray[np.object_], NDArray[np.object_]],
    policies: Policies,
    on: date,
) -> Loads:
    """Add up what each collector has and is to have.

    Parameters
    ----------
    cases : DataFrame
        Aged cases.
    collectors : DataFrame
        The team.
    holders : two object arrays of shape (cases,)
        Collector of each case before and after, "" for nobody.
    policies, on
        Whose effort and stages apply, and the day.
    """
    terms, scale = policies.get(AssignmentTerms, on), policies.get(Stages, on)
    team = read_team(collectors, on, terms.default_language)
    load = case_loads(cases, terms, scale.keys)
    before, after = (held_by(position_of(team, each), load, team.names.size) for each in holders)
    return Loads(
        tuple(map(str, team.names)), tuple(map(str, team.teams)), team.present, team.share, team.capacity,
        measure_words(scale), before, after,
    )  # fmt: skip


def figure(measure: str, amount: float, lang: str) -> str:
    """Give an amount of a measure as people read it, with its unit.

    >>> figure("value_at_risk", 123_456_00, "zh"), figure("effort", 90, "en"), figure("cases", 1200, "zh")
    ('12.3 万元', '1.5 hours', '1,200 件')
    """
    unit = UNITS.get(measure, both("panels.assign.loads.cases"))[lang == "en"]
    if measure == "value_at_risk":
        return f"{amount / FEN_IN_YUAN / _TEN_THOUSAND:,.1f} {unit}"
    return f"{amount / _MINUTES_IN_HOUR:,.1f} {unit}" if measure == "effort" else f"{amount:,.0f} {unit}"


def bars(loads: Loads, measure: str, lang: str) -> str:
    """Draw one measure: two bars a collector and a line at the fair load; every bar says its number in words too."""
    place, fair = loads.place(measure), loads.fair(measure)
    most = max(
        float(loads.before[:, place].max(initial=0)),
        float(loads.after[:, place].max(initial=0)),
        float(fair.max(initial=0)),
        1.0,
    )
    word = loads.words[measure][lang == "en"]
    said = {
        "zh": ("催收员", "现在", "调整后", "合理份额", "缺勤"),
        "en": ("Collector", "now", "after", "fair load", "away"),
    }[lang]
    rows = []
    for row, name in enumerate(loads.names):
        before, after = (float(held[row, place]) for held in (loads.before, loads.after))
        away = "" if loads.present[row] else f' <span class="ar-away">{said[4]}</span>'
        rows.append(
            f'<tr><th scope="row">{escape(name)}{away}</th><td class="ar-bars">'
            f"{_bar('before', before / most)}{_bar('after', after / most)}"
            f'<span class="ar-fair" style="left:{100 * fair[row] / most:.2f}%"></span></td>'
            f'<td class="ar-number">{figure(measure, before, lang)}</td><td class="ar-number"><b>{figure(measure, after, lang)}</b></td>'
            f'<td class="ar-number">{figure(measure, float(fair[row]), lang)}</td></tr>'
        )
    was, now = loads.spread(measure)
    told = say("panels.assign.loads.largest_deviation_from_fair_load", lang, was=was, now=now)
    legend = (
        f'<span class="ar-key ar-before"></span>{said[1]} <span class="ar-key ar-after"></span>{said[2]} '
        f'<span class="ar-key ar-fairkey"></span>{said[3]}'
    )
    head = f'<tr><th scope="col">{said[0]}</th><th scope="col">{escape(word)}</th>' + "".join(
        f'<th scope="col" class="ar-number">{each}</th>' for each in said[1:4]
    )
    return (
        f'<div class="ar-loads"><p class="ar-legend">{legend}<span class="ar-told">{told}</span></p>'
        f'<div class="ar-scroll" tabindex="0" role="region" aria-label="{escape(word)}"><table><caption>{escape(word)}</caption>'
        f"<thead>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></div>"
    )


def _bar(which: str, part: float) -> str:
    return f'<span class="ar-bar-{which}" style="width:{100 * part:.2f}%"></span>'
