"""A bank's export on the screen: each column with its likely meaning, to be confirmed and kept."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.panels.lists.model import CONTRACTS, Lists
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, sentence, table
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.download import Download
from arrears.panels.shell.notices import Notice
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake import Intake
    from arrears.intake.mapping.propose import Proposed
    from arrears.panels.shell.page import Page

_SURE, _LIKELY = 1.0, 0.9
_TOLD = 12
_WIDE = "180px"


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: the list, its columns, the mapping."""
    view = page.kept.setdefault("lists", Lists(page.session))
    return ListsPanel(page, view).children  # type: ignore[arg-type]  # what this panel kept


class ListsPanel:
    """Widgets of the panel."""

    def __init__(self, page: Page, view: Lists) -> None:
        self.page, self.view = page, view
        say = page.say
        kinds = [(say(f"panels.lists.kind.{kind}"), kind) for kind in CONTRACTS]
        self.kind = choice(say("panels.lists.list"), kinds, view.contract.name)
        self.upload = widgets.FileUpload(
            accept=".xlsx,.xlsm,.xls,.ods,.et,.csv,.txt", multiple=False, description=say("panels.lists.upload"),
            tooltip=say("panels.lists.upload_help"),
        )  # fmt: skip
        self.upload.layout.width = "auto"
        self.upload.observe(self._uploaded, "value")
        self.path = _text(say("panels.lists.path"), "360px")
        self.password = widgets.Password(placeholder=say("panels.lists.password"), tooltip=say("panels.lists.password"))
        self.password.layout.width = _WIDE
        self.about, self.grid, self.result = widgets.HTML(), widgets.VBox(), widgets.HTML()
        self.grid.add_class("ar-mapping")
        self.meanings: dict[str, widgets.Dropdown] = {}
        self.name = _text(say("panels.lists.name"), "240px")
        self.unit = choice(
            say("panels.lists.unit"),
            [(say("panels.lists.as_written"), ""), *((one, one) for one in ("元", "千元", "万元"))],
        )
        self.currency = _text(say("panels.lists.currency"), "150px")
        self.order = choice(
            say("panels.lists.dates"),
            [(say("panels.lists.as_written"), ""), *((say(f"panels.lists.{one}"), one) for one in ("dmy", "mdy"))],
        )
        self.mark = choice(
            say("panels.lists.mark"), [(say("panels.lists.as_written"), ""), ("1,234.56", "."), ("1.234,56", ",")]
        )
        self.download = Download(say("panels.lists.download"), self._give)
        self.keeping = widgets.VBox(
            [
                row(self.name, self.unit, self.currency, self.order, self.mark),
                row(
                    button(page, say("panels.lists.try"), self._try),
                    button(page, say("panels.lists.save"), self._save, primary=True),
                    self.download,
                ),
            ]
        )
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        opening = row(
            self.kind, self.upload, self.path, self.password, button(page, say("panels.lists.open"), self._open)
        )
        self.children = (style, opening, self.about, self.grid, self.keeping, self.result)
        self._fresh()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        """Draw the list that is open."""
        say, view = self.page.say, self.view
        proposal = view.proposal
        self.keeping.layout.display = "none" if proposal is None else ""
        self.result.value = ""
        self.meanings, self.grid.children = {}, ()
        if proposal is None:
            self.about.value = f'<div class="ar-board ar-ready">{sentence(say("panels.lists.no_list"))}</div>'
            return
        self.name.value = view.name
        columns = [(say("panels.lists.further"), "")]
        columns += [(one.heading(self.page.lang), one.key) for one in view.contract.columns]
        heads = say("panels.lists.heads").split(",")
        lines = [_line([widgets.HTML(f"<b>{escape(head)}</b>") for head in heads])]
        for one in proposal.columns:
            meaning = widgets.Dropdown(options=columns, value=view.keys[one.heading], tooltip=one.heading)
            meaning.layout.width = "auto"
            meaning.observe(lambda change, heading=one.heading: self._meant(heading, change["new"]), "value")
            self.meanings[one.heading] = meaning
            said = [widgets.HTML(escape(text)) for text in (one.column, one.heading)]
            lines.append(
                _line([*said, meaning, widgets.HTML(self._sure(one)), widgets.HTML(escape(" | ".join(one.examples)))])
            )
        self.grid.children = tuple(lines)
        self._missing()

    def _sure(self, one: Proposed) -> str:
        """Say how sure a proposal is, in words beside the figure."""
        if not one.key:
            return "—"
        word = "sure" if one.confidence >= _SURE else "likely" if one.confidence >= _LIKELY else "look"
        return f"{one.confidence:.0%} {escape(self.page.say(f'panels.lists.{word}'))}"

    def _missing(self) -> None:
        say, view = self.page.say, self.view
        assert view.proposal is not None  # noqa: S101  # asked by the callers
        missing = view.missing()
        told = sentence(say("panels.lists.missing", names=", ".join(missing)), "warning") if missing else ""
        used = sentence(say("commands.mapping.in_use", name=view.proposal.kept), "done") if view.proposal.kept else ""
        title = escape(say("panels.lists.title", file=view.proposal.file, count=len(view.proposal.columns)))
        self.about.value = f'<div class="ar-board ar-ready"><h2>{title}</h2>{used}{told}</div>'

    # --- what is done -----------------------------------------------------------------------------------------------

    def _uploaded(self, change: dict[str, Any]) -> None:
        with self.page.guard():
            for each in change["new"]:
                content = bytes(each["content"])
                self.view.take(str(each["name"]), content, kind=self.kind.value, password=self.password.value)
                self.page.tell(None)
                self._fresh()

    def _open(self) -> None:
        path = self.path.value.strip().strip('"')
        self.view.open(Path(path), kind=self.kind.value, password=self.password.value)
        self.page.tell(None)
        self._fresh()

    def _meant(self, heading: str, key: str) -> None:
        with self.page.guard():
            for changed in self.view.mean(heading, key):
                self.meanings[changed].value = self.view.keys[changed]
            self._missing()

    def _said(self) -> None:
        """Take what the fields say."""
        self.view.name = self.name.value
        self.view.write(
            unit=self.unit.value,
            currency=self.currency.value,
            date_order=self.order.value,
            decimal_mark=self.mark.value,
        )

    def _try(self) -> None:
        self._said()
        self.page.run(lambda _: self.view.tried(), self._tried)

    def _tried(self, intake: Intake) -> None:
        say = self.page.say
        figures = say("panels.lists.tried", rows=intake.rows, accepted=len(intake.table), rejected=intake.rejected_rows)
        parts = [sentence(figures, "done" if not intake.rejected_rows else "warning")]
        heads = say("panels.lists.finding_heads").split(",")
        for key, report in (("rejects", intake.rejects), ("warnings", intake.warnings)):
            if len(report):
                rows = [
                    ["" if one["row"] != one["row"] else one["row"], one["column"], one["message"], one["remedy"]]
                    for one in report.head(_TOLD)
                    .astype({"row": object})
                    .where(report["row"].notna(), other="")
                    .to_dict("records")
                ]
                parts.append(
                    table(heads, rows, caption=say(f"panels.lists.{key}", count=len(report)), texts=len(heads))
                )
        self.result.value = f'<div class="ar-board ar-findings">{Html("".join(parts))}</div>'

    def _save(self) -> None:
        self._said()
        path = self.view.save()
        self.page.tell(Notice("done", *both("panels.lists.saved", path=path)))

    def _give(self) -> None:
        with self.page.guard():
            self._said()
            self.download.hand_over(self.view.as_file(), self.view.file_name(), "application/toml")


def _text(label: str, width: str) -> widgets.Text:
    made = widgets.Text(description=label, tooltip=label)
    made.style.description_width = "initial"
    made.layout.width = width
    return made


def _line(cells: Sequence[widgets.Widget]) -> widgets.HBox:
    """Put the cells of one column's line side by side."""
    made = widgets.HBox(cells)
    made.add_class("ar-mapping-row")
    return made
