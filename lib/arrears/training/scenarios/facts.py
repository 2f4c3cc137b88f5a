"""What a trainee sees of a scenario's case before deciding: the columns that are filled, what they come to, and what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.api.cases import stage
from arrears.policy import Policies
from arrears.policy.records import Stages
from arrears.tables.columns import BY_KEY, Kind
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, OUTCOMES, STATES
from arrears.words import say

if TYPE_CHECKING:
    from arrears.training.scenarios.records import Contact, Scenario

_HIDDEN = ("collector",)
_ASKED = {"AR_LATE_FEE": "late_fee", "AR_INTEREST": "interest"}
"""Columns that would give away what a step asks for."""


def case_table(scenario: Scenario) -> pd.DataFrame:
    """Give the scenario's cases, staged on its day: the case itself first, then the person's other cards.

    Examples
    --------
    >>> from arrears.training.scenarios import read_scenarios
    >>> table = case_table(next(each for each in read_scenarios() if each.id == "first-reminder"))
    >>> int(table["days_past_due"].iloc[0]), str(table["total_due"].iloc[0])
    (8, '5652.40')
    """
    cases = pd.DataFrame([scenario.case, *scenario.other_cases])
    if "collector" not in cases:
        cases = cases.assign(collector=say("training.facts.practice", "zh"))
    return stage(cases, as_of=scenario.today, profile=scenario.profile)


def case_facts(scenario: Scenario, lang: str, *, solved: bool = False) -> list[tuple[str, str]]:
    """Give the case's filled columns as headings and values.

    Parameters
    ----------
    scenario : Scenario
        Whose case.
    lang : str
        ``zh`` or ``en``.
    solved : bool
        Whether days past due, bucket, stage and the sum are told, which a step may ask for.
    """
    table = case_table(scenario)
    told: list[tuple[str, str]] = [(say("training.facts.today", lang), scenario.today.isoformat())]
    asked = {_ASKED.get(step.figure.function) for step in scenario.steps if step.figure is not None}
    for key, column in BY_KEY.items():
        if key in _HIDDEN or key not in table or (key in asked and not solved):
            continue
        values = [_shown(value, column.kind) for value in table[key]]
        if any(values):
            told.append((column.zh if lang == "zh" else column.en, " / ".join(value or "—" for value in values)))
    if solved:
        first = table.iloc[0]
        policy = Policies(scenario.profile).get(Stages, scenario.today)
        stages = dict(zip(policy.keys, policy.labels_zh if lang == "zh" else policy.labels_en, strict=True))
        told += [
            (say("training.facts.days", lang), str(int(first["days_past_due"]))),
            (say("training.facts.bucket", lang), str(first["bucket"])),
            (say("training.facts.stage", lang), stages.get(str(first["stage"]), str(first["stage"]))),
            (say("training.facts.total", lang), " / ".join(f"{value:,}" for value in table["total_due"])),
        ]
    if scenario.household is not None:
        home = scenario.household
        told.append(
            (
                say("training.facts.household", lang),
                say("training.facts.means", lang, income=home.income, fixed=home.fixed, flexible=home.flexible),
            )
        )
    return told


def history(scenario: Scenario, lang: str) -> list[str]:
    """Say what has happened with the case, a line each: contacts, and what stands in the way of further ones."""
    lines = [contact_line(contact, lang) for contact in scenario.contacts]
    for state in scenario.states:
        until = "" if state.until is None else f"—{state.until:%m-%d %H:%M}"
        lines.append(f"{state.since:%m-%d %H:%M}{until} {_word(STATES, state.state, lang)}")
    return lines


def contact_line(contact: Contact, lang: str) -> str:
    """Say one contact in a line: when, by what, with whom, with which outcome."""
    parts = (
        f"{contact.at:%m-%d %H:%M}",
        _word(CHANNELS, contact.channel, lang),
        _word(COUNTERPARTIES, contact.counterparty, lang),
        _word(OUTCOMES, contact.outcome, lang),
    )
    return " · ".join(parts)


def _word(words: dict[str, tuple[str, ...]], key: str, lang: str) -> str:
    return words[key][lang == "en"] if key in words else key


def _shown(value: Any, kind: Kind) -> str:  # noqa: ANN401  # a cell
    if value is None or value is pd.NaT or pd.isna(value):
        return ""
    if kind is Kind.DATE:
        return str(value)[:10]
    return f"{value:,}" if kind is Kind.AMOUNT else str(value)
