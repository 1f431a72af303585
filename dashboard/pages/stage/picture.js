/* The pictures: mounted once a question, then only classes change. Text in them was escaped where they were made; they
   are read as XML, so nothing in them could become HTML. */
import { all, byId, drawing, first } from "../../shell/dom.js";

/** @type {Record<string, string>} */
const PLACES = { map: "picture-map", accounts: "picture-accounts" };
const WIDE = { width: 1474, height: 854 };
/** @type {Record<string, string[]>} */
let sources = {};
/** @type {Record<string, Record<string, HTMLElement[]>>} */
const parts = {}; // drawing -> data-id -> elements
let shape = 0;
/** @type {Map<string, string>} */
let last = new Map();

/** The shape that the window has room for. The large letters of the small shape are also right for a hall. */
function fittingShape() {
  if (document.documentElement.classList.contains("room")) return 1;
  const room = /** @type {HTMLElement} */ (first(".pictures")).getBoundingClientRect();
  return Math.min(room.width / WIDE.width, room.height / WIDE.height) < 0.86 ? 1 : 0;
}

/** @param {SVGSVGElement} svg */
function index(svg) {
  /** @type {Record<string, HTMLElement[]>} */
  const byDataId = {};
  for (const part of all("[data-id]", svg)) {
    const id = part.dataset.id || "";
    (byDataId[id] = byDataId[id] || []).push(part);
    if (part.classList.contains("edge")) makeReachable(part);
  }
  return byDataId;
}

/**
 * An arrow can be reached by Tab as a box can.
 * @param {HTMLElement} edge
 */
function makeReachable(edge) {
  const title = first("title", edge);
  edge.setAttribute("tabindex", "0");
  edge.setAttribute("role", "button");
  edge.setAttribute("aria-label", (title ? title.textContent : edge.dataset.id) || "");
}

/**
 * Put the pictures of a question on the stage, in the shape that the window has room for.
 * @param {Record<string, string[]>} pictures drawing -> its text in each shape
 */
export function mount(pictures) {
  sources = pictures;
  shape = fittingShape();
  last = new Map();
  for (const [name, id] of Object.entries(PLACES)) {
    const shapes = pictures[name];
    if (!shapes) {
      byId(id).replaceChildren();
      continue;
    }
    const svg = drawing(shapes[Math.min(shape, shapes.length - 1)]);
    byId(id).replaceChildren(svg);
    parts[name] = index(svg);
  }
}

/** Mount again if the window now has room for the other shape, and say whether it had. */
export function refit() {
  if (!Object.keys(sources).length || fittingShape() === shape) return false;
  mount(sources);
  return true;
}

/**
 * What a step lights: `drawing|data-id`, and the classes that it gets.
 * @param {Step} step
 * @returns {[string, string[]][]}
 */
export function litBy(step) {
  /** @type {[string, string[]][]} */
  const lit = [];
  for (const [id, ...classes] of step.light) lit.push(["map|" + id, classes]);
  for (const [id, ...classes] of step.accounts) lit.push(["accounts|" + id, classes]);
  return lit;
}

/**
 * Show exactly these classes.
 * @param {Map<string, Set<string>>} wanted `drawing|data-id` -> classes
 */
export function light(wanted) {
  for (const name of new Set([...last.keys(), ...wanted.keys()])) {
    const before = last.get(name) || "";
    const classes = wanted.get(name);
    const after = classes ? [...classes].sort().join(" ") : "";
    if (before === after) continue;
    const cut = name.indexOf("|");
    for (const part of partsOf(name.slice(0, cut), name.slice(cut + 1))) {
      part.classList.remove(...before.split(" ").filter(Boolean));
      part.classList.add(...after.split(" ").filter(Boolean));
    }
    if (after) last.set(name, after);
    else last.delete(name);
  }
}

/**
 * Show one drawing and hide the others.
 * @param {string} name
 */
export function show(name) {
  for (const [place, id] of Object.entries(PLACES)) byId(id).hidden = place !== name;
}

/**
 * The parts of a drawing with a data-id.
 * @param {string} name of the drawing
 * @param {string} id
 */
export function partsOf(name, id) {
  return (parts[name] || {})[id] || [];
}

/**
 * All data-ids of a drawing.
 * @param {string} name
 */
export function ids(name) {
  return Object.keys(parts[name] || {});
}
