"""What the house itself does: with its cases, its rules and its data."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads it
from typing import Annotated, Literal

from pydantic import Field

from arrears.store.records.base import CaseEvent, Event, Exact, Name, Note, Sha256
from arrears.tables.texts import LONGEST_NAME


class Assignment(CaseEvent):
    """A case is given to a collector 分案; an empty collector takes it back."""

    kind: Literal["assignment"] = "assignment"
    collector: Annotated[str, Field(max_length=LONGEST_NAME)]
    reason: Note | None = None


class Agency(Event):
    """An outside agency 委外机构: enrolled on the white list, inspected, struck off, or a return of its workbook taken.

    Attributes
    ----------
    agency : str
        Its name, under which its workbook is written and its contacts stand in the log.
    licence : str, optional
        Of one that is enrolled: its registration number.
    reached_by : str, optional
        Of one that is enrolled: whom the house calls there.
    passed : bool, optional
        Of an inspection: whether it may go on.
    findings : dict, optional
        Of an inspection: each item of the policy, whether it was met, and a remark.
    note : str, optional
        The reason, or a remark.
    """

    kind: Literal["agency"] = "agency"
    agency: Name
    state: Literal["enrolled", "inspected", "removed", "returned"]
    licence: Name | None = None
    reached_by: Note | None = None
    passed: bool | None = None
    findings: Exact | None = None
    note: Note | None = None


class Commission(CaseEvent):
    """A case is given to an agency for a time 委外, or recalled before its end; it stays its collector's.

    Attributes
    ----------
    commission_id : str
        The number of the pack with which it went out.
    until : date, optional
        Of one that is given: the last day.
    """

    kind: Literal["commission"] = "commission"
    commission_id: Name
    agency: Name
    state: Literal["given", "recalled"]
    until: date | None = None
    note: Note | None = None


class Escalation(CaseEvent):
    """A step of an escalation 升级: asked for, a department heard, approved, refused, carried out or closed; each under one number.

    Attributes
    ----------
    step : str
        The measure; of what is ``done``, the step of the court.
    assessment : dict, optional
        Of what is asked for: the figures as they stood.
    department, person, said_on, opinion
        Of a department that was heard: which, who spoke for it, when, and what.
    due_on : date, optional
        Until when, where the court has named a day.
    note : str, optional
        The reason, or a remark.
    """

    kind: Literal["escalation"] = "escalation"
    escalation_id: Name
    step: Name
    state: Literal["requested", "consulted", "approved", "refused", "done", "closed"]
    risk: Note | None = None
    consulted: Note | None = None
    assessment: Exact | None = None
    department: Name | None = None
    person: Name | None = None
    said_on: date | None = None
    opinion: Note | None = None
    due_on: date | None = None
    note: Note | None = None


class Export(Event):
    """Data left the house 导出: by which role, for which reason, how much, masked or in full."""

    kind: Literal["export"] = "export"
    role: Name
    reason: Note
    rows: Annotated[int, Field(ge=0, strict=True)]
    columns: tuple[Name, ...] = ()
    masked: bool = True
    claimed: bool | None = None
    """Whether the role is what the person said, and no database knew better."""
    file_name: Name | None = None
    file_sha256: Sha256 | None = None
    cases: tuple[Name, ...] | None = None
    """Whose values a file holds, where it is a release and no look at one case."""
    recipient: Name | None = None
    """To whom a file was given, such as the collector whose workbook it is."""


class BookPassword(Event):
    """A collector's own password for workbooks with numbers in full 工作簿密码, given once by the team lead; sealed like all content."""

    kind: Literal["book_password"] = "book_password"
    collector: Name
    password: Annotated[str, Field(min_length=1, max_length=200, repr=False)]


class LostFile(Event):
    """A file with full values was lost 文件遗失: which one; what was in it stands in its release."""

    kind: Literal["lost_file"] = "lost_file"
    file_name: Name
    file_sha256: Sha256 | None = None
    reason: Note


class PolicyChange(Event):
    """A house rule changed 规则变更."""

    kind: Literal["policy_change"] = "policy_change"
    name: Name
    rule: Name
    effective: date
    reason: Note
    before_sha256: Sha256 | None = None
    after_sha256: Sha256 | None = None


class Trial(Event):
    """A trial of a strategy 策略试验: begun with the persons drawn for it, before anybody is contacted by it, or ended.

    Attributes
    ----------
    strategy : dict, optional
        What is tried: its title, channels and hours.
    champions, challengers : tuple of str
        The cases whose persons were drawn for the house's own strategy, and for the new one.
    part : int
        A large trial begins with several events under one number, each with some of the cases.
    """

    kind: Literal["trial"] = "trial"
    trial_id: Name
    state: Literal["begun", "ended"]
    seed: Annotated[int, Field(ge=0, strict=True)] | None = None
    first_day: date | None = None
    last_day: date | None = None
    strategy: Exact | None = None
    champions: tuple[Name, ...] = ()
    challengers: tuple[Name, ...] = ()
    part: Annotated[int, Field(ge=0, strict=True)] = 0
    reason: Note | None = None


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


class Repair(Event):
    """What was found damaged and set aside, by whom and why: each fault's code, first and last number, and a hash of the rows as they stand.

    Only the store writes it. ``anchors`` are heads that the log no longer meets, given up with this event.
    """

    kind: Literal["repair"] = "repair"
    faults: tuple[tuple[str, int, int, str], ...]
    anchors: tuple[str, ...] = ()
    reason: Note
