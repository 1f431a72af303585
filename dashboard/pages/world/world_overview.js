/* A world to read: the overview with its counts, conflicts from both sides, readings and viewpoints, gaps, the words. */
import { badge, make } from "../../shell/dom.js";
import { reproduceButton } from "../../state/reproduce.js";
import {
  cellText,
  factsList,
  matching,
  quoteWithSources,
  rowOf,
  seeButton,
  tableOf,
  trialLinks,
  wordsOf,
} from "./tables_view.js";

/**
 * The cards of some kinds.
 * @param {WorldAnswer} show
 * @param {string[]} kinds
 */
function cardsOf(show, kinds) {
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
function heading(row) {
  const number = /^c\d+/.test(row.id) ? make("span", "number", row.id.toUpperCase()) : null;
  return make("h2", "", number, row.title);
}

/**
 * What a card can do: its switch, or that it has none.
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function whatItDoes(show, row) {
  const text = value(show, row, "what_if");
  if (!text) return [make("p", "soft", show.said.cant)];
  return [make("p", "", make("code", "", text.split(",").join(", "))), trialLinks(row.tries)];
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
  const sections = [...groups].map(([source, { label, ids }]) => {
    const title = make("h3", "", seeButton({ table: "sources", id: source, label }));
    return make("section", "", title, ...ids.map((id) => quoteWithSources(show, id)));
  });
  return make("div", "sides", ...sections);
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function quotes(show, row) {
  if (!row.quotes.length) return [];
  return [make("h3", "", show.said.rests), ...row.quotes.map((id) => quoteWithSources(show, id))];
}

/**
 * @param {WorldRow} row
 * @param {...Inside} inside
 */
function article(row, ...inside) {
  const element = make("article", "card", ...inside);
  element.dataset.row = row.id;
  return element;
}

// -- conflicts

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 * @param {WorldRow[]} others the cards against it
 */
function conflict(show, row, others) {
  const against = others.map((other) => {
    const kicker = make("p", "kicker", show.said.other_side);
    const says = make("p", "says", other.about);
    return make("div", "other-side", kicker, heading(other), says, ...whatItDoes(show, other), sides(show, other));
  });
  const says = make("p", "says", row.about);
  return article(row, heading(row), says, ...whatItDoes(show, row), sides(show, row), ...against);
}

/** @type {WorldView} */
function conflicts(show, find) {
  const cards = cardsOf(show, ["conflict"]);
  const ids = new Set(cards.map(({ id }) => id));
  const mains = cards.filter((row) => !ids.has(value(show, row, "against")));
  const others = (/** @type {WorldRow} */ row) =>
    cards.filter((other) => other !== row && value(show, other, "against") === row.id);
  const wanted = mains.filter((row) => matching([row, ...others(row)], find).length);
  return make("div", "world-cards wide", ...wanted.map((row) => conflict(show, row, others(row))));
}

// -- readings and viewpoints

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 */
function readingCard(show, row) {
  const cell = (/** @type {string} */ column) => cellText(tableOf(show, "readings"), row, column);
  const keeps = cell("keeps").split(" ").filter(Boolean);
  const badges = keeps.map((status) => badge(show, status, status, 1));
  const kept = make("div", "keeps", keeps.length ? show.said.keeps : show.said.keeps_all, ...badges);
  const text = make("code", "", cell("what_if").split(",").join(", "));
  const changes = cell("what_if") ? make("p", "", show.said.changes + " ", text) : null;
  const voice = cell("voice") ? make("p", "voice", cell("voice")) : null;
  const title = make("h2", "", row.title);
  const says = make("p", "says", row.about);
  return article(row, title, voice, says, kept, changes, trialLinks(row.tries), ...quotes(show, row));
}

/**
 * @param {WorldAnswer} show
 * @param {WorldRow} row
 * @param {string} kicker what stands over its title
 */
function plainCard(show, row, kicker) {
  const says = make("p", "says", row.about);
  const over = kicker ? make("p", "kicker", kicker) : null;
  return article(row, over, heading(row), says, ...whatItDoes(show, row), ...quotes(show, row));
}

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
    for (const each of theirs) mine.add(each);
    groups.splice(groups.indexOf(theirs), 1);
  }
  return groups.map((group) => [...group]);
}

/** @type {WorldView} */
function voices(show, find) {
  const readings = matching(tableOf(show, "readings").rows, find).map((row) => readingCard(show, row));
  const pairs = viewpointPairs(show).filter((group) => matching(group, find).length);
  const viewpoints = pairs.map((group) => make("div", "world-pair", ...group.map((row) => plainCard(show, row, ""))));
  const title = pairs.length ? make("h2", "", show.said.viewpoints) : null;
  const together = make("div", "world-cards wide", ...viewpoints);
  return make("div", "", make("div", "world-cards", ...readings), title, together);
}

// -- gaps, dates, words

/**
 * A page of cards of some kinds.
 * @param {string[]} kinds
 * @param {(show: WorldAnswer, row: WorldRow) => string} kicker what stands over a card's title
 * @returns {WorldView}
 */
const cardsPage = (kinds, kicker) => (show, find) => {
  const rows = matching(cardsOf(show, kinds), find);
  return make("div", "world-cards", ...rows.map((row) => plainCard(show, row, kicker(show, row))));
};

const gaps = cardsPage(["gap", "unclear"], (show, row) =>
  value(show, row, "kind") === "unclear" ? show.said.unclear : "",
);
const dates = cardsPage(["date", "context"], (show, row) => value(show, row, "date"));

/**
 * Whether a word of the glossary, with its meaning, has the words looked for.
 * @param {string} find
 */
const fits = (find) => (/** @type {[string, string]} */ pair) =>
  wordsOf(find).every((word) => pair.join(" ").toLowerCase().includes(word));

/** @type {WorldView} */
function glossary(show, find) {
  const parts = show.glossary.flatMap((group) => {
    const pairs = group.words.filter(fits(find));
    const rows = pairs.map(([word, meaning]) => make("div", "", make("dt", "", word), make("dd", "", meaning)));
    return pairs.length ? [make("h3", "", group.title), make("dl", "world-words", ...rows)] : [];
  });
  return make("div", "", ...parts);
}

// -- the overview

/**
 * @param {"col" | "row"} scope
 * @param {...Inside} inside
 */
function headCell(scope, ...inside) {
  const cell = make("th", "", ...inside);
  cell.scope = scope;
  return cell;
}

/**
 * Rows by status, table by table, with their sums.
 * @param {WorldAnswer} show
 * @param {Record<string, Record<string, number>>} counts table -> status -> rows
 * @param {string} title
 * @param {Recipe} recipe
 */
function countsSection(show, counts, title, recipe) {
  const used = Object.entries(counts).filter(([, row]) => Object.values(row).some(Boolean));
  const statuses = Object.keys(show.signs).filter((status) => used.some(([, row]) => row[status]));
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
  const cell = (/** @type {number} */ number) => make("td", number ? "" : "zero", String(number));
  const line = (/** @type {string} */ name, /** @type {number[]} */ numbers, /** @type {number} */ total) =>
    make("tr", "", headCell("row", name), ...numbers.map(cell), cell(total));
  const heads = statuses.map((status) => headCell("col", badge(show, status, status, 1)));
  const top = make("tr", "", headCell("col", show.said.table), ...heads, headCell("col", show.said.all_rows));
  const body = used.map(([table, row]) => {
    const numbers = statuses.map((status) => row[status]);
    return line(tableOf(show, table).title, numbers, sum(Object.values(row)));
  });
  const totals = statuses.map((status) => sum(used.map(([, row]) => row[status])));
  const foot = make("tfoot", "", line(show.said.all_rows, totals, sum(totals)));
  const table = make("table", "counted", make("thead", "", top), make("tbody", "", ...body), foot);
  table.setAttribute("aria-label", title);
  return make("section", "", make("h3", "", title, " ", reproduceButton(recipe, show.said.reproduce)), table);
}

/**
 * The rows that rest on nothing but what somebody told.
 * @param {WorldAnswer} show
 */
function toldSection(show) {
  const { told } = show.counts;
  const title = make("h3", "", show.said.told_title);
  if (!told.length) return make("section", "", title, make("p", "", show.said.told_none));
  const rows = told.map(([table, id]) => {
    const see = seeButton({
      table,
      id,
      label: rowOf(show, table, id)?.title || id,
    });
    return make("li", "", tableOf(show, table).noun + ": ", see);
  });
  const summary = make("summary", "", show.said.told_says.replace("{count}", String(told.length)));
  return make("section", "", title, make("details", "", summary, make("ul", "", ...rows)));
}

/** @type {WorldView} */
function overview(show) {
  const { settings, counts, said: labels, recipes } = show;
  const download = make("a", "", labels.download);
  download.href = show.zip;
  download.setAttribute("download", "");
  const checked = Object.entries(counts.checked).map(([name, count]) => [labels["checked_" + name], String(count)]);
  const question = settings.question ? make("p", "", make("b", "", settings.question)) : null;
  const tools = make("div", "tries", download);
  const lead = make("section", "lead", question, make("p", "", settings.about), factsList(settings.facts), tools);
  const file = make(
    "details",
    "",
    make("summary", "", labels.settings),
    make("pre", "", make("code", "", settings.text)),
  );
  return make(
    "div",
    "world-overview",
    lead,
    countsSection(show, counts.status, labels.by_status, recipes.status),
    countsSection(show, counts.number, labels.by_number, recipes.number),
    make("section", "", make("h3", "", labels.by_check), factsList(/** @type {[string, string][]} */ (checked))),
    toldSection(show),
    make("section", "lead", file),
  );
}

/**
 * The pages to read, by their names.
 * @type {Record<string, WorldView>}
 */
export const VIEWS = { overview, conflicts, voices, gaps, dates, glossary };

/**
 * How many cards of some kinds have the words looked for.
 * @param {...string} kinds
 */
const countCards =
  (...kinds) =>
  (/** @type {WorldAnswer} */ show, /** @type {string} */ find) =>
    matching(cardsOf(show, kinds), find).length;

/**
 * How many things of a page have the words looked for.
 * @type {Record<string, (show: WorldAnswer, find: string) => number>}
 */
export const COUNTS = {
  conflicts: countCards("conflict"),
  voices: (show, find) => matching(tableOf(show, "readings").rows, find).length + countCards("viewpoint")(show, find),
  gaps: countCards("gap", "unclear"),
  dates: countCards("date", "context"),
  glossary: (show, find) => show.glossary.flatMap((group) => group.words).filter(fits(find)).length,
};
