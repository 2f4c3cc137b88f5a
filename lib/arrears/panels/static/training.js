// One step of a scenario: decide by number keys and Enter, write with Ctrl+Enter, go on with Enter.
const make = (tag, attributes = {}, ...inner) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inner.filter((each) => each != null));
  return made;
};

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export default {
  render({ model, el }) {
    let ticking = null, first = true;
    const group = `ar-ways-${Math.random().toString(36).slice(2)}`;
    const send = (t, more = {}) => model.send({ t, ...more });

    const timer = (view) => {
      const words = make("span", { class: "ar-time" });
      const drawn = Date.now();
      const draw = () => {
        const spent = view.spent + (view.paused || view.told ? 0 : (Date.now() - drawn) / 1000);
        const left = view.seconds - spent;
        words.textContent = view.told ? `${view.words.took} ${clock(spent)}`
          : left >= 0 ? `${view.words.left} ${clock(left)}` : `${view.words.over} ${clock(-left)}`;
        words.classList.toggle("ar-late", left < 0);
      };
      draw();
      clearInterval(ticking);
      if (!view.told && !view.paused) ticking = setInterval(draw, 500);
      return words;
    };

    const ask = (view) => {
      const choose = (id) => send("choose", { option: id });
      const ways = view.options.map((option, place) => {
        const radio = make("input", { type: "radio", name: group, value: option.id, id: `${group}-${place}` });
        return make("label", { class: "ar-way", for: `${group}-${place}` }, radio, make("b", {}, `${place + 1}`), make("span", {}, option.text));
      });
      const own = view.own && make("textarea", { rows: view.figure ? 1 : 2, class: "ar-own", "aria-label": view.words.own, placeholder: view.words.own });
      const decide = () => {
        if (own && own.value.trim()) send("write", { text: own.value });
        else {
          const chosen = form.querySelector("input:checked");
          if (chosen) choose(chosen.value);
          else form.querySelector("input").focus();
        }
      };
      const form = make("form", { onsubmit: (event) => { event.preventDefault(); decide(); } },
        make("fieldset", {}, make("legend", {}, view.question), ...ways), own,
        make("div", { class: "ar-row ar-do" },
          make("button", { type: "submit", class: "jupyter-button mod-primary" }, view.words.decide),
          ...trainer(view),
          make("span", { class: "ar-keys" }, view.words.keys)));
      form.addEventListener("keydown", (event) => {
        const writing = event.target === own;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !writing) && event.target.type !== "submit" && event.target.tagName !== "BUTTON") {
          event.preventDefault();
          decide();
        } else if (!writing && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
          const radio = form.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
          if (radio) { event.preventDefault(); radio.checked = true; radio.focus(); }
        }
      });
      if (own) own.addEventListener("input", () => { if (own.value.trim()) for (const each of form.querySelectorAll("input:checked")) each.checked = false; });
      return form;
    };

    const trainer = (view) => view.lead ? [
      make("button", { type: "button", class: "jupyter-button", onclick: () => send("pause") }, view.paused ? view.words.resume : view.words.pause),
      make("button", { type: "button", class: "jupyter-button", onclick: () => send("what_if") }, view.words.what_if),
      make("button", { type: "button", class: "jupyter-button", disabled: !view.can_go_back, onclick: () => send("back") }, view.words.back),
    ] : [];

    const told = (view) => {
      const verdict = view.verdict;
      const next = make("button", { type: "button", class: "jupyter-button mod-primary ar-next", onclick: () => send("next") }, view.words.next);
      const parts = [make("p", { class: "ar-chosen" }, make("b", {}, `${view.words.you} `), view.answer)];
      if (view.hidden) {
        parts.push(make("p", { class: "ar-hidden" }, view.words.hidden));
        parts.push(make("div", { class: "ar-row ar-do" },
          make("button", { type: "button", class: "jupyter-button mod-primary ar-next", onclick: () => send("show") }, view.words.show), ...trainer(view)));
        return make("div", {}, ...parts);
      }
      parts.push(make("div", { class: `ar-verdict ${verdict.ok ? "ar-met" : "ar-missed"}`, role: "status" },
        make("h3", {}, `${verdict.ok ? "✓" : "✗"} ${verdict.head}`),
        ...verdict.said.map((line) => make("p", {}, line)),
        verdict.rules ? make("p", { class: "ar-rule" }, make("b", {}, `${view.words.rule} `), verdict.rules) : null,
        verdict.better ? make("p", { class: "ar-better" }, make("b", {}, `${view.words.better} `), verdict.better) : null,
        verdict.then ? make("p", { class: "ar-then" }, make("b", {}, `${view.words.then} `), verdict.then) : null));
      parts.push(make("div", { class: "ar-row ar-do" }, next, ...trainer(view)));
      return make("div", {}, ...parts);
    };

    const table = (view) => view.branches && view.branches.length ? make("table", { class: "ar-branches" },
      make("caption", {}, view.words.what_if),
      make("tbody", {}, ...view.branches.map((each) => make("tr", {},
        make("td", {}, each.ok ? "✓" : "✗"), make("td", {}, each.text), make("td", {}, each.told), make("td", {}, each.then))))) : null;

    const draw = () => {
      const view = model.get("view");
      clearInterval(ticking);
      el.replaceChildren();
      if (!view.state || view.state === "over") return;
      const body = view.told ? told(view) : ask(view);
      el.append(make("section", { class: `ar-step${view.lead ? " ar-wall" : ""}`, "aria-label": view.words.step },
        make("div", { class: "ar-step-head" }, make("span", { class: "ar-place" }, view.place), timer(view)),
        make("p", { class: "ar-situation" }, view.situation), body, table(view)));
      if (!first) (el.querySelector(".ar-next") || el.querySelector("input,button"))?.focus();
      first = false;
    };
    model.on("change:view", draw);
    draw();
    return () => clearInterval(ticking);
  },
};
