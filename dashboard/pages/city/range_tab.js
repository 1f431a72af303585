/* How far counts move when every assumed number is drawn anew: asked for only when somebody looks, and beside each count
   shown as times the count. Drawn on a few blocks only, and said so beside every one of them. */
import { fill, number, times } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";
import { html } from "../../shell/templates.js";
import { csvLink, repeatButton } from "./download_links.js";

const asking = polling("/_city/range", "city");
const question = () => ({ search: frame.askedBy("city") || "" });

/**
 * Ask for the range of what the page shows until it is there; `then` is called with it.
 * @param {() => void} then
 */
export const ask = (then) => asking.ask(question(), () => known() && then());

/**
 * What is known for what the page shows now, or null.
 * @returns {RangeAnswer | null}
 */
export function known() {
  const answer = /** @type {RangeAnswer | null} */ (asking.answer(question()));
  return answer && answer.status === "counted" ? answer : null;
}

/**
 * Beside a count: between which times of it the draws lie.
 * @param {CityDoor} door
 */
export function timesOf(door) {
  const row = known()?.rows[door.id];
  return row && row.count ? times(row.low / row.count) + "–" + times(row.high / row.count).slice(1) : "";
}

/**
 * For the sentence: the same in numbers, on whom it was drawn.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function fact(show, door) {
  const answer = known();
  const row = answer?.rows[door.id];
  if (!row || !answer) return null;
  const values = { low: row.low, high: row.high, count: row.count, residents: answer.residents };
  const texts = Object.entries(values).map(([name, value]) => [name, number(value)]);
  return html`<span class="fact">${fill(show.said.range_fact, Object.fromEntries(texts))}</span>`;
}

/**
 * @param {CityAnswer} show
 * @param {RangeAnswer} answer
 */
function rangeTable(show, answer) {
  const labels = show.said;
  const rows = show.doors.map((door) => {
    const { count, low, high } = answer.rows[door.id] || { count: 0, low: 0, high: 0 };
    return [door.name, ...[count, low, high].map(number)];
  });
  const heads = [labels.service, labels.range_counted, labels.range_low, labels.range_high];
  return plainTable("every-day ranges", heads, rows);
}

/**
 * The range of every count.
 * @param {CityAnswer} show
 */
export function tab(show) {
  const labels = show.said;
  const answer = known();
  if (!answer) {
    return {
      above: html`<section class="by-range">
        <h2>${labels.tab_range}</h2>
        <p class="soft large">${labels.range_making}</p>
      </section>`,
    };
  }
  const tools = [csvLink(labels, "range", labels.tab_range), repeatButton(labels, answer.recipe, "range")];
  return {
    above: html`<section class="by-range">
      <h2>${labels.tab_range}<small class="soft"></small>${tools}</h2>
      <p class="soft">${answer.label}</p>
    </section>`,
    below: rangeTable(show, answer),
    figure: { ...question(), picture: "range" },
  };
}
