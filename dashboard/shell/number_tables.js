/* The pieces of tables of numbers: heads, bars, plain tables. Knows no page. */
import { html, nothing, styleMap } from "./templates.js";

/**
 * A table cell that is a head.
 * @param {string} text
 * @param {string} scope what it is the head of: col, row or rowgroup
 * @param {string} className
 */
export const head = (text, scope, className) =>
  html`<th class=${className || nothing} scope=${/** @type {"col"} */ (scope)}>${text}</th>`;

/**
 * A bar of now, over the outline of what was.
 * @param {number} was
 * @param {number} now
 * @param {number} most what the whole width stands for
 * @param {boolean} changed whether there is a before at all
 */
export function bar(was, now, most, changed) {
  const width = (/** @type {number} */ value) =>
    styleMap({ width: value ? Math.max(0.4, (100 * value) / most) + "%" : "0" });
  const outline = changed && was !== now ? html`<i class="was" style=${width(was)}></i>` : nothing;
  return html`<span class="track"><i class="bar" style=${width(now)}></i>${outline}</span>`;
}

/**
 * A table of texts; the first cell of a row is its head.
 * @param {string} className
 * @param {string[]} heads
 * @param {Shown[][]} rows
 */
export const plainTable = (className, heads, rows) =>
  html`<table class=${"plain " + className}>
    <thead>
      <tr>
        ${heads.map((text, place) => head(text, "col", place ? "amount" : ""))}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, ...cells]) =>
          html`<tr>
            <th scope="row">${name}</th>
            ${cells.map((cell) => html`<td class="amount">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
