"""What was said to whom, agreed to and asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from arrears.operations.contacts.zones import check_zone
from arrears.store.records.base import CaseEvent, Channel, Exact, Fen, Name, Note, Sha256, one_of
from arrears.tables.contacts import COUNTERPARTIES, DIRECTIONS, OUTCOMES, PURPOSES, VOICES


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
    introduced: bool | None = None
    asked: tuple[Name, ...] | None = None
    voice: Annotated[str, one_of(VOICES)] | None = None
    cause: Note | None = None
    note: Note | None = None


class Agreement(CaseEvent):
    """A repayment agreement 还款协议: each step of its life is an event of its own under one number.

    Attributes
    ----------
    state : str
        ``drafted`` with its terms; ``statement``: the statement of its cost was made; ``returned``: the second person asks
        something, ``answered``: it was answered; ``approved``, ``refused``; ``signed``: in force; ``breached``; ``reopened``: goes
        on under new due dates; ``settled``; ``withdrawn``. ``offered`` is kept for older stores.
    document_sha256 : str, optional
        Of what was printed: the content, not the file.
    note : str, optional
        The question, the answer, or the reason.
    """

    kind: Literal["agreement"] = "agreement"
    agreement_id: Name
    state: Literal[
        "drafted", "offered", "statement", "returned", "answered", "approved", "refused", "signed", "breached", "reopened",
        "settled", "withdrawn",
    ]  # fmt: skip
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


class Household(CaseEvent):
    """What a customer told of their situation 客户情况; a later event says anew what it names and leaves the rest.

    Attributes
    ----------
    willing : bool, optional
        Whether the customer is willing to pay.
    cause : str, optional
        A cause of the policy ``causes``; ``cause_note`` in the customer's own words, ``proof`` what shows it.
    amounts : dict, optional
        Fen a month by a line of the policy ``affordability``, or by ``income``, ``fixed`` and ``flexible`` where only sums are told.
    adults, children : int, optional
        People of the household.
    occupation, assets : str, optional
        In few words; assets for a purpose alone that the policy ``household_facts`` names.
    purpose : str, optional
        What the facts were asked for.
    """

    kind: Literal["household"] = "household"
    willing: bool | None = None
    cause: Name | None = None
    cause_note: Note | None = None
    proof: Name | None = None
    amounts: dict[Name, Fen] | None = None
    adults: Annotated[int, Field(ge=0, le=50, strict=True)] | None = None
    children: Annotated[int, Field(ge=0, le=50, strict=True)] | None = None
    occupation: Note | None = None
    assets: Note | None = None
    purpose: Name | None = None


class Help(CaseEvent):
    """A call for the team lead's help 请组长协助: asked, answered, closed; each step under one number.

    Attributes
    ----------
    text : str
        The question, or the answer.
    keep : bool, optional
        Of an answer: whether it is kept as the house's example for training.
    """

    kind: Literal["help"] = "help"
    help_id: Name
    state: Literal["asked", "answered", "closed"]
    text: Note
    keep: bool | None = None


class Letter(CaseEvent):
    """A letter 信函 under a number of its own: made, sent, delivered or returned, or never sent; each step is an event.

    Attributes
    ----------
    title, purpose : str, optional
        Of one that is made: which text, and what it is for.
    document_sha256 : str, optional
        Of what was printed: the content, not the file.
    tracking : str, optional
        Of one that is sent: the post's own number.
    note : str, optional
        Why it came back, or is not sent.
    """

    kind: Literal["letter"] = "letter"
    letter_id: Name
    state: Literal["made", "sent", "delivered", "returned", "withdrawn"]
    title: Name | None = None
    purpose: Annotated[str, one_of(PURPOSES)] | None = None
    document_sha256: Sha256 | None = None
    tracking: Name | None = None
    note: Note | None = None


class CallBack(CaseEvent):
    """The customer asks to be called back 约定回电; ``wanted_at`` is the last moment that was asked for, and the earlier one is over."""

    kind: Literal["call_back"] = "call_back"
    wanted_at: AwareDatetime
    note: Note | None = None


class NoteEvent(CaseEvent):
    """A note 备注 with a topic. Stores of 0.2.0 hold calls for help as notes of the topic ``help``."""

    kind: Literal["note"] = "note"
    text: Note
    topic: Name | None = None
