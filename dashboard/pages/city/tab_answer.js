/* What a tab of the City page asks when somebody looks at it, and what stands there until it is answered. */
import { make, pressedButton } from "../../shell/dom.js";
import * as frame from "../../shell/page_frame.js";
import { polling } from "../../shell/polling.js";
import * as address from "../../state/address.js";
import * as whatIfText from "../../state/what_if_text.js";
import { csvLink, repeatButton } from "./download_links.js";

/** @typedef {Record<string, string>} Question what a tab asks */

const TABS = ["day", "link", "best", "sweep"];
const ASKING = Object.fromEntries(TABS.map((name) => [name, polling("/_city/" + name, "city")]));

/**
 * What the page shows, the service in front, and what else a tab asks.
 * @param {CityDoor} door
 * @param {Question} [more]
 * @returns {Question}
 */
export const question = (door, more) => ({
  search: frame.askedBy("city") || "",
  door: door.id,
  ...more,
});

/**
 * Whether a tab asks anything.
 * @param {string} name
 */
export const asksMore = (name) => name in ASKING;

/**
 * Ask what a tab needs until it is there; `then` is called at every step.
 * @param {string} name
 * @param {Question} asked
 * @param {() => void} then
 */
export const ask = (name, asked, then) => ASKING[name].ask(asked, then);

/**
 * What was answered to a tab's question, or null.
 * @param {string} name
 * @param {Question} asked
 * @returns {TabAnswer | null}
 */
export const answerOf = (name, asked) => /** @type {TabAnswer | null} */ (ASKING[name].answer(asked));

/**
 * What stands where an answer is not there yet: how far it is, or why there will be none.
 * @param {CityAnswer} show
 * @param {TabAnswer | null} answer
 */
function waiting(show, answer) {
  if (answer && answer.remark) return make("p", "large", answer.remark);
  const says = make("p", "soft large", show.said.working);
  says.setAttribute("role", "status");
  if (!answer || !answer.of) return says;
  const bar = make("progress", "");
  bar.max = answer.of;
  bar.value = answer.done || 0;
  bar.setAttribute("aria-label", show.said.working);
  return make("div", "", says, bar);
}

/**
 * A section with its title, its file and its recipe; or what stands there until it is answered.
 * @template {TabAnswer} Answer
 * @param {CityAnswer} show
 * @param {string} name
 * @param {Question} asked
 * @param {string} title
 * @param {(answer: Answer) => Inside[]} draw
 */
export function section(show, name, asked, title, draw) {
  const answer = answerOf(name, asked);
  const heading = make("h2", "", title, make("small", "soft", ""));
  const className = "aside by-" + name;
  if (!answer || answer.status !== "counted") return make("section", className, heading, waiting(show, answer));
  const more = { ...asked };
  delete more.search;
  const again = repeatButton(show.said, answer.recipe, name);
  heading.append(csvLink(show.said, name, title, more));
  if (again) heading.append(again);
  return make("section", className, heading, ...draw(/** @type {Answer} */ (answer)));
}

/**
 * A button that tries a removal as the page's what-if, or takes it back.
 * @param {CityAnswer} show
 * @param {string} text
 * @param {string} sentence
 */
export function tryButton(show, text, sentence) {
  const on = whatIfText.has(address.now()["what-if"] || "", text, show.plain);
  const label = on ? show.said.tried : show.said.try;
  const element = pressedButton("switch:" + text, label, on);
  element.classList.add("try-it");
  element.setAttribute("aria-label", label + ": " + sentence);
  element.title = text;
  return element;
}
