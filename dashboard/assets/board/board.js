/* The board's tally: what the class predicts, asked for every two seconds while somebody looks. Text gets in as text. */
(function () {
  "use strict";
  const EVERY = 2000;
  const byId = (id) => document.getElementById(id);
  const place = byId("tally");
  const fill = (text, filled) => Object.entries(filled).reduce((sum, [name, each]) => sum.replace("{" + name + "}", each), text);

  function row(label, count, all) {
    const share = all ? Math.round((100 * count) / all) : 0;
    const made = document.createElement("li");
    for (const [tag, text] of [["span", label], ["b", fill(place.dataset.choice, { visitors: count, all, share })]]) {
      const part = document.createElement(tag);
      part.textContent = text;
      made.append(part);
    }
    made.append(window.linkage.shareBar(share));
    return made;
  }

  function show(found) {
    const there = Boolean(found.choices);
    place.hidden = !there;
    document.body.classList.toggle("tallied", there);
    if (!there) return;
    const since = new Date(found.begun * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    byId("tally-ask").textContent = found.ask;
    byId("tally-count").textContent = fill(place.dataset.count, { visitors: found.visitors }) + " " + fill(place.dataset.since, { time: since }) + (found.shown ? " " + place.dataset.closed : "");
    byId("tally-rows").replaceChildren(...found.choices.map((label, each) => row(label, found.counts[each], found.visitors)));
  }

  async function ask() {
    if (!document.hidden) {
      try {
        const answer = await fetch("/_class/tally", { cache: "no-store", signal: AbortSignal.timeout(EVERY) });
        if (answer.ok) show(await answer.json());
      } catch {
        // The server is busy or gone: what stands here stays, and is asked for again.
      }
    }
    setTimeout(ask, EVERY);
  }

  byId("tally-begin").addEventListener("click", () => {
    fetch("/_class/begin", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }).then(() => show({})).catch(() => {});
  });
  ask();
})();
