"""What is owed, paid, promised and planned."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads it
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from arrears.store.records.base import (
    MOST_FEN,
    CaseEvent,
    Channel,
    Event,
    Exact,
    Fen,
    Name,
    Note,
    PositiveFen,
)


class Placement(CaseEvent):
    """A case is placed for collection 委案, with what is owed at that instant; a later placement states anew what is owed.

    Attributes
    ----------
    details : dict, optional
        The rest of the case's row in a case list by its columns' names: texts, amounts in fen, days as ISO text.
    """

    kind: Literal["placement"] = "placement"
    opening_fen: Fen
    principal_fen: Fen | None = None
    interest_fen: Fen | None = None
    late_fee_fen: Fen | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    source: Name | None = None
    details: Exact | None = None


MOST_RESTATED = 2000
"""Cases that one restatement holds at most: what one event says stays far below a megabyte."""


class Restatement(Event):
    """A list states anew what is owed on many cases, and nothing else of them has changed 金额更新: interest ran on, say.

    It counts like a placement of each of them at that instant, without repeating their rows: one event, one seal for all.

    Attributes
    ----------
    placements : tuple of int
        The numbers of the placements whose rows hold but for what is said here; a case that was placed again is not meant.
    openings : tuple of int
        What is owed on each, in fen.
    cells : dict
        The cells of their rows that changed, by column: a list with one entry a case, None where a case's own stays as it was.
    """

    kind: Literal["restatement"] = "restatement"
    placements: Annotated[
        tuple[Annotated[int, Field(ge=1, strict=True)], ...], Field(min_length=1, max_length=MOST_RESTATED)
    ]
    openings: tuple[Fen, ...]
    cells: dict[Name, tuple[Annotated[int, Field(strict=True)] | Annotated[str, Field(max_length=20)] | None, ...]]

    @model_validator(mode="after")
    def _is_even(self) -> Self:
        if {len(self.openings), *map(len, self.cells.values())} != {len(self.placements)}:
            raise ValueError("openings and every column of cells must have one entry a placement")
        if len(set(self.placements)) != len(self.placements):
            raise ValueError("a placement may be named once only")
        return self


class Payment(CaseEvent):
    """A payment 还款 that the bank has received.

    Attributes
    ----------
    source : str, optional
        ``file``: from the bank's payment file. ``list``: seen in a case list, and not in a payment file so far.
    ground : str, optional
        What tied it to its case: ``case_id``, ``card_number``, ``customer_id``, ``id_number``, ``promise``, ``instalment``,
        ``by_hand``.
    settles : str, optional
        Key of the unmatched bank row that it comes from.
    """

    kind: Literal["payment"] = "payment"
    amount_fen: PositiveFen
    method: Name | None = None
    reference: Name | None = None
    source: Literal["file", "list"] | None = None
    ground: Name | None = None
    settles: Name | None = None


CUSTOMER_REPORT = "customer report"
"""The method of a payment event that only the customer reports: up to 0.2.0 claims were stored so; they are read as claims."""


class Claim(CaseEvent):
    """The customer says that something was paid 客户称已还款; it changes no balance until the money comes."""

    kind: Literal["claim"] = "claim"
    amount_fen: PositiveFen
    paid_on: date
    reference: Name | None = None
    note: Note | None = None


class Adjustment(CaseEvent):
    """What is owed changed without a payment 调整: a fee, interest or a correction above 0, a waiver below."""

    kind: Literal["adjustment"] = "adjustment"
    amount_fen: Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN, strict=True)]
    what: Literal["interest", "fee", "charge", "waiver", "correction"]
    reason: Note

    @field_validator("amount_fen")
    @classmethod
    def _is_not_nothing(cls, value: int) -> int:
        if value == 0:
            raise ValueError("must not be 0")
        return value


class BankRow(Event):
    """A row of a bank's payment file that fits no case, or several 待匹配入账; it waits for somebody to settle it.

    Attributes
    ----------
    amount_fen : int
        Below 0 for a reversal.
    named : dict
        What the row names: case, card, customer or id number.
    candidates : tuple of str
        Cases that it might be of.
    state : str
        ``open``; a correction with ``matched`` or ``set_aside`` settles it.
    """

    kind: Literal["bank_row"] = "bank_row"
    amount_fen: Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN, strict=True)]
    booked_on: date
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    reference: Name | None = None
    original_reference: Name | None = None
    memo: Note | None = None
    named: Exact | None = None
    candidates: tuple[Name, ...] = ()
    why: Name
    state: Literal["open", "matched", "set_aside"] = "open"
    note: Note | None = None


class Closing(CaseEvent):
    """A case is no longer collected on 退案: it left the list, was recalled, settled or transferred; or it is taken up again."""

    kind: Literal["closing"] = "closing"
    state: Literal["left_list", "recalled", "settled", "transferred", "reopened"]
    note: Note | None = None


class Reversal(CaseEvent):
    """A payment, or a part of it, is taken back 冲正; ``corrects`` names the payment."""

    kind: Literal["reversal"] = "reversal"
    corrects: Name
    amount_fen: PositiveFen
    reason: Note


class Promise(CaseEvent):
    """A promise to pay 承诺还款."""

    kind: Literal["promise"] = "promise"
    amount_fen: PositiveFen
    due_on: date
    channel: Channel | None = None
    contact: Name | None = None
    note: Note | None = None


class Instalment(BaseModel):
    """One instalment 期 of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    no: Annotated[int, Field(ge=1, le=600, strict=True)]
    due_on: date
    payment_fen: Fen
    principal_fen: Fen | None = None
    interest_fen: Fen | None = None
    fee_fen: Fen | None = None


class Plan(CaseEvent):
    """A repayment plan 还款计划 with its schedule."""

    kind: Literal["plan"] = "plan"
    plan_id: Name
    method: Name
    principal_fen: Fen
    annual_rate: Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,12})?$")] = "0"
    schedule: Annotated[tuple[Instalment, ...], Field(min_length=1, max_length=600)]
    state: Literal["proposed", "accepted", "withdrawn", "settled", "broken"] = "proposed"
    note: Note | None = None


class Waiver(CaseEvent):
    """A waiver of interest and fees 减免: asked for, approved, refused or withdrawn; each step under one number.

    Attributes
    ----------
    way : str
        ``lump_sum`` when the rest is paid at once, ``plan`` when it is paid by instalments.
    interest_share, fee_share : str
        The shares asked for, as decimals from 0 to 1.
    interest_fen, fees_fen : int
        What they come to.
    level : str, optional
        Who must decide by the policy ``waiver``; of a decision, who did.
    """

    kind: Literal["waiver"] = "waiver"
    waiver_id: Name
    state: Literal["requested", "approved", "refused", "withdrawn"]
    way: Literal["lump_sum", "plan"] | None = None
    interest_share: Annotated[str, Field(pattern=r"^(0(\.\d{1,6})?|1(\.0{1,6})?)$")] | None = None
    fee_share: Annotated[str, Field(pattern=r"^(0(\.\d{1,6})?|1(\.0{1,6})?)$")] | None = None
    interest_fen: Fen | None = None
    fees_fen: Fen | None = None
    level: Name | None = None
    reason: Note | None = None
