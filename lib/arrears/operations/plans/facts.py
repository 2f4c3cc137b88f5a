"""What customers told of their situation, read from the events: willingness, cause, income, costs, people, assets (B4, C4, C5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.plans.affordability import affordable_amounts
from arrears.policy.records import Affordability, Causes, HouseholdFacts
from arrears.rules.masking import repeatable
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.policy.records import Purpose

SUMS = ("income", "fixed", "flexible")
"""What the lines of a statement come to; told as sums where the lines are not told."""
FIELDS = (
    "willing",
    "cause",
    "cause_note",
    "proof",
    "amounts",
    "adults",
    "children",
    "occupation",
    "assets",
    "purpose",
)
"""What a `household` event may say."""
_IN_WORDS = ("cause_note", "occupation", "assets")
_FEN = tuple(f"{name}_fen" for name in SUMS)


def household_event(  # an event's parts
    case_id: str,
    actor: str,
    at: datetime,
    told: Mapping[str, Any],
    policies: Policies,
    *,
    key: str,
) -> dict[str, Any]:
    """Give the event that records what a customer told.

    Parameters
    ----------
    case_id, actor, at, key
        Which case, who recorded it, when it was told, and the event's key.
    told : mapping
        By `FIELDS`; what is None or blank was not told. ``amounts`` in fen a month, by a line of the policy ``affordability`` or by
        `SUMS`.
    policies : Policies
        Whose causes, lines and purposes apply.

    Raises
    ------
    ArrearsError
        If nothing was told, a cause, a line or a purpose is not known, a fact is recorded for a purpose that does not need it, or it
        is longer than the policy allows or holds a number of an account or a paper; value, rule and remedy are named.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from arrears.policy import Policies
    >>> at = datetime(2026, 11, 23, 2, tzinfo=UTC)
    >>> event = household_event("A1", "li", at, {"willing": True, "cause": "illness"}, Policies("cn"), key="k")
    >>> event["kind"], event["cause"]
    ('household', 'illness')
    """
    said = {name: told[name] for name in FIELDS if told.get(name) not in (None, "", {})}
    if not set(said) - {"purpose"}:
        raise ArrearsError(
            both("operations.plans.facts.nothing_told_household_give_willingness"),
        )
    on = pd.Timestamp(at).tz_convert(policies.profile.time_zone).date()
    _check_cause(said, policies.get(Causes, on))
    _check_amounts(said.get("amounts", {}), policies.get(Affordability, on))
    _check_scope(said, policies.get(HouseholdFacts, on))
    return {"kind": "household", "case_id": case_id, "happened_at": at, "actor": actor, "key": key} | said


def household_facts(events: pd.DataFrame, as_of: date, policies: Policies) -> pd.DataFrame:
    """Give what is known of each household on a day: of each fact what was told last.

    Parameters
    ----------
    events : DataFrame
        As ``store.events(kind="household")`` gives them, or with other kinds; what was voided or corrected is left out.
    as_of : date
        What was told later is not seen.
    policies : Policies
        Whose causes and affordability apply.

    Returns
    -------
    DataFrame
        Indexed by ``case_id``: `FIELDS` without amounts, ``cause_zh, cause_en, hardship, needs_proof``, ``income_fen, fixed_fen,
        flexible_fen`` (Int64), ``affordable_fen`` (Int64; where income and costs are known), ``told_on, told_by``.
    """
    gone = set(events["corrects"].dropna())
    live = events[(events["kind"] == "household") & ~events["key"].isin(gone)]
    live = live[live["happened_at"].dt.date <= as_of].sort_values("happened_at", kind="stable")
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(columns=list(FIELDS))
    sums = _sums(said["amounts"], policies.get(Affordability, as_of))
    names = [name for name in FIELDS if name != "amounts"]
    day = live["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    table = said[names].join(sums).assign(case_id=live["case_id"], told_on=day, told_by=live["actor"])
    facts = table.groupby("case_id").last()
    facts[list(_FEN)] = facts[list(_FEN)].astype("Int64")
    facts["affordable_fen"] = _affordable(facts, as_of, policies)
    return facts.join(_causes(facts["cause"], policies.get(Causes, as_of)))


def _affordable(facts: pd.DataFrame, as_of: date, policies: Policies) -> pd.Series[Any]:
    amount = pd.Series(pd.NA, index=facts.index, dtype="Int64")
    known = facts[list(_FEN)].notna().all(axis=1).to_numpy(dtype=np.bool_)
    if known.any():
        income, fixed, flexible = (facts.loc[known, name].to_numpy(dtype=np.int64) for name in _FEN)
        amount = _where(amount, known, affordable_amounts(income, fixed, flexible, as_of, policies))
    return amount


def _where(column: pd.Series[Any], at: NDArray[np.bool_], values: NDArray[np.int64]) -> pd.Series[Any]:
    """Put values where they are known."""
    whole = np.zeros(len(column), dtype=np.int64)
    whole[at] = values
    found: pd.Series[Any] = column.where(~at, pd.Series(whole, index=column.index, dtype="Int64"))
    return found


def _sums(amounts: pd.Series[Any], policy: Affordability) -> pd.DataFrame:
    """Add up the lines of each statement by their group; a group of which nothing was told is not known."""
    groups = {
        "income": {"income", *(line.key for line in policy.income)},
        "fixed": {"fixed", *(line.key for line in policy.fixed)},
        "flexible": {"flexible", *(line.key for line in policy.flexible)},
    }
    group_of = {key: f"{group}_fen" for group, keys in groups.items() for key in keys}
    told = amounts[amounts.map(lambda cell: isinstance(cell, dict) and bool(cell))]
    flat = told.map(lambda cell: list(cell.items())).explode()
    lines = pd.DataFrame(list(flat), columns=["line", "fen"], index=flat.index)
    lines["group"] = lines["line"].map(group_of)
    summed = lines.groupby([lines.index, "group"])["fen"].sum().unstack("group")  # noqa: PD010  # keys are unique
    return summed.reindex(index=amounts.index, columns=list(_FEN))


def _causes(causes: pd.Series[Any], policy: Causes) -> pd.DataFrame:
    known = {cause.key: cause for cause in policy.causes}
    return pd.DataFrame(
        {
            "cause_zh": causes.map({key: cause.zh for key, cause in known.items()}),
            "cause_en": causes.map({key: cause.en for key, cause in known.items()}),
            "hardship": causes.map({key: cause.hardship for key, cause in known.items()})
            .fillna(value=False)
            .astype(bool),
            "needs_proof": causes.map({key: cause.proof for key, cause in known.items()})
            .fillna(value=False)
            .astype(bool),
        },
        index=causes.index,
    )


def _check_cause(said: Mapping[str, Any], policy: Causes) -> None:
    cause = said.get("cause")
    if cause is not None and policy.find(str(cause)) is None:
        named = repeatable(str(cause))
        raise ArrearsError(
            both(
                "operations.plans.facts.cause_none_choose_one_put",
                cause=named,
                rule=policy.rule,
                value=Saying(
                    "、".join(f"{one.key} {one.zh}" for one in policy.causes),
                    ", ".join(one.key for one in policy.causes),
                ),
            ),
        )


def _check_amounts(amounts: Mapping[str, Any], policy: Affordability) -> None:
    lines = [line.key for line in (*policy.income, *policy.fixed, *policy.flexible)]
    unknown = [key for key in amounts if key not in {*lines, *SUMS}]
    if unknown:
        raise ArrearsError(
            both(
                "operations.plans.facts.statement_has_no_line_lines",
                unknown=unknown[0],
                rule=policy.rule,
                value=Saying("、".join((*SUMS, *lines)), ", ".join((*SUMS, *lines))),
            ),
        )


def _check_scope(said: Mapping[str, Any], policy: HouseholdFacts) -> None:
    """Refuse what the purpose does not ask for: least scope."""
    purposes = {purpose.key: purpose for purpose in policy.purposes}
    purpose = str(said.get("purpose", policy.purposes[0].key))
    if purpose not in purposes:
        raise ArrearsError(
            both(
                "operations.plans.facts.purpose_none_choose_one",
                purpose=purpose,
                rule=policy.rule,
                purposes=Saying("、".join(f"{one.key} {one.zh}" for one in purposes.values()), ", ".join(purposes)),
            ),
        )
    ground = policy.ground("only_for").rule
    for fact, needed in policy.only_for.items():
        if fact in said and purpose not in needed:
            raise _out_of_scope(fact, purposes[purpose], [purposes[key] for key in needed], f"{policy.rule}, {ground}")
    long_number = re.compile(r"(?:\d[ -]?){%d,}" % (policy.most_digits + 1))  # noqa: UP031  # braces of its own
    for fact in _IN_WORDS:
        text = str(said.get(fact, ""))
        if len(text) > policy.most_characters or long_number.search(text):
            raise ArrearsError(
                both(
                    "operations.plans.facts.has_characters_long_number_most",
                    count=len(text),
                    rule=policy.rule,
                    ground=ground,
                    most_characters=policy.most_characters,
                    fact=Saying(_FACT_WORDS[fact], fact),
                ),
            )


_FACT_WORDS = {"cause_note": "原因说明", "occupation": "职业", "assets": "资产情况"}


def _out_of_scope(fact: str, purpose: Purpose, needed: list[Purpose], rules: str) -> ArrearsError:
    return ArrearsError(
        both(
            "operations.plans.facts.not_recorded_least_scope_name",
            fact=Saying(_FACT_WORDS.get(fact, fact), fact),
            what=Saying(purpose.zh, purpose.en),
            rules=Saying(rules.replace(", ", "、"), rules),
            value=Saying("、".join(one.zh for one in needed), ", ".join(one.en for one in needed)),
        ),
    )


def facts_on(facts: pd.DataFrame, case_id: str) -> dict[str, Any]:
    """Give what is known of one household, by name; what is not known is left out."""
    if case_id not in facts.index:
        return {}
    row = facts.loc[case_id]
    known = {str(name): cell for name, cell in row.items() if cell is not None and not pd.isna(cell) and cell != ""}
    # What is written down as JSON takes Python's own values.
    return {name: cell.item() if isinstance(cell, np.generic) else cell for name, cell in known.items()}
