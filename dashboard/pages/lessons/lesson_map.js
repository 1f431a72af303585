/* The map beside a lesson's step: asked for when the step is shown, lit before and after the answer, and where the step
   asks what to cut, its lines are the choices. Knows no lesson; `page.js` says what is shown and what a click means. */
import { smallMap } from "../../services/small_map.js";
import { all, byId, hit } from "../../shell/dom.js";
import { fill } from "../../shell/number_format.js";

const LEAST_WIDTH = 860; // pixels of the map's place below which the smaller drawing has the larger letters

/** @type {Map<string, LessonMap | null>} */
const maps = new Map(); // by the step's query; null: it can't be had
/** @type {ShownStep | null} */
let at = null; // the step on the screen
/** @type {ReturnType<typeof smallMap> | null} */
let map = null;
let drawn = "";

/**
 * The query of a step's map.
 * @param {ShownStep} step
 * @param {number} [part]
 */
const query = ({ lesson, names }, part = at?.part || 1) =>
  new URLSearchParams({ lesson, part: String(part), names }).toString();

/**
 * Show the map of a step, or none.
 * @param {ShownStep | null} step
 */
export function stand(step) {
  at = step;
  const section = byId("lesson-map").parentElement;
  if (section) section.hidden = !step;
  if (!step) return undefined;
  if (maps.has(query(step))) return draw();
  map?.mount(""); // another step's map says nothing here
  drawn = "";
  byId("lesson-map-says").textContent = "";
  return ask(step.part);
}

/**
 * Ask for the map of a step of this lesson; then, while the class thinks, for the next one.
 * @param {number} part
 */
function ask(part) {
  if (!at) return;
  const wanted = query(at, part);
  if (maps.has(wanted)) return;
  fetch("/_lesson-map?" + wanted)
    .then((response) => (response.ok ? response.json() : null))
    .then((/** @type {LessonMap | null} */ answer) => maps.set(wanted, answer))
    .then(() => at && wanted === query(at) && draw())
    .then(() => at && part === at.part && part < at.parts && ask(part + 1))
    .catch(() => at && wanted === query(at) && draw()); // the server is away: asked again with the next step
}

function draw() {
  if (!at) return;
  const says = byId("lesson-map-says");
  if (!map) map = smallMap(byId("lesson-map"), true);
  const known = maps.get(query(at));
  if (!known) {
    map.mount("");
    drawn = "";
    says.textContent = at.labels.no_map;
    return;
  }
  const pictures = at.told && known.after ? known.after : known.before;
  const picture = pictures[byId("lesson-map").clientWidth < LEAST_WIDTH ? 1 : 0];
  if (picture !== drawn) {
    map.mount(picture);
    drawn = picture;
  }
  map.light(lights(known, at));
  const picks = at.told ? {} : known.picks;
  for (const part of all("svg [data-id]", byId("lesson-map"))) reach(part, picks[part.dataset.id || ""], at);
  const canPick = Object.keys(picks).length > 0;
  byId("lesson-map").classList.toggle("can-pick", canPick);
  says.textContent = at.told ? at.labels.map_after : canPick ? at.labels.map_cut : at.labels.map_before;
}

/**
 * The lights of a step: before or after the answer; what is chosen to be cut is off.
 * @param {LessonMap} known
 * @param {ShownStep} step
 */
function lights(known, step) {
  if (step.told) return known.lightsAfter;
  /** @type {Record<string, string[]>} */
  const lit = { ...(step.tried || known.lights) };
  for (const [part, places] of Object.entries(known.picks)) {
    if (places.some((place) => step.chosen.includes(place))) lit[part] = [...new Set([...(lit[part] || []), "off"])];
  }
  return lit;
}

/**
 * A part that is a choice is a button; what isn't is only drawn.
 * @param {HTMLElement} part
 * @param {number[] | undefined} places of the choices that it stands for
 * @param {ShownStep} step
 */
function reach(part, places, step) {
  if (!places) {
    part.removeAttribute("tabindex");
    if (part.getAttribute("role") === "button") part.setAttribute("role", "img");
    part.removeAttribute("aria-pressed");
    part.classList.remove("pick");
    return;
  }
  part.classList.add("pick");
  part.setAttribute("tabindex", "0");
  part.setAttribute("role", "button");
  part.setAttribute("aria-label", fill(step.labels.cut, { choice: step.choices[places[0]] || "" }));
  part.setAttribute("aria-pressed", String(places.some((place) => step.chosen.includes(place))));
}

/**
 * The place of the choice that somebody points at on the map, or -1.
 * @param {Event} event
 */
export function pickedPlace(event) {
  const part = hit(event, "#lesson-map .pick");
  const known = at && maps.get(query(at));
  const places = part && known ? known.picks[part.dataset.id || ""] : null;
  return places ? places[0] : -1;
}

window.addEventListener("resize", () => at && maps.get(query(at)) && draw());
