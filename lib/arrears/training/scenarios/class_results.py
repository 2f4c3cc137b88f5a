"""What a class answered: by person, by question, and which rules it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.training.scenarios.debriefing import key_of
from arrears.training.scenarios.records import AREAS

if TYPE_CHECKING:
    from arrears.training.scenarios.records import Scenario
    from arrears.words import Saying

ANSWER_COLUMNS = ("who", "scenario", "step", "area", "answer", "ok", "rules", "file")


class Refused(NamedTuple):
    """A file that was not marked, and why."""

    file: str
    reason: Saying


@dataclass(frozen=True)
class ClassResults:
    """The answers of a class.

    Attributes
    ----------
    answers : DataFrame
        A row an answer: `ANSWER_COLUMNS`; ``rules`` are those that the verdict names.
    scenarios : dict
        What was played, by id.
    refused : tuple of Refused
        Files that were not marked.
    """

    answers: pd.DataFrame
    scenarios: dict[str, Scenario]
    refused: tuple[Refused, ...] = ()

    @property
    def people(self) -> int:
        """How many people answered."""
        return int(self.answers["who"].nunique())

    @property
    def files(self) -> int:
        """How many files were marked."""
        return int(self.answers["file"].nunique())

    def by_person(self) -> pd.DataFrame:
        """Count right answers by person and area.

        Returns
        -------
        DataFrame
            ``who``, for each area ``<area>_right`` and ``<area>_of``, then ``right``, ``of`` and ``share``; the best first.
        """
        table = self.answers
        counted = {
            f"{area}_{name}": values
            for area in AREAS
            for name, values in (
                ("right", table[table["area"] == area].groupby("who")["ok"].sum()),
                ("of", table[table["area"] == area].groupby("who")["ok"].size()),
            )
        }
        whole = table.groupby("who")["ok"]
        frame = pd.DataFrame(counted | {"right": whole.sum(), "of": whole.size()}).fillna(0).astype("int64")
        frame["share"] = frame["right"] / frame["of"]
        frame = frame.rename_axis("who").reset_index()
        return frame.sort_values(["share", "who"], ascending=[False, True], ignore_index=True)

    def by_rule(self) -> pd.DataFrame:
        """Say which rules the class does not know.

        A rule is asked about at a step where a decision can touch it, and is missed by a wrong answer whose verdict names it.

        Returns
        -------
        DataFrame
            ``rule, asked, missed, share, people`` (who missed it at least once); the least known first.
        """
        asked, missed = [], []
        for one in self.answers.to_dict("records"):
            step_rules = {*self._rules(one["scenario"], one["step"]), *one["rules"]}
            asked += [(rule, one["who"]) for rule in step_rules]
            if not one["ok"]:
                missed += [(rule, one["who"]) for rule in set(one["rules"])]
        asked_table = pd.DataFrame(asked, columns=["rule", "who"])
        missed_table = pd.DataFrame(missed, columns=["rule", "who"])
        table = pd.DataFrame(
            {
                "asked": asked_table.groupby("rule").size(),
                "missed": missed_table.groupby("rule").size(),
                "people": missed_table.groupby("rule")["who"].nunique(),
            }
        )
        table = table.fillna(0).astype("int64").rename_axis("rule").reset_index()
        table["share"] = table["missed"] / table["asked"]
        table = table.sort_values(["share", "missed", "rule"], ascending=[False, False, True], ignore_index=True)
        return table[["rule", "asked", "missed", "share", "people"]]

    def by_step(self) -> pd.DataFrame:
        """Count the answers to each question.

        Returns
        -------
        DataFrame
            ``scenario, step, area, of, right, share, commonest`` (the commonest wrong answer, "" where there is none).
        """
        rows = []
        for (scenario, step), group in self.answers.groupby(["scenario", "step"], sort=True):
            wrong = group.loc[~group["ok"], "answer"].value_counts()
            of, right = len(group), int(group["ok"].sum())
            rows.append(
                (scenario, step, group["area"].iloc[0], of, right, right / of, wrong.index[0] if len(wrong) else "")
            )
        return pd.DataFrame(rows, columns=["scenario", "step", "area", "of", "right", "share", "commonest"])

    def _rules(self, scenario: str, step: str) -> list[str]:
        found = key_of(self.scenarios[scenario])[step]
        return [rule for verdict in found.values() for rule in verdict.rules]
