/* What a tab of the City page asks when somebody looks at it, and what stands there until it is answered. */
import { polling } from "../../shell/polling.js";
import * as frame from "../../shell/page_frame.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as whatIfText from "../../state/what_if_text.js";
import { csvLink, repeatButton } from "./download_links.js";

/** @typedef {Record<string, string>} Question what a tab asks */
/** @typedef {{ above: Shown, below?: Shown, figure?: Question }} TabShown what stands above and below a tab's figure, and what the figure is of */

const TABS = ["day", "link", "match", "best", "sweep", "trade", "range", "seeds", "tornado"];
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
  if (answer && answer.remark) return html`<p class="large">${answer.remark}</p>`;
  const says = html`<p class="soft large" role="status">${show.said.working}</p>`;
  if (!answer || !answer.of) return says;
  const bar = html`<progress max=${answer.of} .value=${answer.done || 0} aria-label=${show.said.working}></progress>`;
  return html`<div>${says}${bar}</div>`;
}

/**
 * A section with its title, its file and its recipe; or what stands there until it is answered. Above its figure, where it
 * has one, stand the title and what `above` makes, below it what `below` makes.
 * @template {TabAnswer} Answer
 * @param {CityAnswer} show
 * @param {string} name
 * @param {Question} asked
 * @param {string} title
 * @param {(answer: Answer) => Shown} above
 * @param {(answer: Answer) => Shown} [below]
 * @returns {TabShown}
 */
export function section(show, name, asked, title, above, below) {
  const answer = answerOf(name, asked);
  const counted = answer && answer.status === "counted" ? /** @type {Answer} */ (answer) : null;
  const more = { ...asked };
  delete more.search;
  const tools = counted
    ? [csvLink(show.said, name, title, more), repeatButton(show.said, counted.recipe, name)]
    : nothing;
  return {
    above: html`<section class=${"aside by-" + name}>
      <h2>${title}<small class="soft"></small>${tools}</h2>
      ${counted ? above(counted) : waiting(show, answer)}
    </section>`,
    below: counted && below ? below(counted) : null,
    figure: counted && below ? { ...asked, picture: name } : undefined,
  };
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
  return html`<button
    type="button"
    class="button try-it"
    data-do=${"switch:" + text}
    title=${text}
    aria-pressed=${on ? "true" : "false"}
    aria-label=${label + ": " + sentence}
  >
    ${label}
  </button>`;
}
