/* Keys, clickers and buttons: each has one named action performed, of the page shown or of the frame. `?` shows the table.
   A key that is meant for a page waits until that page has its answer: what somebody types quickly into a search field that
   isn't there yet ends up there, and never runs as commands. */
import { onTheWay } from "../state/address.js";
import { declarations } from "../state/declarations.js";
import { hit } from "./dom.js";
import * as frame from "./page_frame.js";

/** @type {Record<string, string>} */ // prettier-ignore
const KEYS = {
  ArrowRight: "next", ArrowLeft: "back", PageDown: "next:clicker", PageUp: "back:clicker", " ": "next",
  Home: "start", End: "last", 0: "start",
  n: "notes", l: "room", r: "reset", v: "lesson-view", g: "tours", m: "mark", y: "days", p: "play", f: "screen", s: "save", d: "drawing", t: "theme",
  i: "details", c: "names", b: "black", ".": "black", "/": "find", "?": "help", Escape: "close",
};
/** @type {Record<string, string>} */
const SINGLE = { next: "next-single", back: "back-single" };
/** The page whose place in the table a digit is. */
const pageOfKey = (/** @type {string} */ key) => Object.keys(declarations().paths)[Number(key) - 1];
const EVERYWHERE = new Set(["PageDown", "PageUp", "Escape"]);
const FIELDS = "input, textarea, select, [contenteditable=true], [role=listbox]";
const PATIENCE = 10_000; // milliseconds that a key waits; then it is forgotten
const AT_ONCE = new Set([
  "theme",
  "room",
  "screen",
  "ask",
  "black",
  "names",
  "help",
  "notes",
  "tours",
  "page",
  "reset",
  "close",
]);
/** @type {KeyboardEvent[]} */
let held = []; // keys that wait for the page that they are meant for
let heldSince = 0;

/**
 * The action that a key means, or nothing: in a field most keys are somebody's typing.
 * @param {KeyboardEvent} event
 */
function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return "";
  if (hit(event, FIELDS) && !EVERYWHERE.has(event.key)) return "";
  if (event.key === " " && hit(event, "button, summary, a, [role=button]")) return "";
  const digit = /^[1-9]$/.test(event.key) && pageOfKey(event.key);
  const action = digit ? "page:" + digit : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] || "";
  return event.shiftKey && event.key.startsWith("Arrow") ? SINGLE[action] || "" : action;
}

const verbOf = (/** @type {KeyboardEvent} */ event) => actionOf(event).split(":")[0];

// -- keys that wait

/** Whether the page that keys are meant for isn't there: it is gone to, has no answer yet, or nothing to show. */
function isPageMissing() {
  const isComing = frame.unanswered() && !frame.isAway() && frame.waitedFor() < PATIENCE;
  return onTheWay() || !frame.pageName() || isComing || frame.isEmpty();
}

/** Whether what is typed goes into a search field that somebody has asked for. */
const isTyping = () => held.some((event) => verbOf(event) === "find");

/**
 * Whether a key has to wait: it is typed into a field that isn't there yet, or is meant for a page that isn't.
 * @param {KeyboardEvent} event
 */
function mustWait(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" || hit(event, FIELDS)) return false;
  if (isTyping()) return event.key.length === 1 || event.key === "Backspace" || event.key === "Enter";
  const verb = verbOf(event);
  return Boolean(verb) && (!frame.pageName() || (!AT_ONCE.has(verb) && isPageMissing()));
}

/** @param {KeyboardEvent} event */
function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!held.length) heldSince = performance.now();
  if (!event.repeat) held.push(event);
}

/** Keys that have waited too long are forgotten. */
function forgetOld() {
  if (performance.now() - heldSince > PATIENCE) held = [];
}

/** Press the keys that have waited, now that their page is there. */
function pressHeld() {
  forgetOld();
  while (held.length && !isPageMissing()) {
    const key = /** @type {KeyboardEvent} */ (held.shift());
    const isSearch = verbOf(key) === "find";
    pressAgain(key);
    if (isSearch && !document.activeElement?.matches(FIELDS)) held = []; // nothing to search there: no command either
  }
}

/**
 * Press a key where the focus is now; a letter gets into a field as if it were typed there.
 * @param {KeyboardEvent} event
 */
function pressAgain({ key, code, shiftKey }) {
  const place = document.activeElement || document.body;
  const again = new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true });
  if (!place.dispatchEvent(again) || !(place instanceof HTMLInputElement)) return;
  const [from, to] = [place.selectionStart ?? place.value.length, place.selectionEnd ?? place.value.length];
  if (key.length === 1) place.setRangeText(key, from, to, "end");
  else if (key === "Backspace") place.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
  else return;
  place.dispatchEvent(new InputEvent("input", { bubbles: true, data: key }));
}

frame.registerWatcher(() => setTimeout(pressHeld, 0)); // once the page has shown what it was answered

window.addEventListener(
  "keydown",
  (event) => {
    if (!event.isTrusted) return; // one that has waited
    forgetOld();
    if (mustWait(event)) hold(event);
    else if (["page", "reset", "close"].includes(verbOf(event))) held = []; // what waited was meant for the page that is left
  },
  true,
);

// -- keys and buttons

document.addEventListener("keydown", (event) => {
  const action = actionOf(event);
  const from = event.target instanceof Element ? event.target : undefined;
  if (action && frame.press(action, from) !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const part = hit(event, "[data-do]");
  if (part) frame.perform(part.dataset.do || "", part);
});
