/* What the City page's tables say in the same way: whom a count is of, its unit, whether it became better, its story. */
import { html } from "../../shell/templates.js";
import { csvLink, repeatButton } from "./download_links.js";

/** @typedef {"residents" | "companies"} Whom */

/**
 * Whom a count is of: companies only where it is of no residents.
 * @param {CityCount} count
 * @returns {Whom}
 */
export const whomOf = (count) => (count.residents || !count.companies ? "residents" : "companies");

/**
 * Whether a change is to the good: fewer restricted, or more rewarded.
 * @param {CityDoor} door
 * @param {number} before
 * @param {number} after
 */
export function kindly(door, before, after) {
  if (before === after) return "";
  return after < before === door.burdens ? " better" : " worse";
}

/**
 * The unit of a number: one resident, two residents.
 * @param {Labels} labels
 * @param {Whom} whom
 * @param {number} value
 */
export const unitOf = (labels, whom, value) =>
  labels[value === 1 ? { residents: "resident", companies: "company" }[whom] : whom];

/** @type {Record<string, string>} */
const CSV_TITLES = { services: "service", days: "by_day", groups: "by_group", kinds: "by_kind", figures: "reported" };

/**
 * The table of a picture as a file.
 * @param {CityAnswer} show
 * @param {string} picture
 */
export const tableLink = (show, picture) => csvLink(show.said, picture, show.said[CSV_TITLES[picture]]);

/**
 * How a picture of a service is made again.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {string} way it is counted
 */
export const recipeButton = (show, door, way) => repeatButton(show.said, door.recipes[way], way);

/**
 * What opens the story of one who is counted; where nobody is, only what is inside.
 * @param {number} count
 * @param {string} action
 * @param {string} className
 * @param {string} label
 * @param {Shown} inside
 */
export const storyButton = (count, action, className, label, inside) =>
  count
    ? html`<button type="button" class=${className} data-do=${action} aria-label=${label} title=${label}>
        ${inside}
      </button>`
    : html`<span class=${className}>${inside}</span>`;
