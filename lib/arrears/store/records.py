"""The events that a store takes: one frozen record a kind.

An event says what happened to which case, when, who says so, and under which key it may safely be sent again. Everything else is
its payload. Amounts are whole fen. No record ever shows its payload in an error or in its ``repr``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from arrears.store.canonical import canonical_json
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENVELOPE = frozenset({"kind", "case_id", "happened_at", "actor", "key", "corrects"})
"""What stands in an event's own columns; the rest is payload."""

_MOST_FEN = 10**15
Fen = Annotated[int, Field(ge=0, le=_MOST_FEN, strict=True)]
PositiveFen = Annotated[int, Field(gt=0, le=_MOST_FEN, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(?:[^\x00-\x1f]*\S)?$")]
"""A text on one line with no blanks around it."""
Note = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]


def _one_of(words: Iterable[str]) -> AfterValidator:
    known = tuple(words)

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value

    return AfterValidator(check)


Channel = Annotated[str, _one_of(CHANNELS)]


class Event(BaseModel):
    """What all events have.

    Attributes
    ----------
    case_id : str
        The case, or empty where an event belongs to none (an export, a change of policy).
    happened_at : datetime
        The instant, with its zone; stored in UTC.
    actor : str
        Who records it: a login or staff number, not a customer.
    key : str
        Idempotency key: the same key with the same content is stored once, with other content it is refused.
    corrects : str, optional
        Key of the event that this one replaces; of the payment, for a reversal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=False)

    kind: str
    case_id: Annotated[str, Field(max_length=200, pattern=r"^(?:\S(?:[^\x00-\x1f]*\S)?)?$")]
    happened_at: Annotated[AwareDatetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
    actor: Name
    key: Name
    corrects: Name | None = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show which event it is, and nothing of what it says."""
        yield from (("case_id", self.case_id), ("key", self.key))

    def payload(self) -> str:
        """Give what the event says as canonical JSON; a field that was not given leaves no trace."""
        return canonical_json(self.model_dump(mode="json", exclude=set(ENVELOPE), exclude_none=True))


class CaseEvent(Event):
    """An event that belongs to a case."""

    case_id: Name


class Placement(CaseEvent):
    """A case is placed for collection 委案, with what is owed on that day."""

    kind: Literal["placement"] = "placement"
    opening_fen: Fen
    principal_fen: Fen | None = None
    interest_fen: Fen | None = None
    late_fee_fen: Fen | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    source: Name | None = None


class Contact(CaseEvent):
    """A contact 联系, whatever came of it; ``happened_at`` is when it was made."""

    kind: Literal["contact"] = "contact"
    channel: Channel
    outcome: Annotated[str, _one_of(OUTCOMES)]
    time_zone: Name = "Asia/Shanghai"
    direction: Annotated[str, _one_of(DIRECTIONS)] = "out"
    counterparty: Annotated[str, _one_of(COUNTERPARTIES)] = "holder"
    purpose: Annotated[str, _one_of(PURPOSES)] = "collection"
    collector: Name | None = None
    person: Name | None = None
    contact_point: Name | None = None
    people: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    mentions_debt: bool | None = None
    opt_out_offered: bool | None = None
    recorded: bool | None = None
    id_shown: bool | None = None
    entry_agreed: bool | None = None
    notice_given: bool | None = None
    cause: Note | None = None
    note: Note | None = None


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


class Agreement(CaseEvent):
    """A repayment agreement 还款协议: each step of its life is an event of its own under one number."""

    kind: Literal["agreement"] = "agreement"
    agreement_id: Name
    state: Literal["drafted", "offered", "approved", "signed", "breached", "settled", "withdrawn"]
    plan_id: Name | None = None
    document_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    terms: dict[str, Any] | None = None
    oral: bool | None = None
    evidence: Name | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _terms_are_exact(self) -> Agreement:
        if self.terms is not None and not _is_exact(self.terms):
            raise ValueError("terms must hold texts, whole numbers, truth values, lists and tables only")
        return self


class Consent(CaseEvent):
    """A consent 同意 given, or taken back."""

    kind: Literal["consent"] = "consent"
    about: Name
    given: bool
    person: Name | None = None
    channel: Channel | None = None
    until: AwareDatetime | None = None
    evidence: Name | None = None
    terms: dict[str, Any] | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _terms_are_exact(self) -> Consent:
        if self.terms is not None and not _is_exact(self.terms):
            raise ValueError("terms must hold texts, whole numbers, truth values, lists and tables only")
        return self


class Assignment(CaseEvent):
    """A case is given to a collector 分案; an empty collector takes it back."""

    kind: Literal["assignment"] = "assignment"
    collector: Annotated[str, Field(max_length=200)]
    reason: Note | None = None


class Flag(CaseEvent):
    """A flag 标记 is set on a case, or lifted."""

    kind: Literal["flag"] = "flag"
    flag: Name
    on: bool
    person: Name | None = None
    channel: Channel | None = None
    until: AwareDatetime | None = None
    reason: Note | None = None


class Escalation(CaseEvent):
    """A step of an escalation 升级: asked for, approved, refused, carried out or closed."""

    kind: Literal["escalation"] = "escalation"
    escalation_id: Name
    step: Name
    state: Literal["requested", "consulted", "approved", "refused", "done", "closed"]
    risk: Note | None = None
    consulted: Note | None = None
    note: Note | None = None


class NoteEvent(CaseEvent):
    """A note 备注; a call for help and the team lead's answer are notes with a topic."""

    kind: Literal["note"] = "note"
    text: Note
    topic: Name | None = None


class Export(Event):
    """Data left the house 导出: by which role, for which reason, how much, masked or in full."""

    kind: Literal["export"] = "export"
    role: Name
    reason: Note
    rows: Annotated[int, Field(ge=0, strict=True)]
    columns: tuple[Name, ...] = ()
    masked: bool = True
    file_name: Name | None = None
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class PolicyChange(Event):
    """A house rule changed 规则变更."""

    kind: Literal["policy_change"] = "policy_change"
    name: Name
    rule: Name
    effective: date
    reason: Note
    before_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    after_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Void(Event):
    """An event was entered by mistake 作废: ``corrects`` names it, and no view shows it any longer. A payment is reversed instead."""

    kind: Literal["void"] = "void"
    corrects: Name
    reason: Note


class Erasure(Event):
    """What is left where personal content was erased: which events, why, on what legal basis, and by whom. Only the store writes it."""

    kind: Literal["erasure"] = "erasure"
    first_to_last: tuple[tuple[int, int], ...]
    reason: Note
    basis: Note
    early: bool = False


KINDS: dict[str, type[Event]] = {
    "placement": Placement, "contact": Contact, "payment": Payment, "reversal": Reversal, "promise": Promise, "plan": Plan,
    "agreement": Agreement, "consent": Consent, "assignment": Assignment, "flag": Flag, "escalation": Escalation,
    "note": NoteEvent, "export": Export, "policy_change": PolicyChange, "void": Void,
}  # fmt: skip
"""What `arrears.store.Store.append` takes, by kind."""


def _is_exact(value: object) -> bool:
    """Tell whether a value has one canonical form: floats have not."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_exact(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_is_exact(item) for item in value)
    return value is None or isinstance(value, str | bool | int)


def is_future(happened: datetime, now: datetime, seconds: int) -> bool:
    """Tell whether an instant is more than so many seconds ahead of the store's clock."""
    return (happened - now).total_seconds() > seconds
