"""What a collector can record in one cell "what happened", and which further cells each choice opens.

Who lays the sheet out and who reads it back both take it from here. A choice names the columns that it needs and those that it may
have; what stands in others is a finding on return, so that nothing that somebody typed is lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arrears.tables.columns import FLAG_WORDS
from arrears.tables.schedules import METHOD_WORDS
from arrears.words import Saying, both

PAYMENT, HELP = "payment", "help"
CORRECT, TAKE_BACK = "correct", "take_back"
DRAFT, STATEMENT, CONSENT, ANSWER, WITHDRAW, WAIVER = "draft", "statement", "consent", "answer", "withdraw", "waiver"
STEPS: Final = (CORRECT, TAKE_BACK, DRAFT, STATEMENT, CONSENT, ANSWER, WITHDRAW, WAIVER)
"""Choices that put an entry right, or take a step of an agreement or a waiver; they are checked against the store as it stands."""
_NOT_COLLECTORS: Final = ("legal", "agreement")

WAYS: Final[dict[str, tuple[str, ...]]] = {
    "written": both("workbooks.collector.happenings.writing"),
    "electronic": both("workbooks.collector.happenings.electronically"),
    "oral": both("workbooks.collector.happenings.orally"),
}
"""How a customer consents; the policy ``agreement_consent`` says which of them count."""
METHODS: Final[dict[str, tuple[str, ...]]] = {
    "equal_instalment": (METHOD_WORDS["equal_instalment"][0], "equal instalments"),
    "equal_principal": (METHOD_WORDS["equal_principal"][0], "equal principal"),
}
"""Methods of repayment to choose from."""
RELIEF: Final[dict[str, tuple[str, ...]]] = {
    "lump_sum": both("workbooks.collector.happenings.paid_once"),
    "plan": both("workbooks.collector.happenings.paid_instalments"),
}
"""How the rest is paid where interest and fees are waived."""
ENTRIES: Final[dict[str, tuple[str, ...]]] = {
    "promise": both("workbooks.collector.happenings.entry_promise"),
    "claim": both("workbooks.collector.happenings.entry_claim"),
    "contact": both("workbooks.collector.happenings.entry_contact"),
    "note": both("workbooks.collector.happenings.entry_note"),
    "flag": both("workbooks.collector.happenings.entry_flag"),
}
"""What a collector has entered and may put right: kinds of events."""
WITH_AMOUNT: Final = ("promise", "claim")
"""Entries of which an amount and a day can be wrong; what is wrong in another is taken back and entered anew."""
CHOICES: Final[dict[str, tuple[str, ...]]] = {**WAYS, **METHODS, **RELIEF, **ENTRIES}
"""The words of the column ``choice``."""
COLUMNS: Final = ("on", "amount", "count", "choice", "first_due", "reference", "note")
"""The columns that a choice may open."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One choice.

    Attributes
    ----------
    key : str
        Its word in code.
    words : tuple of str
        Chinese, English, then synonyms.
    needs, may : tuple of str
        The columns of `COLUMNS` that it needs, and further ones that it may have.
    choices : tuple of str
        Which of `CHOICES` fit it.
    """

    key: str
    words: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ("on", "note")
    choices: tuple[str, ...] = ()

    @property
    def opens(self) -> tuple[str, ...]:
        """The columns that it opens, in their order."""
        return tuple(name for name in COLUMNS if name in {*self.needs, *self.may})


HAPPENINGS: Final = (
    Happening(
        PAYMENT,
        (*both("workbooks.collector.happenings.customer_says_paid"), "还款", "payment"),
        ("amount",),
        ("on", "reference", "note"),
    ),
    *(
        Happening(
            f"flag:{key}",
            (*both("workbooks.collector.happenings.flag", key=Saying(words[0], key.replace("_", " "))), words[0], key),
        )
        for key, words in FLAG_WORDS.items()
        if key not in _NOT_COLLECTORS
    ),
    Happening(
        CORRECT,
        (*both("workbooks.collector.happenings.correct"), "更正", "correct"),
        ("choice", "note"),
        ("amount", "on", "reference"),
        WITH_AMOUNT,
    ),
    Happening(
        TAKE_BACK,
        (*both("workbooks.collector.happenings.take_back"), "作废", "take back"),
        ("choice", "note"),
        ("reference",),
        tuple(ENTRIES),
    ),
    Happening(HELP, (*both("workbooks.collector.happenings.help_from_team_lead"), "求助", "help")),
    Happening(
        DRAFT,
        (*both("workbooks.collector.happenings.draft_agreement"), "起草协议", "draft"),
        (),
        ("on", "count", "amount", "first_due", "choice", "note"),
        tuple(METHODS),
    ),
    Happening(
        STATEMENT, (*both("workbooks.collector.happenings.cost_statement_shown"), "statement"), (), ("on", "note")
    ),
    Happening(
        CONSENT,
        (*both("workbooks.collector.happenings.customer_confirms_consents"), "客户同意", "consent"),
        ("choice", "reference"),
        ("on", "count", "note"),
        tuple(WAYS),
    ),
    Happening(ANSWER, (*both("workbooks.collector.happenings.answer_reviewer"), "answer"), ("note",), ("on",)),
    Happening(WITHDRAW, (*both("workbooks.collector.happenings.withdraw_draft"), "withdraw"), (), ("on", "note")),
    Happening(
        WAIVER,
        (*both("workbooks.collector.happenings.ask_waiver"), "申请减免", "waiver"),
        ("choice", "count", "note"),
        ("on",),
        tuple(RELIEF),
    ),
)
"""Every choice. Of a correction ``choice`` says what was entered wrongly, ``amount`` and ``on`` what is right, ``reference`` which of several
it is, by its number (`arrears.store.state.correcting.entries`), and ``note`` why. ``count`` is months of a draft, seconds of reading of an electronic consent, per cent of interest and fees of a
waiver; ``amount`` of a draft is what the customer wishes to pay a month."""

BY_KEY: Final = {happening.key: happening for happening in HAPPENINGS}
ITEMS: Final[dict[str, tuple[str, ...]]] = {happening.key: happening.words for happening in HAPPENINGS}
"""The words of the column ``item``."""
