/* Keys, clickers and buttons: each does one named deed of the page shown, or of the shell. The table is shown by `?`. */
(function () {
  "use strict";
  const linkage = (window.linkage = window.linkage || {});
  const KEYS = {
    ArrowRight: "next", ArrowLeft: "back", PageDown: "next", PageUp: "back", " ": "next",
    Home: "start", End: "last", 0: "start",
    1: "page:stage", 2: "page:why", 3: "page:join", 4: "page:what-if", 5: "page:city", 6: "page:world", 7: "page:lessons", n: "notes", l: "room", r: "reset", v: "view", y: "days", p: "play", f: "screen", s: "save", d: "drawing", t: "theme", i: "details", c: "names", b: "black", ".": "black", "/": "find", "?": "help", Escape: "close",
  };
  const SINGLE = { next: "next-single", back: "back-single" };
  const EVERYWHERE = new Set(["PageDown", "PageUp", "Escape"]);

  function typing(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable=true], [role=listbox]");
  }

  function deed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return "";
    if (typing(event.target) && !EVERYWHERE.has(event.key)) return "";
    if (event.key === " " && event.target.closest("button, summary, a, [role=button]")) return "";
    const found = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] || "";
    return event.shiftKey && event.key.startsWith("Arrow") ? SINGLE[found] || "" : found;
  }

  document.addEventListener("keydown", (event) => {
    const does = deed(event);
    if (does && linkage.shell.does(does, event.target) !== false) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-do]");
    if (part) linkage.shell.does(part.dataset.do, part);
  });
})();
