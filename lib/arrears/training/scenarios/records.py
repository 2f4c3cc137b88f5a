"""What a scenario file holds: a person, a case with its history, and steps at which somebody decides."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003  # pydantic reads the types when the program runs
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from arrears.words import Saying

Area = Literal["facts", "law", "tone", "plan", "record"]
AREAS: tuple[Area, ...] = ("facts", "law", "tone", "plan", "record")
Ask = Literal["figure", "contact", "words", "plan", "action", "agreement", "record"]
ITEMS = (*(f"A{n}" for n in range(1, 9)), *(f"B{n}" for n in range(1, 8)), *(f"C{n}" for n in range(1, 11)))
"""The 25 items of the three guidelines."""


class Frozen(BaseModel):
    """A record that cannot be changed, and whose file may not hold other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def both(self) -> Saying:
        """Both languages together."""
        return Saying(self.zh, self.en)

    def text(self, lang: str) -> str:
        """Give it in a language."""
        return self.both.text(lang)


class Figure(Frozen):
    """A figure that a worksheet function gives: the answer, and the explanation, come from `arrears.why`.

    Attributes
    ----------
    function : str
        Such as ``AR_DPD``.
    arguments : tuple
        Its arguments for one row.
    part : int, optional
        Which of several figures is asked for, counted from 0.
    """

    function: str = Field(pattern=r"^AR_[A-Z_]+$")
    arguments: tuple[bool | int | float | datetime | date | str, ...]
    part: int | None = Field(default=None, ge=0)


class Contact(Frozen):
    """A contact that was or would be made, in the local time of the person; columns as in the contact log."""

    at: datetime
    channel: str
    counterparty: str = "holder"
    outcome: str = "conversation"
    direction: str = "out"
    person: str = "holder"
    contact_point: str = ""
    people: int | None = None
    recorded: bool | None = None
    mentions_debt: bool | None = None
    introduced: bool | None = None
    id_shown: bool | None = None
    entry_agreed: bool | None = None


class State(Frozen):
    """What bears on contacts from a moment on, such as a stop."""

    state: str
    since: datetime
    person: str = "holder"
    channel: str = ""
    until: datetime | None = None


class Plan(Frozen):
    """A plan that is offered.

    Attributes
    ----------
    months : int
        Instalments.
    annual_rate : Decimal
        Interest a year.
    """

    months: int = Field(ge=1)
    annual_rate: Decimal = Decimal(0)


class Household(Frozen):
    """What comes in and goes out a month, in yuan."""

    income: Decimal
    fixed: Decimal
    flexible: Decimal


class Note(Frozen):
    """What is written down of a contact.

    Attributes
    ----------
    at, channel, outcome, counterparty : optional
        What the log needs.
    note : Text
        The words of the note.
    promise, due_on : Decimal, date, optional
        What was promised, in yuan, and for when.
    """

    note: Text
    at: datetime | None = None
    channel: str | None = None
    outcome: str | None = None
    counterparty: str | None = None
    promise: Decimal | None = None
    due_on: date | None = None


class Option(Frozen):
    """One way to decide at a step.

    Attributes
    ----------
    id, text : str, Text
        Its name in the file, and what the trainee chooses.
    next : str
        The step that follows; empty ends the scenario.
    reaction : Text, optional
        What happens then.
    value, contact, say, plan, action, agreement, record
        What is judged: the one that the step asks for.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: Text
    next: str = ""
    reaction: Text | None = None
    value: bool | int | float | date | str | None = None
    contact: Contact | None = None
    say: Text | None = None
    plan: Plan | None = None
    action: str | None = None
    agreement: dict[str, bool | int | float | date | str] | None = None
    record: Note | None = None


class Step(Frozen):
    """A moment at which the trainee decides.

    Attributes
    ----------
    id : str
        Its name in the file.
    area : str
        For which the answer counts: facts, law, tone, plan, record.
    ask : str
        What is judged.
    situation, question : Text
        What has happened, and what is asked.
    options : tuple of Option
        The ways to decide.
    seconds : int
        For the timer.
    figure : Figure, optional
        Where a figure is asked for.
    free : bool
        Whether the trainee may write words of one's own, which are judged as an option's are.
    audience : str
        Who hears the words.
    flags : str, optional
        Flags of the case by now, as a list writes them; the case's own unless given.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    area: Area
    ask: Ask
    situation: Text
    question: Text
    options: tuple[Option, ...] = Field(min_length=1)
    seconds: int = Field(default=90, ge=10, le=1800)
    figure: Figure | None = None
    free: bool = False
    audience: str = "holder"
    flags: str | None = None

    @model_validator(mode="after")
    def _has_what_it_asks(self) -> Step:
        needed = {"figure": "value", "words": "say"}.get(self.ask, self.ask)
        lacking = [option.id for option in self.options if getattr(option, needed) is None]
        if lacking:
            raise ValueError(f"asks for {self.ask!r}, so each option needs {needed!r}; missing in {', '.join(lacking)}")
        if self.ask == "figure" and self.figure is None:
            raise ValueError("asks for a figure; name the function and its arguments under 'figure'")
        if self.free and self.ask != "words":
            raise ValueError("only words can be written freely; leave 'free' out")
        names = [option.id for option in self.options]
        if len(set(names)) < len(names):
            raise ValueError("two options have the same id; give each its own")
        return self


class Scenario(Frozen):
    """A case to be worked.

    Attributes
    ----------
    id, title, persona, goal : str, Text
        Its name, what the person is like, and what is learnt.
    guidelines : tuple of str
        Items that it exercises, such as ``A4``.
    minutes : int
        About how long it takes.
    today : date
        The day on which it plays; all rules are those in force then.
    profile, time_zone : str
        Whose rules, and where the person lives.
    case : dict
        The case in the columns of a case list, invented.
    other_cases : tuple of dict
        Further cards of the person.
    household : Household, optional
        What the person earns and spends.
    contacts, states : tuple
        What has happened.
    steps : tuple of Step
        The first is where it begins.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Text
    persona: Text
    goal: Text
    guidelines: tuple[str, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=60)
    today: date
    case: dict[str, Any]
    steps: tuple[Step, ...] = Field(min_length=1)
    other_cases: tuple[dict[str, Any], ...] = ()
    household: Household | None = None
    contacts: tuple[Contact, ...] = ()
    states: tuple[State, ...] = ()
    profile: str = "cn"
    time_zone: str = "Asia/Shanghai"

    @model_validator(mode="after")
    def _names_items_that_there_are(self) -> Scenario:
        unknown = [item for item in self.guidelines if item not in ITEMS]
        if unknown:
            raise ValueError(
                f"guidelines: {', '.join(unknown)} is no item; the items are A1 to A8, B1 to B7, C1 to C10"
            )
        return self

    @model_validator(mode="after")
    def _knows_the_household_where_a_plan_is_asked_for(self) -> Scenario:
        if self.household is None and any(step.ask == "plan" for step in self.steps):
            raise ValueError("a step asks for a plan; say under 'household' what comes in and goes out a month")
        return self

    def step(self, name: str) -> Step:
        """Find a step by its id."""
        return next(step for step in self.steps if step.id == name)
