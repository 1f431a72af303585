/* The City tab of one day: how many are held by what is in force on it, by service. */
import { fill, number, signed } from "../../shell/number_format.js";
import { bar, head } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as tabAnswer from "./tab_answer.js";

const DAY = "30"; // where the address names no day

const dayNow = () => address.now()["on-day"] || DAY;

/**
 * What the tab asks.
 * @param {CityDoor} door
 */
export const question = (door) => tabAnswer.question(door, { day: dayNow() });

/** @param {Labels} labels */
const dayField = (labels) =>
  html`<label class="day-ask"
    >${labels.day_ask}
    <input type="number" min="0" max="999999" step="1" .value=${dayNow()} data-sets="on-day" data-key="day"
  /></label>`;

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {CityDoor} chosen
 * @param {DayAnswer} answer
 * @param {number} scale
 */
function dayRow(show, door, chosen, answer, scale) {
  const none = { residents: 0, companies: 0 };
  const counts = answer.rows[door.id] || { before: none, after: none };
  const whom = door.after.residents || door.before.residents ? "residents" : "companies";
  const [was, now] = [counts.before[whom], counts.after[whom]];
  const unit = whom === "residents" ? nothing : html`<small class="soft"> ${show.said.companies}</small>`;
  return html`<tr class=${door.sort} aria-current=${door === chosen ? "true" : nothing}>
    ${head(door.name, "row", "")}
    <td class="barred">${bar(door.after.residents, counts.after.residents, scale, true)}</td>
    <td class="amount">${number(now)}${unit}</td>
    ${show.changed ? html`<td class="amount">${signed(was, now)}</td>` : nothing}
    <td class="amount soft">${number(door.after[whom])}</td>
  </tr>`;
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} chosen
 * @param {DayAnswer} answer
 */
function dayTable(show, chosen, answer) {
  const labels = show.said;
  const most = (/** @type {boolean} */ burdens) =>
    Math.max(1, ...show.doors.filter((door) => door.burdens === burdens).map((door) => door.after.residents));
  const [restricted, rewarded] = [most(true), most(false)];
  const amounts = [labels.in_force, ...(show.changed ? [labels.change] : []), labels.ever];
  return html`<table class="bars on-day">
    <thead>
      <tr>
        ${head(labels.service, "col", "")}
        <td></td>
        ${amounts.map((text) => head(text, "col", "amount"))}
      </tr>
    </thead>
    <tbody>
      ${show.doors.map((door) => dayRow(show, door, chosen, answer, door.burdens ? restricted : rewarded))}
    </tbody>
  </table>`;
}

/**
 * What is in force on a day.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function tab(show, door) {
  const labels = show.said;
  const draw = (/** @type {DayAnswer} */ answer) =>
    html`<p class="soft">${labels.day_note}</p>
      ${dayTable(show, door, answer)}`;
  const title = fill(labels.day_title, { day: dayNow() });
  const { above } = tabAnswer.section(show, "day", question(door), title, draw);
  return { above: [dayField(labels), above] };
}
