"""What is owed, paid, promised and planned."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads it
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from arrears.store.records.base import CaseEvent, Channel, Exact, Fen, Name, Note, PositiveFen


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


class Payment(CaseEvent):
    """A payment 还款 that the bank has received."""

    kind: Literal["payment"] = "payment"
    amount_fen: PositiveFen
    method: Name | None = None
    reference: Name | None = None


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
