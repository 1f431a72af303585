/* Four hints for somebody who sees the stage for the first time: where to start, what the steps are, why a door closes,
   what would have stopped it. They take no key: whatever is pressed or clicked is done, and the hints go. They never come
   where somebody presents (a hall, a class, a talk, a second window), and never twice. */
import { all, byId, first } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import * as address from "../../state/address.js";

const STORED = "linkage-hints";
/** What an address may name without being a place somebody was sent to. */
const PLAIN = new Set(["world", "story", "theme", "names", "lang"]);
const GAP = 14; // pixels between a hint and what it is about
/** For each hint what it points at: the first of these that can be seen. */
const TARGETS = [
  ["#question .begin", ".steps [data-do=next]"],
  ["#timeline"],
  ["#picture-map .node.service", "#picture-map"],
  ['.pages a[data-page="what-if"]'],
];
let place = 0; // the hint that is shown, from 1; 0: none
let over = false; // whether none will be shown any more in this window

/** Whether this browser has shown them; one that keeps nothing would show them for ever, so it counts as one that has. */
function wereSeen() {
  try {
    return localStorage.getItem(STORED) !== null;
  } catch {
    return true;
  }
}

/** Keep that they were shown, and say whether that is kept. */
function keepSeen() {
  try {
    localStorage.setItem(STORED, "seen");
    return true;
  } catch {
    return false;
  }
}

/** Whether somebody looks at the start of a story by themselves. */
function isFirstLook() {
  const named = Object.keys(address.parts(address.query(address.now()))).filter((name) => !PLAIN.has(name));
  const isShown = frame.pageName() === "stage" && !frame.isEmpty() && !frame.unanswered() && !frame.isAway();
  const { classList, dataset } = document.documentElement;
  const isAlone = frame.seat() === "" && !classList.contains("room") && !dataset.followed && !isSecondWindow();
  return isShown && isAlone && !named.length && !all("dialog[open]").length;
}

/** Whether this window was opened by another, or is shown in one. */
const isSecondWindow = () => window.opener !== null || window.top !== window;

/** Show the first hint once there is a first look. */
function offer() {
  if (over || place) return;
  if (wereSeen()) over = true;
  else if (isFirstLook() && keepSeen()) show(1);
}

/** @param {number} number of the hint, from 1 */
function show(number) {
  place = number;
  const card = byId("hints");
  const { at = "", next = "", done = "" } = card.dataset;
  byId("hint-says").textContent = card.getAttribute("data-hint-" + number);
  byId("hint-place").textContent = fill(at, { hint: number, hints: TARGETS.length });
  const forward = /** @type {HTMLElement} */ (first("[data-do='next-hint']", card));
  forward.textContent = number < TARGETS.length ? next : done;
  forward.setAttribute("aria-label", forward.textContent);
  forward.title = forward.textContent;
  card.hidden = false;
  stand();
}

/** The part of the screen that a hint is about. */
function target() {
  const seen = (/** @type {string} */ selector) => all(selector).find((part) => part.checkVisibility());
  return TARGETS[place - 1].map(seen).find(Boolean);
}

/** Place the hint beside what it is about, wholly on the screen, and a ring around that. */
function stand() {
  if (!place) return;
  const [card, ring] = [byId("hints"), byId("hint-ring")];
  const box = target()?.getBoundingClientRect() || new DOMRect(innerWidth / 2, innerHeight / 2, 0, 0);
  const [width, height] = [card.offsetWidth, card.offsetHeight];
  const left = Math.min(Math.max(GAP, box.left), innerWidth - width - GAP);
  const below = box.bottom + GAP + height <= innerHeight - GAP;
  const top = below ? box.bottom + GAP : Math.max(GAP, box.top - GAP - height);
  Object.assign(card.style, { left: left + "px", top: top + "px" });
  const edges = { left: box.left - 4, top: box.top - 4, width: box.width + 8, height: box.height + 8 };
  for (const [edge, value] of Object.entries(edges)) ring.style.setProperty(edge, value + "px");
}

/** Put the hints away, and say whether there were any. */
function close() {
  const was = place > 0;
  place = 0;
  over = over || was;
  byId("hints").hidden = true;
  return was;
}

function onward() {
  if (place < TARGETS.length) show(place + 1);
  else close();
}

frame.registerActions({ "next-hint": () => onward(), "hints-close": () => void close() });
frame.registerWatcher(() => setTimeout(offer, 0));
frame.registerDialog(close);
frame.registerLead((verb) => {
  if (place && verb !== "close") close(); // the key itself goes on to whom it is meant for
  return false;
});
document.addEventListener("click", (event) => {
  if (place && event.target instanceof Node && !byId("hints").contains(event.target)) close();
});
window.addEventListener("resize", stand);
