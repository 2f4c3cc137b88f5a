"""Markup whose figures can be clicked: what bears ``data-go`` tells the panel so, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable

_ESM = """
export default {
  render({ model, el }) {
    const draw = () => { el.innerHTML = model.get("value"); };
    el.addEventListener("click", (event) => {
      const hit = event.target.closest("[data-go]");
      if (!hit) return;
      event.preventDefault();
      model.send({ t: "go", to: hit.dataset.go });
    });
    model.on("change:value", draw);
    draw();
  },
};
"""


class Linked(anywidget.AnyWidget):
    """Markup that is safe already, with buttons and links that bear ``data-go``.

    Parameters
    ----------
    on_go : function of a text
        Called with what a button that was clicked bears.
    """

    _esm = _ESM
    value = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_go: Callable[[str], object]) -> None:
        super().__init__()
        self._on_go = on_go
        self.on_msg(self._heard)

    def _heard(self, _: object, said: dict[str, Any], __: object) -> None:
        if said.get("t") == "go":
            self._on_go(str(said.get("to", "")))
