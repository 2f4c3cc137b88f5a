"""What an assignment says for itself: loads before and after, how fair they are, who moved and why, who has nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.assignment.bounds import least_deviation
from arrears.operations.assignment.customers import CONSTRAINTS, Customers
from arrears.operations.assignment.team import SKILLS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from arrears.operations.assignment.linear_program import Fairness
    from arrears.operations.assignment.team import Team
    from arrears.policy.records import Stages
    from arrears.units import Codes, Fen, Flags

_MEASURE_WORDS = {
    "cases": both("operations.assignment.report.cases"),
    "value_at_risk": both("operations.assignment.report.value_risk"),
    "effort": both("operations.assignment.report.effort"),
}


def measure_words(stages: Stages) -> dict[str, Saying]:
    """Give each measure's word in Chinese and in English, in the order of a load's columns.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.policy.records import Stages
    >>> measure_words(Policies("cn").get(Stages, date(2026, 11, 23)))["stage_late"]
    Saying(zh='后期件数', en='cases of stage late')
    """
    labels = zip(stages.keys, stages.labels_zh, stages.labels_en, strict=True)
    return _MEASURE_WORDS | {
        f"stage_{key}": both("operations.assignment.report.cases_stage", what=Saying(zh, en)) for key, zh, en in labels
    }


def loads(
    team: Team, customers: Customers, given: Codes, before_cases: Fen, words: Mapping[str, tuple[str, str]]
) -> pd.DataFrame:
    """Give each collector's load before and after, with what is fair."""
    after = held_by(given, customers.load, team.names.size)
    table = {"collector": team.names, "team": team.teams, "present": team.present}
    for place, name in enumerate(words):
        unit = {"value_at_risk": "_fen", "effort": "_minutes"}.get(name, "")
        table[f"{name}_before{unit}"] = before_cases[:, place]
        table[f"{name}_after{unit}"] = after[:, place]
    return pd.DataFrame(table)


def held_by(given: Codes, load: Fen, collectors: int) -> Fen:
    """Add up what each collector holds."""
    held = np.zeros((collectors, load.shape[1]), dtype=np.int64)
    placed = given >= 0
    np.add.at(held, given[placed], load[placed])
    return held


def balance(
    team: Team,
    customers: Customers,
    given: Codes,
    before: Fen,
    fairness: Fairness,
    words: Mapping[str, tuple[str, str]],
) -> pd.DataFrame:
    """Compare the largest deviation from a fair load with the smallest that any assignment can have, for each measure."""
    placed = given >= 0
    held = held_by(given, customers.load, team.names.size).astype(np.float64)
    total = held.sum(axis=0)
    mass = np.zeros((customers.needs.size, len(words)))
    np.add.at(mass, customers.need[placed], customers.load[placed].astype(np.float64))
    there = team.share > 0
    rows = []
    for place, name in enumerate(words):
        # A stage is measured against all cases of a fair load: a stage of three cases cannot be shared by fifty.
        per = total[0] if name.startswith("stage_") else total[place]
        part = total[place] / per if per else 0.0
        most = fairness.capacity if place == 0 else None
        bound = least_deviation(mass[:, place], customers.eligible, team.share, most) * part
        off, was = (
            _deviation(each[:, place], each[:, 0 if name.startswith("stage_") else place].sum(), team.share, there)
            for each in (held, before.astype(np.float64))
        )
        largest = float(np.abs(off).max(initial=0.0))
        rows.append(
            (
                name,
                words[name][0],
                largest,
                bound,
                largest - bound,
                float(np.abs(off).mean()),
                float(off.min(initial=0.0)),
                float(off.max(initial=0.0)),
                float(np.abs(was).max(initial=0.0)),
            )
        )
    columns = ["measure", "measure_zh", "largest", "bound", "gap", "mean", "lowest", "highest", "largest_before"]
    return pd.DataFrame(rows, columns=columns)


def _deviation(held: NDArray[np.float64], per: float, share: NDArray[np.float64], there: Flags) -> NDArray[np.float64]:
    """Give deviations from the fair part of what is held altogether, as a share of a fair load of `per`."""
    if not per:
        return np.zeros(int(there.sum()))
    off: NDArray[np.float64] = ((held - share * held.sum()) / per)[there] / share[there]
    return off


def reasons(
    team: Team,
    customers: Customers,
    given: Codes,
    before: NDArray[np.object_],
    before_loads: Fen,
    words: Mapping[str, tuple[str, str]],
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Say in Chinese and English why each case is where it is, "" where it stays.

    Parameters
    ----------
    before : object array of shape (cases,)
        Name of the collector up to now, "" where none.
    """
    who = customers.of_case
    now, was = given[who], pd.Index(team.names).get_indexer(pd.Index(before))
    zh, en = (np.full(who.size, "", dtype=object) for _ in range(2))
    moved = now != was

    def say(rows: Flags, in_chinese: object, in_english: object) -> None:
        rows = moved & rows & (en == "")
        zh[rows] = in_chinese[rows] if isinstance(in_chinese, np.ndarray) else in_chinese
        en[rows] = in_english[rows] if isinstance(in_english, np.ndarray) else in_english

    say(now < 0, *both("operations.assignment.report.nobody_can_take"))
    say(customers.pinned[who] >= 0, *both("operations.assignment.report.pinned_team_lead"))
    say(before == "", *both("operations.assignment.report.new_case"))
    say(was < 0, *both("operations.assignment.report.collector_up_now_not_team"))
    for key, (word_zh, word_en) in CONSTRAINTS.items():
        say(
            (was >= 0) & customers.ruled_out[key][customers.need[who], was],
            *both("operations.assignment.report.collector_up_now_ruled_out", word=Saying(word_zh, word_en)),
        )
    say(
        (was != customers.before[who]) & (was >= 0),
        *both("operations.assignment.report.one_customer_has_one_collector"),
    )
    say(np.ones(who.size, dtype=np.bool_), *_heaviest(team, before_loads, was, words))
    return zh, en


def _heaviest(
    team: Team, before: Fen, was: Codes, words: Mapping[str, tuple[str, str]]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Say by how much the collector up to now was above a fair load, in the measure where most."""
    total = before.sum(axis=0).astype(np.float64)
    per = np.where([name.startswith("stage_") for name in words], total[0], total)
    fair = team.share[:, np.newaxis] * per
    over = np.where(fair > 0, (before - team.share[:, np.newaxis] * total) / np.where(fair > 0, fair, 1.0), 0.0)
    place, most = over.argmax(axis=1), over.max(axis=1)
    measured = list(words.values())
    said = [
        both(
            "operations.assignment.report.balance_collector_up_now_had",
            share=share,
            measured=Saying(measured[at][0], measured[at][1]),
        )
        if share > 0
        else both("operations.assignment.report.balance_exchange_between_colleagues_makes")
        for at, share in zip(place, most, strict=True)
    ]
    zh, en = (np.array([pair[at] for pair in said], dtype=object) for at in (0, 1))
    return zh[was], en[was]


def problems(team: Team, customers: Customers, given: Codes, case_ids: NDArray[np.object_]) -> pd.DataFrame:
    """Name what cannot be met: requirements that nobody meets, and how many cases too few the capacity takes."""
    left = given < 0
    rows = []
    for need in np.unique(customers.need[left]):
        mine = np.flatnonzero(left & (customers.need == need))
        cases = case_ids[np.isin(customers.of_case, mine)]
        able = np.flatnonzero(customers.eligible[need])
        code, zh, en = _nobody(customers, int(need)) if not able.size else _no_room(team, able, int(cases.size))
        rows.append((code, int(cases.size), int(mine.size), ";".join(sorted(map(str, cases))), zh, en))
    return pd.DataFrame(rows, columns=["constraint", "cases", "customers", "case_ids", "message_zh", "message"])


def _nobody(customers: Customers, need: int) -> tuple[str, str, str]:
    out = {key: rows[need] for key, rows in customers.ruled_out.items() if rows[need].any()}
    alone = [key for key, rows in out.items() if rows.all()]
    keys = alone or [key for key in out if key != "absence" or "pin" in out] or ["absence"]
    parts = dict(zip(("skill", "language", "region"), customers.needs[need], strict=True))
    words = [
        {key: "+".join(SKILLS.get(part, (part, part))[at] for part in parts.get(key, ())) for key in keys}
        for at in (0, 1)
    ]
    told = [[f"{CONSTRAINTS[key][at]} {words[at][key]}".strip() for key in keys] for at in (0, 1)]
    ruled = int(np.logical_or.reduce([out[key] for key in out]).sum())
    zh = f"没有符合条件的催收员（{'，'.join(told[0])}；共排除{ruled}人）；请补充人员、放宽条件或另行指定"
    en = f"no collector meets {', '.join(told[1])} ({ruled} are ruled out); add somebody, relax it, or pin the cases"
    return "+".join(keys), zh, en


def _no_room(team: Team, able: Codes, short: int) -> tuple[str, str, str]:
    room, who = int(team.capacity[able].sum()), "、".join(team.names[able][:5].tolist())
    more = f"等{able.size}人" if able.size > 5 else ""  # noqa: PLR2004  # as many names as are read at a glance
    zh = f"容量不足：可接的催收员（{who}{more}）合计容量{room}件，缺{short}件；请提高容量或增加人员"
    en = f"capacity is short by {short} cases: those who may take them ({who}{more}) take {room} in all; raise it or add somebody"
    return "capacity", zh, en
