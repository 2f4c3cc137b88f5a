"""The view-model of what a customer told: willingness, cause, income and costs, written down and shown for one case."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.operations.plans.facts import household_event
from arrears.policy.records import Causes, HouseholdFacts
from arrears.store.state.agreement_sheet import household_lines
from arrears.store.state.agreements import Agreements
from arrears.tables.amounts import parse_amount
from arrears.tables.faults import Fault
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt
    from arrears.store.state.agreement_sheet import Line
    from arrears.words import Saying

AMOUNTS = ("income", "fixed", "flexible")
"""What a household gets and spends a month, in yuan."""
COUNTS = ("adults", "children")
WORDS = ("cause_note", "proof", "occupation", "assets")
_WILLING = {"yes": True, "no": False}


class Households:
    """What customers told of their situation, as a lead writes it down.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def causes(self) -> dict[str, tuple[str, str]]:
        """The causes of arrears to choose from, with their words."""
        policy = self.session.policies.get(Causes, self.session.today)
        return {one.key: (one.zh, one.en) for one in policy.causes}

    @property
    def purposes(self) -> dict[str, tuple[str, str]]:
        """What facts are asked for, with the words."""
        policy = self.session.policies.get(HouseholdFacts, self.session.today)
        return {one.key: (one.zh, one.en) for one in policy.purposes}

    def lines(self, case_id: str) -> tuple[Line, ...]:
        """Give what is known of a case's household, as an agreement's sheet shows it.

        Raises
        ------
        ArrearsError
            If no case is named, or the store has no such case.
        """
        return household_lines(self._desk(case_id), case_id.strip())

    def record(self, case_id: str, typed: Mapping[str, str]) -> Receipt:
        """Write down what a customer told.

        Parameters
        ----------
        case_id : str
            The case.
        typed : mapping
            What was typed, all of it text: ``willing`` (``yes`` or ``no``), ``cause``, ``purpose`` by their keys, `AMOUNTS` in yuan a
            month, `COUNTS`, `WORDS`; what is blank was not told.

        Raises
        ------
        ArrearsError
            If there is no such case, an amount or a number cannot be read, or the rules refuse a fact.
        """
        case = case_id.strip()
        self._desk(case).case(case)
        told: dict[str, Any] = {name: typed.get(name, "").strip() for name in (*WORDS, "cause", "purpose")}
        told["willing"] = _WILLING.get(typed.get("willing", ""))
        told["amounts"] = {name: _fen(name, typed[name]) for name in AMOUNTS if typed.get(name, "").strip()}
        told |= {name: _count(name, typed[name]) for name in COUNTS if typed.get(name, "").strip()}
        if not any(value not in ("", None, {}) for name, value in told.items() if name != "purpose"):
            told["purpose"] = ""
        store, actor = self.session.store, self.session.actor
        event = household_event(case, actor, store.clock(), told, store.policies, key=f"household-{uuid.uuid4()}")
        return self.session.signed_in.append([event])

    def _desk(self, case_id: str) -> Agreements:
        if not case_id.strip():
            raise ArrearsError(both("panels.household.no_case"))
        return Agreements(self.session.store, self.session.actor)


def label(name: str) -> Saying:
    """Give the words of a field."""
    return both(f"panels.household.{name}")


def _fen(name: str, text: str) -> int:
    fen = parse_amount(text)
    if isinstance(fen, Fault) or fen < 0:
        words = label(name)
        raise ArrearsError(
            both("panels.household.no_amount", text=text, name=words.en).en,
            both("panels.household.no_amount", text=text, name=words.zh).zh,
        )
    return fen


def _count(name: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        words = label(name)
        raise ArrearsError(
            both("panels.household.no_count", text=text, name=words.en).en,
            both("panels.household.no_count", text=text, name=words.zh).zh,
        )
    return int(text)
