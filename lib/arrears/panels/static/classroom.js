// The pages of a class: a play whose card is the panel's own, and the trainer's page, which follows the class.
import desk from "/static/training.js";

const at = (id) => document.getElementById(id);
const lost = (is) => { at("lost").hidden = !is; };

async function play() {
  let shown = {};
  const heard = [];
  const model = {
    get: () => shown.view || {},
    send: (said) => ask(said),
    on: (_, hear) => heard.push(hear),
  };
  async function ask(said) {
    let reply;
    try {
      reply = await fetch("/play", { method: "POST", headers: { "Content-Type": "application/json", "X-Arrears": "1" }, body: JSON.stringify(said) });
    } catch {
      lost(true);
      return;
    }
    lost(false);
    const next = await reply.json();
    if (next.gone) { location.assign("/"); return; }
    shown = next;
    at("case").innerHTML = next.case;
    at("end").innerHTML = next.end;
    at("told").textContent = next.told;
    at("told").hidden = !next.told;
    at("scenario").value = next.scenario;
    heard.forEach((hear) => hear());
  }
  desk.render({ model, el: at("desk") });
  at("scenario").addEventListener("change", () => ask({ t: "open", scenario: at("scenario").value }));
  at("again").addEventListener("click", () => ask({ t: "again" }));
  await ask({});
}

function follow() {
  setInterval(async () => {
    // A button that has the focus stays under the finger.
    if (at("now").contains(document.activeElement)) return;
    try {
      const reply = await fetch("/trainer/now");
      if (reply.ok) at("now").innerHTML = await reply.text();
      lost(false);
    } catch {
      lost(true);
    }
  }, 3000);
}

if (at("now")) follow();
else play();
