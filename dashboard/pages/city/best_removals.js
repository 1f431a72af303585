/* What would spare most: the best one, two and three removals for the service in front, each a button that tries it. */
import { fill, number, percentAtLeast } from "../../shell/number_format.js";
import { bar } from "../../shell/number_tables.js";
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import * as tabAnswer from "./tab_answer.js";

const SHOWN = 20; // equally good ones that are written out
const SORTS = ["links", "columns", "identifiers", "rules", "databases", "agencies"];
const USUAL = "links,columns";
const BUDGET = 3; // removals at most, unless somebody says otherwise
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
 * What is counted, in words: residents or doors.
 * @param {Labels} labels
 * @param {BestAnswer} answer
 */
function wordsOf(labels, answer) {
  if (answer.objective === "doors") {
    return {
      restricted: labels.best_doors,
      stuck: labels.best_doors_stuck,
      spared: labels.best_opened,
      newly: labels.best_newly_closed,
      lost: labels.best_rewards_lost,
    };
  }
  return {
    restricted: labels.best_restricted,
    stuck: labels.best_stuck,
    spared: labels.best_spared,
    newly: labels.best_newly,
    lost: labels.best_lose,
  };
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 * @param {BestChoice} choice
 */
function card(show, answer, choice) {
  const labels = show.said;
  const words = wordsOf(labels, answer);
  const many = choice.size === 1 ? labels.best_one : fill(labels.best_many, { number: choice.size });
  const priced = choice.cost === choice.size ? "" : ", " + fill(labels.best_cost, { number: choice.cost });
  const size = many + priced;
  const spared = fill(words.spared, { number: number(choice.spared) });
  const [newly, lost] = [choice.newly_restricted, choice.lose_reward];
  return html`<article class="choice">
    <h3>${size} ${certainty(labels, choice)}</h3>
    <p class="spared">
      <strong class="good">${spared}</strong> <span class="soft">${shareOf(show, answer, choice)}</span>
    </p>
    <div class="reward">${bar(0, choice.spared, Math.max(1, answer.restricted), false)}</div>
    ${newly ? html`<p class="worse">${fill(words.newly, { number: number(newly) })}</p>` : nothing}
    ${lost ? html`<p class="soft">${fill(words.lost, { number: number(lost) })}</p>` : nothing}
    ${removal(show, answer, choice.cuts[0])}${others(show, answer, choice)}
  </article>`;
}

// -- what is asked

/** What the address asks: of which age group, among what, whether lost rewards weigh, at what cost, what counts. */
function parts() {
  const fields = address.now();
  const names = ["group", "among", "weigh", "spare", "costs", "budget", "objective"].filter((name) => fields[name]);
  return /** @type {Record<string, string>} */ (Object.fromEntries(names.map((name) => [name, fields[name]])));
}

/**
 * What the tab asks.
 * @param {CityDoor} door
 */
export const question = (door) => tabAnswer.question(door, parts());

/** The further services that are to be spared. */
const alsoSpared = () => (parts().spare || "").split(",").filter(Boolean);

/**
 * These with one more or one less.
 * @param {string} service
 * @param {boolean} on
 */
const withOrWithout = (service, on) => [...alsoSpared().filter((other) => other !== service), ...(on ? [service] : [])];

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
  else if (which === "objective" || which === "costs") address.write({ [which]: field.value.trim() });
  else if (which === "budget") address.write({ budget: field.value === String(BUDGET) ? "" : field.value });
  else if (which.startsWith("spare-")) address.write({ spare: withOrWithout(which.slice(6), checked).join(",") });
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

/**
 * The services that may be spared beside the one in front, closed until somebody wants several.
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function services(show, door) {
  const front = door.id.split("/")[0];
  const closing = show.doors.filter((each) => each.burdens);
  const names = new Map(closing.map((each) => [each.id.split("/")[0] || "", each.name]));
  const rest = [...names].filter(([id]) => id && id !== front);
  const boxes = rest.map(([id, name]) => checkbox("spare-" + id, name, alsoSpared().includes(id)));
  return html`<details ?open=${alsoSpared().length > 0}>
    <summary>${show.said.best_also}</summary>
    <div class="sorts">${boxes}</div>
  </details>`;
}

/** @param {Labels} labels */
function costFields(labels) {
  const { objective, costs, budget } = parts();
  return html`<label
      ><span>${labels.best_objective}</span
      ><select data-sets="objective" data-key="objective">
        <option value="" .selected=${!objective}>${labels.best_by_residents}</option>
        <option value="doors" .selected=${objective === "doors"}>${labels.best_by_doors}</option>
      </select></label
    ><label
      ><span>${labels.best_budget}</span
      ><input
        type="number"
        min="1"
        max="1000"
        step="1"
        .value=${budget || String(BUDGET)}
        data-sets="budget"
        data-key="budget" /></label
    ><label class="wide"
      ><span>${labels.best_costs}</span
      ><input
        type="text"
        .value=${costs || ""}
        placeholder=${labels.best_costs_hint}
        data-sets="costs"
        data-key="costs"
    /></label>`;
}

/**
 * @param {CityAnswer} show
 * @param {CityDoor} door
 */
function formFields(show, door) {
  const labels = show.said;
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
    ${costFields(labels)}${services(show, door)}
  </div>`;
}

/**
 * @param {CityAnswer} show
 * @param {BestAnswer} answer
 */
function cards(show, answer) {
  const labels = show.said;
  const words = wordsOf(labels, answer);
  const { group } = parts();
  const stuck = answer.whatever_is_removed;
  const about = [
    fill(words.restricted, { number: number(answer.restricted), how: answer.how }),
    ...(group ? [ofGroup(labels, answer.restricted_by_group, group)] : []),
    ...(stuck ? [fill(words.stuck, { number: number(stuck) })] : []),
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
  const service = (answer && answer.service) || (door.id.startsWith("/") ? show.said.best_any : door.name);
  const title = fill(show.said.best_title, { service });
  const draw = (/** @type {BestAnswer} */ counted) => cards(show, counted);
  return { above: [formFields(show, door), tabAnswer.section(show, "best", asked, title, draw).above] };
}
