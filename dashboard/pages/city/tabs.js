/* What the City page works out when somebody looks: one day, each link and its match, what would spare most, a sweep, a trade-off, how sure it is; a file each. */
import * as address from "../../state/address.js";
import * as bestRemovals from "./best_removals.js";
import * as dayTab from "./day_tab.js";
import * as linkTab from "./link_tab.js";
import * as matchTab from "./match_tab.js";
import * as sweepForm from "./sweep_form.js";
import * as sweepTab from "./sweep_tab.js";
import * as sureTab from "./sure_tab.js";
import * as tabAnswer from "./tab_answer.js";
import * as tradeTab from "./trade_tab.js";

/** @import { Question, TabShown } from "./tab_answer.js" */

/** @type {Record<string, { question: (door: CityDoor) => Question, tab: (show: CityAnswer, door: CityDoor) => TabShown }>} */
const TABS = {
  day: { question: dayTab.question, tab: dayTab.tab },
  link: { question: tabAnswer.question, tab: linkTab.tab },
  match: { question: tabAnswer.question, tab: matchTab.tab },
  best: { question: bestRemovals.question, tab: bestRemovals.tab },
  sweep: { question: sweepTab.question, tab: sweepTab.tab },
  trade: { question: tradeTab.question, tab: tradeTab.tab },
  ...Object.fromEntries(
    sureTab.WAYS.map((way) => [
      way,
      {
        question: (/** @type {CityDoor} */ door) => sureTab.question(way, door),
        tab: (/** @type {CityAnswer} */ show, /** @type {CityDoor} */ door) => sureTab.tab(show, door, way),
      },
    ]),
  ),
};

/**
 * Ask what a tab needs until it is there; `then` is called at every step.
 * @param {string} name
 * @param {CityDoor} door
 * @param {() => void} then
 */
export function ask(name, door, then) {
  if (name === "sweep") sweepTab.offer(door, then);
  if (name === "sweep" && !sweepTab.asks()) return;
  if (name === "trade") tradeTab.offer(door, then);
  if (name === "tornado") return sureTab.ask(name, door, then);
  tabAnswer.ask(name, TABS[name].question(door), then);
}

/**
 * What a tab shows for the service in front.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 * @param {string} name
 */
export const tab = (show, door, name) => TABS[name].tab(show, door);

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
  } else if (bestRemovals.set(field) || sureTab.set(field) || tradeTab.set(field)) then();
  else sweepForm.set(field, then);
}
