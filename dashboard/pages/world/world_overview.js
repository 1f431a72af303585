/* A world's overview: its settings, its rows counted by status, what rests on hearsay; the glossary; which pages there are. */
import { badgeOf } from "../../shell/evidence_templates.js";
import { html, nothing } from "../../shell/templates.js";
import * as reproduce from "../../state/reproduce.js";
import { cardsOf, conflicts, dates, gaps, voices } from "./cards_view.js";
import { factsList, seeButton } from "./world_templates.js";
import { matching, rowOf, tableOf, wordsOf } from "./world_tables.js";

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** @param {number} number */
const countCell = (number) => html`<td class=${number ? nothing : "zero"}>${number}</td>`;

/**
 * @param {string} name
 * @param {number[]} numbers
 * @param {number} total
 */
const countLine = (name, numbers, total) =>
  html`<tr>
    <th scope="row">${name}</th>
    ${numbers.map(countCell)}${countCell(total)}
  </tr>`;

/**
 * Rows by status, table by table, with their sums.
 * @param {WorldAnswer} show
 * @param {Record<string, Record<string, number>>} counts table -> status -> rows
 * @param {string} title
 * @param {Recipe} recipe
 */
function countsSection(show, counts, title, recipe) {
  const labels = show.said;
  const used = Object.entries(counts).filter(([, row]) => Object.values(row).some(Boolean));
  const statuses = Object.keys(show.signs).filter((status) => used.some(([, row]) => row[status]));
  const totals = statuses.map((status) => sum(used.map(([, row]) => row[status])));
  const lines = used.map(([table, row]) =>
    countLine(
      tableOf(show, table).title,
      statuses.map((status) => row[status]),
      sum(Object.values(row)),
    ),
  );
  return html`<section>
    <h3>
      ${title} <button type="button" class="again" @click=${() => reproduce.open(recipe)}>${labels.reproduce}</button>
    </h3>
    <table class="counted" aria-label=${title}>
      <thead>
        <tr>
          <th scope="col">${labels.table}</th>
          ${statuses.map((status) => html`<th scope="col">${badgeOf(show, status, status, 1)}</th>`)}
          <th scope="col">${labels.all_rows}</th>
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
      <tfoot>
        ${countLine(labels.all_rows, totals, sum(totals))}
      </tfoot>
    </table>
  </section>`;
}

/**
 * The rows that rest on nothing but what somebody told.
 * @param {WorldAnswer} show
 */
function toldSection(show) {
  const { told } = show.counts;
  const title = html`<h3>${show.said.told_title}</h3>`;
  const none = html`<section>
    ${title}
    <p>${show.said.told_none}</p>
  </section>`;
  if (!told.length) return none;
  const rows = told.map(([table, id]) => {
    const see = seeButton({ table, id, label: rowOf(show, table, id)?.title || id });
    return html`<li>${tableOf(show, table).noun}: ${see}</li>`;
  });
  return html`<section>
    ${title}
    <details>
      <summary>${show.said.told_says.replace("{count}", String(told.length))}</summary>
      <ul>
        ${rows}
      </ul>
    </details>
  </section>`;
}

/** @param {WorldAnswer} show */
function lead({ settings, zip, said: labels }) {
  return html`<section class="lead">
    ${settings.question ? html`<p><b>${settings.question}</b></p>` : nothing}
    <p>${settings.about}</p>
    ${factsList(settings.facts)}
    <div class="tries"><a href=${zip} download>${labels.download}</a></div>
  </section>`;
}

/** @type {WorldView} */
function overview(show) {
  const { settings, counts, said: labels, recipes } = show;
  const checked = Object.entries(counts.checked).map(([name, count]) => [labels["checked_" + name], count]);
  return html`<div class="world-overview">
    ${lead(show)} ${countsSection(show, counts.status, labels.by_status, recipes.status)}
    ${countsSection(show, counts.number, labels.by_number, recipes.number)}
    <section>
      <h3>${labels.by_check}</h3>
      ${factsList(/** @type {[string, number][]} */ (checked))}
    </section>
    ${toldSection(show)}
    <section class="lead">
      <details>
        <summary>${labels.settings}</summary>
        <pre><code>${settings.text}</code></pre>
      </details>
    </section>
  </div>`;
}

// -- the words

/**
 * Whether a word of the glossary, with its meaning, has the words looked for.
 * @param {string} find
 */
const fits = (find) => (/** @type {[string, string]} */ pair) =>
  wordsOf(find).every((word) => pair.join(" ").toLowerCase().includes(word));

/** @type {WorldView} */
function glossary(show, find) {
  const groups = show.glossary.map(({ title, words }) => ({ title, words: words.filter(fits(find)) }));
  const line = (/** @type {[string, string]} */ [word, meaning]) =>
    html`<div>
      <dt>${word}</dt>
      <dd>${meaning}</dd>
    </div>`;
  return html`${groups.map(({ title, words }) =>
    words.length
      ? html`<h3>${title}</h3>
          <dl class="world-words">${words.map(line)}</dl>`
      : nothing,
  )}`;
}

// -- which pages there are

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
