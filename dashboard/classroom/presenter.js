/* The presenter's window: hears from the window that shows Linkage, and sends it keys. It asks before it speaks. */
import { byId, hit } from "../shell/dom.js";

const labels = /** @type {Record<string, string>} */ ({
  ...byId("presenter").dataset,
});
const channel = new BroadcastChannel("linkage-presenting");
/** @type {Record<string, string>} */ // prettier-ignore
const KEYS = {
  ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Home: "start", 0: "start",
  r: "reset", b: "black", ".": "black",
};
const STORED = "linkage-presenter-time";
let screen = ""; // the window that is followed
let answered = 0; // when it last spoke
let time = { since: 0, before: 0 }; // running since then (0: it stands), milliseconds before

// -- the other window

function ask() {
  channel.postMessage({ ask: true });
}

/**
 * @param {string} id
 * @param {string} text
 */
function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** @param {OnScreen} at */
function show(at) {
  document.documentElement.dataset.theme = at.theme === "light" ? "light" : "dark";
  document.documentElement.classList.toggle("is-black", Boolean(at.black));
  const place = labels.place.replace("{place}", String(at.place)).replace("{places}", String(at.places));
  write("title", at.title);
  write("place", at.places ? place : "");
  write("now", at.now);
  write("next", at.next || (at.places ? labels.none : ""));
  write("notes", at.notes || labels.noNotes);
  write("label", at.label);
  write("status", labels.with.replace("{title}", at.title));
}

channel.addEventListener("message", (event) => {
  const message = event.data || {};
  if (!message.from || !(message.at || message.here)) return;
  if (message.here && screen && screen !== message.from) return;
  screen = message.from;
  answered = Date.now();
  if (message.at) show(message.at);
  document.documentElement.dataset.heard = "yes";
});

/**
 * Send an action. Without an answer nothing is sent: this window never steers one that it has not heard.
 * @param {string} action
 */
function send(action) {
  if (!screen) return ask();
  if (!time.since && !time.before && action === "next") run();
  channel.postMessage({ do: action, to: screen });
  return undefined;
}

function look() {
  ask();
  if (!screen) write("status", labels.waiting);
  else if (Date.now() - answered > 5000) write("status", labels.lost);
}

// -- the timer

function passed() {
  return time.before + (time.since ? Date.now() - time.since : 0);
}

function tick() {
  const seconds = Math.floor(passed() / 1000);
  write("time", Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0"));
  write("clock", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
}

function run() {
  time = time.since ? { since: 0, before: passed() } : { since: Date.now(), before: time.before };
  store();
}

function store() {
  sessionStorage.setItem(STORED, JSON.stringify(time));
  write("run", time.since ? labels.pause : labels.run);
  tick();
}

function zero() {
  time = { since: time.since ? Date.now() : 0, before: 0 };
  store();
}

// -- keys and buttons

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && hit(event, "button")) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  send(action);
});

document.addEventListener("click", (event) => {
  const button = hit(event, "button");
  if (!button) return;
  if (button.dataset.send) send(button.dataset.send);
  else if (button.id === "run") run();
  else if (button.id === "zero") zero();
});

try {
  const stored = JSON.parse(sessionStorage.getItem(STORED) || "null");
  if (stored && Number.isFinite(stored.since) && Number.isFinite(stored.before)) time = stored;
} catch {
  sessionStorage.removeItem(STORED);
}
store();
look();
setInterval(look, 1500);
setInterval(tick, 250);
