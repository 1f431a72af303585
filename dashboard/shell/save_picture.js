/* The map on the screen as a file: an SVG with its colours written into its parts, or a PNG drawn from that on a canvas.
   Nothing is asked of the server. Under the map stand what it shows, the label with the reading and what is assumed. */
import * as address from "../state/address.js";
import { all, byId, dialogById, first, svgPart } from "./dom.js";
import * as frame from "./page_frame.js";
import { fill } from "./share.js";

const SCALE = 2; // pixels of a PNG for each unit of the map
const SIZE = 20; // letters under the map
const LOOK = [
  "display",
  "visibility",
  "opacity",
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "text-decoration-line",
  "dominant-baseline",
]; // what a part's look is made of
/** @type {Record<string, string>} */
const WRITTEN = { "text-decoration-line": "text-decoration" };
const LEFT_OUT = ["title", "defs", "style"];

/** The map that is shown now. */
function shownMap() {
  const { picture } = frame.page() || {};
  const maps = picture ? all(picture.selector) : [];
  return /** @type {SVGSVGElement | undefined} */ (/** @type {unknown} */ (maps.find((map) => map.checkVisibility())));
}

// -- one file of its own

/**
 * Write each part's look into its copy; what isn't seen is left out.
 * @param {Element} from
 * @param {Element} copy
 */
function writeLook(from, copy) {
  const style = getComputedStyle(from);
  if (style.display === "none") return copy.remove();
  for (const name of LOOK) {
    const value = style.getPropertyValue(name);
    if (value) copy.setAttribute(WRITTEN[name] || name, value);
  }
  for (const name of ["tabindex", "role", "aria-label", "class", "style"]) copy.removeAttribute(name);
  const copies = [...copy.children];
  [...from.children].forEach((child, place) => {
    if (!LEFT_OUT.includes(child.nodeName)) writeLook(child, copies[place]);
  });
  return undefined;
}

/**
 * A text in lines that are no wider than the map.
 * @param {string} text
 * @param {string} font
 * @param {number} room in units of the map
 */
function linesOf(text, font, room) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = font;
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? lines[lines.length - 1] + " " + word : word;
    if (lines.length && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * What stands under the map: the title, what is shown, the what-if, and the label; each with its size and weight.
 * @returns {[string, number, number][]}
 */
function captions() {
  const shows = frame.page().picture?.caption() ?? "";
  const whatIf = address.now()["what-if"];
  /** @type {[string, number, number][]} */
  const rows = [
    [document.title, 1.15, 700],
    [shows, 1.15, 400],
    [whatIf ? byId("saving").dataset.whatIf + " " + whatIf : "", 0.9, 400],
    [byId("label").textContent || "", 0.9, 400],
  ];
  return rows.filter(([text]) => text.trim());
}

/**
 * The map as an SVG that needs nothing else.
 * @param {SVGSVGElement} map
 */
function standalone(map) {
  for (const moving of map.getAnimations({ subtree: true })) moving.finish();
  const { width, height } = map.viewBox.baseVal;
  const style = getComputedStyle(map);
  const family = style.fontFamily;
  const inside = /** @type {Element} */ (map.cloneNode(true));
  writeLook(map, inside);
  for (const [name, value] of Object.entries({ x: 0, y: 0, width, height })) inside.setAttribute(name, String(value));
  const below = [];
  let y = height + 0.4 * SIZE;
  for (const [text, size, weight] of captions()) {
    for (const line of linesOf(text, weight + " " + size * SIZE + "px " + family, width - 2 * SIZE)) {
      y += 1.3 * size * SIZE;
      const look = {
        fill: style.color,
        "font-family": family,
        "font-size": size * SIZE,
        "font-weight": weight,
      };
      below.push(svgPart("text", { x: SIZE, y: y.toFixed(1), ...look }, line));
    }
  }
  const high = Math.ceil(y + 0.7 * SIZE);
  const viewBox = "0 0 " + width + " " + high;
  const svg = svgPart("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox,
    width,
    height: high,
  });
  const title = svgPart("title", {}, document.title + " - " + byId("label").textContent);
  svg.append(title, svgPart("rect", { width, height: high, fill: style.backgroundColor }), inside, ...below);
  return {
    text: new XMLSerializer().serializeToString(svg),
    width,
    height: high,
  };
}

/**
 * The same as pixels, two for each unit.
 * @param {{ text: string, width: number, height: number }} file
 * @returns {Promise<Blob>}
 */
async function pixels({ text, width, height }) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * SCALE);
  canvas.height = Math.round(height * SCALE);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}

// -- the file

/** @param {string} form png or svg */
function fileName(form) {
  const parts = [document.title.split(" · ").reverse().join(" "), address.now()["what-if"] ? "what-if" : ""];
  const plain = parts
    .filter(Boolean)
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return (plain.slice(0, 80) || "map") + "." + form;
}

/**
 * @param {Blob} blob
 * @param {string} form
 */
function download(blob, form) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName(form);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** @param {string} form png or svg */
async function save(form) {
  const map = shownMap();
  close();
  if (!map) return;
  try {
    const file = standalone(map);
    download(form === "png" ? await pixels(file) : new Blob([file.text], { type: "image/svg+xml" }), form);
  } catch {
    byId("remark").textContent = byId("saving").dataset.failed || "";
  }
}

// -- the question which one

function open() {
  fill();
  dialogById("saving").showModal();
  first(shownMap() ? "[data-do='save:png']" : "[data-do='copy-address']", byId("saving"))?.focus();
  return undefined;
}

function close() {
  const wasOpen = Boolean(dialogById("saving")?.open);
  if (wasOpen) dialogById("saving").close();
  return wasOpen;
}

frame.registerActions({ save: (form) => (form ? save(form) : open()) });
frame.registerDialog(close);
