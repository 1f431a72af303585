/* A world's cards to read: conflicts from both sides, readings and viewpoints, gaps, dates. */
import { badgeOf } from "../../shell/evidence_templates.js";
import { html, nothing, repeat } from "../../shell/templates.js";
import { quoteWithSources, seeButton, trialLinks } from "./world_templates.js";
import { cellText, matching, tableOf } from "./world_tables.js";

/**
 * The cards of some kinds.
 * @param {WorldAnswer} show
 * @param {string[]} kinds
 */
export function cardsOf(show, kinds) {
  const table = tableOf(show, "cards");
  return table.rows.filter((row) => kinds.includes(cellText(table, row, "kind")));
}

/**
 * What a card says in a column.
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 * @param {string} column
 */
const value = (show, row, column) => cellText(tableOf(show, "cards"), row, column);

/**
 * A card's title, with its number, where its name is one: C3.
 * @param {WorldRow} row
 */
function heading({ id, title }) {
  const number = /^c\d+/.test(id) ? html`<span class="number">${id.toUpperCase()}</span>` : nothing;
  return html`<h2>${number}${title}</h2>`;
}

/** @param {string} text of a what-if */
const code = (text) => html`<code>${text.split(",").join(", ")}</code>`;

/**
 * What a card can do: its switch, or that it has none.
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function whatItDoes(show, row) {
  const text = value(show, row, "what_if");
  if (!text) return html`<p class="soft">${show.said.cant}</p>`;
  return html`<p>${code(text)}</p>
    ${trialLinks(row.tries)}`;
}

/**
 * The quotes of a card by their sources: each source is a side.
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function sides(show, row) {
  /** @type {Map<string, { label: string, ids: string[] }>} */
  const groups = new Map();
  for (const id of row.quotes) {
    const source = show.quotes[id]?.chain[0];
    if (!source) continue;
    const group = groups.get(source.id) || { label: source.label, ids: [] };
    groups.set(source.id, { ...group, ids: [...group.ids, id] });
  }
  const sections = [...groups].map(
    ([source, { label, ids }]) =>
      html`<section>
        <h3>${seeButton({ table: "sources", id: source, label })}</h3>
        ${ids.map((id) => quoteWithSources(show, id))}
      </section>`,
  );
  return html`<div class="sides">${sections}</div>`;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function quotes(show, row) {
  if (!row.quotes.length) return nothing;
  return html`<h3>${show.said.rests}</h3>
    ${row.quotes.map((id) => quoteWithSources(show, id))}`;
}

/**
 * Things to read, each kept as it stands while others are left out.
 * @template Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => WorldRow} rowOf the row by which a thing is known again
 * @param {(thing: Thing) => unknown} shown
 */
const kept = (things, rowOf, shown) => repeat(things, (thing) => rowOf(thing).id, shown);

const own = (/** @type {WorldRow} */ row) => row;

// -- conflicts

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 * @param {WorldRow[]} others the cards against it
 */
function conflict(show, row, others) {
  const against = others.map(
    (other) =>
      html`<div class="other-side">
        <p class="kicker">${show.said.other_side}</p>
        ${heading(other)}
        <p class="says">${other.about}</p>
        ${whatItDoes(show, other)}${sides(show, other)}
      </div>`,
  );
  return html`<article class="card" data-row=${row.id}>
    ${heading(row)}
    <p class="says">${row.about}</p>
    ${whatItDoes(show, row)}${sides(show, row)}${against}
  </article>`;
}

/** @type {WorldView} */
export function conflicts(show, find) {
  const cards = cardsOf(show, ["conflict"]);
  const ids = new Set(cards.map(({ id }) => id));
  const mains = cards.filter((row) => !ids.has(value(show, row, "against")));
  const others = (/** @type {WorldRow} */ row) =>
    cards.filter((other) => other !== row && value(show, other, "against") === row.id);
  const wanted = mains.filter((row) => matching([row, ...others(row)], find).length);
  return html`<div class="world-cards wide">${kept(wanted, own, (row) => conflict(show, row, others(row)))}</div>`;
}

// -- readings and viewpoints

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function readingCard(show, row) {
  const cell = (/** @type {string} */ column) => cellText(tableOf(show, "readings"), row, column);
  const keeps = cell("keeps").split(" ").filter(Boolean);
  const badges = keeps.map((status) => badgeOf(show, status, status, 1));
  return html`<article class="card" data-row=${row.id}>
    <h2>${row.title}</h2>
    ${cell("voice") ? html`<p class="voice">${cell("voice")}</p>` : nothing}
    <p class="says">${row.about}</p>
    <div class="keeps">${keeps.length ? show.said.keeps : show.said.keeps_all}${badges}</div>
    ${cell("what_if") ? html`<p>${show.said.changes} ${code(cell("what_if"))}</p>` : nothing}
    ${trialLinks(row.tries)}${quotes(show, row)}
  </article>`;
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 * @param {string} kicker what stands over its title
 */
const plainCard = (show, row, kicker) =>
  html`<article class="card" data-row=${row.id}>
    ${kicker ? html`<p class="kicker">${kicker}</p>` : nothing}${heading(row)}
    <p class="says">${row.about}</p>
    ${whatItDoes(show, row)}${quotes(show, row)}
  </article>`;

/**
 * Viewpoints, each beside the one that it is against.
 * @param {WorldAnswer} show
 */
function viewpointPairs(show) {
  const rows = cardsOf(show, ["viewpoint"]);
  const groups = rows.map((row) => new Set([row]));
  const groupOf = (/** @type {WorldRow} */ row) =>
    /** @type {Set<WorldRow>} */ (groups.find((group) => group.has(row)));
  for (const row of rows) {
    const other = rows.find(({ id }) => id === value(show, row, "against"));
    if (!other || groupOf(other) === groupOf(row)) continue;
    const [mine, theirs] = [groupOf(row), groupOf(other)];
    for (const viewpoint of theirs) mine.add(viewpoint);
    groups.splice(groups.indexOf(theirs), 1);
  }
  return groups.map((group) => [...group]);
}

/** @type {WorldView} */
export function voices(show, find) {
  const readings = matching(tableOf(show, "readings").rows, find);
  const pairs = viewpointPairs(show).filter((group) => matching(group, find).length);
  const pair = (/** @type {WorldRow[]} */ group) =>
    html`<div class="world-pair">${group.map((row) => plainCard(show, row, ""))}</div>`;
  return html`<div class="world-cards">${kept(readings, own, (row) => readingCard(show, row))}</div>
    ${pairs.length ? html`<h2>${show.said.viewpoints}</h2>` : nothing}
    <div class="world-cards wide">${kept(pairs, ([row]) => row, pair)}</div>`;
}

// -- gaps and dates

/**
 * A page of cards of some kinds.
 * @param {string[]} kinds
 * @param {(show: WorldAnswer, row: WorldRow) => string} kicker what stands over a card's title
 * @returns {WorldView}
 */
const cardsPage = (kinds, kicker) => (show, find) => {
  const rows = matching(cardsOf(show, kinds), find);
  return html`<div class="world-cards">${kept(rows, own, (row) => plainCard(show, row, kicker(show, row)))}</div>`;
};

/** What the sources leave open, or say unclearly. */
export const gaps = cardsPage(["gap", "unclear"], (show, row) =>
  value(show, row, "kind") === "unclear" ? show.said.unclear : "",
);
/** What happened when, and what it belongs to. */
export const dates = cardsPage(["date", "context"], (show, row) => value(show, row, "date"));
