/* Keys, clickers and buttons: each has one named action performed, of the page shown or of the frame. `?` shows the table. */
import { declarations } from "../state/declarations.js";
import { hit } from "./dom.js";
import * as frame from "./page_frame.js";

/** @type {Record<string, string>} */ // prettier-ignore
const KEYS = {
  ArrowRight: "next", ArrowLeft: "back", PageDown: "next", PageUp: "back", " ": "next",
  Home: "start", End: "last", 0: "start",
  n: "notes", l: "room", r: "reset", v: "view", y: "days", p: "play", f: "screen", s: "save", d: "drawing", t: "theme",
  i: "details", c: "names", b: "black", ".": "black", "/": "find", "?": "help", Escape: "close",
};
/** @type {Record<string, string>} */
const SINGLE = { next: "next-single", back: "back-single" };
/** The page whose place in the table a digit is. */
const pageOfKey = (/** @type {string} */ key) => Object.keys(declarations().paths)[Number(key) - 1];
const EVERYWHERE = new Set(["PageDown", "PageUp", "Escape"]);
const FIELDS = "input, textarea, select, [contenteditable=true], [role=listbox]";

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

document.addEventListener("keydown", (event) => {
  const action = actionOf(event);
  const from = event.target instanceof Element ? event.target : undefined;
  if (action && frame.perform(action, from) !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const part = hit(event, "[data-do]");
  if (part) frame.perform(part.dataset.do || "", part);
});
