/* What would spare most: the best one, two and three removals for the service in front, each a button that tries it. */
import { fill, number, percentAtLeast } from "../../shell/number_format.js";
import { bar } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as tabAnswer from "./tab_answer.js";

const SHOWN = 20; // equally good ones that are written out
const SORTS = ["links", "columns", "identifiers", "rules", "databases", "agencies"];
const USUAL = "links,columns";
/** @type {string[]} */
let groups = []; // the age groups, once an answer has named them

/**
 * How sure it is: no others spare more, or the best found, with a bound.
 * @param {Labels} labels
 * @param {BestChoice} choice
 */
function certainty(labels, choice) {
  const words = choice.exact ? labels.best_exact : fill(labels.best_found, { bound: number(choice.bound) });
  return html`<span class=${"badge is-" + (choice.exact ? "exact" : "found")}>${words}</span>`;
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 * @param {string[]} cut the texts of its removals
 */
function removal(show, answer, cut) {
  const sentences = cut.map((text) => answer.sentences[text]);
  const lines = cut.map(
    (text, place) => html`<li><span>${sentences[place]}</span> <code class="soft">${text}</code></li>`,
  );
  return html`<div class="removal">
    <ul>
      ${lines}
    </ul>
    ${tabAnswer.tryButton(show, cut.join(","), sentences.join(" "))}
  </div>`;
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 * @param {BestChoice} choice
 */
function others(show, answer, choice) {
  const rest = choice.cuts.slice(1);
  if (!rest.length) return nothing;
  const label = choice.more ? show.said.best_more : show.said.best_as_good;
  return html`<details>
    <summary>${fill(label, { number: number(rest.length) })}</summary>
    ${rest.slice(0, SHOWN).map((cut) => removal(show, answer, cut))}
  </details>`;
}

/**
 * How many of a count by group are of one group: sets are chosen by these, where a group is asked for.
 * @param {Labels} labels
 * @param {Record<string, number>} counts
 * @param {string} group
 */
const ofGroup = (labels, counts, group) => fill(labels.best_aged, { number: number(counts[group] || 0), group });

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 * @param {BestChoice} choice
 */
function shareOf(show, answer, choice) {
  const { group } = parts();
  if (!answer.restricted) return "";
  if (group) return ofGroup(show.said, choice.spared_by_group, group);
  return fill(show.said.best_of, { share: percentAtLeast(choice.spared / answer.restricted) });
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 * @param {BestChoice} choice
 */
function card(show, answer, choice) {
  const labels = show.said;
  const size = choice.size === 1 ? labels.best_one : fill(labels.best_many, { number: choice.size });
  const spared = fill(labels.best_spared, { number: number(choice.spared) });
  const [newly, lost] = [choice.newly_restricted, choice.lose_reward];
  return html`<article class="choice">
    <h3>${size} ${certainty(labels, choice)}</h3>
    <p class="spared">
      <strong class="good">${spared}</strong> <span class="soft">${shareOf(show, answer, choice)}</span>
    </p>
    <div class="reward">${bar(0, choice.spared, Math.max(1, answer.restricted), false)}</div>
    ${newly ? html`<p class="worse">${fill(labels.best_newly, { number: number(newly) })}</p>` : nothing}
    ${lost ? html`<p class="soft">${fill(labels.best_lose, { number: number(lost) })}</p>` : nothing}
    ${removal(show, answer, choice.cuts[0])}${others(show, answer, choice)}
  </article>`;
}

// -- what is asked

/** What the address asks: of which age group, among what, and whether lost rewards weigh. */
function parts() {
  const fields = address.now();
  const names = ["group", "among", "weigh"].filter((name) => fields[name]);
  return /** @type {Record<string, string>} */ (Object.fromEntries(names.map((name) => [name, fields[name]])));
}

/**
 * What the tab asks.
 * @param {CityDoor} door
 */
export const question = (door) => tabAnswer.question(door, parts());

const among = () => (parts().among || USUAL).split(",");

/**
 * A field was changed: the address says it. Whether it was one of these.
 * @param {HTMLInputElement | HTMLSelectElement} field
 */
export function set(field) {
  const which = field.dataset.sets || "";
  const checked = field instanceof HTMLInputElement && field.checked;
  if (which === "group") address.write({ group: field.value });
  else if (which === "weigh") address.write({ weigh: checked ? "yes" : "" });
  else if (which.startsWith("among-")) {
    const sorts = SORTS.filter((sort) => (sort === which.slice(6) ? checked : among().includes(sort)));
    address.write({ among: sorts.join(",") === USUAL ? "" : sorts.join(",") }); // none means the usual
  } else return false;
  return true;
}

/**
 * @param {string} sets the field
 * @param {string} label
 * @param {boolean} on
 */
const checkbox = (sets, label, on) =>
  html`<label class="boxed"
    ><input type="checkbox" .checked=${on} data-sets=${sets} data-key=${sets} />${label}</label
  >`;

/** @param {Labels} labels */
function formFields(labels) {
  const chosen = parts().group || "";
  const choices = ["", ...new Set([...groups, chosen].filter(Boolean))];
  const options = choices.map(
    (group) => html`<option value=${group} .selected=${group === chosen}>${group || labels.best_everybody}</option>`,
  );
  const boxes = SORTS.map((sort) => checkbox("among-" + sort, labels["best_" + sort], among().includes(sort)));
  return html`<div class="best-form">
    <label class="wide"
      ><span>${labels.best_group}</span
      ><select data-sets="group" data-key="group">
        ${options}
      </select></label
    >
    ${checkbox("weigh", labels.best_weigh, Boolean(parts().weigh))}
    <fieldset class="sorts">
      <legend>${labels.best_among}</legend>
      ${boxes}
    </fieldset>
  </div>`;
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 */
function cards(show, answer) {
  const labels = show.said;
  const { group } = parts();
  const stuck = answer.whatever_is_removed;
  const about = [
    fill(labels.best_restricted, { number: number(answer.restricted), how: answer.how }),
    ...(group ? [ofGroup(labels, answer.restricted_by_group, group)] : []),
    ...(stuck ? [fill(labels.best_stuck, { number: number(stuck) })] : []),
  ];
  const some = answer.choices.filter((choice) => choice.spared).map((choice) => card(show, answer, choice));
  return html`<p class="large">${about.join(" ")}</p>
    ${answer.why_not ? html`<p class="large">${answer.why_not}</p>` : nothing}${some}
    ${some.length ? html`<p class="soft">${labels.best_note}</p>` : nothing}`;
}

/**
 * The best removals for the service in front.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
export function tab(show, door) {
  const asked = question(door);
  const answer = /** @type {BestAnswer | null} */ (tabAnswer.answerOf("best", asked));
  if (answer && answer.groups) groups = answer.groups;
  const service = door.id.startsWith("/") ? show.said.best_any : door.name;
  const title = fill(show.said.best_title, { service });
  const draw = (/** @type {BestAnswer} */ counted) => cards(show, counted);
  return { above: [formFields(show.said), tabAnswer.section(show, "best", asked, title, draw).above] };
}
