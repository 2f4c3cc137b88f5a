"""What passes between the browser and the page beside its widgets: a heartbeat, the language that a tab keeps, and which panel is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anywidget
import traitlets

from arrears.panels.shell.grid.widget import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable


class Pulse(anywidget.AnyWidget):
    """Hears from the browser.

    Parameters
    ----------
    on_said : function of a message
        Called with ``{"t": "pulse"}`` every few seconds while the page is in sight and ``{"t": "alive"}`` while it is not, ``lang`` when
        the tab keeps a language of its own, ``turn`` with the ``panel`` that was clicked, and ``bye`` when the page goes.
    lang, panel : str
        In which language the page is, and which panel it shows.
    """

    _esm = STATIC / "page.js"
    seconds = traitlets.Float(5.0).tag(sync=True)
    lang = traitlets.Unicode("zh").tag(sync=True)
    panel = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_said: Callable[[dict[str, object]], object], lang: str, panel: str) -> None:
        super().__init__(lang=lang, panel=panel)
        self._on_said = on_said
        self.on_msg(self._heard)

    def _heard(self, _: object, content: dict[str, object], __: object) -> None:
        self._on_said(content)
