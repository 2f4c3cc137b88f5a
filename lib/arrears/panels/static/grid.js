// A grid of which only the page in sight is here: sorting, filtering, paging and selection are asked of Python.
// Rows come as messages and are no part of the widget's state, so that a saved notebook holds none of them.
// Keys: arrows and Home/End move, Space selects, Shift+arrow extends, Ctrl+A selects all that match, PageUp/PageDown turn pages,
// Enter on a heading sorts.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => Number(values[name]).toLocaleString("en-US"));
}

function render({ model, el }) {
  const words = () => model.get("words");
  let page = { rows: [], total: 0, matching: 0, selected: 0, selected_matching: 0, offset: 0, size: 1, query: "", sort: "", descending: false, waiting: true };
  let facets = {};
  const ask = (message) => {
    root.setAttribute("aria-busy", "true");
    model.send(message);
  };
  const at = { row: -1, column: 0 };
  let anchor = null;
  let searching = null;

  const search = make("input", { type: "search", class: "ar-search", autocomplete: "off" });
  const filters = make("div", { class: "ar-filters" });
  const clear = make("button", { type: "button", class: "ar-button ar-clear", onclick: () => { search.value = ""; ask({ t: "clear" }); } });
  const bar = make("div", { class: "ar-bar" }, search, filters, clear);
  const all = make("button", { type: "button", class: "ar-button ar-all", onclick: () => ask({ t: "all", on: true }) });
  const none = make("button", { type: "button", class: "ar-button ar-none", onclick: () => ask({ t: "none" }) });
  const count = make("span", { class: "ar-count", role: "status", "aria-live": "polite" });
  const turn = (to) => () => ask({ t: "turn", to: to(page) });
  const first = make("button", { type: "button", class: "ar-button ar-turn ar-first", onclick: turn(() => 0) }, "«");
  const prev = make("button", { type: "button", class: "ar-button ar-turn ar-prev", onclick: turn((p) => p.offset - p.size) }, "‹");
  const next = make("button", { type: "button", class: "ar-button ar-turn ar-next", onclick: turn((p) => p.offset + p.size) }, "›");
  const last = make("button", { type: "button", class: "ar-button ar-turn ar-last", onclick: turn((p) => p.matching - 1) }, "»");
  const where = make("span", { class: "ar-where" });
  const foot = make("div", { class: "ar-bar ar-foot" }, count, all, none, make("span", { class: "ar-gap" }), first, prev, where, next, last);
  const table = make("table", { role: "grid", "aria-multiselectable": "true" });
  const wrap = make("div", { class: "ar-wrap" }, table);
  const nothing = make("p", { class: "ar-nothing", hidden: true });
  const root = make("div", { class: "ar-grid" }, bar, wrap, nothing, foot);
  el.appendChild(root);

  search.addEventListener("input", () => {
    clearTimeout(searching);
    searching = setTimeout(() => ask({ t: "search", text: search.value }), 150);
  });
  // Notebook shortcuts must not take what is typed here.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  function cellAt(row, column) {
    return table.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  }

  function focusOn(row, column, real = true) {
    const rows = page.rows.length;
    at.row = Math.max(-1, Math.min(row, rows - 1));
    at.column = Math.max(0, Math.min(column, model.get("columns").length));
    table.querySelectorAll('[tabindex="0"]').forEach((cell) => cell.setAttribute("tabindex", "-1"));
    const cell = cellAt(at.row, at.column);
    if (!cell) return;
    cell.setAttribute("tabindex", "0");
    if (real) cell.focus();
  }

  function choose(row, on, range) {
    const rows = page.rows;
    const from = range && anchor !== null ? Math.min(anchor, row) : row;
    const to = range && anchor !== null ? Math.max(anchor, row) : row;
    if (!range) anchor = row;
    ask({ t: "select", keys: rows.slice(from, to + 1).map((each) => each.key), on });
  }

  function pageSelected() {
    const rows = page.rows;
    return rows.length > 0 && rows.every((row) => row.selected);
  }

  function choosePage() {
    ask({ t: "select", keys: page.rows.map((row) => row.key), on: !pageSelected() });
  }

  table.addEventListener("keydown", (event) => {
    const columns = model.get("columns");
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    let used = true;
    if (moves[event.key]) {
      const [down, right] = moves[event.key];
      if (event.shiftKey && down && at.row >= 0) {
        if (anchor === null) anchor = at.row;
        focusOn(at.row + down, at.column);
        if (at.row >= 0) choose(at.row, true, true);
      } else focusOn(at.row + down, at.column + right);
    } else if (event.key === "Home") focusOn(event.ctrlKey ? 0 : at.row, 0);
    else if (event.key === "End") focusOn(event.ctrlKey ? page.rows.length - 1 : at.row, columns.length);
    else if (event.key === "PageDown") next.click();
    else if (event.key === "PageUp") prev.click();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") ask({ t: "all", on: true });
    else if (event.key === "Escape") ask({ t: "none" });
    else if (event.key === " " || event.key === "Enter") {
      if (at.row >= 0 && event.key === " ") choose(at.row, !page.rows[at.row].selected, event.shiftKey);
      else if (at.row >= 0) ask({ t: "open", key: page.rows[at.row].key });
      else if (at.column === 0) choosePage();
      else ask({ t: "sort", column: columns[at.column - 1].name });
    } else used = false;
    if (used) event.preventDefault();
  });

  function heading(column, place) {
    const sorted = page.sort === column.name;
    const cell = make("th", {
      scope: "col", role: "columnheader", tabindex: "-1", "data-row": -1, "data-column": place + 1, "data-name": column.name,
      class: `ar-${column.kind}`, "aria-colindex": place + 2,
      "aria-sort": sorted ? (page.descending ? "descending" : "ascending") : "none", title: words().sort,
      onclick: () => { focusOn(-1, place + 1); ask({ t: "sort", column: column.name }); },
    }, column.label);
    cell.append(make("span", { class: "ar-arrow", "aria-hidden": "true" }, sorted ? (page.descending ? "▼" : "▲") : ""));
    return cell;
  }

  function line(row, place) {
    const columns = model.get("columns");
    const box = make("input", { type: "checkbox", tabindex: "-1", "aria-label": `${words().select} ${row.key}` });
    box.checked = row.selected;
    box.addEventListener("click", (event) => { at.row = place; at.column = 0; choose(place, box.checked, event.shiftKey); });
    const cells = [make("td", { role: "gridcell", tabindex: "-1", "data-row": place, "data-column": 0, class: "ar-box", "aria-colindex": 1 }, box)];
    row.cells.forEach((text, column) => {
      cells.push(make("td", {
        role: "gridcell", tabindex: "-1", "data-row": place, "data-column": column + 1, "data-name": columns[column].name,
        class: `ar-${columns[column].kind}`, "aria-colindex": column + 2,
        onclick: () => focusOn(place, column + 1),
        ondblclick: () => ask({ t: "open", key: row.key }),
      }, text));
    });
    return make("tr", {
      role: "row", "data-key": row.key, class: row.selected ? "ar-chosen" : null, "aria-selected": String(row.selected),
      "aria-rowindex": page.offset + place + 2,
    }, ...cells);
  }

  function drawTable() {
    const columns = model.get("columns");
    const held = table.contains(document.activeElement);
    const every = make("input", { type: "checkbox", tabindex: "-1", "aria-label": words().page, onclick: choosePage });
    every.checked = pageSelected();
    const corner = make("th", { scope: "col", role: "columnheader", tabindex: "-1", "data-row": -1, "data-column": 0, class: "ar-box", "aria-colindex": 1 }, every);
    const head = make("thead", {}, make("tr", { role: "row", "aria-rowindex": 1 }, corner, ...columns.map(heading)));
    table.setAttribute("aria-label", model.get("caption"));
    table.setAttribute("aria-rowcount", page.matching + 1);
    table.setAttribute("aria-colcount", columns.length + 1);
    table.replaceChildren(head, make("tbody", {}, ...page.rows.map(line)));
    nothing.hidden = page.matching > 0 || page.waiting;
    nothing.textContent = words().nothing;
    focusOn(at.row, at.column, held);
    root.setAttribute("aria-busy", "false");
  }

  function drawBars() {
    search.placeholder = words().search;
    search.setAttribute("aria-label", words().search);
    if (document.activeElement !== search) search.value = page.query;
    clear.textContent = words().clear;
    const unit = page.size < page.matching || page.matching > page.selected_matching;
    all.textContent = fill(words().all, { n: page.matching });
    all.disabled = !unit || page.matching === 0 || page.selected_matching === page.matching;
    none.textContent = words().none;
    none.disabled = page.selected === 0;
    count.textContent = fill(words().count, { n: page.matching, total: page.total, selected: page.selected });
    where.textContent = page.matching ? `${(page.offset + 1).toLocaleString("en-US")}–${Math.min(page.offset + page.size, page.matching).toLocaleString("en-US")}` : "0";
    first.disabled = prev.disabled = page.offset === 0;
    next.disabled = last.disabled = page.offset + page.size >= page.matching;
    [[first, "first"], [prev, "prev"], [next, "next"], [last, "last"]].forEach(([button, name]) => {
      button.setAttribute("aria-label", words()[name]);
      button.title = words()[name];
    });
  }

  function valuesFilter(column, offer) {
    const on = offer.values.filter((each) => each.on);
    const summary = make("summary", {}, `${column.label}${on.length ? `：${on.map((each) => each.label || words().blank).join("、")}` : ""}`);
    const boxes = offer.values.map((each) => {
      const box = make("input", { type: "checkbox", value: each.value });
      box.checked = each.on;
      box.addEventListener("change", () => {
        const values = [...details.querySelectorAll("input:checked")].map((input) => input.value);
        ask({ t: "choose", column: column.name, values });
      });
      return make("label", {}, box, ` ${each.label || words().blank} `, make("span", { class: "ar-n" }, each.count.toLocaleString("en-US")));
    });
    if (offer.more) boxes.push(make("p", {}, fill(words().more, { n: offer.more })));
    const details = make("details", { class: "ar-filter", "data-name": column.name }, summary, make("fieldset", {}, make("legend", {}, column.label), ...boxes));
    if (on.length) details.classList.add("ar-on");
    return details;
  }

  function rangeFilter(column, offer) {
    const bounds = ["low", "high"].map((end) => {
      const input = make("input", { type: "number", step: "any", "aria-label": `${column.label} ${words()[end]}` });
      if (offer[end] !== null) input.value = offer[end];
      return input;
    });
    const changed = () => {
      const [low, high] = bounds.map((input) => (input.value === "" ? null : Number(input.value)));
      ask({ t: "between", column: column.name, low, high });
    };
    bounds.forEach((input) => input.addEventListener("change", changed));
    const set = offer.low !== null || offer.high !== null;
    const summary = make("summary", {}, set ? `${column.label}：${offer.low ?? ""}–${offer.high ?? ""}` : column.label);
    const details = make("details", { class: "ar-filter", "data-name": column.name }, summary,
      make("fieldset", { class: "ar-range" }, make("legend", {}, column.label), bounds[0], " – ", bounds[1]));
    if (set) details.classList.add("ar-on");
    return details;
  }

  function drawFilters() {
    const offers = facets;
    const open = filters.querySelector("details[open]")?.dataset.name;
    const focused = filters.contains(document.activeElement) ? document.activeElement : null;
    const value = focused?.value;
    const drawn = model.get("columns").filter((column) => offers[column.name]).map((column) =>
      (column.filter === "values" ? valuesFilter : rangeFilter)(column, offers[column.name]));
    filters.replaceChildren(...drawn);
    drawn.forEach((details) => {
      details.addEventListener("toggle", () => {
        if (details.open) filters.querySelectorAll("details[open]").forEach((other) => { if (other !== details) other.open = false; });
      });
      if (details.dataset.name !== open) return;
      details.open = true;
      if (focused) ([...details.querySelectorAll("input")].find((input) => input.value === value) ?? details.querySelector("summary")).focus();
    });
    showClear();
  }

  function showClear() {
    clear.hidden = !filters.querySelector(".ar-on") && !page.query;
  }

  // A filter's list closes when somebody clicks elsewhere or presses Escape.
  const closeFilters = (event) => {
    if (event.type === "keydown" ? event.key === "Escape" : !filters.contains(event.target)) {
      filters.querySelectorAll("details[open]").forEach((details) => { details.open = false; });
    }
  };
  document.addEventListener("pointerdown", closeFilters);
  filters.addEventListener("keydown", closeFilters);

  const draw = () => { drawTable(); drawBars(); drawFilters(); };
  const hear = (message) => {
    if (message.t !== "page") return;
    // On another page, or in another order, a range begins anew: the row that it began at is not the same any more.
    if (anchor !== null && message.page.rows[anchor]?.key !== page.rows[anchor]?.key) anchor = null;
    page = message.page;
    facets = message.facets ?? facets;
    drawTable();
    drawBars();
    if (message.facets) drawFilters();
    else showClear();
  };
  model.on("msg:custom", hear);
  model.on("change:words change:columns", draw);
  draw();
  model.send({ t: "ready" });
  return () => {
    model.off("msg:custom", hear);
    document.removeEventListener("pointerdown", closeFilters);
  };
}

export default { render };
