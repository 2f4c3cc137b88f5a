"""Whether a collector may be given cases by hand: the optimiser is asked for these cases alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.operations.assignment.sharing import assign
from arrears.operations.cases.columns import texts
from arrears.panels.shell.team import without_empty
from arrears.words import Saying, both

if TYPE_CHECKING:
    import pandas as pd

    from arrears.panels.shell.session import Session


def require_may_take(cases: pd.DataFrame, team: pd.DataFrame, collector: str, held: int, session: Session) -> None:
    """Refuse what a requirement or the capacity rules out.

    Parameters
    ----------
    cases : DataFrame
        The cases that somebody is to get, whole customers.
    team : DataFrame
        The team.
    collector : str
        Who is to get them.
    held : int
        How many other cases the collector would have.
    session : Session
        Whose rules and day apply.

    Raises
    ------
    ArrearsError
        If the collector is not in the team, or may not take them all: what rules it out is named.
    """
    mine = team["collector"] == collector
    if not mine.any():
        raise ArrearsError(both("panels.assign.limits.not_team_choose_somebody_who", collector=collector))
    team = team.copy()
    team.loc[mine, "capacity"] = (team.loc[mine, "capacity"] - held).clip(lower=0)
    pins = dict.fromkeys(texts(cases, "case_id"), collector)
    try:
        shared = assign(cases, without_empty(team), session.policies, session.today, pins=pins)
    except ValueError as error:
        raise ArrearsError(str(error), f"团队有误：{error}") from error
    if shared.problems.empty:
        return
    first, count = shared.problems.iloc[0], int(shared.problems["cases"].sum())
    raise ArrearsError(
        both(
            "panels.assign.limits.cases_cannot_go_nothing_moved",
            count=len(cases),
            count_2=count,
            collector=collector,
            message=Saying(first["message_zh"], first["message"]),
        ),
    )
