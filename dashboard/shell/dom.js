/* The pieces that every page is made of: elements, chains of identifiers, drawings. Text only ever gets in as text. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * The element of an id that every page has.
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * The dialog of an id that every page has.
 * @param {string} id
 */
export const dialogById = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));

/**
 * The first element that a selector names, or null.
 * @param {string} selector
 * @param {ParentNode} [place] where to look; the whole document if it isn't said
 * @returns {HTMLElement | null}
 */
export const first = (selector, place = document) => place.querySelector(selector);

/**
 * All elements that a selector names, in the order of the document.
 * @param {string} selector
 * @param {ParentNode} [place] where to look; the whole document if it isn't said
 * @returns {HTMLElement[]}
 */
export const all = (selector, place = document) => [...place.querySelectorAll(/** @type {"div"} */ (selector))];

/**
 * The elements directly inside another.
 * @param {Element} place
 */
export const childrenOf = (place) => /** @type {HTMLElement[]} */ ([...place.children]);

/**
 * The element, at or above the one an event happened to, that a selector names, or null.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const hit = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

/**
 * An element with a class, and text or children inside.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {...Inside} inside what is null, undefined or "" is left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  const shown = inside.filter((part) => part !== null && part !== undefined && part !== "");
  element.append(.../** @type {(Node | string)[]} */ (shown));
  return element;
}

/**
 * A button that has an action performed.
 * @param {string} action its name, blank where the button has a listener of its own
 * @param {string} className
 * @param {...Inside} inside
 */
export function button(action, className, ...inside) {
  const element = make("button", className, ...inside);
  element.type = "button";
  if (action) element.dataset.do = action;
  return element;
}

/**
 * A part of an SVG drawing.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svgPart(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The line of an identifier, dashed as on the map. */
export function keyLine() {
  const svg = svgPart("svg", {
    viewBox: "0 0 34 8",
    class: "line",
    "aria-hidden": "true",
  });
  svg.append(svgPart("path", { d: "M1 4h32" }));
  return svg;
}

/**
 * The identifiers that a step joins on, in order, each in its colour.
 * @param {Key[]} keys
 * @param {boolean} withValues
 */
export function keyChain(keys, withValues) {
  const row = make("span", "chain");
  keys.forEach(([name, word, value], place) => {
    if (place) row.append(make("span", "to", "→"));
    row.append(
      make("span", "key " + name, keyLine(), make("b", "", word), withValues ? make("code", "", value) : null),
    );
  });
  return row;
}

/**
 * A drawing from its text, read as XML, so that nothing in it could become HTML.
 * @param {string} text
 * @returns {SVGSVGElement}
 */
export function drawing(text) {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.nodeName !== "svg") throw new Error("the picture is no SVG");
  return /** @type {SVGSVGElement} */ (/** @type {Element} */ (document.importNode(root, true)));
}
