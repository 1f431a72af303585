/* The presenter's window: hears from the window that shows Linkage, and sends it keys. It asks before it speaks. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const words = byId("presenter").dataset;
  const channel = new BroadcastChannel("linkage-presenting");
  const KEYS = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Home: "start", 0: "start", r: "reset", b: "black", ".": "black" };
  const KEPT = "linkage-presenter-time";
  let screen = ""; // the window that is followed
  let answered = 0; // when it last spoke
  let time = { since: 0, before: 0 }; // running since then (0: it stands), milliseconds before

  // -- the other window

  function ask() {
    channel.postMessage({ ask: true });
  }

  function say(id, text) {
    if (byId(id).textContent !== text) byId(id).textContent = text;
  }

  function show(at) {
    document.documentElement.dataset.theme = at.theme === "light" ? "light" : "dark";
    document.documentElement.classList.toggle("is-black", Boolean(at.black));
    say("title", at.title);
    say("place", at.places ? words.place.replace("{place}", at.place).replace("{places}", at.places) : "");
    say("now", at.now);
    say("next", at.next || (at.places ? words.none : ""));
    say("notes", at.notes || words.noNotes);
    say("label", at.label);
    say("status", words.with.replace("{title}", at.title));
  }

  channel.addEventListener("message", (event) => {
    const said = event.data || {};
    if (!said.from || !(said.at || said.here)) return;
    if (said.here && screen && screen !== said.from) return;
    screen = said.from;
    answered = Date.now();
    if (said.at) show(said.at);
    document.documentElement.dataset.heard = "yes";
  });

  /** Without an answer nothing is sent: this window never steers one that it has not heard. */
  function send(deed) {
    if (!screen) return ask();
    if (!time.since && !time.before && deed === "next") run();
    channel.postMessage({ do: deed, to: screen });
    return undefined;
  }

  function look() {
    ask();
    if (!screen) say("status", words.waiting);
    else if (Date.now() - answered > 5000) say("status", words.lost);
  }

  // -- the timer

  function passed() {
    return time.before + (time.since ? Date.now() - time.since : 0);
  }

  function tick() {
    const seconds = Math.floor(passed() / 1000);
    say("time", Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0"));
    say("clock", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  }

  function run() {
    time = time.since ? { since: 0, before: passed() } : { since: Date.now(), before: time.before };
    kept();
  }

  function kept() {
    sessionStorage.setItem(KEPT, JSON.stringify(time));
    say("run", time.since ? words.pause : words.run);
    tick();
  }

  function zero() {
    time = { since: time.since ? Date.now() : 0, before: 0 };
    kept();
  }

  // -- keys and buttons

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest("button")) return;
    const deed = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    send(deed);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.send) send(button.dataset.send);
    else if (button.id === "run") run();
    else if (button.id === "zero") zero();
  });

  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    if (found && Number.isFinite(found.since) && Number.isFinite(found.before)) time = found;
  } catch {
    sessionStorage.removeItem(KEPT);
  }
  kept();
  look();
  setInterval(look, 1500);
  setInterval(tick, 250);
})();
