/* The stage: how far the spread has been told, and what follows from it. `at` is so many whole waves, and so many
   single steps of the next one; everything on the screen is a function of it, so back is as exact as forward. */
import { all, byId, first, hit } from "../../shell/dom.js";
import { alsoAsk } from "../../services/asked_ahead.js";
import * as frame from "../../shell/page_frame.js";
import * as address from "../../state/address.js";
import { beyond, meant, noChoice } from "../../state/strict_values.js";
import * as dayView from "./days.js";
import * as hall from "./hall_map.js";
import { laterPicture } from "./later_pictures.js";
import * as panel from "./panel.js";
import * as picture from "./picture.js";

/** @typedef {{ wave: number, step: number }} Place */

/** @type {StageAnswer} */
let show; // the answer that is on the stage
let drawing = "map";
const DRAWINGS = ["map", "accounts", "matrix"];
/** @type {Place} */
let at = { wave: 0, step: 0 };
/** @type {HTMLElement | null} */
let pointed = null;

// -- places in the telling

const start = (/** @type {number} */ wave) => (wave > 0 ? show.waves[wave - 1].end : 0);
const length = (/** @type {number} */ wave) => (wave < show.waves.length ? show.waves[wave].end - start(wave) : 0);
const count = (place = at) => start(place.wave) + place.step;

/**
 * The place nearest to so many waves and steps.
 * @param {number} wave
 * @param {number} step
 * @returns {Place}
 */
function clamped(wave, step) {
  const whole = Math.min(Math.max(0, wave), show.waves.length);
  const single = Math.min(Math.max(0, step), length(whole));
  return single === 1 && length(whole) === 1 ? { wave: whole + 1, step: 0 } : { wave: whole, step: single };
}

/** @param {boolean} single one step, not a whole wave */
function forward(single) {
  if (!single) return clamped(at.wave + 1, 0);
  if (at.step < length(at.wave)) return clamped(at.wave, at.step + 1);
  return at.wave < show.waves.length ? clamped(at.wave + 1, 1) : at;
}

/** @param {boolean} single one step, not a whole wave */
function backward(single) {
  if (!single) return clamped(at.step ? at.wave : at.wave - 1, 0);
  if (at.step > 1) return clamped(at.wave, at.step - 1);
  if (at.step === 1) return lastOf(at.wave - 1);
  return length(at.wave - 1) > 1 ? clamped(at.wave - 1, length(at.wave - 1) - 1) : lastOf(at.wave - 2);
}

/**
 * Where a wave's last single step has just been shown.
 * @param {number} wave
 * @returns {Place}
 */
function lastOf(wave) {
  if (wave < 0) return { wave: 0, step: 0 };
  return length(wave) === 1 ? { wave: wave + 1, step: 0 } : { wave, step: length(wave) };
}

/** @param {number} number of the step, from 1 */
function atStep(number) {
  const wave = show.waves.findIndex(({ end }) => number <= end);
  return wave < 0 ? at : clamped(wave, number - start(wave));
}

// -- one place, shown

/** The newest steps of a place: those of the wave just shown, or the single step. */
function newest(place = at) {
  if (place.step) return show.steps.slice(count(place) - 1, count(place));
  return place.wave ? show.steps.slice(start(place.wave - 1), start(place.wave)) : [];
}

function sentence() {
  if (at.step) return show.steps[count() - 1].sentence;
  return at.wave ? show.waves[at.wave - 1].sentence : show.opening;
}

/**
 * What all steps up to a place light: `drawing|data-id` -> classes.
 * @param {Step[]} fresh the newest of them
 */
function lights(fresh, place = at) {
  /** @type {Map<string, Set<string>>} */
  const wanted = new Map();
  show.steps.slice(0, count(place)).forEach((step, number) => {
    const isNew = number >= count(place) - fresh.length;
    for (const [name, lit] of picture.litBy(step)) {
      let classes = wanted.get(name);
      if (!classes) wanted.set(name, (classes = new Set()));
      for (const each of lit) classes.add(each);
      if (isNew) classes.add("now");
    }
  });
  return wanted;
}

function render() {
  if (dayView.isOn()) return dayView.render(true);
  const fresh = newest();
  picture.light(lights(fresh));
  byId("hint").hidden = Boolean(at.wave || at.step) || !show.waves.length;
  panel.showBadges(show, badges(fresh));
  panel.showNewest(show, fresh);
  panel.showVoices(show, count() === show.steps.length && count() > 0);
  panel.upTo(show, at, count() - fresh.length, count());
  panel.showSentence(sentence());
  if (frame.pageName() === "stage") address.write({ wave: at.wave, step: at.step });
  return undefined;
}

/**
 * @param {Step[]} fresh
 * @returns {BadgeCount[]}
 */
function badges(fresh) {
  if (at.step) return fresh.map((step) => [step.status, step.badge, 1]);
  return at.wave ? show.waves[at.wave - 1].badges : [];
}

/**
 * Go to a place; false if that is where it stands.
 * @param {Place} place
 */
function go(place) {
  if (place.wave === at.wave && place.step === at.step) return false;
  at = place;
  closeAbout();
  render();
  return undefined;
}

// -- pointing

/**
 * Show all about a part of the picture.
 * @param {string} id
 * @param {Element} [from] what was pressed
 */
function openAbout(id, from) {
  if (!panel.openAbout(show, id, dayView.isOn() ? show.steps.length : count())) return;
  pointed = /** @type {HTMLElement | undefined} */ (from) || null;
  byId("panel").classList.add("open");
}

function closeAbout() {
  if (byId("about").hidden) return false;
  if (pointed && byId("about").contains(document.activeElement)) pointed.focus();
  panel.closeAbout(dayView.isOn());
  pointed = null;
  return true;
}

/**
 * Mark the parts of the picture whose title has a text, and hand back the first of them.
 * @param {string} text
 */
function find(text) {
  const sought = text.trim().toLowerCase();
  /** @type {HTMLElement | null} */
  let firstPart = null;
  for (const id of picture.ids(drawing)) {
    const entry = show.about[id];
    const findable = /^(database|service|record|account|value|agency):/.test(id);
    const matches = Boolean(sought && entry && findable && entry.title.toLowerCase().includes(sought));
    for (const part of picture.partsOf(drawing, id)) {
      part.classList.toggle("found", matches);
      if (matches && !firstPart) firstPart = part;
    }
  }
  return firstPart;
}

/** @param {boolean} open */
function openFind(open) {
  const box = byId("find-box");
  box.hidden = !open;
  const input = /** @type {HTMLInputElement} */ (first("input", box));
  if (open) input.select();
  if (open) input.focus();
  else find("");
}

// -- actions, by key or button

/** @param {string} name of a drawing */
function choose(name) {
  if (!DRAWINGS.includes(name)) return;
  drawing = name;
  picture.show(name);
  if (name === "accounts") addAccounts();
  panel.openLog(name === "accounts");
  for (const button of all("[data-do]", byId("ask-drawing"))) {
    button.setAttribute("aria-pressed", String(button.dataset.do === "drawing:" + name));
  }
  if (frame.pageName() === "stage") address.write({ drawing: name === show.drawing ? "" : name });
}

/** The drawing of the accounts comes when it is asked for; until then its place is empty. */
async function addAccounts() {
  const asked = show;
  if (asked.pictures.accounts) return;
  const later = await laterPicture("/_account-map", asked);
  if (asked !== show || asked.pictures.accounts) return;
  if (!later) return void (drawing === "accounts" && choose("map"));
  asked.pictures.accounts = later.pictures;
  Object.assign(asked.about, later.about);
  picture.add("accounts", later.pictures);
  render();
}

function close() {
  if (!byId("find-box").hidden) {
    openFind(false);
    return true;
  }
  if (dayView.stop()) return true;
  if (closeAbout()) return true;
  const open = byId("panel").classList.contains("open");
  byId("panel").classList.remove("open");
  return open;
}

/** @type {Record<string, Action>} */
const ACTIONS = {
  next: () => go(forward(false)),
  back: () => go(backward(false)),
  "next-single": () => go(forward(true)),
  "back-single": () => go(backward(true)),
  start: () => go({ wave: 0, step: 0 }),
  last: () => go({ wave: show.waves.length, step: 0 }),
  wave: (number) => go(clamped(Number(number), 0)),
  step: (number) => go(atStep(Number(number))),
  drawing: (name) => choose(name || DRAWINGS[(DRAWINGS.indexOf(drawing) + 1) % DRAWINGS.length]),
  details: () => byId("panel").classList.toggle("open") || undefined,
  find: () => openFind(byId("find-box").hidden),
  about: (id, from) => openAbout(id, from),
};

/**
 * An answer came: show its pictures, its lists, and the place in it that the address names.
 * @param {StageAnswer | null} answer
 */
export function mount(answer) {
  if (!answer) return;
  const fields = address.now();
  show = answer;
  frame.answered("stage", answer, unfitting);
  picture.mount(answer.pictures);
  if (hall.isWanted()) picture.awaitDress();
  dressForHall();
  panel.closeAbout(dayView.isOn());
  panel.mount(answer);
  at = placed(fields);
  dayView.mount(answer, fields["on-day"]);
  choose(drawingNamed(fields));
  render();
}

/** @param {Record<string, string>} fields */
const placed = (fields) => clamped(Number(fields.wave || 0), Number(fields.step || 0));

/**
 * Remarks on places of an address that this story does not have.
 * @param {Record<string, string>} fields
 */
function unfitting(fields) {
  const { wave: asked = "0", drawing: named = "map" } = meant(fields);
  const wave = Math.min(Number(asked), show.waves.length);
  const noDrawing = DRAWINGS.includes(named) ? [] : [noChoice("drawing", named, DRAWINGS)];
  return [...beyond(fields, "wave", show.waves.length), ...beyond(fields, "step", length(wave)), ...noDrawing];
}

/**
 * The drawing that an address names; else the one that shows this world best.
 * @param {Record<string, string>} fields
 */
const drawingNamed = (fields) => (DRAWINGS.includes(fields.drawing) ? fields.drawing : show.drawing);

/** With large type the map is another one, which shows only what the story touches. */
async function dressForHall() {
  const asked = show;
  const pictures = hall.isWanted() ? await hall.hallMap(asked) : null;
  if (asked === show && picture.dress(pictures)) render();
}

/** The stage is shown again: the window may have another shape now. */
function refit() {
  if (show) dressForHall();
  if (show && picture.refit()) render();
  else if (show) panel.thinTimes();
}

/** Back from another page to the same question: a lesson's picture, or a reset, may name another place in it. */
function enter() {
  refit();
  setTimeout(stand, 0);
}

/** Stand where the address says. */
function stand() {
  if (!show || frame.pageName() !== "stage" || frame.unanswered()) return;
  const fields = address.now();
  const place = placed(fields);
  const named = drawingNamed(fields);
  if (named !== drawing) choose(named);
  if (dayView.isOn() !== Boolean(fields["on-day"])) dayView.mount(show, fields["on-day"]);
  else if (place.wave === at.wave && place.step === at.step) return;
  at = place;
  closeAbout();
  render();
}

let previewed = { key: "", svg: "" };

/**
 * The drawing as it will look at a wave, as text; blank while days are shown.
 * @param {number} wave
 * @param {string} [name] of the drawing, if it is another
 */
export function previewAt(wave, name = drawing) {
  if (name === "accounts") addAccounts();
  if (dayView.isOn() || !show.pictures[name]) return "";
  const place = clamped(wave, 0);
  const key = [frame.askedBy("stage"), place.wave, name, document.documentElement.dataset.shown].join(" ");
  if (previewed.key !== key) previewed = { key, svg: picture.preview(name, lights(newest(place), place)) };
  return previewed.svg;
}

/** What the presenter's window shows of this place, or null before the first answer. */
export function forPresenter() {
  if (!show) return null;
  const after = forward(false);
  const more = after.wave !== at.wave || after.step !== at.step;
  return {
    title: show.title,
    now: dayView.isOn() ? byId("sentence").textContent || "" : sentence(),
    next: more ? show.waves[after.wave - 1].sentence : "",
    notes: show.forSpeaker,
    facts: dayView.isOn() ? [] : newest().map((step) => step.sentence + " [" + step.badge + "]"),
    preview: more ? previewAt(after.wave) : "",
    place: at.wave + (at.step ? 1 : 0),
    places: show.waves.length,
  };
}

alsoAsk(() => show && addAccounts());

frame.registerPage("stage", {
  actions: dayView.actions(
    frame.onceShown(ACTIONS, () => Boolean(show)),
    { render, closeAbout, count },
  ),
  close,
  enter,
  stand,
  leave: () => dayView.stop(),
  picture: {
    selector: ".pictures svg.map",
    caption: () => byId("sentence").textContent || "",
  },
});

/**
 * The part of a picture at which somebody points; trunks are only drawn.
 * @param {Event} event
 */
function pointable(event) {
  const part = hit(event, "#stage svg.map [data-id]");
  return part && !part.classList.contains("trunk") ? part : null;
}

document.addEventListener("click", (event) => {
  const part = show && pointable(event);
  if (part) openAbout(part.dataset.id || "", part);
});
document.addEventListener("focusin", (event) => {
  const part = show && pointable(event);
  if (part && part.matches(":focus-visible")) openAbout(part.dataset.id || "", part);
});
document.addEventListener("input", (event) => {
  if (show && hit(event, "#find-box")) find(/** @type {HTMLInputElement} */ (event.target).value);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !show) return;
  const part = pointable(event);
  if (hit(event, "#find-box")) {
    const match = find(/** @type {HTMLInputElement} */ (event.target).value);
    if (match) match.focus();
    if (match) openAbout(match.dataset.id || "", match);
  } else if (part) {
    openAbout(part.dataset.id || "", part);
    byId("about").focus();
  }
});
window.addEventListener("resize", () => {
  if (frame.pageName() !== "stage") return;
  refit();
  if (show) panel.thinTimes();
});
