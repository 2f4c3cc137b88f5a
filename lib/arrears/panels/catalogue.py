"""The panels that there are, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One panel: its notebook is ``notebooks/<name>.ipynb``.

    Attributes
    ----------
    name : str
        Of its modules and its notebook.
    zh, en : str
        Title.
    about_zh, about_en : str
        What one does there, in one sentence.
    """

    name: str
    zh: str
    en: str
    about_zh: str
    about_en: str

    def title(self, lang: str) -> str:
        """Give the title in a language.

        >>> PANELS[0].title("zh"), PANELS[0].title("en")
        ('分案', 'Assignment')
        """
        return self.en if lang == "en" else self.zh

    def about(self, lang: str) -> str:
        """Say what one does there."""
        return self.about_en if lang == "en" else self.about_zh


PANELS = (
    Panel(
        "assign", "分案", "Assignment",
        "公平、合规地把案件分给催收员；先试算，再提交，可撤销。",
        "Share cases out fairly and by the rules; try it first, then commit; undo at any time.",
    ),
    Panel(
        "progress", "进度", "Progress",
        "回收、接通、承诺兑现与迁徙率，对照目标。",
        "Recovery, contact, kept promises and roll rates, against targets.",
    ),
    Panel(
        "promises", "承诺与协议", "Promises and agreements",
        "今日到期、逾期和未兑现的承诺，以及待审批的协议。",
        "Promises due today, late and broken, and agreements that wait for approval.",
    ),
    Panel(
        "quality", "质检", "Quality",
        "联系合规与用语检查，抽样复核。",
        "Breaches of contact rules, findings on conduct, and samples for review.",
    ),
    Panel(
        "daily_report", "日报", "Daily report",
        "当天全组的数字，一页看完，可导出。",
        "The team's day on one page, to be sent on.",
    ),
)  # fmt: skip
"""Every panel."""
