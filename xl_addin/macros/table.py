"""The table of macros: what the ribbon, Calc's menu and `xl_addin.macros.run` know of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro.

    Attributes
    ----------
    id : str
        Its name in code: the module ``xl_addin.macros.<id>`` has its function ``run``.
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
    "list": ("名单", "List"),
    "case": ("案件", "Case"),
    "texts": ("文书", "Documents"),
    "desk": ("工作簿", "Workbook"),
}
"""The groups of the tab in their order, in Chinese and English."""

MACROS: tuple[Macro, ...] = (
    Macro(
        "stage_cases", "list", "ConditionalFormattingMenu", "分阶段", "Stage cases",
        "计算名单中每个案件的逾期天数、账龄、五级分类和催收阶段，写在“分阶段”表中。",
        "Works out days past due, bucket, loan class and stage of every case in the list, on a sheet of its own.",
        large=True,
    ),
    Macro(
        "follow_up_list", "list", "Filter", "生成跟进清单", "Follow-up list",
        "按优先顺序列出今天要跟进的案件、下一步和受限原因，写在“跟进清单”表中。",
        "Ranks today's follow-ups with the next action and what blocks it, on a sheet of its own.",
        large=True,
    ),
    Macro(
        "repayment_plan", "case", "Calculator", "还款计划", "Repayment plan",
        "为选中的案件按收入和生活支出测算可还金额，比较可行方案，并列出还款计划表。",
        "For the selected case: what can be paid from income and living costs, plans side by side, and a schedule.",
        large=True,
    ),
    Macro(
        "log_contact", "case", "ReviewNewComment", "登记联系", "Log contact",
        "为选中的案件在“联系记录”中新增一行，并提示此刻是否可以联系；结果请在表中选择。",
        "Adds a row to the contact log for the selected case and says whether contact is permitted now; choose the outcome there.",
    ),
    Macro(
        "record_promise", "case", "AcceptInvitation", "登记承诺", "Record promise",
        "为选中的案件在“承诺”中新增一行；请填写承诺金额和日期。",
        "Adds a row to the promises for the selected case; fill in amount and day.",
    ),
    Macro(
        "messages_letters", "texts", "CreateMailRule", "生成短信/信函", "Messages and letters",
        "为选中的案件（未选中时为全部案件）按阶段和情形生成短信或信函，并检查用语和长度；不得联系的案件不生成。",
        "Writes messages or letters by stage and situation for the selected cases, or all, checked for wording and length; none where contact is blocked.",
        large=True,
    ),
    Macro(
        "agreement", "texts", "SignatureLineInsert", "生成协议", "Agreement",
        "为选中的案件生成个性化分期还款协议草稿，并列出法规要求而尚缺的内容。",
        "Drafts an instalment agreement for the selected case, and names the contents that the rules ask for and that are missing.",
    ),
    Macro(
        "check_contacts", "desk", "ReviewTrackChanges", "合规检查", "Check contacts",
        "检查联系记录：时间、次数、对象和用语，逐条列出违规之处和依据。",
        "Checks the contact log for hours, counts, counterparties and wording; lists every breach with its rule.",
        large=True,
    ),
    Macro(
        "submit", "desk", "FileCheckIn", "提交", "Submit",
        "把本工作簿中登记的联系、承诺和其他事项存入存储库；可以重复提交，每条只记一次。",
        "Stores the contacts, promises and records of this workbook; safe to repeat, each row counts once.",
    ),
    Macro(
        "refresh", "desk", "RefreshAll", "刷新", "Refresh",
        "从存储库读取最新的还款、承诺和分案，重新计算今天的清单。",
        "Reads payments, promises and assignments from the store and works out today's list anew.",
    ),
    Macro(
        "daily_report", "desk", "ChartInsert", "日报", "Daily report",
        "汇总今天的名单、联系、承诺和合规情况，供向组长汇报。",
        "Sums up today's list, contacts, promises and findings, for the report to the team lead.",
    ),
    Macro(
        "mask_for_sharing", "desk", "FileDocumentInspect", "脱敏导出", "Mask for sharing",
        "另存一份隐藏个人信息的副本；原工作簿不变。",
        "Saves a copy with personal data masked; this workbook stays as it is.",
    ),
)  # fmt: skip
"""Every macro, in the order of the ribbon and the menu."""

BY_ID = {macro.id: macro for macro in MACROS}
