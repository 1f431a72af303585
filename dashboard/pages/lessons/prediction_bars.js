/* What a class predicts: a student's choice is sent and counted; the presenter sees a bar for each choice, live; students
   see them once the presenter has shown the answer. Does nothing where no class is served. */
import { shareBar } from "../../shell/proportion_bar.js";
import { all, button, byId, first, make } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";

/** @typedef {{ lesson: string, part: number, seat: string, told: boolean, labels: Labels }} AskedQuestion */

const EVERY = 2000; // milliseconds between two looks of the presenter's page
const SELDOM = 5000; // the same of a student's, who waits for the presenter
/** @type {Promise<unknown>} */
let sending = Promise.resolve();
/** @type {AskedQuestion | null} */
let at = null; // the question on the screen
/** @type {Partial<Tally> | null} */
let tally = null; // its tally, once there is one to see
/** @type {"" | "late" | "full"} */
let refused = ""; // why the last choice was not counted
let folded = false;
let timer = 0;

const isShown = () => at !== null && frame.pageName() === "lessons" && byId("class-line") !== null;
const presents = () => at !== null && at.seat === "presenter";

/**
 * @param {string} lesson
 * @param {number} part
 */
const isAt = (lesson, part) => at !== null && at.lesson === lesson && at.part === part;

/**
 * @param {string} path
 * @param {object} body
 */
function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const send = () => fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = sending.then(send, send); // one after the other: the last choice is the last that arrives
  sending = answer;
  return answer;
}

// -- what is seen

/**
 * The bar of a choice, or null where there is none to see.
 * @param {number} place of the choice
 */
export function bar(place) {
  if (!at || !at.seat) return null;
  const element = make("div", "class-bar");
  element.dataset.place = String(place);
  fillBar(element, at);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {AskedQuestion} question
 */
function fillBar(element, { labels }) {
  const count = tally?.counts?.[Number(element.dataset.place)] ?? null;
  const visitors = tally?.visitors || 0;
  element.hidden = count === null || (folded && presents());
  if (count === null) return element.replaceChildren();
  const share = visitors ? Math.round((100 * count) / visitors) : 0;
  const says = fill(labels.class_choice, {
    visitors: count,
    all: visitors,
    share,
  });
  return element.replaceChildren(shareBar(share), make("span", "", says));
}

/** The line over the choices: how many predicted, since when, and the presenter's two buttons; null where there is none. */
export function line() {
  if (!at || !at.seat) return null;
  const element = make("div", "class-line");
  element.id = "class-line";
  fillLine(element, at);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {AskedQuestion} question
 */
function fillLine(element, { labels, told }) {
  const parts = tallyParts(labels);
  if (!parts.length && told) parts.push(make("span", "", labels.class_later));
  if (refused) parts.push(make("span", "is-late", labels["class_" + refused]));
  if (presents()) {
    parts.push(button("class-fold", "try", folded ? labels.class_bars : labels.class_hide));
    parts.push(button("class-begin", "try", labels.class_begin));
  }
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const action = focused && element.contains(focused) ? focused.dataset.do : "";
  element.replaceChildren(...parts);
  const same = action && first("[data-do='" + action + "']", element);
  if (same) same.focus({ preventScroll: true });
}

/**
 * @param {Labels} labels
 * @returns {HTMLElement[]}
 */
function tallyParts(labels) {
  if (!tally || !tally.counts) return [];
  const begun = new Date((tally.begun || 0) * 1000);
  const time = begun.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const count = fill(tally.visitors === 1 ? labels.class_count_one : labels.class_count, { visitors: tally.visitors });
  const closed = tally.shown ? [make("span", "", labels.class_closed)] : [];
  const since = make("span", "", fill(labels.class_since, { time }));
  return [make("b", "", labels.class_head), make("span", "class-count", count), since, ...closed];
}

function render() {
  if (!at || !isShown()) return;
  fillLine(byId("class-line"), at);
  for (const element of all("#lesson-task .class-bar")) fillBar(element, at);
}

// -- what is asked and sent

/**
 * Take up the question on the screen, or none; said whenever the page is drawn, before `line` and `bar`: so it is looked
 * up a moment later, when these stand in the page.
 * @param {string} seat who looks: presenter, student, or blank where no class is served
 * @param {string} lesson blank where nothing is asked
 * @param {number} part
 * @param {boolean} told whether the answer is shown
 * @param {Labels} labels
 */
export function stand(seat, lesson, part, told, labels) {
  if (!seat || !lesson) {
    at = null;
    clearTimeout(timer);
    return;
  }
  const same = isAt(lesson, part);
  const unchanged = same && at?.told === told;
  at = { seat, lesson, part, told, labels };
  if (unchanged) return;
  if (!same) {
    tally = null;
    refused = "";
  }
  if (told && presents()) post("/_class/show", { lesson, part }).then(look, look);
  else setTimeout(look, 0);
}

/** Ask for the tally, and again while somebody looks; a student only from the answer on, until it is there. */
function look() {
  clearTimeout(timer);
  timer = 0;
  if (!at || (!presents() && (!at.told || (tally && tally.counts)))) return;
  const { lesson, part } = at;
  timer = setTimeout(look, presents() ? EVERY : SELDOM);
  if (!isShown() || document.hidden) return;
  const query = new URLSearchParams({ lesson, part: String(part) });
  fetch("/_class/tally?" + query, {
    cache: "no-store",
    signal: AbortSignal.timeout(EVERY),
  })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .then((/** @type {Partial<Tally>} */ answer) => {
      if (!isAt(lesson, part)) return;
      tally = answer;
      render();
    })
    .catch(() => {}); // busy or gone: what stands there stays, and is asked for again
}

/**
 * A student has chosen: have it counted.
 * @param {number[]} choices
 */
export function predict(choices) {
  if (!at || at.seat !== "student") return;
  const { lesson, part } = at;
  post("/_class/predict", { lesson, part, choices })
    .then((response) => response.json())
    .then((/** @type {{ refused: "" | "late" | "full" }} */ answer) => {
      if (!isAt(lesson, part)) return;
      refused = answer.refused;
      render();
    })
    .catch(() => {});
}

/** Have the class begin anew. */
export function begin() {
  if (!presents()) return;
  post("/_class/begin", {}).then(look, () => {});
}

/** Fold the bars away, or show them again. */
export function fold() {
  folded = !folded;
  render();
}
