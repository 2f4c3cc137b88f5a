"""Rules that were not read in their primary text: what is to be checked, and the record of what was."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from arrears.errors import PolicyError
from arrears.files import in_one_step
from arrears.notations import NotationError, read_toml
from arrears.policy.records import PolicyCheck
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.policy.reader import Policies
    from arrears.policy.version import Version

FILE = "checked.toml"
"""Where a house records its checks, beside its own policy files."""
_NEEDED = {
    "policy": str,
    "layer": str,
    "rule": str,
    "digest": str,
    "by": str,
    "on": date,
    "against": str,
    "agrees": bool,
}
_NOT_CONTENT = ("checked",)


@dataclass(frozen=True)
class Check:
    """One rule that somebody compared with its text."""

    by: str
    on: date
    against: str
    agrees: bool


@dataclass(frozen=True)
class ToCheck:
    """One layer of one rule that was seen quoted or comes from memory.

    Attributes
    ----------
    name, layer, rule : str
        The policy's file, the folder that states it, the rule's id.
    version : mapping
        What the layer states.
    by, by_zh : str
        Who is to check it.
    until : date
        Until when.
    check : Check or None
        The last check of exactly this text; one of an earlier wording does not count.
    """

    name: str
    layer: str
    rule: str
    version: Version
    by: str
    by_zh: str
    until: date
    check: Check | None

    def source_in(self, lang: str) -> str:
        """Give the text that it is to be checked against, as people of a language cite it."""
        own = self.version.get("source_zh") if lang == "zh" else None
        return str(own or self.version["source"])

    @property
    def is_open(self) -> bool:
        """Whether nobody has found yet that it says what its text says."""
        return self.check is None or not self.check.agrees


def rules_to_check(policies: Policies, on: date) -> list[ToCheck]:
    """Give every layer of every rule in force on a day whose text or first day is of trust S or M, checked ones included.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> rows = rules_to_check(Policies("uk"), date(2026, 11, 28))
    >>> [(row.name, row.rule, str(row.until)) for row in rows][:2]
    [('contact_hours', 'CONC-7.9', '2027-02-21'), ('contact_stop_breathing_space', 'UK-BREATHING', '2026-12-23')]
    """
    terms = policies.get(PolicyCheck, max(on, _first(policies)))
    done = _recorded(policies.house)
    rows = []
    for name in policies.names():
        for version in policies.in_force(name, on):
            known = {version["trust"], version.get("effective_trust")}
            if not known & {"S", "M"}:
                continue
            days = terms.days_from_memory if "M" in known else terms.days_quoted
            key = (name, version.path.parent.name, _digest(version))
            until = version["checked"] + timedelta(days=days)
            rows.append(
                ToCheck(name, key[1], version["rule"], version, terms.reviewer, terms.reviewer_zh, until, done.get(key))
            )
    return rows


def record_check(policies: Policies, row: ToCheck, check: Check) -> Path:
    """Record in the house folder that somebody compared a rule with its text.

    Returns
    -------
    Path
        The file that it stands in.

    Raises
    ------
    PolicyError
        If there is no house folder, a text is empty, or the file there cannot be read.
    """
    if policies.house is None:
        raise PolicyError(
            both("policy.checking.check_recorded_house_folder_name"),
        )
    if not (check.by.strip() and check.against.strip()):
        raise PolicyError(
            both("policy.checking.check_needs_who_made_text"),
        )
    path = policies.house / FILE
    _recorded(policies.house)
    old = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if path.is_file() else ""
    values: dict[str, Any] = {
        "policy": row.name, "layer": row.layer, "rule": row.rule, "effective": row.version["effective"],
        "by": check.by.strip(), "on": check.on, "against": check.against.strip(), "agrees": check.agrees,
        "digest": _digest(row.version),
    }  # fmt: skip
    text = old + "[[checked]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())
    with in_one_step(path) as part, part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return path


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else json.dumps(str(value), ensure_ascii=False)


def _digest(version: Version) -> str:
    """Give the fingerprint of what a layer states: a check of one wording says nothing of another."""
    content = {key: str(value) for key, value in version.items() if key not in {*_NOT_CONTENT, "until"}}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _first(policies: Policies) -> date:
    first: date = min(version["effective"] for version in policies.versions(PolicyCheck.file))
    return first


def _recorded(house: Path | None) -> dict[tuple[str, str, str], Check]:
    path = None if house is None else house / FILE
    if path is None or not path.is_file():
        return {}
    named = f"{path.parent.name}/{path.name}"
    try:
        rows = read_toml(path.read_bytes()).get("checked", [])
    except NotationError as error:
        raise PolicyError(
            both("policy.checking.cannot_read_toml_correct_line", named=named, error=error.why),
        ) from error
    for number, row in enumerate(rows, 1):
        wrong = [key for key, kind in _NEEDED.items() if type(row.get(key)) is not kind]
        if wrong:
            raise PolicyError(
                both(
                    "policy.checking.entry_lacks_another_kind_correct",
                    named=named,
                    number=number,
                    wrong=", ".join(wrong),
                ),
            )
    return {
        (row["policy"], row["layer"], row["digest"]): Check(row["by"], row["on"], row["against"], row["agrees"])
        for row in rows
    }
