"""What a change of the rules means for what is in a list or a store: cases, contacts, agreements, records; and that in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.agreements.events import KINDS, agreements_of
from arrears.operations.agreements.standing import agreement_table
from arrears.operations.policy_effects import changed_agreements, changed_breaches, changed_cases
from arrears.store.access.retention import retention_report
from arrears.store.state.case_list import stored_cases
from arrears.store.state.case_state import case_state
from arrears.store.state.contact_states import states_of
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from arrears.policy import Policies
    from arrears.store.log.chain import Store
    from arrears.words import Lang

LOOK_BACK_DAYS = 30
_EXAMPLES = 5
_GROUPS = 20
"""So many different changes of cases are written out."""
_ON_THE_WAY, _RUNNING = ("draft", "consented", "returned"), ("in_force", "breached")


@dataclass(frozen=True)
class Effects:
    """What differs; a table is None where that part was not looked at.

    Attributes
    ----------
    on, since : date
        The day that both sides are asked about, and the first day of the contacts that are looked at.
    cases_count, contacts_count, agreements_count, records_count : int
        How many were looked at.
    cases : DataFrame or None
        As `changed_cases` gives them.
    unknown : str
        Why cases or agreements cannot be compared, in words; blank where they can.
    forbidden, permitted : DataFrame or None
        As `changed_breaches` gives them.
    agreements : DataFrame or None
        As `changed_agreements` gives them.
    records : DataFrame or None
        ``case_id, before, after`` (last days on which a case's records are kept), ``rule_before, rule_after, years, is_over``.
    """

    on: date
    since: date
    cases_count: int = 0
    cases: pd.DataFrame | None = None
    unknown: str = ""
    contacts_count: int = 0
    forbidden: pd.DataFrame | None = None
    permitted: pd.DataFrame | None = None
    agreements_count: int = 0
    agreements: pd.DataFrame | None = None
    records_count: int = 0
    records: pd.DataFrame | None = None

    @property
    def is_of_nothing(self) -> bool:
        """Whether there was nothing on that day: no case, no contact of the month before, no agreement."""
        return not (self.cases_count or self.contacts_count or self.agreements_count)


def effects_by_day(days: Sequence[date], today: date, judge: Callable[[date], Effects]) -> list[Effects]:
    """Judge what there was as of each of several days; as of today where there was nothing on any of them.

    Parameters
    ----------
    days : sequence of date
        As `arrears.explain.rule_changes.Sides.days` gives them.
    today : date
        Where neither day has a case, what a change means is told for those of today.
    judge : callable
        Gives the effects as of a day.

    Returns
    -------
    list of Effects
        One a day, in their order.
    """
    found = [judge(day) for day in days]
    if all(one.is_of_nothing for one in found) and today not in days:
        return [judge(today)]
    return found


def effects_on_list(cases: pd.DataFrame, on: date, old: Policies, new: Policies, lang: Lang = "zh") -> Effects:
    """Judge a case list by the rules of both sides.

    Parameters
    ----------
    cases : DataFrame
        A case list in the internal form.
    on : date
        The day.
    old, new : Policies
        The rules of each side, as `Policies.frozen_on` gives them.
    lang : {"zh", "en"}
        Language of actions and reasons.
    """
    changed, unknown = _cases(cases, on, old, new, lang)
    return Effects(on, _since(on), len(cases), changed, unknown)


def effects_in_store(store: Store, on: date, old: Policies, new: Policies, lang: Lang = "zh") -> Effects:
    """Judge what is in a store by the rules of both sides: cases, contacts of the last month, agreements, records.

    Parameters
    ----------
    store : Store
        The store; nothing is written.
    on, old, new, lang
        As `effects_on_list` takes them.
    """
    table = stored_cases(store, on)
    changed, unknown = _cases(table, on, old, new, lang)
    since = _since(on)
    contacts = store.contacts()
    recent, forbidden, permitted = 0, None, None
    if not contacts.empty:
        contacts = contacts[contacts["at"].dt.date <= on].reset_index(drop=True)
        recent = int((contacts["at"].dt.date >= since).sum())
        states = states_of(store, on)
        forbidden, permitted = changed_breaches(contacts, old, new, since=since, states=states, lang=lang)
    count, agreements, why = _agreements(store, on, old, new, lang)
    # Of a day before there was anything to keep nothing is told.
    seen = bool(len(table) or recent or count)
    with store.reading() as connection:
        before, after = (retention_report(connection, policies, on) for policies in (old, new))
    return Effects(
        on=on,
        since=since,
        cases_count=len(table),
        cases=changed,
        unknown=unknown or why,
        contacts_count=recent,
        forbidden=forbidden,
        permitted=permitted,
        agreements_count=count,
        agreements=agreements,
        records_count=len(after) if seen else 0,
        records=_records(before, after) if seen else None,
    )


def _since(on: date) -> date:
    return on - timedelta(days=LOOK_BACK_DAYS)


def _cases(cases: pd.DataFrame, on: date, old: Policies, new: Policies, lang: Lang) -> tuple[pd.DataFrame | None, str]:
    try:
        return changed_cases(cases, on, old, new, lang), ""
    except PolicyError as error:
        return None, error.text(lang)


def _agreements(
    store: Store, on: date, old: Policies, new: Policies, lang: Lang
) -> tuple[int, pd.DataFrame | None, str]:
    events = store.events(kind=KINDS)
    drafts, instalments = agreements_of(events[events["happened_at"].dt.date <= on] if len(events) else events)
    if drafts.empty or instalments.empty:
        return 0, None, ""
    try:
        with store.reading() as connection:
            payments = case_state(connection, store.policies, on).payments
        standing = agreement_table(drafts, instalments, payments, on, store.policies).set_index("agreement_id")
        state = drafts["agreement_id"].map(standing["state"])
        live = state.isin([*_ON_THE_WAY, *_RUNNING])
        running = state[live].isin(_RUNNING).to_numpy(dtype=bool)
        own = drafts[live].reset_index(drop=True)
        return len(own), changed_agreements(own, instalments, running, on, old, new), ""
    except PolicyError as error:
        return len(drafts), None, error.text(lang)


def _records(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    moved = (after["keep_until"] != before["keep_until"]).to_numpy(dtype=bool)
    was, now = before[moved].reset_index(drop=True), after[moved].reset_index(drop=True)
    years = [new.year - old.year for old, new in zip(was["keep_until"], now["keep_until"], strict=True)]
    return pd.DataFrame(
        {
            "case_id": now["case_id"],
            "before": was["keep_until"],
            "after": now["keep_until"],
            "rule_before": was["rule"],
            "rule_after": now["rule"],
            "years": pd.Series(years, dtype="int64"),
            "is_over": now["status"].eq("erase"),
        }
    )


# --- in sentences -----------------------------------------------------------------------------------------------------


def effect_lines(effects: Effects, lang: Lang = "zh") -> Iterator[str]:
    """Say what a change means here, a sentence for each kind of it."""
    if effects.is_of_nothing and not effects.unknown and not effects.records_count:
        yield say("law.diff.nothing_yet", lang)
        return
    if effects.unknown:
        yield say("law.diff.cases_unknown", lang, why=effects.unknown)
    if effects.cases is not None and effects.cases_count:
        yield from _case_lines(effects, effects.cases, lang)
    if effects.forbidden is not None and effects.permitted is not None and effects.contacts_count:
        yield from _contact_lines(effects, effects.forbidden, effects.permitted, lang)
    if effects.agreements is not None:
        yield from _agreement_lines(effects, effects.agreements, lang)
    if effects.records is not None:
        yield from _record_lines(effects, effects.records, lang)


def case_groups(cases: pd.DataFrame) -> list[tuple[str, str, str, list[str]]]:
    """Give the changes of cases, the most frequent first: what, before, after, case ids."""
    by = [cases[key] for key in ("what", "before", "after")]
    groups = []
    for key, ids in cases.groupby(by, sort=False)["case_id"]:
        what, before, after = map(str, key)
        groups.append((what, before, after, list(map(str, ids))))
    return sorted(groups, key=lambda group: -len(group[3]))


def _case_lines(effects: Effects, cases: pd.DataFrame, lang: Lang) -> Iterator[str]:
    if cases.empty:
        yield say("law.diff.cases_same", lang, cases=effects.cases_count)
        return
    for what, before, after, ids in case_groups(cases)[:_GROUPS]:
        yield say(
            "law.diff.cases_row",
            lang,
            what=say(f"law.what.{what}", lang),
            before=before or "—",
            after=after or "—",
            count=len(ids),
            examples=_examples(ids),
        )


def _contact_lines(effects: Effects, forbidden: pd.DataFrame, permitted: pd.DataFrame, lang: Lang) -> Iterator[str]:
    for key, found in (("contacts_new", forbidden), ("contacts_gone", permitted)):
        if len(found):
            rules = ", ".join(f"{rule} × {count}" for rule, count in found["rule"].value_counts().items())
            yield say(
                f"law.diff.{key}",
                lang,
                since=effects.since,
                count=found["row"].nunique(),
                rules=rules,
                examples=_examples(found["case_id"]),
            )
    if forbidden.empty and permitted.empty:
        yield say("law.diff.contacts_same", lang, since=effects.since, count=effects.contacts_count)


def _agreement_lines(effects: Effects, agreements: pd.DataFrame, lang: Lang) -> Iterator[str]:
    if agreements.empty:
        yield say("law.diff.agreements_same", lang, count=effects.agreements_count)
        return
    for (words, rule), own in agreements.groupby([lang, "rule"], sort=False):
        yield say(
            "law.diff.agreements_row",
            lang,
            words=words,
            rule=rule,
            count=own["agreement_id"].nunique(),
            running=int(own["running"].sum()),
            examples=_examples(own["case_id"]),
        )


def _record_lines(effects: Effects, records: pd.DataFrame, lang: Lang) -> Iterator[str]:
    if records.empty:
        yield say("law.diff.kept_same", lang, count=effects.records_count)
        return
    for key, own in records.groupby(["years", "rule_before", "rule_after"]):
        years, old, new = map(str, key)
        shift = say("law.diff.kept_shift", lang, years=int(years), rule_before=old, rule_after=new)
        due = int(own["is_over"].sum())
        yield say("law.diff.kept_row", lang, shift=shift, count=len(own), due=due, examples=_examples(own["case_id"]))


def _examples(ids: Iterable[object]) -> str:
    return ", ".join(sorted({*map(str, ids)})[:_EXAMPLES])
