/* The stage by days instead of waves: a line of days on which the changes are marked, what is in force on the day that
   is chosen, and what keeps each door. Everything came with the question; no day asks the server. */
import { standing } from "../../shell/crowded_labels.js";
import { all, button, byId, childrenOf, make } from "../../shell/dom.js";
import { sign } from "../../shell/evidence_templates.js";
import { fill } from "../../shell/number_format.js";
import * as frame from "../../shell/page_frame.js";
import * as address from "../../state/address.js";
import { closesService, effectClasses } from "../../state/declarations.js";
import { dayAt, placeOf, stretchOf } from "./day_line.js";
import * as panel from "./panel.js";
import * as picture from "./picture.js";

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const FINE = 10000; // places on the line
const PACE = 1300; // milliseconds from one change to the next
const REST = 2200; // the same without motion: time to read
/** @type {StageAnswer} */
let show;
/** @type {DaysAnswer} */
let days;
/** @type {{ render: () => void, closeAbout: () => boolean, count: () => number }} */
let stage; // what the stage does for this view
/** @type {HTMLInputElement | null} */
let range = null;
let on = false;
let day = 0;
let shownStretch = -1; // the stretch that is on the screen
let playing = 0;
let moving = 0; // what stops the playing

const last = () => days.stops[days.stops.length - 1];

/** Whether days are shown, and not waves. */
export const isOn = () => on;

// -- the line

function showTicks() {
  const ticks = days.stops.map((changed, place) => {
    const tick = make("i", "tick", make("span", "", String(changed)));
    tick.style.left = 100 * placeOf(days.stops, changed) + "%";
    tick.title = fill(days.said.last, { day: changed, what: days.happens[place] });
    return tick;
  });
  byId("day-ticks").replaceChildren(...ticks);
  byId("day-now").style.minWidth = fill(days.said.day, { day: Math.max(last(), day) }).length + 0.5 + "ch";
}

/** Numbers that would touch the one before them are left out; the last always stands. */
function hideCrowded() {
  const numbers = all("span", byId("day-ticks"));
  for (const number of numbers) number.hidden = false;
  const boxes = numbers.map((number) => number.getBoundingClientRect());
  const stands = standing(boxes, [numbers.length - 1]);
  for (const [place, number] of numbers.entries()) number.hidden = !stands.has(place);
}

// -- what is lit on a day

function lights() {
  /** @type {Map<string, Set<string>>} */
  const wanted = new Map();
  for (const step of show.steps) {
    if (step.day > day || (step.until !== null && step.until <= step.day)) continue;
    const lasts = step.until === null || day < step.until;
    for (const [name, lit] of picture.litBy(step)) {
      const old = wanted.get(name);
      if (lasts) wanted.set(name, withClasses(old, step.day === day ? [...lit, "now"] : lit));
      else if (!old) wanted.set(name, new Set(["ended"]));
    }
  }
  return unstruck(wanted);
}

/**
 * A service that stays closed for another reason says so: its own refusal isn't struck out when that ends.
 * @param {Map<string, Set<string>>} wanted
 */
function unstruck(wanted) {
  for (const [name, classes] of wanted) {
    const [, drawing, service, effect] = /^(.*\|)effect:([^/]*)\/(.*)$/.exec(name) || [];
    if (!classes.has("ended") || !closesService(effect)) continue;
    const door = wanted.get(drawing + "service:" + service);
    if (door && (door.has("closed") || [...door].some(closesService))) wanted.set(name, door);
  }
  return wanted;
}

/**
 * A part's classes with more; what ended before begins anew.
 * @param {Set<string> | undefined} old
 * @param {string[]} more
 */
const withClasses = (old, more) => new Set(old && !old.has("ended") ? [...old, ...more] : more);

/** @returns {BadgeCount[]} */
function badges() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const step of show.steps) {
    if (step.day > day || (step.until !== null && day >= step.until)) continue;
    const name = step.status + "|" + step.badge;
    counts.set(name, (counts.get(name) || 0) + 1);
  }
  const order = Object.keys(show.signs);
  /** @type {BadgeCount[]} */
  const list = [...counts].map(([name, count]) => {
    const [status, word] = name.split("|");
    return [status, word, count];
  });
  return list.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]) || (a[1] < b[1] ? -1 : 1));
}

// -- beside the picture

/** Where the record is: what holds a door first, what is over last. */
function placesList() {
  const holding = new Set(days.stretches[shownStretch].holding);
  const over = (/** @type {DayPlace} */ place) => place.until !== null && place.until <= day;
  const rank = (/** @type {number} */ number) => (over(days.places[number]) ? 2 : Number(!holding.has(number)));
  const known = [...days.places.keys()].filter((number) => days.places[number].day <= day);
  const rows = known
    .sort((a, b) => rank(a) - rank(b) || a - b)
    .map((number) => placeRow(days.places[number], over(days.places[number]), holding.has(number)));
  return make("ul", "places", ...rows);
}

/**
 * @param {DayPlace} place
 * @param {boolean} over
 * @param {boolean} holds whether it holds a door shut
 */
function placeRow(place, over, holds) {
  const labels = days.said;
  const ended = place.home ? labels.ended : labels.removed;
  const until = over ? ended : place.until === null ? labels.for_ever : labels.until;
  const home = place.home ? make("small", "", " " + labels.home) : null;
  const name = make("span", "what", place.name, home, place.more ? make("small", "", " " + place.more) : null);
  const when = make("span", "when", fill(until, { day: place.until }));
  const row = make("li", over ? "ended" : holds ? "holds" : "", make("i", "mark"), name, when);
  if (!over && holds) row.append(make("span", "sr", labels.holds));
  return row;
}

function showBeside() {
  const { said: labels, stops, happens } = days;
  const after = shownStretch + 1;
  const next =
    after < stops.length
      ? fill(labels.next, { day: stops[after], what: happens[after] })
      : fill(labels.none_next, { day: last() });
  const what = happens[shownStretch];
  byId("day-told").replaceChildren(
    make("p", "change", what ? fill(labels.last, { day: stops[shownStretch], what }) : ""),
    make("p", "change next", next),
    make("h2", "", labels.here),
    make("p", "legend", make("i", "mark"), labels.holds + ". " + labels.legend),
    placesList(),
  );
}

/** @param {DayRow} row */
function doorRow(row) {
  const door = button(
    "about:" + row.id,
    "door " + effectClasses(row.effect) + (row.state === "ended" ? " ended" : ""),
    make("i", "mark"),
    make("span", "what", row.name),
    make("span", "when", row.when),
    sign(show, row.weakest),
    row.word ? make("span", "more", row.word) : null,
  );
  return make("li", "row", door);
}

function showDoors() {
  const stretch = days.stretches[shownStretch];
  let keeper = "";
  const items = stretch.rows.flatMap((number) => {
    const row = days.rows[number];
    const heading = row.kept !== keeper && row.kept ? [make("li", "keeper", row.kept)] : [];
    keeper = row.kept;
    return [...heading, doorRow(row)];
  });
  byId("day-doors").replaceChildren(...items);
  panel.showHeadline(show, stretch.shut);
}

// -- one day, shown

/**
 * Show the day that is chosen.
 * @param {boolean} whole also what doesn't change from day to day
 */
export function render(whole) {
  const stretch = stretchOf(days.stops, day);
  if (whole || stretch !== shownStretch) {
    shownStretch = stretch;
    panel.showBadges(show, badges());
    showBeside();
    showDoors();
  }
  panel.showLog(show, (line) => Number(line.day) <= day);
  picture.light(lights());
  const text = fill(days.said.on_day, {
    day,
    rest: days.stretches[shownStretch].sentence,
  });
  byId("hint").hidden = true;
  panel.showSentence(text);
  byId("day-now").textContent = fill(days.said.day, { day });
  if (range) {
    range.value = handle();
    range.setAttribute("aria-valuetext", fill(days.said.day, { day }));
  }
  for (const [place, tick] of [...byId("day-ticks").children].entries()) {
    tick.classList.toggle("told", days.stops[place] <= day);
    tick.classList.toggle("now", days.stops[place] === day);
  }
  if (frame.pageName() === "stage") address.write({ "on-day": day });
}

/** Where the handle of the line stands. */
const handle = () => String(Math.round(FINE * placeOf(days.stops, day)));

/**
 * Go to a day; false if that is where it stands.
 * @param {number} wanted
 */
function go(wanted) {
  const chosen = Math.max(0, wanted);
  if (chosen === day) return false;
  day = chosen;
  stage.closeAbout();
  render(false);
  return undefined;
}

const nextChange = () => days.stops.find((other) => other > day) ?? day;
const changeBefore = () => days.stops.filter((other) => other < day).pop() ?? 0;

// -- playing

/** Stop the playing, and say whether there was any. */
export function stop() {
  const was = Boolean(playing);
  playing = 0;
  cancelAnimationFrame(moving);
  clearTimeout(moving);
  if (byId("play-days")) byId("play-days").setAttribute("aria-pressed", "false");
  return was;
}

function play() {
  if (!on) turn(true);
  if (stop()) return;
  if (day >= last()) go(0);
  playing = performance.now();
  byId("play-days").setAttribute("aria-pressed", "true");
  if (still.matches) moving = setTimeout(hop, REST);
  else glide(placeOf(days.stops, day));
}

function hop() {
  go(nextChange());
  if (day < last()) moving = setTimeout(hop, REST);
  else stop();
}

/** @param {number} from the place on the line where it begins */
function glide(from) {
  const started = performance.now();
  const whole = PACE * Math.max(1, days.stops.length - 1);
  const step = (/** @type {number} */ now) => {
    const place = from + (now - started) / whole;
    go(place >= 1 ? last() : Math.max(day, dayAt(days.stops, place)));
    if (place < 1) moving = requestAnimationFrame(step);
    else stop();
  };
  moving = requestAnimationFrame(step);
}

// -- the mode

/** @param {boolean} wanted days, not waves */
function turn(wanted) {
  stop();
  if (wanted === on) return;
  on = wanted;
  if (on) day = Math.max(0, ...show.steps.slice(0, stage.count()).map((step) => step.day));
  stage.closeAbout();
  showMode();
  stage.render();
  if (!on) address.write({ "on-day": "" });
}

/** Show what belongs to the one mode or the other. */
function showMode() {
  byId("stage").dataset.mode = on ? "days" : "steps";
  for (const choice of childrenOf(byId("ask-mode"))) {
    choice.setAttribute("aria-pressed", String((choice.dataset.do === "mode:days") === on));
  }
  byId("told").hidden = on || !byId("about").hidden;
  byId("day-told").hidden = !on || !byId("about").hidden;
  byId("doors").hidden = on;
  byId("day-doors").hidden = !on;
  if (on) hideCrowded();
}

/**
 * The handle of the line: a range input of the browser's own.
 * @param {string} label
 */
function makeRange(label) {
  const input = document.createElement("input");
  input.type = "range";
  input.min = "0";
  input.max = String(FINE);
  input.id = "day-range";
  input.setAttribute("aria-label", label);
  byId("days").append(input);
  input.addEventListener("input", () => {
    stop();
    const place = Number(input.value) / FINE;
    const near = days.stops.find((other) => Math.abs(placeOf(days.stops, other) - place) * input.clientWidth < 7);
    go(near ?? dayAt(days.stops, place));
  });
  input.addEventListener("change", () => (input.value = handle()));
  input.addEventListener("keydown", (event) => {
    const action = rangeAction(event);
    if (action && frame.perform(action, input) !== false) event.preventDefault();
  });
  return input;
}

/** @param {KeyboardEvent} event */
function rangeAction(event) {
  /** @type {Record<string, string>} */
  const named = { Home: "start", End: "last", p: "play", y: "days" };
  if (named[event.key]) return named[event.key];
  /** @type {Record<string, string>} */
  const arrows = {
    ArrowRight: "next",
    ArrowUp: "next",
    ArrowLeft: "back",
    ArrowDown: "back",
  };
  const action = arrows[event.key] || "";
  return action && action + (event.shiftKey ? "-single" : "");
}

/**
 * An answer came, and the day that the address names, if it names one.
 * @param {StageAnswer} answer
 * @param {string | undefined} onDay
 */
export function mount(answer, onDay) {
  stop();
  show = answer;
  days = answer.days;
  shownStretch = -1;
  if (!range) range = makeRange(byId("days").dataset.label || "");
  on = Boolean(onDay);
  day = Number(onDay || 0);
  showTicks();
  showMode();
}

/**
 * An action of somebody's own, which ends the playing.
 * @param {Action} action
 * @returns {Action}
 */
const byHand = (action) => (what, from) => {
  stop();
  return action(what, from);
};

/** @type {Record<string, Action>} */
const ACTIONS = {
  next: byHand(() => go(nextChange())),
  back: byHand(() => go(changeBefore())),
  "next-single": byHand(() => go(Math.min(day + 1, Math.max(day, last())))),
  "back-single": byHand(() => go(day - 1)),
  start: byHand(() => go(0)),
  last: byHand(() => go(last())),
  step: byHand((number) => go(show.steps[Number(number) - 1].day)),
};
/** @type {Record<string, Action>} */
const BOTH = {
  days: () => turn(!on),
  play: () => play(),
  mode: (name) => turn(name === "days"),
};

/**
 * The stage's actions: its own, or while days are shown these.
 * @param {Record<string, Action>} steps the stage's actions by steps
 * @param {typeof stage} does what the stage does for this view
 */
export function actions(steps, does) {
  stage = does;
  const merged = { ...steps };
  for (const [name, action] of Object.entries(ACTIONS)) {
    merged[name] = (what, from) => (show && on ? action(what, from) : steps[name](what, from));
  }
  for (const [name, action] of Object.entries(BOTH)) {
    merged[name] = (what, from) => (show ? action(what, from) : false);
  }
  return merged;
}

window.addEventListener("resize", () => show && on && frame.pageName() === "stage" && hideCrowded());
