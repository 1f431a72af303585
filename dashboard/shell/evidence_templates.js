/* How well something is known: the sign of a status, a badge, a quote with its source; as templates, and as elements. */
import { html, nothing, render, svg } from "../front/lit.js";

/**
 * The sign of a status, as on the map.
 * @param {{ signs: Signs }} show
 * @param {string} status
 */
const signOf = (show, status) =>
  html`<svg viewBox="-6 -6 12 12" class="sign" aria-hidden="true">
    ${(show.signs[status] || []).map(([name, d]) => svg`<path class=${name} d=${d}></path>`)}
  </svg>`;

/**
 * How well something is known: its sign and a word, with a count where there are several.
 * @param {{ signs: Signs }} show
 * @param {string} status
 * @param {string} word
 * @param {number} count
 */
export const badgeOf = (show, status, word, count) =>
  html`<span class=${"badge is-" + status}>${signOf(show, status)}${count > 1 ? count + " " + word : word}</span>`;

/**
 * A quote with its source, or nothing where there is none of that id.
 * @param {{ quotes: Record<string, Quote> }} show
 * @param {string} id
 * @param {boolean} large
 * @param {unknown} [behind] what stands under its source
 */
export function quoteOf(show, id, large, behind) {
  const entry = show.quotes[id];
  if (!entry) return nothing;
  return html`<figure class=${"quote" + (large ? " large" : "") + (entry.told ? " told" : "")}>
    ${wording(entry)}
    <figcaption>
      <cite>${entry.source}</cite> ·
      ${entry.checked}${remark(entry.note)}${remark(entry.caution && `(${entry.caution})`)}
    </figcaption>
    ${behind}
  </figure>`;
}

/** @param {Quote} entry */
function wording(entry) {
  if (entry.text) return html`<blockquote>${entry.text}</blockquote>`;
  return entry.says ? html`<p class="says">${entry.says}</p>` : nothing;
}

/** @param {string | undefined} text */
const remark = (text) => (text ? html`<span class="note"> ${text}</span>` : nothing);

// -- as elements, for pages that put theirs together by hand

/**
 * The element that a template makes.
 * @param {unknown} template
 */
function elementOf(template) {
  const place = document.createDocumentFragment();
  render(template, place);
  return /** @type {HTMLElement} */ (place.firstElementChild);
}

/**
 * The sign of a status, as on the map.
 * @param {{ signs: Signs }} show
 * @param {string} status
 */
export const sign = (show, status) => elementOf(signOf(show, status));

/**
 * How well something is known: its sign and a word, with a count where there are several.
 * @param {{ signs: Signs }} show
 * @param {string} status
 * @param {string} word
 * @param {number} count
 */
export const badge = (show, status, word, count) => elementOf(badgeOf(show, status, word, count));

/**
 * A quote with its source, or null where there is none of that id.
 * @param {{ quotes: Record<string, Quote> }} show
 * @param {string} id
 * @param {boolean} large
 * @returns {HTMLElement | null}
 */
export const quoteFigure = (show, id, large) => (show.quotes[id] ? elementOf(quoteOf(show, id, large)) : null);
