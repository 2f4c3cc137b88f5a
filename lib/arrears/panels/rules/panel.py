"""The rules on the screen: what changes, what it means here, what is to be checked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, sentence, table
from arrears.panels.rules.model import KINDS, Rules
from arrears.panels.shell.controls import button, choice, day, row
from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.grid.table import Grid
from arrears.panels.shell.grid.widget import GridWidget
from arrears.panels.shell.notices import Notice
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from arrears.panels.shell.page import Page
    from arrears.policy.compare import Change

_ROWS = 12
_MEANING = 1
"""The tab whose content is worked out once somebody looks at it: every case is judged twice for it."""


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: changes, their meaning, checks."""
    view = page.kept.setdefault("rules", Rules(page.session))
    return RulesPanel(page, view).children  # type: ignore[arg-type]  # what this panel kept


class RulesPanel:
    """Widgets of the panel; what is shown follows the choice of what is compared."""

    def __init__(self, page: Page, view: Rules) -> None:
        self.page, self.view = page, view
        say = page.say
        kinds = [(say(f"panels.rules.kind.{kind}"), kind) for kind in KINDS]
        self.kind = choice(say("panels.rules.compare"), kinds, view.kind)
        self.begin = day(say("panels.rules.from"), view.begin)
        self.end = day(say("panels.rules.to"), view.end)
        self.draft = widgets.FileUpload(
            accept=".toml", multiple=True, description=say("panels.rules.draft"), tooltip=say("panels.rules.draft_help")
        )
        self.draft.layout.width = "auto"
        for control, trait in ((self.kind, "value"), (self.begin, "value"), (self.end, "value")):
            control.observe(self._chosen, trait)
        self.draft.observe(self._drafted, "value")
        self.changes, self.lines = widgets.HTML(), widgets.HTML()
        self.cases, self.contacts, self.checks = widgets.VBox(), widgets.VBox(), widgets.VBox()
        self.grids: dict[str, tuple[Grid, GridWidget]] = {}
        self.against = widgets.Text(placeholder=say("panels.rules.against"))
        self.against.layout.width = "320px"
        self.check_text = widgets.HTML()
        checking = row(
            button(page, say("panels.rules.show_page"), self._page),
            self.against,
            button(page, say("panels.rules.agrees"), lambda: self._check(agrees=True), primary=True),
            button(page, say("panels.rules.differs"), lambda: self._check(agrees=False)),
        )
        self.tabs = widgets.Tab(
            [
                self.changes,
                widgets.VBox([self.lines, self.cases, self.contacts]),
                widgets.VBox([checking, self.check_text, self.checks]),
            ],
            titles=[say(f"panels.rules.tab.{key}") for key in ("changes", "meaning", "checks")],
        )
        self.tabs.observe(lambda _: self._meaning(), "selected_index")
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, row(self.kind, self.begin, self.end, self.draft), self.tabs)
        page.on_news(self._fresh)
        self._fresh()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        kind = self.view.kind
        self.begin.layout.display = "" if kind in {"days", "read"} else "none"
        self.draft.layout.display = "" if kind == "draft" else "none"
        with self.page.guard():
            self.changes.value = f'<div class="ar-board">{self._differences()}</div>'
            self._meaning()
            self._show("checks", self.checks, self.view.to_check(), _check_columns(), "panels.rules.nothing_to_check")

    def _differences(self) -> Html:
        say, view = self.page.say, self.view
        if view.kind == "draft" and not view.drafts:
            return sentence(say("panels.rules.no_drafts"))
        sides = view.sides()
        changes = view.changes()
        names = {"before": sides.name_before, "after": sides.name_after}
        if not changes:
            return sentence(say("law.diff.nothing", **names), "done")
        title = escape(say("panels.rules.count", count=len(changes), **names))
        return Html(f'<p class="ar-note">{title}</p>' + "".join(self._change(change) for change in changes))

    def _change(self, change: Change) -> str:
        say, record = self.page.say, change.record
        title, words, source, values = self.view.told(change)
        kind = say(f"law.diff.kind.{change.kind}")
        heads = say("panels.rules.value_heads").split(",")
        rows: list[list[object]] = [[key, _lines(before), _lines(after)] for key, before, after in values]
        if change.kind == "begins":
            heads, rows = [heads[0], heads[2]], [[key, after] for key, _, after in rows]
        shown = str(table(heads, rows, texts=len(heads))) if rows and change.kind in {"begins", "changes"} else ""
        if left := self.view.details(change):
            shown += sentence(say("law.diff.details", count=left, rule=record.rule))
        link = f' <a href="{escape(record.link)}" rel="noreferrer">{escape(record.link)}</a>' if record.link else ""
        return (
            f'<section class="ar-change"><h3>{escape(title)} <small>{escape(record.rule)} · {escape(kind)} · {record.effective}</small></h3>'
            f"<p>{escape(words)}</p>{shown}<p class=ar-note>{escape(source)}{link}</p></section>"
        )

    def _meaning(self) -> None:
        """Work out what the difference means here, where somebody looks at it."""
        if self.tabs.selected_index != _MEANING:
            return
        say, view = self.page.say, self.view
        with self.page.guard():
            if view.kind == "draft" and not view.drafts:
                self.lines.value = f'<div class="ar-board">{sentence(say("panels.rules.no_drafts"))}</div>'
                self.cases.children = self.contacts.children = ()
                return
            self.lines.value = f'<div class="ar-board">{sentence(say("panels.rules.working"))}</div>'
            told = ""
            for on, lines in view.lines():
                said = "".join(f"<li>{escape(line)}</li>" for line in lines)
                told += f'<h2>{escape(say("law.diff.means", on=on))}</h2><ul class="ar-lines-said">{said}</ul>'
            self.lines.value = f'<div class="ar-board">{told}</div>'
            self._show("cases", self.cases, view.cases(), _case_columns(), "")
            self._show("contacts", self.contacts, view.contacts(), _contact_columns(), "")

    def _show(self, name: str, box: widgets.VBox, frame: pd.DataFrame, columns: list[Column], empty: str) -> None:
        """Show a table as a grid; a sentence, or nothing, where it has no rows."""
        if frame.empty:
            self.grids.pop(name, None)
            told = f'<div class="ar-board">{sentence(self.page.say(empty), "done")}</div>' if empty else ""
            box.children = (widgets.HTML(told),) if told else ()
        elif name in self.grids:
            grid, widget = self.grids[name]
            grid.replace(frame)
            widget.refresh()
        else:
            grid = Grid(frame, columns, key="key", size=_ROWS)
            self.grids[name] = (grid, GridWidget(grid, self.page.lang, self.page.say(f"panels.rules.grid.{name}")))
            box.children = (self.grids[name][1],)

    # --- what is done -----------------------------------------------------------------------------------------------

    def _chosen(self, _: dict[str, Any]) -> None:
        with self.page.guard():
            self.view.choose(self.kind.value, self.begin.value, self.end.value)
            self.page.tell(None)
            self._fresh()

    def _drafted(self, change: dict[str, Any]) -> None:
        with self.page.guard():
            files = {str(each["name"]): bytes(each["content"]) for each in change["new"]}
            if files:
                self.view.try_out(files)
                self.page.tell(Notice("done", *both("panels.rules.tried", names=", ".join(self.view.drafts))))
                self._fresh()

    def _key(self) -> str:
        chosen = self.grids["checks"][0].selected_keys() if "checks" in self.grids else []
        return chosen[0] if chosen else ""

    def _page(self) -> None:
        lines = "".join(f"<li>{escape(line.strip())}</li>" for line in self.view.page(self._key()))
        self.check_text.value = f'<div class="ar-board"><ul class="ar-lines-said">{lines}</ul></div>'

    def _check(self, *, agrees: bool) -> None:
        key = self._key()
        self.view.record_check(key, self.against.value, agrees=agrees)
        self.against.value = ""
        self._page()
        self._fresh()
        self.page.tell(Notice("done", *both("panels.rules.recorded", key=key)))


def _lines(text: str) -> Html:
    """Keep the lines of a value that is nested."""
    return Html("<br>".join(escape(line.strip()) for line in text.strip().splitlines()))


def _case_columns() -> list[Column]:
    return [
        Column("case_id", *both("panels.quality.case")),
        Column("what", *both("panels.rules.what"), "word", "values"),
        Column("before", *both("panels.rules.before"), "word", "values"),
        Column("after", *both("panels.rules.after"), "word", "values"),
    ]


def _contact_columns() -> list[Column]:
    return [
        Column("local_time", *both("panels.quality.local_time")),
        Column("case_id", *both("panels.quality.case")),
        Column("collector", *both("panels.quality.collector"), "word", "values"),
        Column("rule", *both("panels.quality.rule"), "word", "values"),
        Column("happened", *both("panels.quality.what_happened")),
        Column("words", *both("panels.quality.rule_words")),
    ]


def _check_columns() -> list[Column]:
    return [
        Column("title", *both("panels.rules.title")),
        Column("rule", *both("panels.quality.rule")),
        Column("trust", *both("panels.rules.trust"), "word", "values"),
        Column("against", *both("panels.rules.against")),
        Column("by", *both("panels.rules.by"), "word", "values"),
        Column("until", *both("panels.rules.until"), "date"),
        Column("state", *both("panels.rules.state"), "word", "values"),
    ]
