/* World: what is found about an opened link, rule or database by running the stories. Asked when a row is opened. */
import { html, nothing } from "../../shell/templates.js";
import * as address from "../../state/address.js";
import { seeButton, trialLinks } from "./world_templates.js";

const TABLES = ["links", "rules", "databases"];
/** @type {Map<string, RowDetails>} */
const answers = new Map(); // what was answered of late for the world that is shown, by its address
/** @type {WorldAnswer | null} */
let world = null;
let wanted = ""; // what is asked about the row that is opened
let failed = false;

/**
 * @param {string} title
 * @param {...unknown} inside
 */
const titled = (title, ...inside) =>
  html`<h3>${title}</h3>
    ${inside}`;

/**
 * @param {string} label
 * @param {string} whatIf
 */
const whatIfLink = (label, whatIf) => trialLinks([{ page: "what-if", label, more: { "what-if": whatIf } }]);

/** @param {unknown[]} items */
const list = (items) =>
  html`<ul class="passing">
    ${items}
  </ul>`;

/** @param {NamedRow[]} rows */
const names = (rows) => html`<p class="names">${rows.map(seeButton)}</p>`;

/** @param {RowDetails["stories"][number]} story */
const storyItem = (story) =>
  html`<li>
    ${seeButton(story)}<span class="passes">${story.passes}</span>
    <p>${story.says}</p>
  </li>`;

/** @param {RowDetails["cards"][number]} card */
const cardItem = (card) => html`<li>${seeButton(card)}<span class="passes">${card.kind + " · " + card.how}</span></li>`;

/** @param {RowDetails} answer */
function pairs(answer) {
  if (!answer.pairs) return nothing;
  const { says, notes, text } = answer.pairs;
  const noted = notes.length
    ? html`<ul>
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    : nothing;
  const link = text ? whatIfLink(answer.said.try_pairs, text) : nothing;
  return titled(answer.said.pairs, html`<p>${says}</p>`, noted, link);
}

/** @param {RowDetails} answer */
function answerParts(answer) {
  const { stories, kinds, readings, cards, said: labels } = answer;
  const none = html`<p class="blank">${labels.no_passing}</p>`;
  return html`${titled(labels.passing, stories.length ? list(stories.map(storyItem)) : none)}
  ${answer.removal ? whatIfLink(labels.try, answer.removal) : nothing} ${pairs(answer)}
  ${kinds.length ? titled(labels.can_bring, names(kinds)) : nothing}
  ${readings.length ? titled(labels.kept_by, names(readings)) : nothing}
  ${cards.length ? titled(labels.cards_of, list(cards.map(cardItem))) : nothing}`;
}

/**
 * What is asked about a row; blank for the rows of other tables.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
function questionOf(show, table, row) {
  if (!TABLES.includes(table.id)) return "";
  const { world: name, names: shownNames, "what-if": whatIf } = show.state;
  return address.query({ world: name, "what-if": whatIf, names: shownNames, table: table.id, row: row.id });
}

/**
 * What is found about an opened row, or that it is being looked for; nothing for the rows of other tables.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 * @param {() => void} redraw called when the answer is there
 */
export function detailsOf(show, table, row, redraw) {
  if (world !== show) forget(); // another folder may stand under the same name
  world = show;
  const question = questionOf(show, table, row);
  if (question !== wanted) {
    wanted = question;
    failed = false;
    if (question && !answers.has(question)) ask(show, question, redraw);
  }
  if (!question) return nothing;
  const answer = answers.get(question);
  const waits = html`<p class="blank">${failed ? show.said.not_run : show.said.running}</p>`;
  return html`<section class="row-about" aria-live="polite">${answer ? answerParts(answer) : waits}</section>`;
}

/** No row is opened any more: one that could not be answered is asked again when it is opened anew. */
export function leave() {
  wanted = "";
}

function forget() {
  answers.clear();
  leave();
}

/**
 * @param {WorldAnswer} show
 * @param {string} question
 * @param {() => void} redraw
 */
async function ask(show, question, redraw) {
  try {
    const response = await fetch("/_world/about" + question);
    if (!response.ok) throw new Error(await response.text());
    /** @type {RowDetails} */
    const answer = await response.json();
    if (world === show) answers.set(question, answer);
  } catch {
    if (wanted === question) failed = true;
  }
  if (world === show && wanted === question) redraw();
}
