"""The one way in: `why`, behind ``AR_WHY``."""

from __future__ import annotations

import inspect
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arrears.errors import ArrearsError
from arrears.explain.explanation import Explanation
from arrears.explain.formula import agree, replay
from arrears.explain.registry import Call, explainer_of, read_day
from arrears.policy import PROFILES, Policies
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from arrears.explain.registry import Derivation, Explainer


def why(  # whose rules, on which day, in which language are named apart from the figure's arguments
    function: str,
    *arguments: object,
    profile: str = PROFILES[0],
    on: date | str | None = None,
    lang: str = "zh",
    house: Path | None = None,
    **options: object,
) -> Explanation:
    """Tell why a worksheet function gives its figure.

    The figure is computed by the rule itself. Then every step's own numbers are put into its formula: an explanation that
    does not come to the same figure is refused.

    Parameters
    ----------
    function : str
        ``AR_DPD``, ``ar_dpd`` or ``dpd``; see `explainers`.
    *arguments
        The function's arguments for one row: amounts in yuan, rates as decimals, days as dates, text or serials.
    profile : str
        Whose rules apply.
    on : date or text, optional
        The day whose rules apply; the figure's own day (such as its ``as_of``) unless given, or else today.
    lang : str
        ``zh`` or ``en``: the language of the text; both are in the steps.
    house : Path, optional
        A folder of the house's own policy files.
    **options
        Arguments by name, such as ``instalments=True`` for each instalment and its interest.

    Returns
    -------
    Explanation

    Raises
    ------
    ValueError
        If the function is not known, or an argument is bad or missing.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> told = why("dpd", "2026-01-10", "2026-01-31", lang="en")
    >>> told.result, told.steps[-1].ground.rule
    (21, 'HOUSE-DPD')
    >>> print(told.lines()[0])
    AR_DPD = 21 days
    """
    name, explainer = explainer_of(function)

    def policies_of(whose: str) -> Policies:
        return Policies(whose, house)

    return explain_with(
        explainer, name, *arguments, policies_of=policies_of, profile=profile, on=on, lang=lang, **options
    )


def explain_with(  # as `why`
    explainer: Explainer,
    name: str,
    *arguments: object,
    policies_of: Callable[[str], Policies],
    profile: str = PROFILES[0],
    on: date | str | None = None,
    lang: str = "zh",
    **options: object,
) -> Explanation:
    """Tell why a figure is what it is, by an explainer and by a profile's rules that are at hand; all else as `why`."""
    policies = policies_of(profile)
    today = datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    call = Call(policies, None if on is None else read_day("on", on), today, policies_of)
    try:
        inspect.signature(explainer).bind(call, *arguments, **options)
    except TypeError as error:
        wanted = ", ".join(list(inspect.signature(explainer).parameters)[1:])
        raise ValueError(f"{name} takes {wanted}; {error}") from error
    told = explainer(call, *arguments, **options)
    _require_replay(name, told)
    return Explanation(name, told.result, told.unit, told.steps, call.policies.name, call.on, lang)


def _require_replay(name: str, told: Derivation) -> None:
    values = replay(told.steps)
    results = told.result if isinstance(told.result, tuple) else (told.result,)
    symbols = told.symbols or (told.steps[-1].gives.symbol,)
    wrong = {step.gives.symbol for step in told.steps if not agree(values[step.gives.symbol], step.gives.value)}
    wrong |= {symbol for symbol, result in zip(symbols, results, strict=True) if not agree(values[symbol], result)}
    if wrong:
        listed = ", ".join(sorted(wrong))
        raise ArrearsError(
            both("explain.engine.steps_do_not_come_figure", name=name, listed=listed),
        )
