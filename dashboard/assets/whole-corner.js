/* The stage's corner: of the whole city, how many come to the same as the door last closed; in no hurry, and only where
   that city was counted before. It watches the list of closed doors, so the stage knows nothing of it. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const AFTER = 400; // milliseconds after the picture, so that it is never the one that waits
  const AGAIN = 600;
  const OFTEN = 12;
  const byId = (id) => document.getElementById(id);
  let asked = "";
  let lines = {};
  let timer = 0;

  /** The door that closed last stands on top of the list. */
  function lastClosed() {
    const row = byId("doors").querySelector("li:not([hidden]) > .door.refuse:not(.other)") || byId("doors").querySelector("li:not([hidden]) > .door");
    return row && row.dataset.do ? row.dataset.do.replace("about:service:", "") : "";
  }

  function paint() {
    const place = byId("city-corner");
    const words = lines[lastClosed()] || "";
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  }

  function fetchNow(search, left) {
    fetch("/_city/corner?" + new URLSearchParams({ search }))
      .then((answer) => answer.json())
      .then((told) => {
        if (search !== asked) return;
        lines = told.lines || {};
        paint();
        if (told.status === "counting" && left) timer = setTimeout(() => fetchNow(search, left - 1), AGAIN);
      })
      .catch(() => {});
  }

  /** The stage shows something: what it asked is asked of the city, once, when there is time. */
  function changed() {
    if (linkage.shell.page() !== "stage") return;
    const search = linkage.shell.asked("stage");
    paint();
    if (search === undefined || search === asked) return;
    asked = search;
    lines = {};
    clearTimeout(timer);
    timer = setTimeout(() => fetchNow(search, OFTEN), AFTER);
  }

  /** Coming back from the City page, there may be a count that there was not before. */
  function forget() {
    if (linkage.shell.page() !== "stage") asked = "";
  }

  function watch() {
    const doors = byId("doors");
    if (!doors || !byId("city-corner")) return setTimeout(watch, 200);
    new MutationObserver(changed).observe(doors, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
    new MutationObserver(() => {
      forget();
      changed();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-page"] });
    return changed();
  }

  watch();
})();
