/* The City tab *How sure?*: all assumed figures drawn anew, other invented people, one figure at a time; each asked for only
   when somebody looks, with and without the what-if. What is known of it stands beside the counts, too. */
import { fill, number, signed, times } from "../../shell/number_format.js";
import { plainTable } from "../../shell/number_tables.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { whomOf } from "./count_words.js";
import * as tabAnswer from "./tab_answer.js";

/** @import { Question, TabShown } from "./tab_answer.js" */
/** @import { Whom } from "./count_words.js" */

/** The ways to ask how sure it is, by their names in the address. */
export const WAYS = ["range", "seeds", "tornado"];
const SMALL = 500; // the count from which on chance moves it by less than a tenth
const FEW = 2000; // the count below which five cities may differ by more than a tenth
const QUICK = 1000000; // residents whose five cities are counted within a second or two, whoever looks
const choices = polling("/_city/choices", "city");
const beside = polling("/_city/seeds", "city"); // of the counts of any day, whatever day the tab is about
const everyDoor = () => ({ search: frame.askedBy("city") || "" });

/**
 * What a way asks, of the page's day where the address has one.
 * @param {string} way
 * @param {CityDoor} door
 * @returns {Question}
 */
export function question(way, door) {
  const fields = address.now();
  /** @type {Question} */
  const day = fields["on-day"] ? { day: fields["on-day"] } : {};
  if (way === "tornado") return tabAnswer.question(door, { measure: fields.measure || "", ...day });
  return { ...everyDoor(), ...day };
}

/**
 * What is known over all doors for what the page shows now, on any day, or null.
 * @param {string} way
 * @returns {SpreadAnswer | null}
 */
export function known(way) {
  const found = way === "seeds" ? beside.answer(everyDoor()) : tabAnswer.answerOf(way, everyDoor());
  const answer = /** @type {SpreadAnswer | null} */ (found);
  return answer && answer.status === "counted" ? answer : null;
}

/** Whether the draws of what the page shows now are known. */
export const isKnown = () => Boolean(known("range"));

/**
 * Of one door how far the count through links moves, or undefined.
 * @param {string} way
 * @param {CityDoor} door
 * @param {Whom} whom
 */
const spreadOf = (way, door, whom) => known(way)?.rows[door.id]?.[`${whom}_through_links`];

/**
 * Ask for five cities where counts are small and the city is quickly counted; `then` is called once they are there.
 * @param {CityAnswer} show
 * @param {() => void} then
 */
export function askSeeds(show, then) {
  const isFew = (/** @type {CityDoor} */ { after }) => after.through.residents > 0 && after.through.residents < FEW;
  if (show.population <= QUICK && show.doors.some(isFew)) beside.ask(everyDoor(), then);
}

/**
 * Ask what a way needs.
 * @param {string} way
 * @param {CityDoor} door
 * @param {() => void} then
 */
export function ask(way, door, then) {
  if (way === "tornado") choices.ask(tabAnswer.question(door), then);
  tabAnswer.ask(way, question(way, door), then);
}

/**
 * Beside a count through links: the least and most of the invented cities where these differ by more than a tenth; until
 * they are known, of a small count what chance alone may do.
 * @param {Labels} labels
 * @param {CityDoor} door
 * @param {Whom} whom
 */
export function chanceOf(labels, door, whom) {
  const cells = spreadOf("seeds", door, whom);
  if (cells) {
    const { least, most, median } = cells;
    if (most - least <= 0.1 * median) return nothing;
    const title = fill(labels.sure_five, { least: number(least), most: number(most), all: known("seeds")?.of });
    return html` <small class="soft spread" title=${title}>${number(least)}–${number(most)}</small>`;
  }
  const count = door.after.through[whom];
  if (count <= 0 || count >= SMALL) return nothing;
  const spread = number(Math.ceil(2 * Math.sqrt(count)));
  return html` <small class="soft spread" title=${fill(labels.sure_chance, { spread })}>±${spread}</small>`;
}

/**
 * Beside a count: between which times of it the draws lie.
 * @param {CityDoor} door
 */
export function timesOf(door) {
  const cells = spreadOf("range", door, whomOf(door.after));
  return cells && cells.count > 0
    ? times(cells.least / cells.count) + "–" + times(cells.most / cells.count).slice(1)
    : "";
}

/**
 * For the sentence: the same in numbers.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function fact(show, door) {
  const cells = spreadOf("range", door, whomOf(door.after));
  if (!cells) return null;
  const values = { low: cells.least, high: cells.most, residents: known("range")?.residents || 0 };
  const texts = Object.entries(values).map(([name, value]) => [name, number(value)]);
  return html`<span class="fact">${fill(show.said.range_fact, Object.fromEntries(texts))}</span>`;
}

/**
 * The buttons of the three ways to ask.
 * @param {Labels} labels
 * @param {string} way
 */
const ways = (labels, way) =>
  html`<p class="switch" role="group" aria-label=${labels.sure_ways}>
    ${WAYS.map(
      (name) =>
        html`<button
          type="button"
          class="button"
          data-do=${"tab:" + name}
          aria-pressed=${name === way ? "true" : "false"}
        >
          ${name === "range" ? labels.sure_range : labels["tab_" + name]}
        </button>`,
    )}
  </p>`;

/**
 * The day that is counted on; blank means any.
 * @param {Labels} labels
 */
const dayField = (labels) =>
  html`<label class="day-ask"
    >${labels.sure_day}
    <input
      type="text"
      inputmode="numeric"
      autocomplete="off"
      .value=${address.now()["on-day"] || ""}
      data-sets="sure-day"
      data-key="sure-day"
  /></label>`;

/**
 * A change with its sign; 0 where there is none.
 * @param {number} value
 */
const moved = (value) => signed(0, value) || number(0);

/** @param {SpreadCells} cells */
const spread = ({ count, least, median, most }) => [count, least, median, most].map(number);

/**
 * The row below a count's: what the what-if changes of it, and in how many draws the same way.
 * @param {SpreadCells} change
 * @param {Labels} labels
 * @param {number} of
 */
function changeRow(change, labels, of) {
  const amounts = [change.count, change.least, change.median, change.most].map(moved);
  const same = fill(labels.sure_of, { number: number(change.same_sign || 0), all: number(of) });
  return [html`<span class="is-change">${labels.sure_change}</span>`, ...amounts, same];
}

/**
 * Every count through links, and below it what the what-if changes of it: so the table fits beside the counts.
 * @param {CityAnswer} show
 * @param {SpreadAnswer} answer
 */
function spreadTable(show, answer) {
  const labels = show.said;
  const heads = [labels.service, labels.sure_count, labels.sure_least, labels.sure_median, labels.sure_most];
  const sign = show.changed ? [labels.sure_sign] : [];
  const rows = show.doors.flatMap((door) => {
    const cells = answer.rows[door.id]?.[`${whomOf(door.after)}_through_links`];
    if (!cells) return [];
    const name = door.word ? door.name + ", " + door.word : door.name;
    const count = [name, ...spread(cells), ...sign.map(() => "")];
    return cells.change ? [count, changeRow(cells.change, labels, answer.of)] : [count];
  });
  return plainTable("every-day ranges" + (show.changed ? " in-pairs" : ""), [...heads, ...sign], rows);
}

/**
 * Which measure the tornado is of.
 * @param {Labels} labels
 * @param {CityDoor} door
 * @param {TornadoAnswer | null} answer
 */
function measureField(labels, door, answer) {
  const offered = /** @type {SweepOffer | null} */ (choices.answer(tabAnswer.question(door)));
  if (!offered || offered.status !== "counted") return nothing;
  const chosen = answer?.measure || address.now().measure || offered.measures[0].text;
  const isOffered = offered.measures.some(({ text }) => text === chosen);
  const listed = isOffered ? offered.measures : [{ text: chosen, says: answer?.says || chosen }, ...offered.measures];
  return html`<p class="axis-row">
    <label class="wide"
      >${labels.sure_measure}
      <select data-sets="tornado-measure">
        ${listed.map(({ text, says }) => html`<option value=${text} ?selected=${text === chosen}>${says}</option>`)}
      </select></label
    >
  </p>`;
}

/** @param {number} value */
const figure = (value) => String(Number(value.toPrecision(4)));

/**
 * The figures that move the measure, each at its two ends.
 * @param {CityAnswer} show
 * @param {TornadoAnswer} answer
 */
function tornadoTable(show, answer) {
  const labels = show.said;
  const moving = answer.figures.filter((row) => row.swing || row.change_swing);
  const at = (/** @type {number} */ value, /** @type {string} */ counted) =>
    html`<small class="soft">${fill(labels.sure_at, { value: figure(value) })}</small> ${counted}`;
  const rows = moving.map((row) => {
    const counts = [at(row.low, number(row.at_low)), at(row.high, number(row.at_high))];
    const changes = [row.change_at_low, row.change_at_high].map((value) => moved(value || 0));
    return [row.says, figure(row.value), ...counts, ...(show.changed ? changes : [])];
  });
  const ends = [labels.sure_least, labels.sure_most];
  const changed = show.changed ? ends.map((end) => labels.sure_change + ", " + end) : [];
  const heads = [labels.sure_figure, labels.sure_value, ...ends, ...changed];
  const still = fill(labels.sure_still, { number: number(answer.figures.length - moving.length) });
  return html`${plainTable("every-day tornado", heads, rows)}
    <p class="soft">${still}</p>`;
}

/**
 * What the tab shows.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {string} way
 * @returns {TabShown}
 */
export function tab(show, door, way) {
  const labels = show.said;
  const asked = question(way, door);
  const said = (/** @type {SpreadAnswer | TornadoAnswer} */ answer) => html`<p class="soft">${answer.label}</p>`;
  if (way !== "tornado") {
    const table = (/** @type {SpreadAnswer} */ answer) => spreadTable(show, answer);
    const shown = tabAnswer.section(show, way, asked, labels.tab_range, said, table);
    return { ...shown, above: [ways(labels, way), dayField(labels), shown.above] };
  }
  const answer = /** @type {TornadoAnswer | null} */ (tabAnswer.answerOf(way, asked));
  const counted = answer && answer.status === "counted" ? answer : null;
  const heading = counted ? counted.says + ": " + number(counted.count) : labels.tab_range;
  const table = (/** @type {TornadoAnswer} */ found) => tornadoTable(show, found);
  const shown = tabAnswer.section(show, way, asked, heading, said, table);
  return { ...shown, above: [ways(labels, way), measureField(labels, door, counted), dayField(labels), shown.above] };
}

/**
 * The measure of the tornado was chosen, or the day.
 * @param {HTMLInputElement | HTMLSelectElement} field
 */
export function set(field) {
  if (field.dataset.sets === "sure-day") address.write({ "on-day": field.value.trim() });
  else if (field.dataset.sets === "tornado-measure") address.write({ measure: field.value });
  else return false;
  return true;
}
