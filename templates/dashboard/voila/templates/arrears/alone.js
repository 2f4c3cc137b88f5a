// Whether the page is still what it shows: asked of the server again and again, whatever becomes of the page's own connection.
(() => {
  const SECONDS = 1.5;
  const bar = document.getElementById("ar-alone");
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const address = `${config.baseUrl}alive/${config.kernelId}`;
  const show = (what) => {
    // A page that is just being left needs no word.
    if (bar.dataset.leaving) return;
    bar.hidden = !what;
    document.body.classList.toggle("ar-stale", Boolean(what));
    for (const each of bar.querySelectorAll("[data-what]")) each.hidden = each.dataset.what !== what;
  };
  let timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
      // One that asks for a log-in is another server, started since.
      show(answer.ok ? ((await answer.json()).alive ? "" : "kernel") : "server");
    } catch {
      show("server");
    }
    timer = setTimeout(ask, SECONDS * 1000);
  };
  window.addEventListener("pagehide", () => { bar.dataset.leaving = "yes"; });
  bar.querySelector("[data-what=kernel] button").addEventListener("click", () => location.reload());
  bar.querySelector("[data-what=server] button").addEventListener("click", ask);
  timer = setTimeout(ask, SECONDS * 1000);
})();
