/* The pieces of tables of numbers: heads, bars, plain tables. Knows no page. */
import { make } from "./dom.js";

/**
 * A table cell that is a head.
 * @param {string} text
 * @param {string} scope what it is the head of: col, row or rowgroup
 * @param {string} className
 */
export function head(text, scope, className) {
  const cell = make("th", className, text);
  cell.scope = scope;
  return cell;
}

/**
 * The same element with some properties of its style set.
 * @template {HTMLElement | SVGElement} Styled
 * @param {Styled} element
 * @param {Record<string, string>} values
 */
export function styled(element, values) {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
  return element;
}

/**
 * A bar of now, over the outline of what was.
 * @param {number} was
 * @param {number} now
 * @param {number} most what the whole width stands for
 * @param {boolean} changed whether there is a before at all
 */
export function bar(was, now, most, changed) {
  const width = (/** @type {number} */ value) => (value ? Math.max(0.4, (100 * value) / most) + "%" : "0");
  const track = make("span", "track", styled(make("i", "bar"), { width: width(now) }));
  if (changed && was !== now) track.append(styled(make("i", "was"), { width: width(was) }));
  return track;
}

/**
 * A table of texts; the first cell of a row is its head.
 * @param {string} className
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function plainTable(className, heads, rows) {
  const top = make("tr", "", ...heads.map((text, place) => head(text, "col", place ? "amount" : "")));
  const lines = rows.map(([name, ...cells]) =>
    make("tr", "", head(name, "row", ""), ...cells.map((cell) => make("td", "amount", cell))),
  );
  return make("table", "plain " + className, make("thead", "", top), make("tbody", "", ...lines));
}
