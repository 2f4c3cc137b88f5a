"""The tables of the assignment panel: which columns, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.panels.grid_columns import Column
from arrears.panels.team import skill_words
from arrears.policy.records import Stages
from arrears.tables.columns import FLAG_WORDS

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.panels.assign import Assigning
    from arrears.policy import Policies

CASES, MOVED = "cases", "moved"


def case_columns(policies: Policies, on: date, shown: str) -> list[Column]:
    """Give the columns of the cases, or of the moves."""
    scale = policies.get(Stages, on)
    stages = {key: (zh, en) for key, zh, en in zip(scale.keys, scale.labels_zh, scale.labels_en, strict=True)}
    case = Column("case_id", "案件编号", "Case")
    customer = Column("customer_name", "客户", "Customer")
    due = Column("total_due_fen", "应还金额（元）", "Total due (yuan)", "money", "range")
    late = Column("days_past_due", "逾期天数", "Days past due", "number", "range")
    stage = Column("stage", "阶段", "Stage", "word", "values", stages)
    now = Column("collector", "现催收员", "Collector now", "word", "values")
    then = Column("after", "拟分给", "Goes to", "word", "values")
    reason = Column("reason", "原因", "Reason")
    if shown == MOVED:
        return [case, due, stage, now, then, reason]
    region, flags = (
        Column("region", "地区", "Region", "word", "values"),
        Column("flags", "标记", "Flags", "word", "values"),
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
        Column("collector", "催收员", "Collector"),
        Column("team", "小组", "Team", "word", "values"),
        Column("there", "在岗", "Present", "word", "values", {"yes": ("在岗", "present"), "no": ("缺勤", "away")}),
        Column("absent_until", "缺勤至", "Away until", "date"),
        Column("share", "份额", "Share", "share"),
        Column("capacity", "容量（件）", "Capacity (cases)", "number"),
        Column("held", "现有（件）", "Has (cases)", "number"),
        Column("would", "调整后（件）", "Would have (cases)", "number"),
        Column("skills", "技能", "Skills"),
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
