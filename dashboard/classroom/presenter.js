/* The presenter's window: hears from one window that shows Linkage, and sends it keys. It asks before it speaks, and stays
   with the same window until somebody chooses another. */
import { all, byId, drawing, hit, make } from "../shell/dom.js";
import { followedScreen } from "./followed_screen.js";
import { shareSwitch } from "./shared_step.js";

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
const FOLLOWED = "linkage-presenter-follows";
const LATE = 3000; // milliseconds in which a window that was followed has spoken
const ANSWERS = 350; // milliseconds in which every window has answered
const screen = followedScreen(sessionStorage.getItem(FOLLOWED) || "");
let time = { since: 0, before: 0 }; // running since then (0: it stands), milliseconds before

// -- the other window

function ask() {
  channel.postMessage({ ask: true, of: screen.id() });
}

/**
 * A window by its story and its step.
 * @param {import("./followed_screen.js").Here} here
 */
function nameOf({ title, place, places, whatIf }) {
  return [title, places ? placeText(place, places) : "", whatIf].filter(Boolean).join(" · ");
}

/**
 * @param {number} place
 * @param {number} places
 */
const placeText = (place, places) => labels.place.replace("{place}", String(place)).replace("{places}", String(places));

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
  write("title", at.title);
  write("place", at.places ? placeText(at.place, at.places) : "");
  write("now", at.now);
  write("next", at.next || (at.places ? labels.none : ""));
  write("notes", at.notes || labels.noNotes);
  showFacts(at.facts || []);
  showPreview(at.preview || "");
  const bar = /** @type {HTMLProgressElement} */ (byId("progress"));
  bar.hidden = !at.places;
  bar.max = at.places || 1;
  bar.value = at.place;
  write("label", at.label);
}

/**
 * What happens at this step, each with how well it is known.
 * @param {string[]} facts
 */
function showFacts(facts) {
  const text = facts.join("\n");
  byId("facts-of").hidden = !facts.length;
  if (byId("facts").dataset.shown === text) return;
  byId("facts").dataset.shown = text;
  byId("facts").replaceChildren(...facts.map((fact) => make("li", "", fact)));
}

let previewed = "";

/** @param {string} svg the picture of what follows, as text; blank where there is none */
function showPreview(svg) {
  byId("preview").hidden = !svg;
  if (svg === previewed) return;
  previewed = svg;
  byId("preview").replaceChildren(...(svg ? [drawing(svg)] : []));
  for (const part of all("[tabindex]", byId("preview"))) part.removeAttribute("tabindex"); // it is only looked at
}

/** Say which window is followed, or why none is, and offer the others. */
function showStanding() {
  const standing = screen.standing(Date.now());
  const last = screen.last();
  const words = { none: "waiting", choose: "choose", with: "with", lost: "lost", closed: "closed" }[standing];
  write("status", labels[words].replace("{title}", last ? nameOf(last) : ""));
  document.documentElement.dataset.standing = standing;
  showScreens(standing !== "with");
}

/** @param {boolean} alone whether even a single window is offered */
function showScreens(alone) {
  const windows = screen.windows();
  byId("screens").hidden = windows.length < (alone ? 1 : 2);
  const wanted = windows.map((here) => [here.id, nameOf(here), String(here.id === screen.id())]);
  const text = JSON.stringify(wanted);
  if (byId("screen-list").dataset.shown === text) return;
  byId("screen-list").dataset.shown = text;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.screen : "";
  byId("screen-list").replaceChildren(
    ...wanted.map(([id, name, isFollowed], place) => {
      const choice = make("button", "", place + 1 + ". " + name);
      choice.setAttribute("type", "button");
      choice.setAttribute("aria-pressed", isFollowed);
      choice.dataset.screen = id;
      return choice;
    }),
  );
  all("[data-screen]")
    .find((choice) => choice.dataset.screen === focused)
    ?.focus();
}

/** @param {string} id of the window to follow from now on */
function follow(id) {
  screen.follow(id);
  remember();
  ask();
  showStanding();
}

function remember() {
  sessionStorage.setItem(FOLLOWED, screen.id());
}

channel.addEventListener("message", (event) => {
  const message = event.data || {};
  if (!message.from) return;
  const before = screen.id();
  if (message.here) screen.hear(message.from, message.here, Date.now());
  else if (message.bye) screen.close(message.from);
  else if (message.at && message.from === screen.id()) {
    show(message.at);
    screen.hear(message.from, { ...screen.last(), ...message.at }, Date.now());
    document.documentElement.dataset.heard = "yes";
  }
  if (screen.id() !== before) follow(screen.id());
  if (settled) showStanding();
});

/**
 * Send an action. Without an answer nothing is sent: this window never steers one that it has not heard.
 * @param {string} action
 */
function send(action) {
  if (screen.standing(Date.now()) !== "with") return ask();
  if (!time.since && !time.before && action === "next") run();
  channel.postMessage({ do: action, to: screen.id() });
  return undefined;
}

let settled = false; // whether every window had time to answer

function look() {
  ask();
  setTimeout(settle, ANSWERS);
}

/** Every window had time to answer. */
function settle() {
  const before = screen.id();
  screen.settle(Date.now(), performance.now() > LATE);
  settled = true;
  if (screen.id() !== before) follow(screen.id());
  showStanding();
}

/** A window that shows Linkage opened this one, and says which it is. */
function readAddress() {
  const opener = /^#follow=([a-z0-9]{1,20})$/.exec(window.location.hash);
  if (!opener) return;
  history.replaceState(null, "", window.location.pathname);
  follow(opener[1]);
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
  if (button.dataset.screen) follow(button.dataset.screen);
  else if (button.dataset.send) send(button.dataset.send);
  else if (button.id === "run") run();
  else if (button.id === "zero") zero();
});

try {
  const stored = JSON.parse(sessionStorage.getItem(STORED) || "null");
  if (stored && Number.isFinite(stored.since) && Number.isFinite(stored.before)) time = stored;
} catch {
  sessionStorage.removeItem(STORED);
}
window.addEventListener("hashchange", readAddress);
shareSwitch(byId("share"), (shared) => (shared ? labels.shareOn : labels.shareOff));
store();
readAddress();
look();
setInterval(look, 1500);
setInterval(tick, 250);
