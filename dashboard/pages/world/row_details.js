/* World: what is found about an opened link, rule or database by running the stories. Asked when a row is opened. */
import { make } from "../../shell/dom.js";
import * as address from "../../state/address.js";
import { seeButton, trialLinks } from "./tables_view.js";

const TABLES = ["links", "rules", "databases"];
/** @type {Map<string, RowDetails>} */
const answers = new Map(); // what was answered of late for the world that is shown, by its address
/** @type {WorldAnswer | null} */
let world = null;
let wanted = "";

/**
 * @param {string} title
 * @param {...(HTMLElement | null)} inside
 */
const titled = (title, ...inside) => [make("h3", "", title), ...inside];

/**
 * @param {string} label
 * @param {string} whatIf
 */
const whatIfLink = (label, whatIf) => trialLinks([{ page: "what-if", label, more: { "what-if": whatIf } }]);

/** @param {NamedRow[]} rows */
const names = (rows) => make("p", "names", ...rows.map(seeButton));

/** @param {RowDetails["stories"][number]} story */
const storyItem = (story) =>
  make("li", "", seeButton(story), make("span", "passes", story.passes), make("p", "", story.says));

/** @param {RowDetails["cards"][number]} card */
const cardItem = (card) => make("li", "", seeButton(card), make("span", "passes", card.kind + " · " + card.how));

/** @param {RowDetails} answer */
function pairs(answer) {
  if (!answer.pairs) return [];
  const { says, notes, text } = answer.pairs;
  const list = notes.length ? make("ul", "", ...notes.map((note) => make("li", "", note))) : null;
  const link = text ? whatIfLink(answer.said.try_pairs, text) : null;
  return titled(answer.said.pairs, make("p", "", says), list, link);
}

/** @param {RowDetails} answer */
function drawn(answer) {
  const labels = answer.said;
  const { stories, kinds, readings, cards } = answer;
  const none = make("p", "blank", labels.no_passing);
  const parts = [
    ...titled(labels.passing, stories.length ? make("ul", "passing", ...stories.map(storyItem)) : none),
    answer.removal ? whatIfLink(labels.try, answer.removal) : null,
    ...pairs(answer),
    ...(kinds.length ? titled(labels.can_bring, names(kinds)) : []),
    ...(readings.length ? titled(labels.kept_by, names(readings)) : []),
    ...(cards.length ? titled(labels.cards_of, make("ul", "passing", ...cards.map(cardItem))) : []),
  ];
  return parts.filter((part) => part !== null);
}

/**
 * A place in the opened row that fills itself; null for the rows of other tables.
 * @param {WorldAnswer} show
 * @param {WorldTable} table
 * @param {WorldRow} row
 */
export function detailsOf(show, table, row) {
  wanted = "";
  if (world !== show) answers.clear(); // another folder may stand under the same name
  world = show;
  if (!TABLES.includes(table.id)) return null;
  const { world: name, names: shownNames, "what-if": whatIf } = show.state;
  const question = address.query({
    world: name,
    "what-if": whatIf,
    names: shownNames,
    table: table.id,
    row: row.id,
  });
  const place = make("section", "row-about");
  place.setAttribute("aria-live", "polite");
  wanted = question;
  const answer = answers.get(question);
  if (answer) place.append(...drawn(answer));
  else ask(show, question, place);
  return place;
}

/**
 * @param {WorldAnswer} show
 * @param {string} question
 * @param {HTMLElement} place
 */
async function ask(show, question, place) {
  place.append(make("p", "blank", show.said.running));
  try {
    const response = await fetch("/_world/about" + question);
    if (!response.ok) throw new Error(await response.text());
    /** @type {RowDetails} */
    const answer = await response.json();
    if (world === show) answers.set(question, answer);
    if (wanted === question) place.replaceChildren(...drawn(answer));
  } catch {
    if (wanted === question) place.replaceChildren(make("p", "blank", show.said.not_run));
  }
}
