/* What the City page works out when somebody looks: one day, each link, what would spare most, a sweep. Day and links are
   drawn here, the others in files of their own. */
import { make } from "../../shell/dom.js";
import { fill, number, percentAtLeast, signed } from "../../shell/number_format.js";
import { bar, head } from "../../shell/number_tables.js";
import * as address from "../../state/address.js";
import * as bestRemovals from "./best_removals.js";
import * as sweepChart from "./sweep_chart.js";
import * as tabAnswer from "./tab_answer.js";

const DAY = "30"; // where the address names no day

const dayNow = () => address.now()["on-day"] || DAY;

/**
 * Ask what a tab needs until it is there; `then` is called at every step.
 * @param {string} name
 * @param {CityDoor} door
 * @param {() => void} then
 */
export function ask(name, door, then) {
  if (name === "sweep") sweepChart.offer(door, then);
  if (name === "sweep" && !sweepChart.asks()) return;
  tabAnswer.ask(name, QUESTIONS[name](door), then);
}

// -- one day

/** @param {Labels} labels */
function dayField(labels) {
  const input = make("input", "");
  Object.assign(input, {
    type: "number",
    min: "0",
    max: "999999",
    step: "1",
    value: dayNow(),
  });
  input.dataset.sets = "on-day";
  input.dataset.key = "day";
  return make("label", "day-ask", labels.day_ask, " ", input);
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
  const rows = show.doors.map((door) => {
    const none = { residents: 0, companies: 0 };
    const counts = answer.rows[door.id] || { before: none, after: none };
    const whom = door.after.residents || door.before.residents ? "residents" : "companies";
    const [was, now] = [counts.before[whom], counts.after[whom]];
    const unit = whom === "residents" ? null : make("small", "soft", " " + labels.companies);
    const scale = door.burdens ? restricted : rewarded;
    const row = make(
      "tr",
      door.sort,
      head(door.name, "row", ""),
      make("td", "barred", bar(door.after.residents, counts.after.residents, scale, true)),
      make("td", "amount", number(now), unit),
      show.changed ? make("td", "amount", signed(was, now)) : null,
      make("td", "amount soft", number(door.after[whom])),
    );
    if (door === chosen) row.setAttribute("aria-current", "true");
    return row;
  });
  const amounts = [labels.in_force, ...(show.changed ? [labels.change] : []), labels.ever];
  const heads = [
    head(labels.service, "col", ""),
    make("td", ""),
    ...amounts.map((text) => head(text, "col", "amount")),
  ];
  return make("table", "bars on-day", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows));
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function dayTab(show, door) {
  const labels = show.said;
  const draw = (/** @type {DayAnswer} */ answer) => [make("p", "soft", labels.day_note), dayTable(show, door, answer)];
  const title = fill(labels.day_title, { day: dayNow() });
  return [dayField(labels), tabAnswer.section(show, "day", QUESTIONS.day(door), title, draw)];
}

// -- each link

/**
 * @param {CityAnswer} show
 * @param {LinkAnswer} answer
 */
function linkTable(show, answer) {
  const labels = show.said;
  const most = Math.max(...answer.rows.map((row) => row.rows), 1);
  const rows = answer.rows.map((row) =>
    make(
      "tr",
      "other",
      head(row.name, "row", ""),
      make("td", "barred", bar(0, row.rows, most, false)),
      make("td", "amount", number(row.rows)),
      make("td", "amount", percentAtLeast(row.share)),
      make("td", "tries", tabAnswer.tryButton(show, "cut:" + row.link, row.name)),
    ),
  );
  const amounts = [head(labels.link_stops, "col", "amount"), head(labels.link_share, "col", "amount")];
  const top = make("tr", "", head(labels.link, "col", ""), make("td", ""), ...amounts, make("td", ""));
  return make("table", "bars links", make("thead", "", top), make("tbody", "", ...rows));
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function linkTab(show, door) {
  const labels = show.said;
  const draw = (/** @type {LinkAnswer} */ answer) => [make("p", "soft", labels.link_note), linkTable(show, answer)];
  return [tabAnswer.section(show, "link", QUESTIONS.link(door), labels.link_title, draw)];
}

// -- all of them

/** @type {Record<string, (door: CityDoor) => Record<string, string>>} */
const QUESTIONS = {
  day: (door) => tabAnswer.question(door, { day: dayNow() }),
  link: (door) => tabAnswer.question(door),
  best: bestRemovals.question,
  sweep: sweepChart.question,
};
/** @type {Record<string, (show: CityAnswer, door: CityDoor) => HTMLElement[]>} */
const TABS = {
  day: dayTab,
  link: linkTab,
  best: bestRemovals.tab,
  sweep: sweepChart.tab,
};

/**
 * What a tab shows for the service in front.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {string} name
 */
export const tab = (show, door, name) => TABS[name](show, door);

/**
 * Something was set beside a picture: the address says it, and `then` asks what it asks.
 * @param {HTMLInputElement | HTMLSelectElement} field
 * @param {() => void} then
 */
export function set(field, then) {
  if (field.dataset.sets === "on-day") {
    if (!/^\d{1,6}$/.test(field.value)) return;
    address.write({ "on-day": field.value });
    then();
  } else if (bestRemovals.set(field)) then();
  else sweepChart.set(field, then);
}
