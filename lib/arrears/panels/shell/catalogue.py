"""The panels that there are, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.words import both


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
    needs_store : bool
        Whether there is nothing to show without a store.
    """

    name: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    needs_store: bool = True

    def title(self, lang: str) -> str:
        """Give the title in a language.

        >>> PANELS[0].title("zh"), PANELS[0].title("en")
        ('今日', 'Today')
        """
        return self.en if lang == "en" else self.zh

    def about(self, lang: str) -> str:
        """Say what one does there."""
        return self.about_en if lang == "en" else self.about_zh


PANELS = (
    Panel("home", *both("panels.home.title"), *both("panels.home.about")),
    Panel(
        "assign", *both("panels.shell.catalogue.assignment"),
        *both("panels.shell.catalogue.share_cases_out_fairly_rules"),
    ),
    Panel(
        "progress", *both("panels.shell.catalogue.progress"),
        *both("panels.shell.catalogue.recovery_contact_kept_promises_roll"),
    ),
    Panel(
        "promises", *both("panels.shell.catalogue.promises_agreements"),
        *both("panels.shell.catalogue.promises_due_today_late_broken"),
    ),
    Panel(
        "quality", *both("panels.shell.catalogue.quality"),
        *both("panels.shell.catalogue.breaches_contact_rules_findings_conduct"),
    ),
    Panel("trial", *both("panels.shell.catalogue.trial"), *both("panels.shell.catalogue.trial_about")),
    Panel("lists", *both("panels.shell.catalogue.lists"), *both("panels.shell.catalogue.lists_about")),
    Panel("rules", *both("panels.shell.catalogue.rules"), *both("panels.shell.catalogue.rules_about")),
    Panel(
        "daily_report", *both("panels.shell.catalogue.daily_report"),
        *both("panels.shell.catalogue.team_s_day_one_page"),
    ),
    Panel("training", *both("training.panel.title"), *both("training.panel.about"), needs_store=False),
    Panel("year", *both("training.year.panel"), *both("training.year.about"), needs_store=False),
)  # fmt: skip
"""Every panel."""
