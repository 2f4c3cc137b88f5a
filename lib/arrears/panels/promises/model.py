"""The view-model of promises and agreements: what is due, late or broken, what comes next, and who approves."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.agreements.events import agreements_of
from arrears.operations.agreements.standing import missing_for_force
from arrears.operations.customers.people import PERSON
from arrears.operations.customers.stops import person_flags
from arrears.operations.promises.steps import PROMISE_GROUPS, promise_steps
from arrears.panels.progress.model import source_of
from arrears.policy.records import AgreementConsent
from arrears.rules.next_action import NEVER_CALLED
from arrears.store.records import Assignment, NoteEvent
from arrears.store.state.agreement_sheet import agreement_sheet
from arrears.store.state.agreements import Agreements
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt
    from arrears.store.state.agreement_sheet import Sheet
    from arrears.store.state.history import Source

_LONGEST_NOTE = 2000
_OPEN = ("draft", "consented", "returned")
_STATE_COLUMNS = ("state_zh", "state_en")


class Promises:
    """Promises and agreements, as a lead looks at them.

    Parameters
    ----------
    session : Session
        The sitting at the store.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.source  # noqa: B018  # an empty store is told at once

    @property
    def source(self) -> Source:
        """What happened, read once for each head of the store."""
        return source_of(self.session)

    # --- promises ---------------------------------------------------------------------------------------------------

    @property
    def promises(self) -> pd.DataFrame:
        """The promises that ask for something, of cases that still owe something; names masked.

        Returns
        -------
        DataFrame
            As `arrears.operations.promises.steps.promise_steps` gives them, with ``key`` of the promise, ``customer_name``, ``collector``,
            ``flags`` and ``step`` in the session's language.
        """
        return self.session.at_head("promises", lambda _: self._promises())

    def _promises(self) -> pd.DataFrame:
        source = self.source
        cases = self.session.cases().set_index("case_id")
        flags = person_flags(cases)
        stopped = set(cases.index[np.logical_or.reduce([flags[name] for name in NEVER_CALLED])])
        events = source.events.follow_ups
        follow_ups = events if events is not None else pd.DataFrame(columns=["case_id", "due_on", "done_on"])
        table = promise_steps(source.promises, follow_ups, stopped, self.session.today, self.session.policies)
        # Who owes nothing is neither reminded nor asked why a promise was not kept.
        table = table[~table["case_id"].isin(source.settled)].reset_index(drop=True)
        told = cases.reindex(table["case_id"])
        return table.assign(
            due_on=pd.to_datetime(table["due_on"]).astype("datetime64[s]"),
            **{name: told[name].fillna("").to_numpy(dtype=object) for name in ("customer_name", "collector", "flags")},
        )

    def counts(self) -> dict[str, tuple[int, int]]:
        """Give how many promises are in each group, and what is still owed on them in fen."""
        table = self.promises
        rest = np.maximum(table["amount_fen"].to_numpy(dtype=np.int64) - table["paid_fen"].to_numpy(dtype=np.int64), 0)
        groups = table["group"].to_numpy(dtype=object)
        return {key: (int((groups == key).sum()), int(rest[groups == key].sum())) for key in PROMISE_GROUPS}

    def collectors(self) -> list[str]:
        """Name everybody who has a case."""
        return sorted({name for name in self.session.cases()["collector"].dropna() if name})

    def reassign(self, keys: Sequence[str], collector: str) -> Receipt:
        """Give the cases of some promises to a collector, with the customers' other cases: one customer has one collector.

        Parameters
        ----------
        keys : sequence of str
            Of the promises.
        collector : str
            Who gets them.

        Raises
        ------
        ArrearsError
            If nothing is chosen, or nobody is named.
        StoreError
            If somebody has given one of the cases away meanwhile.
        """
        cases = self._of_same_customers(self._cases_of(keys))
        if not collector.strip():
            raise ArrearsError(both("panels.promises.no_collector_chosen_choose_who"))
        owner = self.session.cases().set_index("case_id")["collector"]
        cases = [case for case in cases if owner.get(case) != collector]
        if not cases:
            raise ArrearsError(both("panels.promises.has_these_cases_already", collector=collector))
        events = [
            Assignment(**self._head(case, "assignment"), collector=collector, reason="承诺跟进") for case in cases
        ]
        return self._stored(events, kinds=("assignment",))

    def note(self, keys: Sequence[str], text: str) -> Receipt:
        """Write a note on the cases of some promises.

        Raises
        ------
        ArrearsError
            If nothing is chosen, or the note is empty or too long.
        """
        cases = self._cases_of(keys)
        if not text.strip() or len(text) > _LONGEST_NOTE:
            raise ArrearsError(
                both("panels.promises.note_has_characters_has", value=_LONGEST_NOTE, count=len(text.strip())),
            )
        return self._stored([NoteEvent(**self._head(case, "note"), text=text.strip(), topic="承诺") for case in cases])

    def _cases_of(self, keys: Sequence[str]) -> list[str]:
        table = self.promises
        chosen = table[table["key"].isin(list(keys))]
        if chosen.empty:
            raise ArrearsError(both("panels.promises.no_promise_chosen_choose_some"))
        return list(dict.fromkeys(chosen["case_id"]))

    def _of_same_customers(self, cases: Sequence[str]) -> list[str]:
        table = self.session.cases()
        customer = table[PERSON]
        others = table.loc[customer.isin(set(customer[table["case_id"].isin(cases)])), "case_id"]
        return list(dict.fromkeys([*cases, *others]))

    # --- agreements -------------------------------------------------------------------------------------------------

    @property
    def agreements(self) -> pd.DataFrame:
        """The agreements with their state, consent, approval, and what they lack.

        Returns
        -------
        DataFrame
            ``agreement_id, case_id, state, state_zh, state_en, drafted_by, drafted_on, consent_way, consent_evidence, consent_by,
            consented_on, approved_by, approved_on, waiting`` (whether it waits for approval), ``lacks_zh, lacks_en``.
        """
        return self.session.at_head("agreements", lambda _: self._agreements())

    def _agreements(self) -> pd.DataFrame:
        drafts, instalments = self._drafts()
        columns = [
            "agreement_id", "case_id", "drafted_by", "drafted_on", "consent_way", "consent_evidence", "consent_by",
            "consented_on", "approved_by", "approved_on",
        ]  # fmt: skip
        told = self.source.agreements
        if drafts.empty or told.empty:
            return pd.DataFrame(columns=[*columns, "state", *_STATE_COLUMNS, "waiting", "lacks_zh", "lacks_en"])
        lacks = missing_for_force(drafts, instalments, self._day, self.session.policies)
        words = lacks.groupby("agreement_id")[["zh", "en"]].agg("；".join)
        state = told.set_index("agreement_id").reindex(drafts["agreement_id"])
        is_open = state["state"].isin(_OPEN).to_numpy(dtype=bool)
        by_number = words.reindex(drafts["agreement_id"])
        return drafts.reindex(columns=columns).assign(
            **{name: state[name].to_numpy(dtype=object) for name in ("state", *_STATE_COLUMNS)},
            waiting=is_open & drafts["approved_on"].isna().to_numpy(dtype=bool),
            **{
                f"lacks_{lang}": np.where(is_open, by_number[lang].fillna("").to_numpy(dtype=object), "")
                for lang in ("zh", "en")
            },
        )

    def ways(self) -> dict[str, str]:
        """Give the word of each way of consent."""
        rule = self.session.policies.get(AgreementConsent, self._day)
        return {each.key: self.session.say((each.zh, each.en)) for each in rule.ways}

    @property
    def desk(self) -> Agreements:
        """The road that agreements take through the store, in this person's name."""
        return Agreements(self.session.store, self.session.actor, append=self._append, lang=self.session.lang)

    def approve(self, agreement_id: str) -> Receipt:
        """Approve an agreement as its second person; it is in force from then on, and collection stops (CN-70c).

        Raises
        ------
        ArrearsError
            If there is no such draft, it lacks something that the law asks for, or the same person drafted it or took the
            consent; the rule is named.
        StoreError
            If somebody has changed the agreement's case meanwhile.
        """
        self._waits(agreement_id)
        return self.desk.approve(agreement_id)

    def refuse(self, agreement_id: str, reason: str) -> Receipt:
        """Refuse an agreement, with the reason; raises as `approve` does, and without a reason."""
        self._waits(agreement_id)
        return self.desk.refuse(agreement_id, reason)

    def ask(self, agreement_id: str, question: str) -> Receipt:
        """Return an agreement with a question to its collector; raises as `approve` does, and without a question."""
        self._waits(agreement_id)
        return self.desk.ask(agreement_id, question)

    def put_in_force(self, agreement_id: str) -> Receipt:
        """Bring an agreement into force that was approved before; from then on collection stops (CN-70c).

        Raises
        ------
        ArrearsError
            If anything is missing: all of it, with its rules.
        """
        self._known(agreement_id)
        lacks = self.desk.missing(agreement_id)
        self._refuse(agreement_id, lacks)
        return self.desk.approve(agreement_id)

    def sheet(self, agreement_id: str) -> Sheet:
        """Give what is seen before a decision (`arrears.store.state.agreement_sheet.agreement_sheet`)."""
        self._known(agreement_id)
        return agreement_sheet(self.desk, agreement_id)

    def _waits(self, agreement_id: str) -> None:
        self._known(agreement_id)
        if not bool(self.agreements.set_index("agreement_id").loc[agreement_id, "waiting"]):
            raise ArrearsError(both("panels.promises.agreement_waits_no_approval_refresh", agreement_id=agreement_id))

    def _known(self, agreement_id: str) -> None:
        if agreement_id not in set(self._drafts()[0]["agreement_id"]):
            raise ArrearsError(both("panels.promises.there_no_agreement_refresh_page", agreement_id=agreement_id))

    def _refuse(self, agreement_id: str, lacks: pd.DataFrame) -> None:
        if len(lacks):
            raise ArrearsError(
                f"agreement {agreement_id}: " + "; ".join(f"{row.en} ({row.rule})" for row in lacks.itertuples()),
                f"协议 {agreement_id}：" + "；".join(f"{row.zh}（{row.rule}）" for row in lacks.itertuples()),
            )

    def _drafts(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self.session.at_head(
            "drafts", lambda store: agreements_of(store.events(kind=("agreement", "consent", "void")))
        )

    def _append(self, events: Sequence[dict[str, Any]]) -> Receipt:
        return self._stored(events)

    # --- the store --------------------------------------------------------------------------------------------------

    @property
    def _day(self) -> date:
        """The day on which something is decided: today, also where figures are looked at as of an earlier day."""
        zone = ZoneInfo(self.session.policies.profile.time_zone)
        return max(self.session.today, self.session.store.clock().astimezone(zone).date())

    def _head(self, case: str, kind: str) -> dict[str, Any]:
        now = self.session.store.clock()
        return {"case_id": case, "happened_at": now, "actor": self.session.actor, "key": f"panel-{kind}-{uuid.uuid4()}"}

    def _stored(self, events: Sequence[Any], kinds: Sequence[str] = ("agreement", "consent")) -> Receipt:
        """Store events unless somebody has decided about the same cases meanwhile."""
        return self.session.signed_in.append(events, expect=self.session.head(), expect_kinds=kinds)
