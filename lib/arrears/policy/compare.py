"""What changes between two states of the rules: two days, two readings of the texts, or with and without a house's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from arrears.policy.reader import record_type
from arrears.policy.records import Record, Watch

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy.reader import Policies

Kind = Literal["begins", "ends", "changes", "restated"]
_ABSENT = "—"


@dataclass(frozen=True)
class Value:
    """One value of a rule before and after; `_ABSENT` where a side does not state it."""

    key: str
    before: object
    after: object


@dataclass(frozen=True)
class Change:
    """A rule that differs.

    Attributes
    ----------
    name : str
        The policy's file.
    kind : str
        begins: it is in force on the later side only. ends: on the earlier only. changes: a value differs. restated: the values are
        the same, the ground is another: rule, source, trust or words.
    before, after : Record or None
        The rule on each side.
    values : tuple of Value
        What differs, key by key.
    """

    name: str
    kind: Kind
    before: Record | None
    after: Record | None
    values: tuple[Value, ...]

    @property
    def record(self) -> Record:
        """The rule as it stands on the later side, or as it stood where it ends."""
        found = self.after or self.before
        if found is None:
            raise ValueError(f"the change of {self.name} has no rule on either side")
        return found


def compare(before: Policies, on_before: date, after: Policies, on_after: date) -> list[Change]:
    """Compare the rules of two days or of two sets.

    Parameters
    ----------
    before, after : Policies
        The rules on each side; the same object for two days of one profile.
    on_before, on_after : date
        The day that each side is asked about.

    Returns
    -------
    list of Change
        By name of the policy; drafts that are only watched are left out, because they change nothing.

    Raises
    ------
    PolicyError
        If a policy file is wrong.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> online = Policies("cn_online")
    >>> changes = compare(online, date(2025, 9, 30), online, date(2025, 10, 1))
    >>> [(change.name, change.record.rule, [value.key for value in change.values]) for change in changes]
    [('rate_warning', 'CN-ASSIST', ['binding'])]
    """
    found = []
    for name in sorted({*before.names(), *after.names()}):
        if record_type(name) is Watch:
            continue
        change = _change(name, _at(before, name, on_before), _at(after, name, on_after))
        if change is not None:
            found.append(change)
    return found


def _at(policies: Policies, name: str, day: date) -> Record | None:
    spans = policies.since(record_type(name), name)
    return next((record for since, record in reversed(spans) if since <= day), None)


def _change(name: str, before: Record | None, after: Record | None) -> Change | None:
    if before is None and after is None:
        return None
    old, new = (_values(record) for record in (before, after))
    differs = tuple(
        Value(key, old.get(key, _ABSENT), new.get(key, _ABSENT))
        for key in dict.fromkeys([*old, *new])
        if old.get(key, _ABSENT) != new.get(key, _ABSENT)
    )
    if before is None:
        return Change(name, "begins", before, after, differs)
    if after is None:
        return Change(name, "ends", before, after, differs)
    if differs:
        return Change(name, "changes", before, after, differs)
    ground = ("rule", "source", "trust", "words")
    if any(getattr(before, key) != getattr(after, key) for key in ground):
        return Change(name, "restated", before, after, ())
    return None


def _values(record: Record | None) -> dict[str, object]:
    if record is None:
        return {}
    return {key: getattr(record, key) for key in type(record).model_fields if key not in Record.model_fields}
