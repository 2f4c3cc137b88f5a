"""The table of macros: what the ribbon, Calc's menu and `xl_addin.macros.run` know of each."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.words import both
from arrears.workbooks.collector.happenings import (
    ANSWER,
    CONSENT,
    CORRECT,
    HELP,
    PAYMENT,
    STATEMENT,
    TAKE_BACK,
    WAIVER,
    WITHDRAW,
)


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro.

    Attributes
    ----------
    id : str
        Its name in code.
    group : str
        The ribbon's group, a key of `GROUPS`.
    image : str
        Its picture, by Office's own name (imageMso).
    zh, en : str
        Its label.
    tip_zh, tip_en : str
        What it does, in one sentence.
    large : bool
        Whether its button is a large one.
    action : str
        The module of `xl_addin.macros.actions` whose function ``run`` does it; the one of its name unless said.
    given : tuple of str
        What ``run`` is told beside the workbook.
    """

    id: str
    group: str
    image: str
    zh: str
    en: str
    tip_zh: str
    tip_en: str
    large: bool = False
    action: str = ""
    given: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The full name of its module."""
        return f"xl_addin.macros.actions.{self.action or self.id}"

    def label(self, lang: str) -> str:
        """Give its label in a language."""
        return self.zh if lang == "zh" else self.en

    def tip(self, lang: str) -> str:
        """Say in a language what it does."""
        return self.tip_zh if lang == "zh" else self.tip_en


TAB = ("Arrears 催收", "Arrears 催收")
"""The tab, and Calc's menu, in Chinese and English."""

GROUPS: dict[str, tuple[str, str]] = {
    "list": both("xl_addin.macros.table.list"),
    "entries": both("xl_addin.macros.table.entries"),
    "agreement": both("xl_addin.macros.table.agreements"),
    "texts": both("xl_addin.macros.table.documents"),
    "desk": both("xl_addin.macros.table.workbook"),
}
"""The groups of the tab in their order, in Chinese and English."""

FLAG = "flag"
"""The macro that flags a case; which flag, the person chooses."""


def _record(name: str, group: str, image: str, item: str, *, large: bool = False) -> Macro:
    """Give the macro that puts down one choice of a collector's sheet of records."""
    label, tip = both(f"xl_addin.macros.table.{name}.label"), both(f"xl_addin.macros.table.{name}.tip")
    return Macro(name, group, image, *label, *tip, large=large, action="record", given=(item,))


MACROS: tuple[Macro, ...] = (
    Macro(
        "stage_cases", "list", "ConditionalFormattingMenu", *both("xl_addin.macros.table.stage_cases"),
        *both("xl_addin.macros.table.works_out_days_past_due"),
        large=True,
    ),
    Macro(
        "follow_up_list", "list", "Filter", *both("xl_addin.macros.table.follow_up_list"),
        *both("xl_addin.macros.table.ranks_today_s_follow_ups"),
        large=True,
    ),
    Macro(
        "log_contact", "entries", "ReviewNewComment", *both("xl_addin.macros.table.log_contact"),
        *both("xl_addin.macros.table.adds_row_contact_log_selected"),
    ),
    Macro(
        "record_promise", "entries", "AcceptInvitation", *both("xl_addin.macros.table.record_promise"),
        *both("xl_addin.macros.table.adds_row_promises_selected_case"),
    ),
    _record("claim", "entries", "AccountingFormat", PAYMENT),
    _record("ask_lead", "entries", "Info", HELP, large=True),
    _record("flag", "entries", "ErrorChecking", FLAG),
    Macro(
        "household", "entries", "DataValidation", *both("xl_addin.macros.table.household.label"),
        *both("xl_addin.macros.table.household.tip"),
        large=True,
    ),
    _record("correct", "entries", "Spelling", CORRECT),
    _record("take_back", "entries", "Undo", TAKE_BACK),
    Macro(
        "repayment_plan", "agreement", "Calculator", *both("xl_addin.macros.table.repayment_plan"),
        *both("xl_addin.macros.table.selected_case_what_can_paid"),
        large=True,
    ),
    Macro(
        "agreement", "agreement", "SignatureLineInsert", *both("xl_addin.macros.table.agreement"),
        *both("xl_addin.macros.table.drafts_instalment_agreement_selected_case"),
        large=True,
    ),
    _record("cost_statement", "agreement", "FilePrintPreview", STATEMENT),
    _record("consent", "agreement", "FileMarkAsFinal", CONSENT),
    _record("answer_reviewer", "agreement", "ReviewNextComment", ANSWER),
    _record("withdraw_draft", "agreement", "ReviewDeleteComment", WITHDRAW),
    _record("waiver", "agreement", "PercentStyle", WAIVER),
    Macro(
        "messages_letters", "texts", "CreateMailRule", *both("xl_addin.macros.table.messages_letters"),
        *both("xl_addin.macros.table.writes_messages_letters_stage_situation"),
        large=True,
    ),
    Macro(
        "message_files", "texts", "FileSendAsAttachment", *both("xl_addin.macros.table.message_files.label"),
        *both("xl_addin.macros.table.message_files.tip"),
    ),
    Macro(
        "check_contacts", "desk", "ReviewTrackChanges", *both("xl_addin.macros.table.check_contacts"),
        *both("xl_addin.macros.table.checks_contact_log_hours_counts"),
        large=True,
    ),
    Macro(
        "submit", "desk", "FileCheckIn", *both("xl_addin.macros.table.submit"),
        *both("xl_addin.macros.table.stores_contacts_promises_records_workbook"),
    ),
    Macro(
        "refresh", "desk", "RefreshAll", *both("xl_addin.macros.table.refresh"),
        *both("xl_addin.macros.table.reads_payments_promises_assignments_from"),
    ),
    Macro(
        "daily_report", "desk", "ChartInsert", *both("xl_addin.macros.table.daily_report"),
        *both("xl_addin.macros.table.sums_up_today_s_list"),
    ),
    Macro(
        "mask_for_sharing", "desk", "FileDocumentInspect", *both("xl_addin.macros.table.mask_sharing"),
        *both("xl_addin.macros.table.saves_copy_personal_data_masked"),
    ),
)  # fmt: skip
"""Every macro, in the order of the ribbon and the menu."""

BY_ID = {macro.id: macro for macro in MACROS}
