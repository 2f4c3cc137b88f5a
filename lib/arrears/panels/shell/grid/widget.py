"""A `Grid` on the screen: a thin widget that draws one page and passes on what the person does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.panels.shell.grid.table import Grid

STATIC = Path(__file__).parents[2] / "static"
WORDS = {
    "zh": {
        "search": "搜索（空格分隔多个词）", "clear": "清除筛选", "all": "选中全部 {n} 条", "none": "取消选择",
        "count": "符合 {n} / 共 {total} 条，已选 {selected} 条", "first": "首页", "prev": "上一页", "next": "下一页", "last": "末页",
        "sort": "点击排序", "select": "选中", "page": "选中本页", "blank": "（空）", "more": "另有 {n} 个值，请用搜索",
        "low": "不低于", "high": "不高于", "nothing": "没有符合条件的记录。请放宽搜索或筛选条件。",
    },
    "en": {
        "search": "Search (several words)", "clear": "Clear filters", "all": "Select all {n}", "none": "Clear selection",
        "count": "{n} of {total} match, {selected} selected", "first": "First page", "prev": "Previous page", "next": "Next page",
        "last": "Last page", "sort": "Click to sort", "select": "Select", "page": "Select this page", "blank": "(blank)",
        "more": "{n} more values; use the search", "low": "at least", "high": "at most",
        "nothing": "Nothing matches. Widen the search or the filters.",
    },
}  # fmt: skip
"""What stands on the grid itself."""


class GridWidget(anywidget.AnyWidget):
    """A grid on the screen.

    Parameters
    ----------
    grid : Grid
        Its state.
    lang : str
        ``zh`` or ``en``.
    caption : str
        What the grid shows, for screen readers.
    on_select : function, optional
        Called after the selection changed.
    on_open : function of a key, optional
        Called when a row is opened, by a double click or Enter.
    """

    _esm = STATIC / "grid.js"
    _css = STATIC / "grid.css"
    columns: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        grid: Grid,
        lang: str = "zh",
        caption: str = "",
        on_select: Callable[[], None] | None = None,
        on_open: Callable[[str], None] | None = None,
    ) -> None:
        self.grid, self.lang = grid, lang
        self.on_select, self.on_open = on_select, on_open
        self._told: dict[str, Any] = {}
        super().__init__(caption=caption, words=WORDS[lang], columns=grid.headings(lang))
        self.on_msg(self._heard)

    def refresh(self, *, whole: bool = False) -> None:
        """Draw again after the grid's state or data changed.

        Parameters
        ----------
        whole : bool
            Send the filters too where they have not changed: a new view of the grid has seen nothing yet.
        """
        # Rows are sent and not kept as a trait: a notebook that is saved keeps every trait.
        facets = self.grid.facets(self.lang)
        message: dict[str, Any] = {"t": "page", "page": self.grid.page(self.lang)}
        if whole or facets != self._told:
            message["facets"] = self._told = facets
        self.send(message)

    def _heard(self, _: object, said: dict[str, Any], __: object) -> None:
        """Do what the person did; a message of a page that is no longer in sight finds its keys all the same."""
        grid, kind = self.grid, said.get("t")
        if kind == "open" and self.on_open is not None:
            self.on_open(str(said["key"]))
            return
        actions: dict[str, Callable[[], None]] = {
            "sort": lambda: grid.sort(said["column"]),
            "search": lambda: grid.search(said["text"]),
            "choose": lambda: grid.choose(said["column"], said["values"]),
            "between": lambda: grid.between(said["column"], said["low"], said["high"]),
            "clear": grid.clear_filters,
            "turn": lambda: grid.turn_to(int(said["to"])),
            "select": lambda: grid.select(said["keys"], on=bool(said["on"])),
            "all": grid.select_matching,
            "none": grid.clear_selection,
        }
        action = actions.get(str(kind))
        if action is not None:
            action()
        self.refresh(whole=kind == "ready")
        if kind in {"select", "all", "none"} and self.on_select is not None:
            self.on_select()
