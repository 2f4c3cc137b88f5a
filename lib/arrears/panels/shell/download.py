"""A button that hands a file to the browser: made when it is clicked, never written to a folder of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable

_ESM = r"""
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "jupyter-button widget-button ar-download";
    const draw = () => {
      button.textContent = model.get("description");
      button.title = model.get("tooltip");
      button.disabled = model.get("disabled");
    };
    button.addEventListener("click", () => model.send({ t: "click" }));
    model.on("change", draw);
    model.on("msg:custom", (message, buffers) => {
      if (message.t !== "file") return;
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.mime }));
      const link = document.createElement("a");
      link.href = address;
      link.download = message.name;
      document.body.appendChild(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
    draw();
    el.appendChild(button);
  },
};
"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html;charset=utf-8"
ZIP = "application/zip"
"""Media types of what panels hand over."""


class Download(anywidget.AnyWidget):
    """A download button.

    Parameters
    ----------
    description, tooltip : str
        What stands on it, and what it says when pointed at.
    on_click : function
        Called when it is clicked; hands the file over by `hand_over`, now or when long work is done.
    """

    _esm = _ESM
    description = traitlets.Unicode().tag(sync=True)
    tooltip = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def __init__(self, description: str, on_click: Callable[[], None], *, tooltip: str = "") -> None:
        super().__init__(description=description, tooltip=tooltip or description)
        self._on_click = on_click
        self.on_msg(self._heard)

    def hand_over(self, content: bytes, name: str, mime: str) -> None:
        """Give the browser a file, which it saves as it saves every download."""
        self.send({"t": "file", "name": name, "mime": mime}, buffers=[content])

    def click(self) -> None:
        """Click it, as a person does."""
        self._on_click()

    def _heard(self, _: object, said: dict[str, Any], __: object) -> None:
        if said.get("t") == "click":
            self.click()
