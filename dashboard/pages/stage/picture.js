/* The pictures: mounted once a question, then only classes change. Text in them was escaped where they were made; they
   are read as XML, so nothing in them could become HTML. */
import { all, byId, drawing, first } from "../../shell/dom.js";

/** @type {Record<string, string>} */
const PLACES = { map: "picture-map", accounts: "picture-accounts", matrix: "picture-matrix" };
/** Which lights of a step a drawing shows: the matrix draws what the map draws. */
const SHOWN_BY = { map: ["map", "matrix"], accounts: ["accounts"] };
/** So much room is left beside what is scrolled into view, in pixels. */
const MARGIN = 12;
const WIDE = { width: 1474, height: 854 };
/** @type {Record<string, string[]>} */
let sources = {};
/** @type {Record<string, Record<string, HTMLElement[]>>} */
const parts = {}; // drawing -> data-id -> elements
/** @type {Record<string, Record<string, string[]>>} */
let standsFor = {}; // drawing -> data-id of what isn't drawn by itself -> data-ids of what stands for it
let shape = 0;
/** @type {string[] | null} */
let hall = null; // the map for a hall, if it is shown instead of the usual one
/** @type {Map<string, string>} */
let last = new Map();

/** The shape that the window has room for. The large letters of the small shape are also right for a hall. */
function fittingShape() {
  if (hall) return window.innerWidth < 1700 ? 1 : 0;
  if (document.documentElement.classList.contains("room")) return 1;
  const room = /** @type {HTMLElement} */ (first(".pictures")).getBoundingClientRect();
  return Math.min(room.width / WIDE.width, room.height / WIDE.height) < 0.86 ? 1 : 0;
}

/**
 * For each link or database that isn't drawn by itself, the parts that stand for it: a fold, a cell, an agency.
 * @param {SVGSVGElement} svg
 */
function groups(svg) {
  /** @type {Record<string, string[]>} */
  const byPart = {};
  for (const group of all("[data-parts]", svg)) {
    for (const part of (group.dataset.parts || "").split(" ")) {
      (byPart[part] = byPart[part] || []).push(group.dataset.id || "");
    }
  }
  return byPart;
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
  hall = null;
  mountShapes();
}

/**
 * Add a drawing that came later to those of the question.
 * @param {string} name
 * @param {string[]} shapes its text in each shape
 */
export function add(name, shapes) {
  sources = { ...sources, [name]: shapes };
  mountShapes();
}

function mountShapes() {
  standsFor = {};
  shape = fittingShape();
  last = new Map();
  for (const [name, id] of Object.entries(PLACES)) {
    const shapes = name === "map" && hall ? hall : sources[name];
    if (!shapes) {
      byId(id).replaceChildren();
      continue;
    }
    const svg = drawing(shapes[Math.min(shape, shapes.length - 1)]);
    byId(id).replaceChildren(svg);
    if (svg.dataset.wide) svg.style.width = 100 * Number(svg.dataset.wide) + "%";
    parts[name] = index(svg);
    standsFor[name] = groups(svg);
  }
}

/** Mount again if the window now has room for the other shape, and say whether it had. */
export function refit() {
  if (!Object.keys(sources).length || fittingShape() === shape) return false;
  mountShapes();
  return true;
}

/**
 * Show the map for a hall instead of the usual one, or that again, and say whether anything changed.
 * @param {string[] | null} pictures
 */
export function dress(pictures) {
  byId(PLACES.map).classList.remove("dressing");
  if (pictures === hall) return false;
  hall = pictures;
  mountShapes();
  return true;
}

/** Hide the map until the one for a hall is there, so that it doesn't change before everybody's eyes. */
export function awaitDress() {
  byId(PLACES.map).classList.add("dressing");
}

/**
 * What a step lights: `drawing|data-id`, and the classes that it gets.
 * @param {Step} step
 * @returns {[string, string[]][]}
 */
export function litBy(step) {
  /** @type {[string, string[]][]} */
  const lit = [];
  for (const [id, ...classes] of step.light) lit.push(...onDrawings(SHOWN_BY.map, id, classes));
  for (const [id, ...classes] of step.accounts) lit.push(...onDrawings(SHOWN_BY.accounts, id, classes));
  return lit;
}

/**
 * A light on each drawing that shows it, at the part itself or at what stands for it.
 * @param {string[]} drawings
 * @param {string} id
 * @param {string[]} classes
 * @returns {[string, string[]][]}
 */
function onDrawings(drawings, id, classes) {
  return drawings.flatMap((name) => {
    const places = (standsFor[name] || {})[id] || [id];
    return places.map((each) => /** @type {[string, string[]]} */ ([name + "|" + each, classes]));
  });
}

/**
 * Show exactly these classes, and keep what is new in view.
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
  follow();
}

/**
 * A drawing as it looks with exactly these classes, as text; what is on the screen stays as it is.
 * @param {string} name of the drawing
 * @param {Map<string, Set<string>>} wanted `drawing|data-id` -> classes
 */
export function preview(name, wanted) {
  const svg = first("svg", byId(PLACES[name]))?.cloneNode(true);
  if (!(svg instanceof SVGSVGElement)) return "";
  for (const part of all("[data-id]", svg)) {
    const key = name + "|" + part.dataset.id;
    part.classList.remove(...(last.get(key) || "").split(" ").filter(Boolean));
    part.classList.add(...(wanted.get(key) || []));
  }
  svg.removeAttribute("style");
  for (const part of [/** @type {Element} */ (svg), ...all("[tabindex], [role], [aria-label]", svg)]) {
    for (const attribute of ["tabindex", "role", "aria-label"]) part.removeAttribute(attribute); // nothing is pressed there
  }
  return new XMLSerializer().serializeToString(svg);
}

/** Scroll a picture that is larger than its place to the boxes that are new; what is in view stays where it is. */
function follow() {
  for (const [name, id] of Object.entries(PLACES)) {
    const place = byId(id);
    const isWhole = place.scrollHeight <= place.clientHeight + 1 && place.scrollWidth <= place.clientWidth + 1;
    if (place.hidden || isWhole) continue;
    const fresh = all(".node.now", place).map((part) => part.getBoundingClientRect());
    if (!fresh.length || !parts[name]) continue;
    const room = place.getBoundingClientRect();
    const lefts = fresh.map((box) => box.left);
    const tops = fresh.map((box) => box.top);
    place.scrollBy({
      left: shift(room.left, room.right, Math.min(...lefts), Math.max(...fresh.map((box) => box.right))),
      top: shift(room.top, room.bottom, Math.min(...tops), Math.max(...fresh.map((box) => box.bottom))),
      behavior: pace(),
    });
  }
}

/**
 * How far to scroll so that what reaches from one place to another is in view; its beginning, if it is too long.
 * @param {number} low where the view begins
 * @param {number} high where it ends
 * @param {number} from
 * @param {number} to
 */
function shift(low, high, from, to) {
  const end = Math.min(to, from + high - low - 2 * MARGIN);
  if (from < low) return from - low - MARGIN;
  return end > high ? end - high + MARGIN : 0;
}

/** @returns {ScrollBehavior} */
const pace = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

/**
 * Show one drawing and hide the others.
 * @param {string} name
 */
export function show(name) {
  for (const [place, id] of Object.entries(PLACES)) byId(id).hidden = place !== name;
  follow();
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
