"""A heartbeat from the page in sight, by which it learns what others have stored; a closed page sends none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anywidget
import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable

_ESM = """
export default {
  render({ model, el }) {
    el.style.display = "none";
    document.documentElement.lang = model.get("lang") === "en" ? "en" : "zh-CN";
    const beat = () => { if (!document.hidden) model.send({ t: "pulse" }); };
    const timer = setInterval(beat, model.get("seconds") * 1000);
    document.addEventListener("visibilitychange", beat);
    model.on("change:lang", () => { document.documentElement.lang = model.get("lang") === "en" ? "en" : "zh-CN"; });
    return () => { clearInterval(timer); document.removeEventListener("visibilitychange", beat); };
  },
};
"""


class Pulse(anywidget.AnyWidget):
    """Calls a function every few seconds while the page is in sight, and tells the browser the page's language."""

    _esm = _ESM
    seconds = traitlets.Float(5.0).tag(sync=True)
    lang = traitlets.Unicode("zh").tag(sync=True)

    def __init__(self, on_beat: Callable[[], object], lang: str) -> None:
        super().__init__(lang=lang)
        self.on_msg(lambda *_: on_beat())
