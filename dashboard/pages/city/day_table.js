/* By day: the table beside the curve. The count of each day opens the story of one who is reached on it. */
import { fill, number } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import { html } from "../../shell/templates.js";
import { recipeButton, storyButton, tableLink } from "./count_words.js";

/**
 * All days of a service, before and after.
 * @param {CityDoor} door
 */
const daysOf = (door) =>
  [...new Set([...door.days.before, ...door.days.after].map(([day]) => day))].sort((a, b) => a - b);

/**
 * The head of the curve.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export const dayHeading = (show, door) =>
  html`<h2>
    ${show.said.by_day}<small class="soft"> ${show.said.subjects}</small>${tableLink(show, "days")}${recipeButton(
      show,
      door,
      "day",
    )}
  </h2>`;

/**
 * The first count of a day as a button, and the count by then.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {CityDay | undefined} point
 * @returns {Shown[]}
 */
function cellsAfter(show, door, point) {
  if (!point) return ["", ""];
  const labels = show.said;
  const [day, first, reached] = point;
  const words = fill(labels.on_day, { day }) + ": " + number(first) + " " + labels.first_reached;
  const label = words + ", " + number(reached) + " " + labels.reached + ". " + labels.open_one;
  const story = storyButton(first, "someone:" + door.id + "|day=" + day, "open-count", label, number(first));
  return [story, number(reached)];
}

/**
 * The table of all days.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function dayTable(show, door) {
  const labels = show.said;
  const days = daysOf(door);
  if (!days.length) return html`<p class="soft">${labels.nobody_here}</p>`;
  const byDay = (/** @type {CityDay[]} */ side) => new Map(side.map((point) => [point[0], point]));
  const [before, after] = [byDay(door.days.before), byDay(door.days.after)];
  const cells = (/** @type {CityDay | undefined} */ point) => (point ? [number(point[1]), number(point[2])] : ["", ""]);
  const heads = (/** @type {string} */ side) =>
    [labels.first_reached, labels.reached].map((text) => (show.changed ? text + ", " + side : text));
  const columns = [labels.day, ...(show.changed ? heads(labels.before) : []), ...heads(labels.after)];
  const rows = days.map((day) => [
    fill(labels.on_day, { day }),
    ...(show.changed ? cells(before.get(day)) : []),
    ...cellsAfter(show, door, after.get(day)),
  ]);
  return html`<details class="day-table" ?open=${window.innerWidth >= 1280 && days.length <= 4}>
    <summary>${labels.as_table}</summary>
    ${plainTable("every-day", columns, rows)}
  </details>`;
}
