/* The City tab of a sweep: its form, then a line over one figure or a grid over two, and the table of all its points. */
import { fill, number } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import { polling } from "../../shell/polling.js";
import { html } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as sweepForm from "./sweep_form.js";
import * as tabAnswer from "./tab_answer.js";

const asking = polling("/_city/choices", "city");

/** Whether the address asks for a sweep. */
export const asks = () => Boolean(address.now().over);

/**
 * What the tab asks: what the address says is to be swept.
 * @param {CityDoor} door
 */
export function question(door) {
  const fields = address.now();
  /** @type {Record<string, string>} */
  const day = fields["on-day"] ? { day: fields["on-day"] } : {};
  return tabAnswer.question(door, { over: fields.over || "", measure: fields.measure || "", ...day });
}

/**
 * Ask what can be swept for the service in front.
 * @param {CityDoor} door
 * @param {() => void} then
 */
export const offer = (door, then) => asking.ask(tabAnswer.question(door), then);

/**
 * @param {Labels} labels
 * @param {SweepAnswer} answer
 */
function pointTable(labels, answer) {
  const heads = [...answer.axes.map((axis) => axis.name), answer.measure.says];
  const rows = answer.rows.map((row) => [...row.slice(0, -1).map(String), number(Number(row[row.length - 1]))]);
  return html`<details>
    <summary>${labels.as_table}</summary>
    ${plainTable("every-point every-day", heads, rows)}
  </details>`;
}

/**
 * The form, and what was swept.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @returns {import("./tab_answer.js").TabShown}
 */
export function tab(show, door) {
  const labels = show.said;
  const offered = /** @type {SweepOffer | null} */ (asking.answer(tabAnswer.question(door)));
  const isThere = offered && offered.status === "counted";
  const form = html`<section class="aside by-sweep">
    <h2>${labels.sweep_title}</h2>
    ${isThere ? sweepForm.formFields(show, door, offered) : html`<p class="soft large">${labels.working}</p>`}
  </section>`;
  if (!isThere) return { above: form };
  if (!asks()) return { above: [form, html`<p class="soft">${labels.sweep_begin}</p>`] };
  const asked = question(door);
  const answer = /** @type {SweepAnswer | null} */ (tabAnswer.answerOf("sweep", asked));
  const day = address.now()["on-day"];
  const days = day ? ", " + fill(labels.sweep_days, { day }) : "";
  const heading = answer && answer.measure ? answer.measure.says + days : labels.sweep_measure;
  const table = (/** @type {SweepAnswer} */ counted) => pointTable(labels, counted);
  const swept = tabAnswer.section(show, "sweep", asked, heading, () => null, table);
  return { ...swept, above: [form, swept.above] };
}
