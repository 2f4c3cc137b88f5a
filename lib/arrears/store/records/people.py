"""What was said to whom, agreed to and asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from arrears.desk.zones import check_zone
from arrears.store.records.base import CaseEvent, Channel, Exact, Name, Note, Sha256, one_of
from arrears.tables.contacts import COUNTERPARTIES, DIRECTIONS, OUTCOMES, PURPOSES


class Contact(CaseEvent):
    """A contact 联系, whatever came of it; ``happened_at`` is when it was made."""

    kind: Literal["contact"] = "contact"
    channel: Channel
    outcome: Annotated[str, one_of(OUTCOMES)]
    time_zone: Annotated[Name, AfterValidator(check_zone)] = "Asia/Shanghai"
    direction: Annotated[str, one_of(DIRECTIONS)] = "out"
    counterparty: Annotated[str, one_of(COUNTERPARTIES)] = "holder"
    purpose: Annotated[str, one_of(PURPOSES)] = "collection"
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


class Agreement(CaseEvent):
    """A repayment agreement 还款协议: each step of its life is an event of its own under one number."""

    kind: Literal["agreement"] = "agreement"
    agreement_id: Name
    state: Literal["drafted", "offered", "approved", "signed", "breached", "settled", "withdrawn"]
    plan_id: Name | None = None
    document_sha256: Sha256 | None = None
    terms: Exact | None = None
    oral: bool | None = None
    evidence: Name | None = None
    note: Note | None = None


class Consent(CaseEvent):
    """A consent 同意 given, or taken back."""

    kind: Literal["consent"] = "consent"
    about: Name
    given: bool
    person: Name | None = None
    channel: Channel | None = None
    until: AwareDatetime | None = None
    evidence: Name | None = None
    terms: Exact | None = None
    note: Note | None = None


class Flag(CaseEvent):
    """A flag 标记 is set on a case, or lifted."""

    kind: Literal["flag"] = "flag"
    flag: Name
    on: bool
    person: Name | None = None
    channel: Channel | None = None
    until: AwareDatetime | None = None
    reason: Note | None = None


class NoteEvent(CaseEvent):
    """A note 备注; a call for help and the team lead's answer are notes with a topic."""

    kind: Literal["note"] = "note"
    text: Note
    topic: Name | None = None
