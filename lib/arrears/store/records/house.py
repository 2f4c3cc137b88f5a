"""What the house itself does: with its cases, its rules and its data."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads it
from typing import Annotated, Literal

from pydantic import Field

from arrears.store.records.base import CaseEvent, Event, Name, Note, Sha256


class Assignment(CaseEvent):
    """A case is given to a collector 分案; an empty collector takes it back."""

    kind: Literal["assignment"] = "assignment"
    collector: Annotated[str, Field(max_length=200)]
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


class Export(Event):
    """Data left the house 导出: by which role, for which reason, how much, masked or in full."""

    kind: Literal["export"] = "export"
    role: Name
    reason: Note
    rows: Annotated[int, Field(ge=0, strict=True)]
    columns: tuple[Name, ...] = ()
    masked: bool = True
    file_name: Name | None = None
    file_sha256: Sha256 | None = None


class PolicyChange(Event):
    """A house rule changed 规则变更."""

    kind: Literal["policy_change"] = "policy_change"
    name: Name
    rule: Name
    effective: date
    reason: Note
    before_sha256: Sha256 | None = None
    after_sha256: Sha256 | None = None


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
