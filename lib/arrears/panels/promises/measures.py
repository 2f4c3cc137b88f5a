"""The view-model of legal measures that wait for a second person: what was assessed, who was heard, and the decision (B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from arrears.store.access.viewing import masked_texts
from arrears.store.state.dossier import assessment_lines
from arrears.store.state.escalations import Escalations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt


class Asked(NamedTuple):
    """One measure that waits: the assessment's lines (group, what, value, rule), and who was heard (day, department, person, opinion)."""

    lines: tuple[tuple[str, str, str, str], ...]
    heard: tuple[tuple[str, str, str, str], ...]


class Measures:
    """The measures that wait for a decision.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def desk(self) -> Escalations:
        """The escalations of the store, in the name and role of who sits here."""
        return Escalations(self.session.store, self.session.actor, append=self._append)

    @property
    def waiting(self) -> pd.DataFrame:
        """The measures that wait: ``escalation_id, case_id, measure, asked_by, asked_at, reason, heard``; free text masked."""
        return self.session.at_head("measures", lambda _: self._waiting())

    def _waiting(self) -> pd.DataFrame:
        table = self.desk.table()
        found = table[table["state"] == "requested"].reset_index(drop=True)
        return masked_texts(self.session.store, found, ["reason"])

    def measure(self, key: str) -> str:
        """Give a measure's word."""
        words = {one.key: (one.zh, one.en) for one in self.desk.terms.measures}
        return words[key][0 if self.session.lang == "zh" else 1] if key in words else key

    def asked(self, escalation_id: str) -> Asked:
        """Give what is to be read before one decides; personal data in free text masked."""
        lang, desk = self.session.lang, self.desk
        row = self.waiting.set_index("escalation_id").to_dict("index")[escalation_id]
        lines = pd.DataFrame(
            assessment_lines(row["assessment"], self.session.policies, lang), columns=["group", "what", "value", "rule"]
        )
        heard = desk.heard(escalation_id)
        of_case = [each.assign(case_id=row["case_id"]) for each in (lines, heard)]
        lines, heard = (
            masked_texts(self.session.store, each, names)
            for each, names in zip(of_case, (["value"], ["opinion"]), strict=True)
        )
        names = {one.key: getattr(one, lang) for one in desk.terms.departments}
        return Asked(
            tuple(zip(*(lines[name].astype(str) for name in ("group", "what", "value", "rule")), strict=True)),
            tuple(
                (str(one["said_on"]), names.get(one["department"], one["department"]), one["person"], one["opinion"])
                for one in heard.to_dict("records")
            ),
        )

    def approve(self, escalation_id: str, note: str = "") -> None:
        """Approve a measure as its second person, as `arrears.store.state.escalations.Escalations.approve` does.

        Raises
        ------
        ArrearsError
            As there.
        """
        self.desk.approve(self._case(escalation_id), note)

    def refuse(self, escalation_id: str, reason: str) -> None:
        """Refuse a measure as its second person.

        Raises
        ------
        ArrearsError
            As `arrears.store.state.escalations.Escalations.refuse` does.
        """
        self.desk.refuse(self._case(escalation_id), reason)

    def _case(self, escalation_id: str) -> str:
        waiting = self.waiting
        return str(waiting.loc[waiting["escalation_id"] == escalation_id, "case_id"].iloc[0])

    def _append(self, events: Sequence[dict[str, Any]]) -> Receipt:
        # Who decides has seen the store as it stands: what came to this kind since is read first.
        return self.session.signed_in.append(events, expect=self.session.head(), expect_kinds=("escalation",))
