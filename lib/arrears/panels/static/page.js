// The page round the panels: its language, the bar that turns from panel to panel, and whether anybody looks.
const PANEL = /\/render\/(\w+)\.ipynb$/;
const HOME = "home";

function render({ model, el }) {
  el.style.display = "none";
  const bar = document.querySelector(".ar-top");
  const links = bar ? [...bar.querySelectorAll("nav a")] : [];
  const named = (path) => PANEL.exec(path)?.[1] ?? (path.endsWith("/") ? HOME : null);
  const known = (name) => links.some((link) => named(link.pathname) === name);

  const speak = () => {
    const lang = model.get("lang") === "en" ? "en" : "zh";
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    // The frame around the panel: the server wrote it in the language that it was started in.
    for (const each of document.querySelectorAll("[data-zh]")) each.textContent = each.dataset[lang];
    for (const each of document.querySelectorAll("[data-label-zh]")) each.ariaLabel = lang === "en" ? each.dataset.labelEn : each.dataset.labelZh;
    const here = document.querySelector(".ar-top [aria-current]");
    if (here) document.title = `${here.textContent} · Arrears 催收`;
  };

  const point = (name) => {
    for (const link of links) {
      if (named(link.pathname) === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    speak();
  };
  let wanted = model.get("panel");
  const turn = (name) => {
    if (name === wanted) return;
    wanted = name;
    document.body.classList.add("ar-turning");
    point(name);
    model.send({ t: "turn", panel: name });
  };
  const arrived = () => {
    // One that was asked for and left again before it was there.
    if (model.get("panel") !== wanted) return;
    document.body.classList.remove("ar-turning");
    point(wanted);
  };
  const clicked = (event) => {
    const link = event.target.closest("a");
    const name = link && named(link.pathname);
    // A click that asks for a tab or window of its own gets one.
    if (!name || !known(name) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.href !== location.href) history.pushState(null, "", link.href);
    window.scrollTo(0, 0);
    turn(name);
  };
  const back = () => { const name = named(location.pathname); if (name && known(name)) turn(name); };

  arrived();
  // What was switched to in this tab holds for its other pages too; a new tab begins as the server was started.
  const kept = sessionStorage.getItem("arrears-lang");
  if (kept && kept !== model.get("lang")) model.send({ t: "lang", lang: kept });
  const beat = () => model.send({ t: document.hidden ? "alive" : "pulse" });
  beat();
  const timer = setInterval(beat, model.get("seconds") * 1000);
  // The kernel serves other pages too: this one says good-bye itself, in place of what would end the kernel.
  const leaving = (event) => event.stopImmediatePropagation();
  const gone = () => model.send({ t: "bye" });
  if (bar) {
    bar.addEventListener("click", clicked);
    window.addEventListener("popstate", back);
    window.addEventListener("beforeunload", leaving, { capture: true });
    window.addEventListener("pagehide", gone);
  }
  document.addEventListener("visibilitychange", beat);
  model.on("change:panel", arrived);
  model.on("change:lang", () => { sessionStorage.setItem("arrears-lang", model.get("lang")); speak(); });
  model.on("msg:custom", (told) => { if (told.t === "go") links.find((link) => named(link.pathname) === told.panel)?.click(); });
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", beat);
    bar?.removeEventListener("click", clicked);
    window.removeEventListener("popstate", back);
    window.removeEventListener("beforeunload", leaving, { capture: true });
    window.removeEventListener("pagehide", gone);
  };
}

export default { render };
