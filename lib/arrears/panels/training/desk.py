"""The card on which a step is decided: its question, its ways, the time, and afterwards what the rules say. The keyboard alone suffices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from arrears.panels.shell.grid.widget import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable


class Desk(anywidget.AnyWidget):
    """The card.

    Parameters
    ----------
    hear : function
        Called with what the person did: ``{"t": "choose", "option": …}``, ``{"t": "write", "text": …}``, ``{"t": "next"}`` and the
        trainer's ``show``, ``back``, ``pause``, ``what_if``.

    Attributes
    ----------
    view : dict
        What is shown; the panel makes it.
    """

    _esm = STATIC / "training.js"
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, hear: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self._hear = hear
        self.on_msg(self._heard)

    def _heard(self, _: object, said: dict[str, Any], __: object) -> None:
        self._hear(said)
