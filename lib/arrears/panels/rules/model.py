"""The view-model of the rules: two states of them beside each other, what the difference means here, and what is to be checked."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from arrears.errors import ArrearsError
from arrears.explain.rule_changes import Sides, as_read, plain_rows, two_days, with_draft, with_shipped
from arrears.explain.rule_checks import check_page, check_state
from arrears.policy import Policies
from arrears.policy.checking import Check, record_check, rules_to_check
from arrears.store.state.policy_effects import effect_lines, effects_by_day, effects_in_store
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.panels.shell.session import Session
    from arrears.policy.checking import ToCheck
    from arrears.policy.compare import Change
    from arrears.store.state.policy_effects import Effects

Kind = Literal["days", "read", "house", "draft"]
KINDS: tuple[Kind, ...] = ("days", "read", "house", "draft")
"""What is compared: two days; the reading of a past day with today's; the house with what is shipped; a draft with what holds."""
_YEAR_DAYS = 365
_OWN = "HOUSE"
_LARGEST_DRAFT = 200_000


class Rules:
    """The rules as counsel, policy staff or a lead compare them. Nothing is written but checks in the house folder.

    Parameters
    ----------
    session : Session
        The sitting at the store; its profile and house say which rules.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    begin, end : date
        The earlier and the later day; of ``house`` and ``draft`` the later one counts.
    drafts : tuple of str
        Names of the policy files that are tried out.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.kind: Kind = "days"
        self.end = session.today
        self.begin = self.end - timedelta(days=_YEAR_DAYS)
        self.drafts: tuple[str, ...] = ()
        self._tried: Policies | None = None

    # --- what is compared -------------------------------------------------------------------------------------------

    def choose(self, kind: Kind, begin: date | None = None, end: date | None = None) -> None:
        """Choose what is compared.

        Raises
        ------
        ArrearsError
            If the days run backwards.
        """
        begin, end = begin or self.begin, end or self.end
        if kind == "days" and begin > end:
            raise ArrearsError(both("law.diff.days_backwards", before=begin, after=end))
        self.kind, self.begin, self.end = kind, begin, end

    def try_out(self, files: Mapping[str, bytes]) -> None:
        """Take draft policy files, such as ``contact_hours.toml``: they stand on top of the house's own, in a folder of their own.

        Raises
        ------
        ArrearsError
            If a name is no policy's or a file is too large, or a draft is wrong: file, line, key and remedy.
        """
        own = self.session.policies
        place = Path(tempfile.mkdtemp(prefix="arrears-draft-")) / "draft"
        # The folder lasts as long as this view: its policies are read from it again and again.
        weakref.finalize(self, shutil.rmtree, place.parent, ignore_errors=True)
        if own.house is None:
            place.mkdir()
        else:
            shutil.copytree(own.house, place)
        for name, content in files.items():
            if Path(name).name != name or not name.endswith(".toml") or len(content) > _LARGEST_DRAFT:
                raise ArrearsError(both("panels.rules.no_draft", name=name))
            (place / name).write_bytes(content)
        tried = Policies(own.name, place)
        # Every rule is read once, so that a fault is told here and not in the middle of a comparison.
        for _ in tried.records(self.end):
            pass
        self.drafts, self._tried, self.kind = tuple(sorted(files)), tried, "draft"

    def sides(self) -> Sides:
        """Give both sides.

        Raises
        ------
        ArrearsError
            If there is no house folder, or no draft, to compare with.
        """
        policies, lang = self.session.policies, self.session.lang
        if self.kind == "days":
            return two_days(policies, self.begin, self.end, lang)
        if self.kind == "read":
            return as_read(policies, self.begin, self.end, self.end, lang)
        if self.kind == "house":
            if policies.house is None:
                raise ArrearsError(both("panels.rules.no_house"))
            return with_shipped(policies, self.end, lang)
        if self._tried is None:
            raise ArrearsError(both("panels.rules.no_drafts"))
        return with_draft(policies, self._tried, self.end, lang)

    # --- what differs -----------------------------------------------------------------------------------------------

    def changes(self) -> list[Change]:
        """Give the rules that differ: law before house practice, the latest first."""
        found = self.sides().changes()
        return sorted(
            found, key=lambda one: (one.record.rule.startswith(_OWN), -one.record.effective.toordinal(), one.name)
        )

    def told(self, change: Change) -> tuple[str, str, str, list[tuple[str, str, str]]]:
        """Give a change for people: title, what its text says, source with its trust, and the values that differ.

        Values that are lists of their own, or have no name for people, are left out: `details` counts them.
        """
        say, lang, record = self.session.say, self.session.lang, change.record
        sides = self.sides()
        title = (sides.after if change.after else sides.before).title(change.name, lang)
        trust = say(f"commands.policy.trust.{record.trust}")
        source = say("law.diff.source", source=record.source_in(lang), trust=trust)
        return title, record.words_in(lang), source, plain_rows(change, lang)[0]

    def details(self, change: Change) -> int:
        """Count the values that differ and that `told` leaves out."""
        return plain_rows(change, self.session.lang)[1]

    def by_day(self) -> list[Effects]:
        """Judge what is in the store by both sides, as of each of the days compared; worked out once for each head, day and choice."""
        sides, lang, today = self.sides(), self.session.lang, self.session.today
        name = f"effects {self.kind} {self.begin} {self.end} {self.drafts} {lang} {self._tried and self._tried.house}"
        return self.session.at_head(
            name,
            lambda store: effects_by_day(
                sides.days, today, lambda on: effects_in_store(store, on, *sides.frozen(), lang)
            ),
        )

    def effects(self) -> Effects:
        """Give what the difference means as of the later day: of it the cases and contacts are listed."""
        return self.by_day()[-1]

    def lines(self) -> list[tuple[date, list[str]]]:
        """Say what the difference means here, for each day a sentence for each kind of it."""
        return [(effects.on, list(effect_lines(effects, self.session.lang))) for effects in self.by_day()]

    def cases(self) -> pd.DataFrame:
        """Give the cases that change: ``key, case_id, what, before, after``."""
        cases = self.effects().cases
        if cases is None:
            return pd.DataFrame(columns=["key", "case_id", "what", "before", "after"])
        said = {key: self.session.say(f"law.what.{key}") for key in cases["what"].unique()}
        return cases.assign(
            key=cases["case_id"] + " " + cases["what"],
            what=cases["what"].map(said),
            before=cases["before"].replace("", "—"),
            after=cases["after"].replace("", "—"),
        )

    def contacts(self) -> pd.DataFrame:
        """Give the contacts of the last month that only the later side forbids: ``key, local_time, case_id, collector, rule, words``."""
        found = self.effects().forbidden
        columns = ["local_time", "case_id", "collector", "rule", "happened", "words"]
        if found is None or found.empty:
            return pd.DataFrame(columns=["key", *columns])
        return found[columns].assign(
            key=[f"{row} {rule}" for row, rule in zip(found["row"], found["rule"], strict=True)]
        )

    # --- what is to be checked --------------------------------------------------------------------------------------

    def to_check(self) -> pd.DataFrame:
        """Give the rules that were quoted or come from memory: ``key, title, rule, trust, against, by, until, state, is_open``."""
        lang, today, policies = self.session.lang, self.session.today, self.session.policies
        rows = [
            {
                "key": f"{row.layer}/{row.name}",
                "title": policies.title(row.name, lang),
                "rule": row.rule,
                "trust": self.session.say(f"commands.policy.trust.{row.version['trust']}"),
                "against": row.source_in(lang),
                "by": row.by_zh if lang == "zh" else row.by,
                "until": pd.Timestamp(row.until),
                "state": check_state(row, today, lang),
                "is_open": row.is_open,
            }
            for row in self._checks()
        ]
        table = pd.DataFrame(rows).drop_duplicates("key").sort_values(["is_open", "until"], ascending=[False, True])
        return table.reset_index(drop=True)

    def page(self, key: str) -> list[str]:
        """Give the page of one rule that is to be checked: what, against which text, by whom, until when."""
        lang, today = self.session.lang, self.session.today
        return [line for row in self._named(key) for line in check_page(row, self.session.policies, today, lang)]

    def record_check(self, key: str, against: str, *, agrees: bool) -> None:
        """Record in the house folder that this person compared a rule with its text.

        Raises
        ------
        ArrearsError
            If no rule is chosen, there is no house folder, or the text that was read is not named.
        """
        for row in self._named(key):
            record_check(self.session.policies, row, Check(self.session.actor, self.session.today, against, agrees))

    def _checks(self) -> list[ToCheck]:
        return rules_to_check(self.session.policies, self.session.today)

    def _named(self, key: str) -> list[ToCheck]:
        rows = [row for row in self._checks() if f"{row.layer}/{row.name}" == key]
        if not rows:
            raise ArrearsError(both("panels.rules.no_rule_chosen"))
        return rows
