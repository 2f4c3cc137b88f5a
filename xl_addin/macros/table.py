"""The table of macros: what the ribbon, Calc's menu and `xl_addin.macros.run` know of each."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.words import both


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro.

    Attributes
    ----------
    id : str
        Its name in code: the module ``xl_addin.macros.actions.<id>`` has its function ``run``.
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
    """

    id: str
    group: str
    image: str
    zh: str
    en: str
    tip_zh: str
    tip_en: str
    large: bool = False

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
    "case": both("xl_addin.macros.table.case"),
    "texts": both("xl_addin.macros.table.documents"),
    "desk": both("xl_addin.macros.table.workbook"),
}
"""The groups of the tab in their order, in Chinese and English."""

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
        "repayment_plan", "case", "Calculator", *both("xl_addin.macros.table.repayment_plan"),
        *both("xl_addin.macros.table.selected_case_what_can_paid"),
        large=True,
    ),
    Macro(
        "log_contact", "case", "ReviewNewComment", *both("xl_addin.macros.table.log_contact"),
        *both("xl_addin.macros.table.adds_row_contact_log_selected"),
    ),
    Macro(
        "record_promise", "case", "AcceptInvitation", *both("xl_addin.macros.table.record_promise"),
        *both("xl_addin.macros.table.adds_row_promises_selected_case"),
    ),
    Macro(
        "messages_letters", "texts", "CreateMailRule", *both("xl_addin.macros.table.messages_letters"),
        *both("xl_addin.macros.table.writes_messages_letters_stage_situation"),
        large=True,
    ),
    Macro(
        "agreement", "texts", "SignatureLineInsert", *both("xl_addin.macros.table.agreement"),
        *both("xl_addin.macros.table.drafts_instalment_agreement_selected_case"),
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
