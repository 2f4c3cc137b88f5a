"""The few controls that panels are made of, each with its label and its errors told on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from arrears.panels.shell.page import Page


def button(page: Page, label: str, do: Callable[[], object], *, primary: bool = False) -> widgets.Button:
    """Make a button; what goes wrong when it is clicked is told on the page."""
    made = widgets.Button(description=label, tooltip=label, button_style="primary" if primary else "")

    def clicked(_: widgets.Button) -> None:
        with page.guard():
            do()

    made.on_click(clicked)
    return made


def choice(label: str, options: Sequence[tuple[str, str]], value: str | None = None) -> widgets.Dropdown:
    """Make a list to choose one of, as words and what they stand for."""
    made = widgets.Dropdown(
        description=label, options=list(options), value=value or (options[0][1] if options else None)
    )
    made.style.description_width = "initial"
    made.layout.width = "auto"
    return made


def day(label: str, value: date | None = None) -> widgets.DatePicker:
    """Make a field for a day."""
    made = widgets.DatePicker(description=label, value=value, tooltip=label)
    made.style.description_width = "initial"
    return made


def number(label: str, value: float, most: float, step: float = 1, width: str = "150px") -> widgets.BoundedFloatText:
    """Make a field for a number from 0 up."""
    made = widgets.BoundedFloatText(description=label, tooltip=label, min=0, max=most, step=step, value=value)
    made.style.description_width = "initial"
    made.layout.width = width
    return made


def row(*items: widgets.Widget) -> widgets.HBox:
    """Put controls side by side; they wrap where there is no room."""
    made = widgets.HBox(items)
    made.add_class("ar-row")
    return made
