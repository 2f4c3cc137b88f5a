"""A heartbeat from the page in sight, by which it learns what others have stored, and the language that a tab keeps from panel to panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anywidget
import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.words import Lang


_ESM = """
export default {
  render({ model, el }) {
    el.style.display = "none";
    const speak = () => {
      const lang = model.get("lang") === "en" ? "en" : "zh";
      document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
      // The frame around the panel: the server wrote it in the language that it was started in.
      for (const each of document.querySelectorAll("[data-zh]")) each.textContent = each.dataset[lang];
      for (const each of document.querySelectorAll("[data-label-zh]")) each.ariaLabel = lang === "en" ? each.dataset.labelEn : each.dataset.labelZh;
      const here = document.querySelector(".ar-top [aria-current]");
      if (here) document.title = `${here.textContent} · Arrears 催收`;
    };
    speak();
    // What was switched to in this tab holds for its other panels too; a new tab begins as the server was started.
    const kept = sessionStorage.getItem("arrears-lang");
    if (kept && kept !== model.get("lang")) model.send({ t: "lang", lang: kept });
    model.on("msg:custom", (told) => { if (told.t === "go") document.querySelector(`.ar-top nav a[href$="/${told.panel}.ipynb"]`)?.click(); });
    const beat = () => { if (!document.hidden) model.send({ t: "pulse" }); };
    const timer = setInterval(beat, model.get("seconds") * 1000);
    document.addEventListener("visibilitychange", beat);
    model.on("change:lang", () => { sessionStorage.setItem("arrears-lang", model.get("lang")); speak(); });
    return () => { clearInterval(timer); document.removeEventListener("visibilitychange", beat); };
  },
};
"""


class Pulse(anywidget.AnyWidget):
    """Calls a function every few seconds while the page is in sight, and another when the tab keeps a language of its own."""

    _esm = _ESM
    seconds = traitlets.Float(5.0).tag(sync=True)
    lang = traitlets.Unicode("zh").tag(sync=True)

    def __init__(self, on_beat: Callable[[], object], on_lang: Callable[[Lang], object], lang: str) -> None:
        super().__init__(lang=lang)
        self._on_beat, self._on_lang = on_beat, on_lang
        self.on_msg(self._heard)

    def _heard(self, _: object, content: dict[str, object], __: object) -> None:
        if content.get("t") != "lang":
            self._on_beat()
        elif content.get("lang") in {"zh", "en"}:
            self._on_lang("en" if content["lang"] == "en" else "zh")
