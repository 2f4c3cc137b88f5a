"""The tables of the assignment panel: which columns, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.team import skill_words
from arrears.policy.records import Stages
from arrears.tables.columns import FLAG_WORDS
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.panels.assign.model import Assigning
    from arrears.policy import Policies

CASES, MOVED = "cases", "moved"


def case_columns(policies: Policies, on: date, shown: str) -> list[Column]:
    """Give the columns of the cases, or of the moves."""
    scale = policies.get(Stages, on)
    stages = {key: (zh, en) for key, zh, en in zip(scale.keys, scale.labels_zh, scale.labels_en, strict=True)}
    case = Column("case_id", *both("panels.assign.tables.case"))
    customer = Column("customer_name", *both("panels.assign.tables.customer"))
    due = Column("total_due_fen", *both("panels.assign.tables.total_due_yuan"), "money", "range")
    late = Column("days_past_due", *both("panels.assign.tables.days_past_due"), "number", "range")
    stage = Column("stage", *both("panels.assign.tables.stage"), "word", "values", stages)
    now = Column("collector", *both("panels.assign.tables.collector_now"), "word", "values")
    then = Column("after", *both("panels.assign.tables.goes"), "word", "values")
    reason = Column("reason", *both("panels.assign.tables.reason"))
    if shown == MOVED:
        return [case, due, stage, now, then, reason]
    region, flags = (
        Column("region", *both("panels.assign.tables.region"), "word", "values"),
        Column("flags", *both("panels.assign.tables.flags"), "word", "values"),
    )
    return [case, customer, due, late, stage, now, then, flags, region]


def flag_words(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Give the table with its flags in words.

    >>> import pandas as pd
    >>> flag_words(pd.DataFrame({"flags": ["complaint;legal", None]}), "zh")["flags"].tolist()
    ['投诉、法务', '']
    """
    words = {flag: each[0] if lang == "zh" else flag.replace("_", " ") for flag, each in FLAG_WORDS.items()}
    flags = table["flags"].astype(object).where(table["flags"].notna(), "").astype(str)
    told = {
        each: ("、" if lang == "zh" else ", ").join(words.get(flag, flag) for flag in each.split(";") if flag)
        for each in set(flags)
    }
    return table.assign(flags=flags.map(told) if len(table) else flags)


def team_columns() -> list[Column]:
    """Give the columns of the team."""
    return [
        Column("collector", *both("panels.assign.tables.collector")),
        Column("team", *both("panels.assign.tables.team"), "word", "values"),
        Column(
            "there",
            *both("panels.assign.tables.present"),
            "word",
            "values",
            {"yes": both("panels.assign.tables.present_2"), "no": both("panels.assign.tables.away")},
        ),
        Column("absent_until", *both("panels.assign.tables.away_until"), "date"),
        Column("share", *both("panels.assign.tables.share"), "share"),
        Column("capacity", *both("panels.assign.tables.capacity_cases"), "number"),
        Column("held", *both("panels.assign.tables.has_cases"), "number"),
        Column("would", *both("panels.assign.tables.would_have_cases"), "number"),
        Column("skills", *both("panels.assign.tables.skills")),
    ]


def team_table(work: Assigning) -> pd.DataFrame:
    """Give the team with who is there and how many cases each has and would have."""
    team = work.state.team.copy()
    present = work.present()
    names = team["collector"].astype(str)
    counts = [
        dict(zip(*np.unique(held.astype(str), return_counts=True), strict=True))
        for held in (work.before, work.state.after)
    ]
    team["there"] = np.where(names.isin(present), "yes", "no")
    team["held"], team["would"] = (names.map(count).fillna(0).astype(int) for count in counts)
    skills = [skill_words(cell, work.session.lang) for cell in team["skills"]]
    return team.assign(collector=names, skills=skills)
