/* How far counts move when every assumed number is drawn anew: asked for only when somebody looks, shown as times the
   count. Drawn on a few blocks only, and said so beside every one of them. */
import { make } from "../../shell/dom.js";
import { fill, number, times } from "../../shell/number_format.js";
import { head, styled } from "../../shell/number_tables.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";
import { csvLink, repeatButton } from "./download_links.js";

const ENDS = [0.25, 4]; // of the axis, as times the count
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

const rowOf = (/** @type {CityDoor} */ door) => known()?.rows[door.id];

/**
 * Least and most of the draws, as times the count.
 * @param {RangeRow | undefined} row
 */
const shares = (row) => (row && row.count ? [row.low / row.count, row.high / row.count] : null);

/**
 * Beside a count: between which times of it the draws lie.
 * @param {CityDoor} door
 */
export function timesOf(door) {
  const ends = shares(rowOf(door));
  return ends ? times(ends[0]) + "–" + times(ends[1]).slice(1) : "";
}

/**
 * For the sentence: the same in numbers, on whom it was drawn.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function fact(show, door) {
  const row = rowOf(door);
  const answer = known();
  if (!row || !answer) return null;
  const values = {
    low: row.low,
    high: row.high,
    count: row.count,
    residents: answer.residents,
  };
  const texts = Object.entries(values).map(([name, value]) => [name, number(value)]);
  return make("span", "fact", fill(show.said.range_fact, Object.fromEntries(texts)));
}

/**
 * Where a factor stands on the axis, in percent.
 * @param {number} value
 */
function place(value) {
  const within = Math.min(Math.max(value, ENDS[0]), ENDS[1]);
  return (100 * Math.log(within / ENDS[0])) / Math.log(ENDS[1] / ENDS[0]) + "%";
}

/** @param {RangeRow | undefined} row */
function span(row) {
  const marks = [0.5, 1, 2].map((value) =>
    styled(make("i", value === 1 ? "mark-at one" : "mark-at"), {
      left: place(value),
    }),
  );
  const ends = shares(row);
  if (!ends) return make("span", "span-of", ...marks);
  const drawn = styled(make("i", "drawn"), {
    left: place(ends[0]),
    right: "calc(100% - " + place(ends[1]) + ")",
  });
  return make("span", "span-of", ...marks, drawn);
}

/**
 * @param {CityDoor} door
 * @param {RangeRow | undefined} row
 */
function tableRow(door, row) {
  const values = row ? [row.count, row.low, row.high] : [0, 0, 0];
  const cells = values.map((value) => make("td", "amount", number(value)));
  return make("tr", door.sort, head(door.name, "row", ""), make("td", "barred", span(row)), ...cells);
}

/**
 * The range of every count.
 * @param {CityAnswer} show
 */
export function tab(show) {
  const labels = show.said;
  const answer = known();
  const title = make("h2", "", labels.tab_range);
  if (!answer) return [make("section", "by-range", title, make("p", "soft large", labels.range_making))];
  title.append(make("small", "soft", ""), csvLink(labels, "range", labels.tab_range));
  title.append(...[repeatButton(labels, answer.recipe, "range")].filter((again) => again !== null));
  const amounts = [labels.range_counted, labels.range_low, labels.range_high].map((text) =>
    head(text, "col", "amount"),
  );
  const top = make("tr", "", head(labels.service, "col", ""), head(labels.range_axis, "col", "axis"), ...amounts);
  const rows = show.doors.map((door) => tableRow(door, answer.rows[door.id]));
  const table = make("table", "bars ranges", make("thead", "", top), make("tbody", "", ...rows));
  return [make("section", "by-range", title, make("p", "soft", answer.label), table)];
}
